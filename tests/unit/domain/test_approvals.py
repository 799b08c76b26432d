"""Who agrees that a hotfix skips the canary."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.approvals import approved, counting, deadline_of, require_approvals
from burgee.domain.errors import (
    AlreadyApproved,
    Forbidden,
    IllegalTransition,
    InvalidDocument,
    NotApproved,
)
from burgee.domain.hotfixes import Approval, Hotfix, HotfixStatus
from burgee.domain.severities import DEADLINE_SECONDS, EMERGENCIES, Severity
from burgee.domain.timestamps import iso
from tests.unit.domain.guarding import HOUR, NOON

APPROVERS = ["ann", "ben", "cyd"]
CODE, OTHER_CODE = "a" * 64, "b" * 64


def agrees(by: str, at: float = NOON - 60) -> Approval:
    return Approval(by=by, at=iso(at))


def a_hotfix(*approvals: Approval, **parts: Any) -> Hotfix:
    what = {"function": "checkout", "code_sha256": CODE}
    given = {"severity": "P1", "title": "Down", "opened_at": iso(NOON), **what, **parts}
    given["approvals"] = list(approvals)
    return Hotfix.model_validate({"key": "down", **given})


def required(
    hotfix: Hotfix, approvers: list[str] = APPROVERS, function: str = "checkout", code: str = CODE
) -> list[str]:
    return [one.by for one in require_approvals(hotfix, function, code, approvers, NOON)]


class TestDeadlines:
    @pytest.mark.parametrize(
        ("severity", "deadline"),
        [("P1", NOON + HOUR), ("P2", NOON + 4 * HOUR), ("P3", NOON + 24 * HOUR)],
    )
    def test_each_severity_has_its_own(self, severity: str, deadline: float) -> None:
        assert deadline_of(a_hotfix(severity=severity)) == iso(deadline)

    def test_what_is_not_urgent_has_none(self) -> None:
        assert deadline_of(a_hotfix(severity="P4")) is None

    def test_what_was_not_opened_yet_has_none(self) -> None:
        assert deadline_of(a_hotfix(opened_at=None)) is None

    def test_every_severity_is_in_the_table_and_emergencies_have_deadlines(self) -> None:
        assert set(DEADLINE_SECONDS) == set(Severity)
        assert all(DEADLINE_SECONDS[one] for one in EMERGENCIES)


class TestApproving:
    def test_an_approver_agrees(self) -> None:
        after = approved(a_hotfix(), agrees("ann"), APPROVERS, NOON)
        assert [one.by for one in after.approvals] == ["ann"]

    def test_one_approver_twice_is_refused(self) -> None:
        with pytest.raises(AlreadyApproved, match="another's"):
            approved(a_hotfix(agrees("ann")), agrees("ann"), APPROVERS, NOON)

    @pytest.mark.parametrize("part", ["function", "code_sha256"])
    def test_nobody_agrees_to_what_is_not_said(self, part: str) -> None:
        with pytest.raises(InvalidDocument, match=part):
            approved(a_hotfix(**{part: None}), agrees("ann"), APPROVERS, NOON)

    def test_an_old_approval_may_be_given_anew(self) -> None:
        old = a_hotfix(agrees("ann", NOON - 2 * HOUR))
        after = approved(old, agrees("ann"), APPROVERS, NOON)
        assert after.approvals == [agrees("ann")]

    @pytest.mark.parametrize("approvers", [["ben"], []])
    def test_nobody_else_agrees(self, approvers: list[str]) -> None:
        with pytest.raises(Forbidden, match=r"ben|nobody"):
            approved(a_hotfix(), agrees("ann"), approvers, NOON)

    @pytest.mark.parametrize("severity", ["P3", "P4"])
    def test_what_can_wait_takes_the_ordinary_way(self, severity: str) -> None:
        with pytest.raises(IllegalTransition, match="only P1 and P2"):
            approved(a_hotfix(severity=severity), agrees("ann"), APPROVERS, NOON)

    def test_a_closed_hotfix_is_not_approved(self) -> None:
        with pytest.raises(IllegalTransition, match="closed"):
            approved(a_hotfix(status=HotfixStatus.CLOSED), agrees("ann"), APPROVERS, NOON)


class TestRequiring:
    def test_two_different_approvers_are_enough(self) -> None:
        assert required(a_hotfix(agrees("ben"), agrees("ann"))) == ["ann", "ben"]

    def test_one_who_is_written_twice_counts_once(self) -> None:
        twice = a_hotfix(agrees("ann"), agrees("ann", NOON - 30))
        with pytest.raises(NotApproved, match=r"lacks 1 of 2 .*ann agreed.*ask ben, cyd"):
            required(twice)

    def test_who_agreed_is_told_by_name(self) -> None:
        named = Approval(by="ann", by_name="Ann Klein", at=iso(NOON - 60))
        with pytest.raises(NotApproved, match=r"\(Ann Klein agreed\): ask ben, cyd"):
            required(a_hotfix(named))

    def test_nobody_is_not_enough(self) -> None:
        with pytest.raises(NotApproved, match=r"nobody agreed yet.*ask ann, ben, cyd"):
            required(a_hotfix())

    @pytest.mark.parametrize(("severity", "limit"), [("P1", HOUR), ("P2", 4 * HOUR)])
    def test_an_approval_older_than_the_deadline_does_not_count(
        self, severity: str, limit: float
    ) -> None:
        just = a_hotfix(agrees("ann", NOON - limit), agrees("ben"), severity=severity)
        late = a_hotfix(agrees("ann", NOON - limit - 1), agrees("ben"), severity=severity)
        assert [len(counting(one, APPROVERS, NOON)) for one in (just, late)] == [2, 1]

    def test_an_approver_who_is_one_no_more_does_not_count(self) -> None:
        with pytest.raises(NotApproved, match="ask cyd"):
            required(a_hotfix(agrees("ann"), agrees("ben")), ["ben", "cyd"])

    def test_too_few_approvers_are_a_matter_of_the_settings(self) -> None:
        with pytest.raises(NotApproved, match="emergency_approvers"):
            required(a_hotfix(agrees("ann")), ["ann"])

    def test_the_function_and_the_code_that_it_names_may_be_deployed(self) -> None:
        named = a_hotfix(agrees("ann"), agrees("ben"), function="checkout", code_sha256=CODE)
        assert required(named) == ["ann", "ben"]

    @pytest.mark.parametrize("other", [("cart", CODE), ("checkout", OTHER_CODE)])
    def test_no_other_function_and_no_other_code_is_deployed(self, other: tuple[str, str]) -> None:
        named = a_hotfix(agrees("ann"), agrees("ben"), function="checkout", code_sha256=CODE)
        with pytest.raises(InvalidDocument):
            required(named, APPROVERS, *other)

    @pytest.mark.parametrize("parts", [{"severity": "P3"}, {"status": HotfixStatus.CLOSED}])
    def test_what_is_no_emergency_any_more_is_not_deployed(self, parts: dict[str, Any]) -> None:
        with pytest.raises(IllegalTransition):
            required(a_hotfix(agrees("ann"), agrees("ben"), **parts))
