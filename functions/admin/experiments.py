"""Routes of experiments: the document, and the steps of its life."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import Kind
from burgee.domain.experiments import Priority, Status
from burgee.services.end_experiment import (
    cancel_experiment,
    complete_experiment,
    emergency_stop,
)
from burgee.services.gather_evidence import gather_evidence
from burgee.services.list_documents import ExperimentFilter, list_experiments
from burgee.services.pause_experiment import pause_experiment, resume_experiment
from burgee.services.raise_traffic import raise_traffic
from burgee.services.reading import read, read_history, read_version
from burgee.services.restart_experiment import archive_experiment, restart_experiment
from burgee.services.sign_off import sign_off
from burgee.services.start_experiment import start_experiment
from burgee.services.update_experiment import (
    create_experiment,
    restore_experiment,
    update_experiment,
)
from burgee.wire.admin_answers import DocumentAnswer, ListAnswer, list_answer
from burgee.wire.admin_requests import Because, Restore, Start, Traffic, WriteExperiment
from functions.admin.answers import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
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

EXPERIMENTS = "/api/v1/admin/experiments"
EXPERIMENT = f"{EXPERIMENTS}/<key>"
TAGS = ["experiments"]
LIST = described(ListAnswer, READ_PROBLEMS)
READ = described(DocumentAnswer, READ_PROBLEMS)
CHANGED = described(DocumentAnswer, CHANGE_PROBLEMS)


@router.get(EXPERIMENTS, tags=TAGS, responses=LIST)
def list_experiments_(
    query: Annotated[str, Query(description="Looked for in key and name.")] = "",
    tag: str = "",
    owner: str = "",
    team: str = "",
    environment: str = "",
    status: Status | None = None,
    priority: Priority | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Answer:
    """Experiments by key"""
    wanted = ExperimentFilter(query, tag, owner, team, environment, status or "", priority or "")
    documents = ledger_of(router).documents
    return as_json(list_answer(list_experiments(documents, wanted, limit=limit, cursor=cursor)))


@router.post(EXPERIMENTS, tags=TAGS, responses=described(DocumentAnswer, CREATE_PROBLEMS, 201))
def create(body: WriteExperiment) -> Answer:
    """Create an experiment, a draft"""
    author = author_of(router, body.reason)
    return as_document(create_experiment(ledger_of(router), author, body.document), 201)


@router.get(EXPERIMENT, tags=TAGS, responses=READ)
def show(key: Key) -> Answer:
    """An experiment in its newest version, with its runs"""
    return as_document(read(ledger_of(router).documents, Kind.EXPERIMENT, key))


@router.put(EXPERIMENT, tags=TAGS, responses=CHANGED)
def update(key: Key, body: WriteExperiment, if_match: IfMatch = None) -> Answer:
    """Replace a draft; of what runs, only its description changes"""
    author = editor_of(router, body.reason, if_match)
    return as_document(update_experiment(ledger_of(router), author, key, body.document))


@router.get(f"{EXPERIMENT}/history", tags=TAGS, responses=LIST)
def history(key: Key, limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Versions of an experiment, newest first"""
    documents = ledger_of(router).documents
    page = read_history(documents, Kind.EXPERIMENT, key, limit=limit, cursor=cursor)
    return as_json(list_answer(page))


@router.get(f"{EXPERIMENT}/versions/<version>", tags=TAGS, responses=READ)
def show_version(key: Key, version: str) -> Answer:
    """One version of an experiment"""
    documents = ledger_of(router).documents
    return as_document(read_version(documents, Kind.EXPERIMENT, key, version_number(version)))


@router.post(f"{EXPERIMENT}/sign-off", tags=TAGS, responses=CHANGED)
def sign_off_(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Agree to a draft as it stands"""
    author = editor_of(router, body.reason, if_match)
    return as_document(sign_off(ledger_of(router), author, key))


@router.post(f"{EXPERIMENT}/start", tags=TAGS, responses=CHANGED)
def start(key: Key, body: Start, if_match: IfMatch = None) -> Answer:
    """Start a new run of a draft whose checklist is closed"""
    author = editor_of(router, body.reason, if_match)
    tracking = tracking_of(router)
    version = start_experiment(
        ledger_of(router),
        author,
        key,
        gather_evidence(tracking.aggregates, tracking.usage),
        accept_unseen_events=body.accept_unseen_events,
    )
    return as_document(version)


@router.post(f"{EXPERIMENT}/pause", tags=TAGS, responses=CHANGED)
def pause(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Take in nobody new; exposed units keep their variant"""
    author = editor_of(router, body.reason, if_match)
    return as_document(pause_experiment(ledger_of(router), author, key))


@router.post(f"{EXPERIMENT}/resume", tags=TAGS, responses=CHANGED)
def resume(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Go on after a pause"""
    author = editor_of(router, body.reason, if_match)
    return as_document(resume_experiment(ledger_of(router), author, key))


@router.post(f"{EXPERIMENT}/traffic", tags=TAGS, responses=CHANGED)
def traffic(key: Key, body: Traffic, if_match: IfMatch = None) -> Answer:
    """Take in a larger share of units"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(raise_traffic(ledger, author, key, percentage=body.percentage))


@router.post(f"{EXPERIMENT}/complete", tags=TAGS, responses=CHANGED)
def complete(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """End an experiment as planned"""
    author = editor_of(router, body.reason, if_match)
    return as_document(complete_experiment(ledger_of(router), author, key))


@router.post(f"{EXPERIMENT}/cancel", tags=TAGS, responses=CHANGED)
def cancel(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Give an experiment up"""
    author = editor_of(router, body.reason, if_match)
    return as_document(cancel_experiment(ledger_of(router), author, key))


@router.post(f"{EXPERIMENT}/emergency-stop", tags=TAGS, responses=CHANGED)
def emergency_stop_(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Show the control to everybody, now; needs a reason"""
    author = editor_of(router, body.reason, if_match)
    return as_document(emergency_stop(ledger_of(router), author, key))


@router.post(f"{EXPERIMENT}/restart", tags=TAGS, responses=CHANGED)
def restart(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Make a draft of an experiment that has ended; its next start is a new run"""
    author = editor_of(router, body.reason, if_match)
    return as_document(restart_experiment(ledger_of(router), author, key))


@router.post(f"{EXPERIMENT}/archive", tags=TAGS, responses=CHANGED)
def archive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Put an experiment away for good"""
    author = editor_of(router, body.reason, if_match)
    return as_document(archive_experiment(ledger_of(router), author, key))


@router.post(f"{EXPERIMENT}/restore", tags=TAGS, responses=CHANGED)
def restore(key: Key, body: Restore, if_match: IfMatch = None) -> Answer:
    """Give a draft the design of an earlier version; its runs stay"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(restore_experiment(ledger, author, key, version=body.version))
