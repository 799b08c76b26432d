"""What the API answers about a run's results, gathered for a page or a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from burgee.cli.api import Api, document_path
from burgee.domain.documents import Json

Part = Mapping[str, Json]

KIND = "experiment"


@dataclass(frozen=True, slots=True)
class Point:
    """One comparison as one look found it."""

    metric: str
    number: int
    at: str
    information: int
    recommendation: str | None
    comparison: Part

    @property
    def variant(self) -> str:
        return str(self.comparison["variant"])


@dataclass(frozen=True, slots=True)
class Results:
    """The newest look of a run, and what was asked for beside it. `look` is the API's answer."""

    look: Part
    series: Part = field(default_factory=dict)
    segments: Part = field(default_factory=dict)

    @property
    def points(self) -> Sequence[Point]:
        """Every comparison at every look, by metric and variant, oldest first."""
        order = {metric["metric"]: place for place, metric in enumerate(self.look["metrics"])}
        found = [point for point in _points(self.series) if point.metric in order]
        return sorted(found, key=lambda one: (order[one.metric], one.variant, one.number))

    @property
    def breakdowns(self) -> Sequence[Part]:
        return list(self.segments.get("segments", ()))

    @property
    def answer(self) -> dict[str, Json]:
        """Everything that was asked for, as JSON."""
        more = {"series": self.series, "segments": self.segments}
        return {**self.look, **{name: part for name, part in more.items() if part}}


def _points(series: Part) -> Iterator[Point]:
    for look in series.get("items", ()):
        for metric in look["metrics"]:
            for comparison in metric["comparisons"]:
                yield Point(
                    metric=metric["metric"],
                    number=look["number"],
                    at=look["at"],
                    information=look["information"],
                    recommendation=look["verdict"]["recommendation"],
                    comparison=comparison,
                )


def read_results(
    api: Api, key: str, run: int | None, *, with_series: bool, with_segments: bool
) -> Results:
    """The newest look of a run, the newest run if none is named. Raises Refused where there is no
    look yet."""
    look = _read(api, key, "results", run)
    return Results(
        look=look,
        series=_read(api, key, "results/series", run) if with_series else {},
        segments=_read(api, key, "results/segments", run) if with_segments else {},
    )


def _read(api: Api, key: str, verb: str, run: int | None) -> Any:
    return api.admin("GET", document_path(KIND, key, verb), query={"run": run})


def take_look(api: Api, key: str, run: int | None) -> Part:
    """A look at what has come in by now; the last one again if nothing has."""
    body = {} if run is None else {"run": run}
    answer: Part = api.admin("POST", document_path(KIND, key, "looks"), body=body)
    return answer
