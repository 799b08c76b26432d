"""Whether enough people agree that a hotfix skips the canary."""

from __future__ import annotations

from collections.abc import Iterable

from burgee.domain.errors import (
    AlreadyApproved,
    Forbidden,
    IllegalTransition,
    InvalidDocument,
    NotApproved,
)
from burgee.domain.hotfixes import Approval, Hotfix, HotfixStatus
from burgee.domain.parsing import problem
from burgee.domain.severities import DEADLINE_SECONDS, EMERGENCIES, REQUIRED_APPROVALS
from burgee.domain.timestamps import iso, seconds_of


def deadline_of(hotfix: Hotfix) -> str | None:
    """By when it is to be fixed, counted from its report; None: with the next release."""
    seconds = DEADLINE_SECONDS[hotfix.severity]
    opened = seconds_of(hotfix.opened_at)
    return None if seconds is None or opened is None else iso(opened + seconds)


def counting(hotfix: Hotfix, approvers: Iterable[str], now: float) -> list[Approval]:
    """The approvals that count now: of those who are still approvers, not older than the
    severity's deadline, one of each."""
    named = set(approvers)
    limit = DEADLINE_SECONDS[hotfix.severity] or 0
    found = {
        approval.by: approval
        for approval in hotfix.approvals
        if approval.by in named and now - (seconds_of(approval.at) or 0) <= limit
    }
    return list(found.values())


def approved(hotfix: Hotfix, approval: Approval, approvers: Iterable[str], now: float) -> Hotfix:
    """The hotfix with one more approval; one of the same approver that no longer counts goes.

    Raises Forbidden for whoever is no approver, AlreadyApproved, IllegalTransition for a
    hotfix that is closed or no emergency, InvalidDocument for one that does not say yet which code
    goes into which function.
    """
    approvers = tuple(approvers)
    refuse_unless_emergency(hotfix)
    _refuse_vague(hotfix)
    if approval.by not in approvers:
        raise Forbidden(
            f"The settings do not name you ({approval.by}) among the emergency approvers; "
            "they name " + (", ".join(approvers) or "nobody") + "."
        )
    standing = counting(hotfix, approvers, now)
    if any(one.by == approval.by for one in standing):
        raise AlreadyApproved(
            f"You have approved '{hotfix.key}' already; the second approval is another's."
        )
    kept = [one for one in hotfix.approvals if one.by != approval.by]
    return hotfix.model_copy(update={"approvals": [*kept, approval][-10:]})


def require_approvals(
    hotfix: Hotfix, function: str, code_sha256: str, approvers: Iterable[str], now: float
) -> list[Approval]:
    """The approvals by which this code may be deployed to this function at once, by their ids.

    Raises NotApproved that says who may still agree, IllegalTransition, InvalidDocument for
    another function or other code than the hotfix names.
    """
    approvers = tuple(approvers)
    refuse_unless_emergency(hotfix)
    if hotfix.function not in {None, function}:
        raise InvalidDocument(f"The hotfix '{hotfix.key}' is for '{hotfix.function}'.")
    if hotfix.code_sha256 not in {None, code_sha256}:
        raise InvalidDocument(
            f"The hotfix '{hotfix.key}' is for code with the SHA-256 {hotfix.code_sha256}; "
            f"this file has {code_sha256}."
        )
    agreed = sorted(counting(hotfix, approvers, now), key=lambda one: one.by)
    if len(agreed) < REQUIRED_APPROVALS:
        raise NotApproved(_lacking(hotfix, agreed, approvers))
    return agreed


def refuse_unless_emergency(hotfix: Hotfix) -> None:
    """Raises IllegalTransition for a hotfix that is closed, or that can take the ordinary way."""
    if hotfix.status is HotfixStatus.CLOSED:
        raise IllegalTransition(f"The hotfix '{hotfix.key}' is closed; open another one.")
    if hotfix.severity not in EMERGENCIES:
        allowed = " and ".join(sorted(EMERGENCIES))
        raise IllegalTransition(
            f"'{hotfix.key}' is {hotfix.severity}: only {allowed} may skip the canary; "
            "deploy it the ordinary way."
        )


def _refuse_vague(hotfix: Hotfix) -> None:
    """People agree to one file for one function, not to whatever comes."""
    missing = [part for part in ("function", "code_sha256") if getattr(hotfix, part) is None]
    if missing:
        details = [problem(part, "is missing: an approval is for this alone") for part in missing]
        raise InvalidDocument(
            f"The hotfix '{hotfix.key}' lacks its {' and '.join(missing)}: "
            "burgee ops hotfix update with --function and --zip names them.",
            errors=details,
        )


def _lacking(hotfix: Hotfix, agreed: list[Approval], approvers: tuple[str, ...]) -> str:
    lacking = REQUIRED_APPROVALS - len(agreed)
    ids = {one.by for one in agreed}
    others = [one for one in approvers if one not in ids]
    said = f"{', '.join(one.who for one in agreed)} agreed" if agreed else "nobody agreed yet"
    if len(others) < lacking:
        return (
            f"'{hotfix.key}' needs {REQUIRED_APPROVALS} approvals ({said}), and the settings name "
            "too few approvers: PUT /settings with emergency_approvers."
        )
    who = ", ".join(others)
    return f"'{hotfix.key}' lacks {lacking} of {REQUIRED_APPROVALS} approvals ({said}): ask {who}."
