"""The workload's published ruleset as files, and an evaluator that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from burgee.domain.evaluation import HOT_CALLS, Evaluator
from burgee.domain.ruleset import Ruleset

MANIFEST = "manifest"
NOW = 1_795_000_000.0
FINN: dict[str, Any] = {
    "targetingKey": "probe-2",
    "country": "FI",
    "plan": "free",
    "age": 30,
    "platform": "web",
}


def evaluator(files: Mapping[str, bytes], hot_calls: int = HOT_CALLS) -> Evaluator:
    """An evaluator over a manifest and chunks, each file called by its content hash."""
    return Evaluator(Ruleset.load(files[MANIFEST], files), lambda: NOW, hot_calls=hot_calls)


def read(folder: str) -> Evaluator:
    """An evaluator over the files of a folder."""
    return evaluator({path.name: path.read_bytes() for path in Path(folder).iterdir()})
