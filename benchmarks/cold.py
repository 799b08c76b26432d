"""Part `cold`: what a fresh process pays before its first answer, beside the peers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import processes, report
from benchmarks.adapters.registry import OURS, SYSTEMS, adapter

SIZES = (1000, 10_000)
PEER_RUNS, OWN_RUNS = 3, 11
FIRST_MS = {1000: 1.5, 10_000: 12.0}
IMPORT_MS, MEMORY_MB = 20.0, 50.0
Figures = dict[str, float]
Folders = dict[tuple[str, int], str]


def main() -> None:
    with tempfile.TemporaryDirectory() as root:
        folders = _build(Path(root))
        peers = _measure_all(folders)
        own = _measure_own({size: folders[OURS, size] for size in SIZES})
    show(peers)
    show_own(own)
    show_imports()
    report.save("cold", {"systems": peers, "targets": own})


def _systems() -> tuple[str, ...]:
    named = os.environ.get("BENCH_SYSTEMS")
    return tuple(named.split(",")) if named else SYSTEMS


def _build(root: Path) -> Folders:
    """A folder with the ruleset of each system and size."""
    folders: Folders = {}
    for system in _systems():
        for size in SIZES:
            folder = root / f"{system}-{size}"
            folder.mkdir()
            for name, content in adapter(system).build(size).items():
                (folder / name).write_bytes(content)
            folders[system, size] = str(folder)
    return folders


def _measure_all(folders: Folders) -> dict[str, dict[str, Figures]]:
    samples: dict[tuple[str, int], list[Figures]] = {name: [] for name in folders}
    for number in range(PEER_RUNS + 1):
        for (system, size), folder in folders.items():
            try:
                measured = processes.ask("benchmarks.cold_child", system, folder)
            except (ChildProcessError, subprocess.TimeoutExpired) as problem:
                print(f"left out: {problem}", file=sys.stderr)
                continue
            if number:  # the first run compiles bytecode
                samples[system, size].append(measured)
    figures: dict[str, dict[str, Figures]] = {}
    for (system, size), some in samples.items():
        if some:
            figures.setdefault(system, {})[str(size)] = processes.medians(some)
    return figures


def _measure_own(folders: dict[int, str]) -> dict[str, Figures]:
    """Each target's figures, from fresh processes taken in turn."""
    steps: dict[str, tuple[str, ...]] = {name: (name,) for name in ("bare", "standard", "imported")}
    for size, folder in folders.items():
        steps[f"first {size}"] = ("first", folder)
        steps[f"used {size}"] = ("used", folder)
    samples: dict[str, list[Figures]] = {name: [] for name in steps}
    for number in range(OWN_RUNS + 1):
        for name, arguments in steps.items():
            measured = processes.ask("benchmarks.own_child", *arguments)
            if number:  # the first run compiles bytecode
                samples[name].append(measured)
    return {name: processes.medians(some) for name, some in samples.items()}


def show(figures: dict[str, dict[str, Figures]]) -> None:
    report.heading(f"fresh processes, median of {PEER_RUNS}: from the ruleset in memory to ready")
    sizes = "".join(f"{f'load ms {size}':>15}{'MB':>7}" for size in SIZES)
    print(f"{'':18}{'import ms':>10}{'MB':>7}{sizes}{'first W2 us':>13}")
    for system, by_size in figures.items():
        some = next(iter(by_size.values()))
        cells = "".join(_cell(by_size.get(str(size))) for size in SIZES)
        start = f"{some['import_ms']:10.1f}{some['import_mb']:7.1f}"
        print(f"{system:18}{start}{cells}{some['first_us']:13.0f}")


def _cell(figures: Figures | None) -> str:
    if figures is None:
        return f"{'-':>15}{'-':>7}"
    return f"{figures['load_ms']:15.1f}{figures['load_mb']:7.1f}"


def show_own(own: dict[str, Figures]) -> None:
    report.heading(f"burgee in fresh processes, median of {OWN_RUNS}")
    print(f"  {'import of json, re and typing alone':58}{own['standard']['import_ms']:9.2f} ms")
    print(report.verdict("import of the evaluator", own["imported"]["import_ms"], IMPORT_MS, "ms"))
    for size, target in FIRST_MS.items():
        figure = own[f"first {size}"]["first_ms"]
        print(report.verdict(f"files -> first W2 answer, {size} flags", figure, target, "ms"))
    memory = own["used 10000"]["rss_mb"] - own["bare"]["rss_mb"]
    print(report.verdict("10,000 flags, all used, over bare Python", memory, MEMORY_MB, "MB"))


def show_imports(most: int = 12) -> None:
    """The modules that the evaluator's import spends most of its time in."""
    code = "import burgee.domain.evaluation, burgee.domain.ruleset"
    command = [sys.executable, "-X", "importtime", "-c", code]
    traced = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    rows = [line.removeprefix("import time:").split("|") for line in traced.splitlines()[1:]]
    slowest = sorted(((int(row[0]), row[2].strip()) for row in rows), reverse=True)
    report.heading("-X importtime, own microseconds")
    for microseconds, module in slowest[:most]:
        print(f"  {microseconds:8} {module}")


if __name__ == "__main__":
    main()
