"""What the API answers about a run's results, gathered for a page or a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from burgee.cli.api import Api, document_path
from burgee.cli.failures import Refused
from burgee.domain.documents import Json

Part = Mapping[str, Json]

KIND = "experiment"
SERIES = "results/series"
TOO_MUCH = "MALFORMED_REQUEST"  # also for more than one answer holds


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read beside the newest look; of the segments those of one dimension, or all."""

    series: bool = False
    segments: bool = False
    dimension: str | None = None


def read_results(api: Api, key: str, run: int | None, wanted: Wanted) -> Results:
    """The newest look of a run, the newest run if none is named. Raises Refused where there is no
    look yet, and where the segments are more than one answer holds."""
    look = _read(api, key, "results", run)
    of_one = {"dimension": wanted.dimension}
    return Results(
        look=look,
        series=_series(api, key, run, look) if wanted.series else {},
        segments=_read(api, key, "results/segments", run, **of_one) if wanted.segments else {},
    )


def _read(api: Api, key: str, verb: str, run: int | None, **part: str | None) -> Any:
    return api.admin("GET", document_path(KIND, key, verb), query={"run": run, **part})


def _series(api: Api, key: str, run: int | None, look: Part) -> Any:
    """All metrics at once or, where that is too much for one answer, one after the other."""
    try:
        return _read(api, key, SERIES, run)
    except Refused as refusal:
        if refusal.code != TOO_MUCH:
            raise
    names = [metric["metric"] for metric in look["metrics"]]
    answers = [_read(api, key, SERIES, run, metric=name) for name in names]
    rows = [
        {**same[0], "metrics": [metric for row in same for metric in row["metrics"]]}
        for same in zip(*(answer["items"] for answer in answers), strict=True)
    ]
    return {**answers[0], "items": rows}


def take_look(api: Api, key: str, run: int | None, *, final: bool) -> Part:
    """A look at what has come in by now; the last one again if nothing has. `final`: of a run that
    has ended, without waiting for events that may still come."""
    body = {**({} if run is None else {"run": run}), **({"final": True} if final else {})}
    answer: Part = api.admin("POST", document_path(KIND, key, "looks"), body=body)
    return answer
