"""Whether documents will stand together once they are applied, asked before the first write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from burgee.cli.api import Api
from burgee.cli.failures import InvalidFiles
from burgee.cli.files import Problem, Written
from burgee.domain.conditions import segments_named
from burgee.domain.documents import Kind
from burgee.domain.errors import InvalidDocument
from burgee.domain.flag_checks import (
    Surroundings,
    check_flag_references,
    prerequisites_of,
    segments_of_flag,
)
from burgee.domain.flags import Flag
from burgee.domain.segment_checks import check_segment_references
from burgee.domain.segments import Segment

Model = TypeVar("Model", Flag, Segment)


def check_references(api: Api, documents: Sequence[Written]) -> None:
    """Raises InvalidFiles that lists what the documents name and neither they nor the server have.

    An archived document may name anything: it is not served.
    """
    around = _surroundings(api, documents)
    problems = [
        problem
        for written in documents
        if not written.document.is_archived
        for problem in _problems(written, around)
    ]
    if problems:
        noun = "reference" if len(problems) == 1 else "references"
        raise InvalidFiles(f"{len(problems)} {noun} cannot be; nothing was sent", problems)


def _problems(written: Written, around: Surroundings) -> list[Problem]:
    try:
        if isinstance(written.document, Flag):
            check_flag_references(written.document, around)
        else:
            check_segment_references(written.document, around.segments)
    except InvalidDocument as invalid:
        where = f"{written.place} {written.kind} {written.key}"
        return [
            {"field": f"{where}: {error['field']}", "detail": error["detail"]}
            for error in invalid.errors
        ]
    return []


def _surroundings(api: Api, documents: Sequence[Written]) -> Surroundings:
    flags = {one.key: one.document for one in documents if isinstance(one.document, Flag)}
    segments = {one.key: one.document for one in documents if isinstance(one.document, Segment)}
    environments = [row["key"] for row in api.rows("/environments")]
    flags = _completed(flags, prerequisites_of, lambda key: _flag(api, key))
    asked = {key for flag in flags.values() for key in segments_of_flag(flag)}
    segments = _completed(
        segments,
        lambda segment: segments_named(segment.conditions),
        lambda key: _segment(api, key),
        asked,
    )
    return Surroundings(environments, flags, segments)


def _completed(
    known: Mapping[str, Model],
    leads_to: Callable[[Model], Collection[str]],
    find: Callable[[str], Model | None],
    asked: Collection[str] = (),
) -> dict[str, Model]:
    """`known` and all that it and `asked` lead to, read from the server where it is not known."""
    found = dict(known)
    seen = set(known)
    frontier = [*asked, *(key for document in known.values() for key in leads_to(document))]
    while frontier:
        key = frontier.pop()
        if key in seen:
            continue
        seen.add(key)
        document = find(key)
        if document is not None:
            found[key] = document
            frontier.extend(leads_to(document))
    return found


def _flag(api: Api, key: str) -> Flag | None:
    stored = api.find(Kind.FLAG, key)
    return Flag.model_validate(stored.body) if stored else None


def _segment(api: Api, key: str) -> Segment | None:
    stored = api.find(Kind.SEGMENT, key)
    return Segment.model_validate(stored.body) if stored else None
