"""Part `statistics`: one comparison beside its peers, whole looks, imports, results over HTTP."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks import install, processes, report
from benchmarks.statistics_systems import ENVIRONMENTS, MEAN, OURS, RATE, RELATIVE

PROJECT = install.ROOT / ".venv" / "bin" / "python"
COLUMNS = (MEAN, RELATIVE, RATE)
IMPORT_RUNS = 5
ANALYSE = "functions.analyse.handler"
ADMIN = "functions.admin.handler"
OWN_IMPORTS = ("numpy", "scipy.special", "burgee.stats.judging.judge")
# environment -> what is imported in one process each
IMPORTS: Mapping[str, Sequence[str]] = {
    "statistics": (
        "burgee.stats.judging.judge",
        "scipy.stats",
        "statsmodels.stats.weightstats",
        "tea_tasting",
    ),
    "gbstats": ("gbstats.frequentist.tests",),
}
COMPARISON_US, EXPERIMENT_MS, READ_MS, LOOK_MS = 50.0, 100.0, 1000.0, 5000.0
Figures = dict[str, Any]


def main() -> None:
    interpreters = {name: str(install.python(name)) for name in ENVIRONMENTS}
    systems = {
        name: processes.ask("benchmarks.statistics_child", name, interpreter=interpreter)
        for name, interpreter in interpreters.items()
    }
    show_systems(systems)
    looks = processes.ask("benchmarks.own_looks", interpreter=interpreters["statistics"])
    show_looks(looks)
    imports = _imports(interpreters)
    functions = _functions()
    show_imports(imports, functions)
    results = processes.ask("benchmarks.own_results", interpreter=str(PROJECT))
    show_results(results)
    report.save(
        "statistics",
        {
            "systems": systems,
            "looks": looks,
            "imports": imports,
            "functions": functions,
            "results": results,
        },
    )


def _imports(interpreters: Mapping[str, str]) -> dict[str, Figures]:
    """Each module in fresh processes of its own; ours also by what it imports."""
    figures = {
        each: _imported(each, by=interpreters[name])
        for name, modules in IMPORTS.items()
        for each in modules
    }
    return {**figures, "own parts": _imported(*OWN_IMPORTS, by=interpreters["statistics"])}


def _functions() -> dict[str, Figures]:
    """The functions, in the project's own environment: what statistics add to `admin`'s imports."""
    return {
        ADMIN: _imported(ADMIN, by=str(PROJECT)),
        ANALYSE: _imported(ADMIN, *OWN_IMPORTS, ANALYSE, by=str(PROJECT)),
    }


def _imported(*modules: str, by: str) -> Figures:
    samples = [
        processes.ask("benchmarks.import_child", *modules, interpreter=by)
        for _ in range(IMPORT_RUNS + 1)
    ]
    return processes.medians(samples[1:])  # the first run compiles bytecode


def show_systems(systems: Mapping[str, Figures]) -> None:
    report.heading("one metric, two variants, from sums: us (x: times Burgee in that process)")
    titles = "".join(f"{column:>12}{'x':>8}" for column in COLUMNS)
    print(f"  {'':14}{'version':>9}{'numpy':>9}{titles}")
    for figures in systems.values():
        for name, row in figures["systems"].items():
            cells = "".join(_cell(row["columns"].get(column)) for column in COLUMNS)
            print(f"  {name:14}{row['version']:>9}{figures['numpy']:>9}{cells}")
    ours = systems["statistics"]["systems"][OURS]["columns"]
    slowest = max(each["us"] for each in ours.values())
    print(report.verdict("one metric, two variants", slowest, COMPARISON_US, "us"))


def _cell(figures: Figures | None) -> str:
    if figures is None:
        return f"{'-':>12}{'':8}"
    return f"{figures['us']:12.1f}{figures['times']:8.1f}"


def show_looks(looks: Figures) -> None:
    report.heading("looks, ms: median by the clock, and of processor time")
    for name, row in looks["looks"].items():
        counted = f"{row['comparisons']} comparisons"
        print(f"  {name:36}{counted:>18}{row['ms']:9.1f}{row['cpu_ms']:9.1f}")
    print(f"  {'the first of a process, one metric':54}{looks['first_ms']:9.1f}")
    for name, row in looks["looks"].items():
        print(report.verdict(name, row["ms"], EXPERIMENT_MS, "ms"))


def show_imports(imports: Mapping[str, Figures], functions: Mapping[str, Figures]) -> None:
    report.heading(f"imports in fresh processes, ms and MB, median of {IMPORT_RUNS}")
    for figures in (*imports.values(), *functions.values()):
        for name in [each.removesuffix(" ms") for each in figures if each.endswith(" ms")]:
            print(f"  {name:40}{figures[f'{name} ms']:9.1f}{figures[f'{name} MB']:9.1f}")
        print()
    print(f"  admin loads numpy: {'yes' if functions[ADMIN]['loads numpy'] else 'no'}")


def show_results(results: Figures) -> None:
    report.heading(f"over HTTP, ms, {results['units']:.0f} units")
    for name, target in (
        ("first look", LOOK_MS),
        ("look", LOOK_MS),
        ("look again", READ_MS),
        ("results", READ_MS),
        ("series", READ_MS),
        ("segments", READ_MS),
    ):
        print(report.verdict(name, results[name], target, "ms"))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
