"""Hotfixes from report to end: opened, described, approved, deployed, closed."""

from __future__ import annotations

from collections.abc import Mapping

from burgee.domain.approvals import approved, deadline_of
from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import IllegalTransition
from burgee.domain.hotfixes import Approval, EmergencyDeployment, Hotfix, HotfixStatus
from burgee.domain.own_fields import refuse_own_fields
from burgee.domain.parsing import parse
from burgee.domain.timestamps import iso
from burgee.services.deployment_settings import emergency_approvers
from burgee.services.kinds import Body
from burgee.services.writing import Author, Edit, Ledger, amend, create

WRITTEN_BY_STEPS = (
    "status",
    "opened_at",
    "opened_by",
    "opened_by_name",
    "deadline",
    "approvals",
    "deployments",
    "closed_at",
)
# Whoever agreed to one of these did not agree to another.
AGREED_TO = ("severity", "function", "code_sha256")


def open_hotfix(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """Version 1 of a hotfix; its deadline counts from now."""
    _refuse_written_by_steps(body, {})
    opened = {
        "opened_at": iso(ledger.now()),
        "opened_by": author.caller.key_id,
        "opened_by_name": author.caller.name,
    }
    draft = parse(Hotfix, {**body, **opened} if isinstance(body, dict) else body)
    dated = draft.model_copy(update={"deadline": deadline_of(draft)})
    return create(ledger, author, Kind.HOTFIX, _dump(dated))


def update_hotfix(ledger: Ledger, author: Author, key: str, body: Json) -> DocumentVersion:
    """The hotfix with other words. With another severity, function or code its approvals are
    gone, since nobody agreed to that; the deadline counts from the report still."""

    def replaced(before: Body) -> Json:
        _refuse_written_by_steps(body, before)
        _refuse_closed(before)
        kept = {part: before[part] for part in WRITTEN_BY_STEPS if part in before}
        after = parse(Hotfix, {"key": key, **body, **kept} if isinstance(body, dict) else body)
        changes: dict[str, Json] = {"deadline": deadline_of(after)}
        was = Hotfix.model_validate(before)
        if any(getattr(was, part) != getattr(after, part) for part in AGREED_TO):
            changes["approvals"] = []
        return _dump(after.model_copy(update=changes))

    return amend(ledger, author, Edit(Kind.HOTFIX, key, Action.UPDATE, replaced))


def approve_hotfix(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """The hotfix with the caller's approval to deploy it without a canary.

    Raises Forbidden for a key that the settings do not name, AlreadyApproved, IllegalTransition.
    """
    approvers = emergency_approvers(ledger.documents)

    def agreed(before: Body) -> Json:
        now = ledger.now()
        approval = Approval(
            by=author.caller.key_id,
            by_name=author.caller.name,
            at=iso(now),
            reason=author.reason,
        )
        return _dump(approved(Hotfix.model_validate(before), approval, approvers, now))

    return amend(ledger, author, Edit(Kind.HOTFIX, key, Action.APPROVE, agreed))


def record_deployment(
    ledger: Ledger, author: Author, key: str, deployment: EmergencyDeployment
) -> DocumentVersion:
    """The hotfix with a deployment of a function's version: a new one, or the same one, done."""

    def recorded(before: Body) -> Json:
        hotfix = Hotfix.model_validate(before)
        others = [one for one in hotfix.deployments if _what(one) != _what(deployment)]
        status = HotfixStatus.DEPLOYED if deployment.done else hotfix.status
        changes = {"deployments": [*others, deployment][-20:], "status": status}
        return _dump(hotfix.model_copy(update=changes))

    return amend(ledger, author, Edit(Kind.HOTFIX, key, Action.DEPLOY, recorded))


def close_hotfix(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """The hotfix at its end, deployed or not."""

    def closed(before: Body) -> Json:
        _refuse_closed(before)
        return {**before, "status": HotfixStatus.CLOSED, "closed_at": iso(ledger.now())}

    return amend(ledger, author, Edit(Kind.HOTFIX, key, Action.CLOSE, closed))


def _what(deployment: EmergencyDeployment) -> tuple[str, str]:
    return deployment.function, deployment.version


def _refuse_closed(before: Body) -> None:
    if before["status"] == HotfixStatus.CLOSED:
        raise IllegalTransition(f"The hotfix '{before['key']}' is closed; open another one.")


def _refuse_written_by_steps(body: Json, before: Mapping[str, Json]) -> None:
    refuse_own_fields("hotfix", body, before, fields=WRITTEN_BY_STEPS, by="the hotfix's steps")


def _dump(hotfix: Hotfix) -> dict[str, Json]:
    return hotfix.model_dump(mode="json")
