"""The formats in which documents were stored over time, and the way from each to the next.

A format is a number per kind, kept with each stored version; without one it is 1. There is no way
back: a reader takes every older format, a writer writes the newest alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from burgee.domain.documents import Json, Kind
from burgee.domain.errors import NewerFormat

Upgrade = Callable[[Mapping[str, Json]], Mapping[str, Json]]

FIRST_FORMAT = 1


def runs_with_their_plan(body: Mapping[str, Json]) -> Mapping[str, Json]:
    """Each run of an experiment with a plan of its own.

    Runs that started before plans were frozen with them were judged by the experiment's plan; a
    reader of today would take the default instead.

    >>> runs_with_their_plan({"plan": {"alpha": 0.01}, "runs": [{"number": 1}]})["runs"]
    [{'plan': {'alpha': 0.01}, 'number': 1}]
    """
    if "plan" not in body or "runs" not in body:
        return body
    return {**body, "runs": [{"plan": body["plan"], **run} for run in body["runs"]]}


# A kind's upgrade at place n leads from format n + 1 to format n + 2. Add at the end alone.
UPGRADES: Mapping[Kind, tuple[Upgrade, ...]] = {
    Kind.EXPERIMENT: (runs_with_their_plan,),
}


def newest_format(kind: Kind) -> int:
    """The format that documents of a kind are written in.

    >>> newest_format(Kind.SEGMENT), newest_format(Kind.EXPERIMENT)
    (1, 2)
    """
    return FIRST_FORMAT + len(UPGRADES.get(kind, ()))


def upgraded(kind: Kind, written: int, body: Mapping[str, Json]) -> Mapping[str, Json]:
    """A body of format `written` in the newest one.

    Raises NewerFormat for what a later release of this program wrote.
    """
    newest = newest_format(kind)
    if written > newest:
        raise NewerFormat(
            f"A stored {kind} has format {written}, and this release reads formats up to {newest}: "
            "a newer release wrote it; run that one, or a later one."
        )
    for upgrade in UPGRADES.get(kind, ())[written - FIRST_FORMAT :]:
        body = upgrade(body)
    return body
