"""Fresh processes: what only shows the first time."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

TIMEOUT_SECONDS = 240


def ask(
    module: str, *arguments: str, interpreter: str = sys.executable, **environment: str
) -> dict[str, Any]:
    """The figures that `python -m module` printed as JSON on its last line."""
    command = [interpreter, "-m", module, *arguments]
    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        env={**os.environ, **environment},
        check=False,
    )
    lines = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise ChildProcessError(f"{module} {' '.join(arguments)}: {ended.stderr[-800:]}")
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def medians(samples: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: statistics.median(each[name] for each in samples) for name in samples[0]}


def answer(figures: Mapping[str, Any]) -> None:
    """Print a child's figures and end it without waiting for anybody's threads."""
    print(json.dumps(figures), flush=True)
    os._exit(0)


def resident_bytes() -> int:
    """Memory of this process that is really there."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
