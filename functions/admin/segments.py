"""Routes of segments."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import MalformedRequest
from burgee.domain.flags import Lifecycle
from burgee.services.archive_document import archive_document, unarchive_document
from burgee.services.change_members import Batch, change_members
from burgee.services.create_document import create_segment
from burgee.services.list_documents import SegmentFilter, list_segments
from burgee.services.list_members import list_members
from burgee.services.reading import read, read_history, read_version
from burgee.services.restore_version import restore_version
from burgee.services.segment_uses import segment_uses
from burgee.services.update_document import update_document
from burgee.wire.admin_answers import (
    MEMBER_LISTS,
    MembersAnswer,
    list_answer,
)
from burgee.wire.admin_requests import Because, ChangeMembers, MemberBatch, Restore, WriteSegment
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import SegmentAnswer, SegmentRows
from burgee.wire.explanation_answers import SegmentUsesAnswer
from functions.admin.requests import (
    Cursor,
    IfMatch,
    Key,
    Limit,
    author_of,
    editor_of,
    ledger_of,
    new_router,
    version_number,
)

router = new_router()

SEGMENTS = "/api/v1/admin/segments"
SEGMENT = f"{SEGMENTS}/<key>"
READ = described(SegmentAnswer, READ_PROBLEMS)
CHANGED = described(SegmentAnswer, CHANGE_PROBLEMS)
# A function's answer has at most 6 MB: this many characters of members, quoted, fit for sure.
MOST_CHARACTERS_AT_ONCE = 3_000_000

WithMembers = Annotated[bool, Query(description="Whether to answer the lists of members, too.")]
MemberLimit = Annotated[int, Query(ge=1, le=10_000, description="How many members at most.")]


class MemberList(StrEnum):
    """The two lists of a segment."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


@router.get(SEGMENTS, tags=["segments"], responses=described(SegmentRows, READ_PROBLEMS))
def list_segments_(
    query: Annotated[str, Query(description="Looked for in key and name.")] = "",
    tag: str = "",
    lifecycle: Lifecycle | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Answer:
    """Segments by key"""
    wanted = SegmentFilter(query, tag, lifecycle or "")
    documents = ledger_of(router).documents
    return as_json(list_answer(list_segments(documents, wanted, limit=limit, cursor=cursor)))


@router.post(SEGMENTS, tags=["segments"], responses=described(SegmentAnswer, CREATE_PROBLEMS, 201))
def create(body: WriteSegment) -> Answer:
    """Create a segment"""
    author = author_of(router, body.reason)
    return _shown(create_segment(ledger_of(router), author, body.document), status=201)


@router.get(SEGMENT, tags=["segments"], responses=READ)
def show(key: Key, members: WithMembers = False) -> Answer:
    """A segment in its newest version"""
    return _shown(read(ledger_of(router).documents, Kind.SEGMENT, key), members=members)


@router.put(SEGMENT, tags=["segments"], responses=CHANGED)
def update(key: Key, body: WriteSegment, if_match: IfMatch = None) -> Answer:
    """Replace a segment; a list of members that is left out stays as it is"""
    author = editor_of(router, body.reason, if_match)
    return _shown(update_document(ledger_of(router), author, Kind.SEGMENT, key, body.document))


@router.get(
    f"{SEGMENT}/members", tags=["segments"], responses=described(MembersAnswer, READ_PROBLEMS)
)
def show_members(
    key: Key,
    of: MemberList = MemberList.INCLUDED,
    limit: MemberLimit = 1000,
    cursor: Cursor = None,
) -> Answer:
    """Members of a segment, a page at a time, all from one version"""
    documents = ledger_of(router).documents
    found = list_members(documents, key, of, limit=limit, cursor=cursor)
    page = found.page
    return as_json({"items": list(page.items), "cursor": page.cursor, "version": found.version})


@router.patch(f"{SEGMENT}/members", tags=["segments"], responses=CHANGED)
def patch_members(key: Key, body: ChangeMembers, if_match: IfMatch = None) -> Answer:
    """Put units in and take units out, without sending all the others"""
    author = editor_of(router, body.reason, if_match)
    version = change_members(
        ledger_of(router),
        author,
        key,
        included=_batch(body.included),
        excluded=_batch(body.excluded),
    )
    return _shown(version)


@router.get(
    f"{SEGMENT}/uses", tags=["segments"], responses=described(SegmentUsesAnswer, READ_PROBLEMS)
)
def show_uses(key: Key) -> Answer:
    """What asks for a segment: flags, other segments, experiments and rollouts"""
    return as_json(asdict(segment_uses(ledger_of(router).documents, key)))


@router.post(f"{SEGMENT}/archive", tags=["segments"], responses=CHANGED)
def archive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Archive a segment that no flag asks for"""
    author = editor_of(router, body.reason, if_match)
    return _shown(archive_document(ledger_of(router), author, Kind.SEGMENT, key))


@router.post(f"{SEGMENT}/unarchive", tags=["segments"], responses=CHANGED)
def unarchive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Bring an archived segment back"""
    author = editor_of(router, body.reason, if_match)
    return _shown(unarchive_document(ledger_of(router), author, Kind.SEGMENT, key))


@router.post(f"{SEGMENT}/restore", tags=["segments"], responses=CHANGED)
def restore(key: Key, body: Restore, if_match: IfMatch = None) -> Answer:
    """Go back to an earlier version, members too, by a new one that equals it"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return _shown(restore_version(ledger, author, Kind.SEGMENT, key, version=body.version))


@router.get(
    f"{SEGMENT}/history", tags=["segments"], responses=described(SegmentRows, READ_PROBLEMS)
)
def history(key: Key, limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of a segment, newest first"""
    documents = ledger_of(router).documents
    page = read_history(documents, Kind.SEGMENT, key, limit=limit, cursor=cursor)
    return as_json(list_answer(page))


@router.get(f"{SEGMENT}/versions/<version>", tags=["segments"], responses=READ)
def show_version(key: Key, version: str, members: WithMembers = False) -> Answer:
    """One version of a segment"""
    number = version_number(version)
    found = read_version(ledger_of(router).documents, Kind.SEGMENT, key, number)
    return _shown(found, members=members)


def _shown(version: DocumentVersion, *, members: bool = False, status: int = 200) -> Answer:
    if not members:
        return as_document(version, status, without=MEMBER_LISTS)
    characters = sum(len(unit) + 3 for which in MEMBER_LISTS for unit in version.body[which])
    if characters > MOST_CHARACTERS_AT_ONCE:
        raise MalformedRequest(
            "This segment has too many members for one answer; "
            f"read them in pages: GET {SEGMENTS}/{version.key}/members?of=included."
        )
    return as_document(version, status)


def _batch(asked: MemberBatch) -> Batch:
    return Batch(add=tuple(asked.add), remove=tuple(asked.remove))
