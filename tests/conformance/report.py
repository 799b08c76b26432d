"""What was checked, what held, and what did not."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

MOST_DETAIL = 400


class Level(StrEnum):
    """How much a check that does not hold matters: WARN is what another server may do otherwise."""

    PASS = "PASS"
    FAIL = "FAIL"
    WARN = "WARN"


@dataclass(frozen=True, slots=True)
class Result:
    group: str
    name: str
    status: Level
    detail: str = ""


class Report:
    """Results in the order in which they came; what does not hold is printed at once."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.results: list[Result] = []
        self._quiet = quiet

    def group(self, name: str) -> Group:
        return Group(self, name)

    def add(self, result: Result) -> None:
        self.results.append(result)
        if result.status is not Level.PASS and not self._quiet:
            print(f"{result.status} [{result.group}] {result.name}: {result.detail}", flush=True)

    def count(self, level: Level) -> int:
        return sum(result.status is level for result in self.results)

    def totals(self) -> dict[str, int]:
        return {level.value: self.count(level) for level in Level}

    def summary(self) -> str:
        """A line for each group, and one for all."""
        by_group = Counter((result.group, result.status) for result in self.results)
        groups = dict.fromkeys(result.group for result in self.results)
        rows = [(name, {level: by_group[name, level] for level in Level}) for name in groups]
        return "\n".join(_row(*row) for row in [*rows, ("all", self.totals())])

    def write(self, file: Path) -> None:
        results = [asdict(result) for result in self.results]
        file.write_text(json.dumps({"totals": self.totals(), "results": results}, indent=1))


class Group:
    """The checks of one subject."""

    def __init__(self, report: Report, name: str) -> None:
        self._report = report
        self.name = name

    def check(self, name: str, holds: object, detail: Any = "", level: Level = Level.FAIL) -> bool:
        """Note whether it holds, and say so."""
        status = Level.PASS if holds else level
        said = "" if holds else str(detail)[:MOST_DETAIL]
        self._report.add(Result(self.name, name, status, said))
        return bool(holds)

    def expect(self, name: str, got: Any, *wanted: Any, level: Level = Level.FAIL) -> bool:
        """Whether what came is one of what is wanted."""
        return self.check(name, got in wanted, f"want {wanted!r}, got {got!r}", level)


def _row(name: str, counts: dict[Any, int]) -> str:
    return f"  {name:20}" + "".join(f"{count:6} {level}" for level, count in counts.items())
