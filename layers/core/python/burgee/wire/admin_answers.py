"""What the admin API answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Generic, TypeVar

from burgee.domain.documents import (
    Action,
    Change,
    Difference,
    DocumentVersion,
    Json,
    Kind,
    Page,
    Summary,
)
from burgee.domain.roles import Caller, Role
from burgee.wire.answer_models import AnswerModel

MEMBER_LISTS = ("included", "excluded")
SECRET_PARTS = ("hash", "secret", "former_secret")


SummaryT = TypeVar("SummaryT")
DocumentT = TypeVar("DocumentT")
RowT = TypeVar("RowT")


class ChangeAnswer(AnswerModel):
    """Who made a version, when and why. Empty for an environment that nobody wrote yet.

    `actor`: the id of a key or of somebody who signed in, or what of Burgee itself did it;
    `actor_name`: its name then, empty where it had none. `environments`: those that the change
    touched; null for what all of them share, and for changes from before this was written down.
    """

    actor: str
    actor_name: str
    at: str | None
    action: Action
    reason: str
    environments: list[str] | None


class RowAnswer(AnswerModel, Generic[SummaryT]):
    """A document in a list. `created_by`, `updated_by`: ids; their names as they were then, empty
    where there were none."""

    key: str
    version: int
    summary: SummaryT
    created_at: str | None
    created_by: str
    created_by_name: str
    updated_at: str | None
    updated_by: str
    updated_by_name: str
    change: ChangeAnswer


class DocumentAnswer(RowAnswer[SummaryT], Generic[SummaryT, DocumentT]):
    """One document in one version, which is also its ETag."""

    document: DocumentT


class ListAnswer(AnswerModel, Generic[RowT]):
    """A page; `cursor` is null on the last one. A page may be short and still not the last."""

    items: list[RowT]
    cursor: str | None


class AttemptAnswer(AnswerModel):
    """What became of a delivery that was made at once. `status`: the receiver's, null where none
    answered; `problem`: what went wrong, empty where nothing did."""

    delivered: bool
    status: int | None
    problem: str


class AuditRow(RowAnswer[dict[str, Any]]):
    """A change of a document. What `summary` holds depends on its kind."""

    kind: Kind


class AuditAnswer(ListAnswer[AuditRow]):
    """A page of changes, newest first."""


class DifferenceAnswer(AnswerModel):
    """What one change changed; `before` is null for the first version. Secrets are left out, and
    of a segment's members all that neither came nor went. `is_shortened`: and some that did."""

    kind: Kind
    key: str
    version: int
    change: ChangeAnswer
    before: dict[str, Any] | None
    after: dict[str, Any]
    is_shortened: bool


class NamesAnswer(AnswerModel):
    """Words that are in use already, sorted, at most 500 of each: those that are used most."""

    tags: list[str]
    owners: list[str]
    teams: list[str]
    attributes: list[str]
    event_names: list[str]


class CallerAnswer(AnswerModel):
    """Who asks, with a key or signed in. `environments`: those that they are limited to, null for
    all."""

    key_id: str
    name: str
    role: Role
    environments: list[str] | None


class MembersAnswer(AnswerModel):
    """Some units of a segment, as they are in `version`."""

    items: list[str]
    cursor: str | None
    version: int


class ClonedRow(AnswerModel):
    key: str
    version: int
    changed: bool


class ClonedAnswer(AnswerModel):
    items: list[ClonedRow]
    cursor: str | None


class UsageAnswer(AnswerModel):
    """How often a flag was evaluated since a day (UTC). Approximate: what a sandbox counted in its
    last half minute may be missing. `ways`: `variant|reason`. Hours only of the last days;
    `day_variants` and `hour_variants`: how it was answered then."""

    flag_key: str
    environment: str
    since: str
    evaluations: int
    variants: dict[str, int]
    reasons: dict[str, int]
    ways: dict[str, int]
    days: dict[str, int]
    hours: dict[str, int]
    day_variants: dict[str, dict[str, int]]
    hour_variants: dict[str, dict[str, int]]
    last_evaluation: str | None
    approximate: bool


class FlagTimesAnswer(AnswerModel):
    """How often one flag was evaluated, and when last."""

    flag_key: str
    evaluations: int
    last_evaluation: str | None


class EnvironmentUsageAnswer(AnswerModel):
    """How often each flag of an environment was evaluated since a day (UTC), as approximate as
    that of one flag. A flag that is not among the items was not evaluated."""

    environment: str
    since: str
    items: list[FlagTimesAnswer]
    approximate: bool


class FieldProblem(AnswerModel):
    field: str
    detail: str


class ProblemAnswer(AnswerModel):
    """A refusal. `code` is stable, `detail` a sentence that says what to change."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem]


def document_answer(
    version: DocumentVersion, *, without: Iterable[str] = SECRET_PARTS
) -> dict[str, Json]:
    """One document as JSON, some of its parts left out."""
    return {**_envelope(version), "document": _without(version, {*without, *SECRET_PARTS})}


def list_answer(page: Page[Summary]) -> dict[str, Json]:
    """A page of documents or versions."""
    return {"items": [_envelope(row) for row in page.items], "cursor": page.cursor}


def audit_answer(page: Page[Summary]) -> dict[str, Json]:
    """A page of changes of all kinds."""
    items = [{"kind": str(row.kind), **_envelope(row)} for row in page.items]
    return {"items": items, "cursor": page.cursor}


def difference_answer(difference: Difference) -> dict[str, Json]:
    """What one change changed."""
    before, after = difference.before, difference.after
    return {
        "kind": str(after.kind),
        "key": after.key,
        "version": after.version,
        "change": change_answer(after.change),
        "before": before and _without(before, SECRET_PARTS),
        "after": _without(after, SECRET_PARTS),
        "is_shortened": difference.is_shortened,
    }


def caller_answer(caller: Caller) -> dict[str, Json]:
    """Who asks."""
    limited = None if caller.environments is None else sorted(caller.environments)
    return {
        "key_id": caller.key_id,
        "name": caller.name,
        "role": str(caller.role),
        "environments": limited,
    }


def _without(version: DocumentVersion, hidden: Collection[str]) -> dict[str, Json]:
    return {part: value for part, value in version.body.items() if part not in hidden}


def _envelope(row: DocumentVersion | Summary) -> dict[str, Json]:
    summary = dict(row.summary)
    return {
        "key": row.key,
        "version": row.version,
        "summary": summary,
        "created_at": summary.pop("created_at", None),
        "created_by": summary.pop("created_by", ""),
        "created_by_name": summary.pop("created_by_name", ""),
        "updated_at": row.change.at or None,
        "updated_by": row.change.actor,
        "updated_by_name": row.change.actor_name,
        "change": change_answer(row.change),
    }


def change_answer(change: Change) -> dict[str, Json]:
    """Who made a version, when and why."""
    return {
        "actor": change.actor,
        "actor_name": change.actor_name,
        "at": change.at or None,
        "action": str(change.action),
        "reason": change.reason,
        "environments": None if change.environments is None else list(change.environments),
    }
