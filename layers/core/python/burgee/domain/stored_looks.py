"""Looks as JSON, and back: what is stored of them, and what is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from burgee.domain.results import (
    Check,
    Comparison,
    FinalEstimate,
    Finding,
    Look,
    MetricResult,
    Part,
    PlannedBound,
    Posterior,
    Recommendation,
    SegmentResult,
    VariantResult,
    Verdict,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Stored = Mapping[str, Any]
T = TypeVar("T", bound="DataclassInstance")

_SIMPLE = frozenset({str, int, float, bool, type(None)})


def look_body(look: Look) -> dict[str, Any]:
    """A look without its segments, as JSON."""
    return {name: _plain(getattr(look, name)) for name in _names(Look) if name != "segments"}


def segment_bodies(look: Look) -> list[dict[str, Any]]:
    """The segments of a look, as JSON."""
    return [segment_body(segment) for segment in look.segments]


def segment_body(segment: SegmentResult) -> dict[str, Any]:
    """One segment of a look, as JSON."""
    return {name: _plain(getattr(segment, name)) for name in _names(SegmentResult)}


def _plain(value: Any) -> Any:
    """What `dataclasses.asdict` makes of a value, without copying what never changes: the segments
    of a large experiment are 100,000 comparisons, and copies took most of the time of a look."""
    kind = type(value)
    if kind in _SIMPLE:
        return value
    if kind is tuple or kind is list:
        return [_plain(each) for each in value]
    if is_dataclass(kind):
        return {name: _plain(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return value


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def look_from(body: Stored) -> Look:
    """The look back from `look_body`, without segments. Raises KeyError, TypeError, ValueError for
    what is none.

    A look outlives the program that took it: what is not known any more is passed over, what came
    since has its default.
    """
    return _made(
        Look,
        body,
        checks=tuple(_made(Check, check) for check in body["checks"]),
        metrics=_metrics(body["metrics"]),
        segments=(),
        verdict=_verdict(body["verdict"]),
        final=_final(body.get("final")),
        planned=tuple(_made(PlannedBound, bound) for bound in body.get("planned", ())),
    )


def segment_from(body: Stored) -> SegmentResult:
    """A segment back from `segment_bodies`. Raises as `look_from` does."""
    return _made(SegmentResult, body, metrics=_metrics(body["metrics"]))


def _metrics(bodies: Iterable[Stored]) -> tuple[MetricResult, ...]:
    return tuple(
        _made(
            MetricResult,
            body,
            part=Part(body["part"]),
            variants=tuple(_made(VariantResult, variant) for variant in body["variants"]),
            comparisons=tuple(map(_comparison, body["comparisons"])),
        )
        for body in bodies
    )


def _comparison(body: Stored) -> Comparison:
    found = body["posterior"]
    posterior = None if found is None else _made(Posterior, found)
    return _made(Comparison, body, finding=Finding(body["finding"]), posterior=posterior)


def _final(body: Stored | None) -> FinalEstimate | None:
    return None if body is None else _made(FinalEstimate, body)


def _verdict(body: Stored) -> Verdict:
    said = body["recommendation"]
    return _made(Verdict, body, recommendation=None if said is None else Recommendation(said))


def _made(kind: type[T], body: Stored, **parts: Any) -> T:
    """A value of those fields that it has; lists of JSON become tuples."""
    known = _names(kind)
    plain = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in body.items()
        if name in known
    }
    return kind(**{**plain, **parts})
