"""What a part leaves behind: lines on the terminal and `benchmarks/results/<part>.json`."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def save(part: str, figures: Any) -> None:
    """Write the figures beside the machine and the day they were measured on."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"measured": measured(), "figures": figures}, indent=1)
    (RESULTS / f"{part}.json").write_text(text + "\n")


def measured() -> dict[str, Any]:
    """The machine, the day and how busy it was."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def verdict(name: str, figure: float, target: float, unit: str) -> str:
    """One line that says whether a target was met."""
    met = "met" if figure <= target else "MISSED"
    return f"  {name:58}{figure:9.2f} {unit:3} target {target:g} {unit}: {met}"


def heading(text: str) -> None:
    print(f"\n{text}")
