"""Whether documents will stand together once they are applied, asked before the first write."""

from __future__ import annotations

from collections.abc import Sequence

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
from burgee.domain.reach import within_reach
from burgee.domain.segment_checks import check_segment_references
from burgee.domain.segments import Segment


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
    """What the documents reach: among themselves first, else on the server."""
    flags = {one.key: one.document for one in documents if isinstance(one.document, Flag)}
    segments = {one.key: one.document for one in documents if isinstance(one.document, Segment)}
    reached = within_reach(flags, lambda key: flags.get(key) or _flag(api, key), prerequisites_of)
    asked = {key for flag in reached.values() for key in segments_of_flag(flag)}
    return Surroundings(
        environments=[row["key"] for row in api.rows("/environments")],
        flags=reached,
        segments=within_reach(
            {*segments, *asked},
            lambda key: segments.get(key) or _segment(api, key),
            lambda segment: segments_named(segment.conditions),
        ),
    )


def _flag(api: Api, key: str) -> Flag | None:
    stored = api.find(Kind.FLAG, key)
    return Flag.model_validate(stored.body) if stored else None


def _segment(api: Api, key: str) -> Segment | None:
    stored = api.find(Kind.SEGMENT, key)
    return Segment.model_validate(stored.body) if stored else None
