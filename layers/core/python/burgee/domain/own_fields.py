"""Fields of documents that their steps write, and that authors may only send back as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from burgee.domain.changes import same
from burgee.domain.documents import Json
from burgee.domain.parsing import invalid, problem


def refuse_own_fields(
    noun: str, body: Json, standing: Mapping[str, Json], *, fields: Iterable[str], by: str
) -> None:
    """Raises InvalidDocument where an author's document says otherwise than `standing` in one of
    these fields, which are written `by` something else alone.

    >>> refuse_own_fields("hotfix", {"status": 1}, {"status": 1}, fields=["status"], by="steps")
    """
    if not isinstance(body, dict):
        return
    problems = [
        problem(field, f"is written by {by} alone; leave it out")
        for field in fields
        if body.get(field) and not same(body[field], standing.get(field))
    ]
    if problems:
        raise invalid(noun, problems)
