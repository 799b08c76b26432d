"""Documents and files for tests of the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def a_section(**overrides: Any) -> dict[str, Any]:
    """What one environment shows: on, and `off` by default."""
    return {"enabled": True, "default_variant": "off", **overrides}


def a_flag(key: str = "new-checkout", **overrides: Any) -> dict[str, Any]:
    """A boolean flag that is on in production."""
    sections = {"production": a_section()}
    return {"key": key, "kind": "boolean", "environments": sections, **overrides}


def a_segment(key: str = "staff", **overrides: Any) -> dict[str, Any]:
    """A segment with two members."""
    return {"key": key, "included": ["ann", "bob"], **overrides}


def an_experiment(key: str = "badges", **overrides: Any) -> dict[str, Any]:
    """A draft on the flag `new-checkout` with everything that its checklist asks for."""
    shown = {"control": "off", "treatment": "on"}
    return {
        "key": key,
        "environment": "staging",
        "hypothesis": "Badges reassure.",
        "owner": "ann",
        "variants": {name: {"flags": {"new-checkout": flag}} for name, flag in shown.items()},
        "metrics": {
            "goals": [{"key": "bought", "type": "conversion_rate", "event_name": "purchase"}],
            "guardrails": [{"key": "errors", "type": "count", "event_name": "page_error"}],
        },
        "plan": {"planned_units": 1000, "minimum_detectable_effect": 0.1, "baseline": 0.1},
        **overrides,
    }


def a_rollout(key: str = "faster", **overrides: Any) -> dict[str, Any]:
    """A rollout of the flag `new-checkout` in staging, in three stages."""
    return {
        "key": key,
        "flag": "new-checkout",
        "environment": "staging",
        "variant": "on",
        "stages": [{"percentage": share, "wait": "2h"} for share in (5, 25, 100)],
        **overrides,
    }


def long_unit_keys(count: int) -> list[str]:
    """Different unit keys, 500 bytes each: 2,000 of them fill a request."""
    return [f"{number:06d}-{'x' * 493}" for number in range(count)]


def write_files(folder: Path, **sections: list[Any] | None) -> Path:
    """A folder with one file of these documents; what is JSON is YAML, too."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({name: found for name, found in sections.items() if found}, indent=1)
    (folder / "documents.yaml").write_text(text, encoding="utf-8")
    return folder
