"""How the outcomes of `burgee apply` read, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.text import Text

from burgee.cli.applying import Outcome, Result
from burgee.cli.differences import line_of
from burgee.cli.plan import Step
from burgee.domain.documents import Json

SIGNS = {Step.CREATE: ("+", "green"), Step.UPDATE: ("~", "yellow"), Step.NOTHING: ("=", "dim")}


def lines(outcome: Outcome) -> Iterator[Text]:
    """A document with its result, then a line per field that differs."""
    planned, written = outcome.planned, outcome.planned.written
    sign, style = SIGNS[planned.step]
    head = f"{sign} {written.kind} {written.key}  {outcome.result}"
    yield Text.assemble((head, style), (f"  {written.place}", "dim"))
    yield from (line_of(change) for change in planned.changes)


def summary(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many documents had each result; those that none had are left out."""
    counts = Counter(outcome.result for outcome in outcomes)
    return {str(result): counts[result] for result in Result if counts[result]}


def as_json(outcome: Outcome) -> dict[str, Json]:
    written, error = outcome.planned.written, outcome.error
    return {
        "kind": str(written.kind),
        "key": written.key,
        "place": written.place,
        "result": str(outcome.result),
        "version": outcome.version,
        "changes": [change.as_json() for change in outcome.planned.changes],
        "error": error.as_json() if error else None,
    }


def failure(outcome: Outcome) -> dict[str, str]:
    """What went wrong with one document, with every field that the server named."""
    written, error = outcome.planned.written, outcome.error
    where = f"{written.place} {written.kind} {written.key}"
    if error is None:
        return {"field": where, "detail": str(outcome.result)}
    fields = [f"{named['field']}: {named['detail']}" for named in error.errors]
    return {
        "field": where,
        "detail": "; ".join([f"{outcome.result}: {error.detail} [{error.code}]", *fields]),
    }
