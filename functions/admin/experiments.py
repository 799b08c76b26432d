"""Routes of experiments: the document, and the steps of its life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.experiments import Priority, Status
from burgee.services.archive_experiment import archive_experiment
from burgee.services.end_experiment import (
    cancel_experiment,
    complete_experiment,
    emergency_stop,
)
from burgee.services.gather_evidence import gather_evidence
from burgee.services.list_documents import ExperimentFilter, list_experiments
from burgee.services.listed_verdicts import with_verdicts
from burgee.services.pause_experiment import pause_experiment, resume_experiment
from burgee.services.raise_traffic import raise_traffic
from burgee.services.reading import read, read_history, read_version
from burgee.services.restart_experiment import restart_experiment
from burgee.services.sign_off import sign_off
from burgee.services.start_experiment import start_experiment
from burgee.services.update_experiment import (
    create_experiment,
    restore_experiment,
    update_experiment,
)
from burgee.services.writing import Author, Ledger
from burgee.wire.admin_answers import list_answer
from burgee.wire.admin_requests import Because, Restore, Start, Traffic, WriteExperiment
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import ExperimentAnswer, ExperimentRows, ListedExperiments
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
LIST = described(ExperimentRows, READ_PROBLEMS)
READ = described(ExperimentAnswer, READ_PROBLEMS)
CHANGED = described(ExperimentAnswer, CHANGE_PROBLEMS)

Step = Callable[[Ledger, Author, str], DocumentVersion]

# Steps that ask for nothing but a reason.
STEPS: Mapping[str, Step] = {
    "sign-off": sign_off,
    "pause": pause_experiment,
    "resume": resume_experiment,
    "complete": complete_experiment,
    "cancel": cancel_experiment,
    "emergency-stop": emergency_stop,
    "restart": restart_experiment,
}


@router.get(EXPERIMENTS, tags=TAGS, responses=described(ListedExperiments, READ_PROBLEMS))
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
    """Experiments by key, each with the verdict of its newest look"""
    wanted = ExperimentFilter(query, tag, owner, team, environment, status or "", priority or "")
    documents = ledger_of(router).documents
    page = list_experiments(documents, wanted, limit=limit, cursor=cursor)
    return as_json(list_answer(with_verdicts(tracking_of(router).looks, page)))


@router.post(EXPERIMENTS, tags=TAGS, responses=described(ExperimentAnswer, CREATE_PROBLEMS, 201))
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


@router.post(f"{EXPERIMENT}/traffic", tags=TAGS, responses=CHANGED)
def traffic(key: Key, body: Traffic, if_match: IfMatch = None) -> Answer:
    """Take in a larger share of units"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(raise_traffic(ledger, author, key, percentage=body.percentage))


@router.post(f"{EXPERIMENT}/archive", tags=TAGS, responses=CHANGED)
def archive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Put an experiment away for good, with its sums"""
    author = editor_of(router, body.reason, if_match)
    aggregates = tracking_of(router).aggregates
    return as_document(archive_experiment(ledger_of(router), author, key, aggregates))


@router.post(f"{EXPERIMENT}/restore", tags=TAGS, responses=CHANGED)
def restore(key: Key, body: Restore, if_match: IfMatch = None) -> Answer:
    """Give a draft the design of an earlier version; its runs stay"""
    author = editor_of(router, body.reason, if_match)
    ledger = ledger_of(router)
    return as_document(restore_experiment(ledger, author, key, version=body.version))


def _route_step(verb: str, step: Step) -> None:
    def take(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
        author = editor_of(router, body.reason, if_match)
        return as_document(step(ledger_of(router), author, key))

    take.__name__ = verb.replace("-", "_")  # OpenAPI names the operation after it
    router.post(f"{EXPERIMENT}/{verb}", tags=TAGS, responses=CHANGED)(take)


for _verb, _step in STEPS.items():
    _route_step(_verb, _step)
