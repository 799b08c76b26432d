"""Routes of rollouts: the document, the steps of its life, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.rollouts import RolloutStatus
from burgee.services.list_documents import RolloutFilter, list_rollouts
from burgee.services.reading import read, read_history, read_version
from burgee.services.rollout_standing import rollout_standing
from burgee.services.rollout_sums import rollout_sums
from burgee.services.rollouts import create_rollout, restore_rollout, update_rollout
from burgee.services.steer_rollout import (
    abort_rollout,
    archive_rollout,
    exclude_units,
    pause_rollout,
    ramp_down,
    ramp_up,
    restart_rollout,
    resume_rollout,
    roll_back_rollout,
    start_rollout,
    stop_rollout,
)
from burgee.services.timeline import rollout_timeline
from burgee.services.writing import Author, Ledger
from burgee.wire.admin_answers import list_answer
from burgee.wire.admin_requests import Because, ExcludeUnits, Restore, WriteRollout
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import RolloutAnswer, RolloutRows
from burgee.wire.experiment_answers import (
    SumsAnswer,
    SumsAsked,
    TimelineAnswer,
    sums_answer,
    timeline_answer,
)
from burgee.wire.rollout_answers import StandingAnswer, standing_answer
from functions.admin.requests import (
    Cursor,
    IfMatch,
    Key,
    Limit,
    author_of,
    editor_of,
    ledger_of,
    new_router,
    steering_of,
    tracking_of,
    version_number,
)

router = new_router()

ROLLOUTS = "/api/v1/admin/rollouts"
ROLLOUT = f"{ROLLOUTS}/<key>"
TAGS = ["rollouts"]
LIST = described(RolloutRows, READ_PROBLEMS)
READ = described(RolloutAnswer, READ_PROBLEMS)
CHANGED = described(RolloutAnswer, CHANGE_PROBLEMS)

RunNumber = Annotated[int | None, Query(ge=1, description="The run; without it the newest.")]
WithDays = Annotated[bool, Query(description="Also by the day (UTC) of the units' exposure.")]

Step = Callable[[Ledger, Author, str], DocumentVersion]


def roll_back(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Taken back, because its author says so."""
    return roll_back_rollout(ledger, author, key, because=author.reason)


def start(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """Started, unless an alarm is on."""
    return start_rollout(ledger, author, key, steering_of(router).alarm_states)


# Verb -> what it does, and the step: these ask for nothing but a reason.
STEPS: Mapping[str, tuple[str, Step]] = {
    "start": ("Enter its first stage: from now on it decides its flag's share", start),
    "pause": ("Stay at its stage until somebody resumes it", pause_rollout),
    "resume": ("Go on after a pause; the wait of its stage begins anew", resume_rollout),
    "ramp-down": ("Go back to the stage before, and pause there", ramp_down),
    "roll-back": ("Take it back: the old variant for all whom it gave the new one", roll_back),
    "abort": ("Give it up; its flag's own document answers again", abort_rollout),
    "emergency-stop": ("Abort it at once, as an emergency", stop_rollout),
    "restart": ("Make one that was taken back or given up pending again", restart_rollout),
    "archive": ("Put away one that has ended", archive_rollout),
}


@router.get(ROLLOUTS, tags=TAGS, responses=LIST)
def list_rollouts_(
    query: Annotated[str, Query(description="Looked for in key and name.")] = "",
    tag: str = "",
    owner: str = "",
    team: str = "",
    environment: str = "",
    flag: str = "",
    status: RolloutStatus | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Answer:
    """Rollouts by key"""
    wanted = RolloutFilter(query, tag, owner, team, environment, flag, status or "")
    documents = ledger_of(router).documents
    return as_json(list_answer(list_rollouts(documents, wanted, limit=limit, cursor=cursor)))


@router.post(ROLLOUTS, tags=TAGS, responses=described(RolloutAnswer, CREATE_PROBLEMS, 201))
def create(body: WriteRollout) -> Answer:
    """Create a rollout, pending"""
    author = author_of(router, body.reason)
    return as_document(create_rollout(ledger_of(router), author, body.document), 201)


@router.get(ROLLOUT, tags=TAGS, responses=READ)
def show(key: Key) -> Answer:
    """A rollout in its newest version, with its runs"""
    return as_document(read(ledger_of(router).documents, Kind.ROLLOUT, key))


@router.put(ROLLOUT, tags=TAGS, responses=CHANGED)
def update(key: Key, body: WriteRollout, if_match: IfMatch = None) -> Answer:
    """Replace a rollout that is pending"""
    author = editor_of(router, body.reason, if_match)
    return as_document(update_rollout(ledger_of(router), author, key, body.document))


@router.get(f"{ROLLOUT}/history", tags=TAGS, responses=LIST)
def history(key: Key, limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of a rollout, newest first: each is a change of what is served"""
    documents = ledger_of(router).documents
    page = read_history(documents, Kind.ROLLOUT, key, limit=limit, cursor=cursor)
    return as_json(list_answer(page))


@router.get(f"{ROLLOUT}/versions/<version>", tags=TAGS, responses=READ)
def show_version(key: Key, version: str) -> Answer:
    """One version of a rollout"""
    documents = ledger_of(router).documents
    return as_document(read_version(documents, Kind.ROLLOUT, key, version_number(version)))


@router.get(f"{ROLLOUT}/timeline", tags=TAGS, responses=described(TimelineAnswer, READ_PROBLEMS))
def show_timeline(key: Key) -> Answer:
    """What happened to it, and to its flag while it ramped, oldest first"""
    return as_json(timeline_answer(rollout_timeline(ledger_of(router).documents, key)))


@router.get(f"{ROLLOUT}/judgement", tags=TAGS, responses=described(StandingAnswer, READ_PROBLEMS))
def judgement(key: Key) -> Answer:
    """How it stands: guardrails, alarms, and what keeps it from its next stage"""
    standing = rollout_standing(steering_of(router), key)
    answer = standing_answer(
        standing.version,
        standing.rollout,
        judgement=standing.judgement,
        alarms=standing.alarms,
        obstacles=standing.obstacles,
    )
    return as_json(answer)


@router.get(f"{ROLLOUT}/sums", tags=TAGS, responses=described(SumsAnswer, READ_PROBLEMS))
def sums(key: Key, run: RunNumber = None, days: WithDays = False) -> Answer:
    """What was counted in a run: exact sums per guardrail and variant, no statistics"""
    aggregates = tracking_of(router).aggregates
    found = rollout_sums(ledger_of(router).documents, aggregates, key, run)
    return as_json(sums_answer(key, found.run, asdict(found.sums), SumsAsked(days=days)))


@router.post(f"{ROLLOUT}/ramp-up", tags=TAGS, responses=CHANGED)
def ramp_up_(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Enter its next stage now, without its wait"""
    author = editor_of(router, body.reason, if_match)
    return as_document(ramp_up(steering_of(router), author, key))


@router.post(f"{ROLLOUT}/exclude", tags=TAGS, responses=CHANGED)
def exclude(key: Key, body: ExcludeUnits, if_match: IfMatch = None) -> Answer:
    """Keep units on the old variant, or no longer"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(exclude_units(ledger, author, key, body.units, lift=body.lift))


@router.post(f"{ROLLOUT}/restore", tags=TAGS, responses=CHANGED)
def restore(key: Key, body: Restore, if_match: IfMatch = None) -> Answer:
    """Write a pending rollout as it was in an earlier version; its runs stay"""
    author = editor_of(router, body.reason, if_match)
    return as_document(restore_rollout(ledger_of(router), author, key, version=body.version))


def _route_step(verb: str, does: str, step: Step) -> None:
    def take(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
        author = editor_of(router, body.reason, if_match)
        return as_document(step(ledger_of(router), author, key))

    take.__name__ = verb.replace("-", "_")  # OpenAPI names the operation after it
    take.__doc__ = does
    router.post(f"{ROLLOUT}/{verb}", tags=TAGS, responses=CHANGED)(take)


for _verb, (_does, _step) in STEPS.items():
    _route_step(_verb, _does, _step)
