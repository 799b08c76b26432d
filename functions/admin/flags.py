"""Routes of flags."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import Kind
from burgee.domain.errors import MalformedRequest
from burgee.domain.flags import Lifecycle, Purpose
from burgee.services.archive_document import archive_document, unarchive_document
from burgee.services.clone_environment import clone_flag
from burgee.services.create_document import create_flag
from burgee.services.list_documents import FlagFilter, list_flags
from burgee.services.read_usage import MOST_DAYS, read_environment_usage
from burgee.services.reading import read, read_history, read_version
from burgee.services.restore_version import restore_version
from burgee.services.schedule_flag import cancel_change, schedule_change
from burgee.services.stop_flag import stop_flag
from burgee.services.surroundings import require_environments_known
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.wire.admin_answers import list_answer
from burgee.wire.admin_requests import (
    Because,
    CancelSchedule,
    Clone,
    InEnvironment,
    Restore,
    Schedule,
    Toggle,
    WriteFlag,
)
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import FlagAnswer, FlagRows
from functions.admin.requests import (
    Cursor,
    IfMatch,
    Key,
    Limit,
    author_of,
    editor_of,
    ledger_of,
    new_router,
    tracking_of,
    version_number,
)

router = new_router()

FLAGS = "/api/v1/admin/flags"
FLAG = f"{FLAGS}/<key>"
READ = described(FlagAnswer, READ_PROBLEMS)
CHANGED = described(FlagAnswer, CHANGE_PROBLEMS)

InOne = Annotated[str, Query(description="Only flags that are set up in this environment.")]
Enabled = Annotated[bool | None, Query(description="Only those that are on, or off, there.")]
UnusedDays = Annotated[
    int | None,
    Query(
        ge=1,
        le=MOST_DAYS,
        description="Only those not evaluated there in the last days (UTC), today among them.",
    ),
]


@router.get(FLAGS, tags=["flags"], responses=described(FlagRows, READ_PROBLEMS))
def list_flags_(
    query: Annotated[str, Query(description="Looked for in key and name.")] = "",
    tag: str = "",
    owner: str = "",
    purpose: Purpose | None = None,
    lifecycle: Lifecycle | None = None,
    team: str = "",
    environment: InOne = "",
    enabled: Enabled = None,
    unused_days: UnusedDays = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Answer:
    """Flags by key"""
    if environment:
        require_environments_known(ledger_of(router).documents, [environment])
    elif enabled is not None or unused_days:
        raise MalformedRequest("enabled and unused_days are of one environment: name it.")
    wanted = FlagFilter(
        query=query,
        tag=tag,
        owner=owner,
        purpose=purpose or "",
        lifecycle=lifecycle or "",
        team=team,
        environment=environment,
        enabled=enabled,
        evaluated=_evaluated(environment, unused_days) if unused_days else (),
    )
    documents = ledger_of(router).documents
    return as_json(list_answer(list_flags(documents, wanted, limit=limit, cursor=cursor)))


@router.post(FLAGS, tags=["flags"], responses=described(FlagAnswer, CREATE_PROBLEMS, 201))
def create(body: WriteFlag) -> Answer:
    """Create a flag"""
    author = author_of(router, body.reason)
    return as_document(create_flag(ledger_of(router), author, body.document), 201)


@router.get(FLAG, tags=["flags"], responses=READ)
def show(key: Key) -> Answer:
    """A flag in its newest version"""
    return as_document(read(ledger_of(router).documents, Kind.FLAG, key))


@router.put(FLAG, tags=["flags"], responses=CHANGED)
def update(key: Key, body: WriteFlag, if_match: IfMatch = None) -> Answer:
    """Replace a flag"""
    author = editor_of(router, body.reason, if_match)
    return as_document(update_document(ledger_of(router), author, Kind.FLAG, key, body.document))


@router.post(f"{FLAG}/toggle", tags=["flags"], responses=CHANGED)
def toggle(key: Key, body: Toggle, if_match: IfMatch = None) -> Answer:
    """Switch a flag on or off in one environment"""
    author = editor_of(router, body.reason, if_match)
    version = toggle_flag(
        ledger_of(router), author, key, environment=body.environment, enabled=body.enabled
    )
    return as_document(version)


@router.post(f"{FLAG}/archive", tags=["flags"], responses=CHANGED)
def archive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Archive a flag"""
    author = editor_of(router, body.reason, if_match)
    return as_document(archive_document(ledger_of(router), author, Kind.FLAG, key))


@router.post(f"{FLAG}/unarchive", tags=["flags"], responses=CHANGED)
def unarchive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Bring an archived flag back"""
    author = editor_of(router, body.reason, if_match)
    return as_document(unarchive_document(ledger_of(router), author, Kind.FLAG, key))


@router.post(f"{FLAG}/restore", tags=["flags"], responses=CHANGED)
def restore(key: Key, body: Restore, if_match: IfMatch = None) -> Answer:
    """Go back to an earlier version, by a new one that equals it"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(restore_version(ledger, author, Kind.FLAG, key, version=body.version))


@router.post(f"{FLAG}/clone", tags=["flags"], responses=CHANGED)
def clone(key: Key, body: Clone, if_match: IfMatch = None) -> Answer:
    """Copy what one environment shows of a flag to others"""
    author = editor_of(router, body.reason, if_match)
    version = clone_flag(ledger_of(router), author, key, source=body.source, targets=body.targets)
    return as_document(version)


@router.post(f"{FLAG}/schedule", tags=["flags"], responses=CHANGED)
def schedule(key: Key, body: Schedule, if_match: IfMatch = None) -> Answer:
    """Make a change at a time to come"""
    author = editor_of(router, body.reason, if_match)
    version = schedule_change(
        ledger_of(router), author, key, environment=body.environment, change=body.change
    )
    return as_document(version)


@router.post(f"{FLAG}/schedule/cancel", tags=["flags"], responses=CHANGED)
def cancel_schedule(key: Key, body: CancelSchedule, if_match: IfMatch = None) -> Answer:
    """Cancel a change that was to come"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    version = cancel_change(ledger, author, key, environment=body.environment, at=body.at)
    return as_document(version)


@router.post(f"{FLAG}/emergency-stop", tags=["flags"], responses=CHANGED)
def emergency_stop(key: Key, body: InEnvironment, if_match: IfMatch = None) -> Answer:
    """Switch a flag off in one environment and end its rollout and experiments there"""
    author = editor_of(router, body.reason, if_match)
    return as_document(stop_flag(ledger_of(router), author, key, body.environment))


@router.get(f"{FLAG}/history", tags=["flags"], responses=described(FlagRows, READ_PROBLEMS))
def history(key: Key, limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of a flag, newest first"""
    documents = ledger_of(router).documents
    page = read_history(documents, Kind.FLAG, key, limit=limit, cursor=cursor)
    return as_json(list_answer(page))


@router.get(f"{FLAG}/versions/<version>", tags=["flags"], responses=READ)
def show_version(key: Key, version: str) -> Answer:
    """One version of a flag"""
    documents = ledger_of(router).documents
    return as_document(read_version(documents, Kind.FLAG, key, version_number(version)))


def _evaluated(environment: str, days: int) -> frozenset[str]:
    """The flags that were evaluated in an environment."""
    usage, now = tracking_of(router).usage, ledger_of(router).now()
    found = read_environment_usage(usage, environment, now=now, days=days)
    return frozenset(flag.flag_key for flag in found.items)
