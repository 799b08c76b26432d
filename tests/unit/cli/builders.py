"""Documents and files for tests of the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from burgee.cli.yaml_text import dump


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


def write_files(
    folder: Path, *, flags: list[Any] | None = None, segments: list[Any] | None = None
) -> Path:
    """A folder with one YAML file of these documents."""
    folder.mkdir(parents=True, exist_ok=True)
    sections = {"segments": segments, "flags": flags}
    text = dump({name: found for name, found in sections.items() if found})
    (folder / "documents.yaml").write_text(text, encoding="utf-8")
    return folder
