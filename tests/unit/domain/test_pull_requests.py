"""The text of a hotfix's pull request."""

from __future__ import annotations

from typing import Any

from burgee.domain.hotfixes import Hotfix
from burgee.domain.pull_requests import OPEN_QUESTION, pull_request

AT = "2026-11-25T12:00:00.000Z"


def a_hotfix(**parts: Any) -> Hotfix:
    given = {"key": "checkout-500", "severity": "P1", "title": "Checkout answers 500", **parts}
    return Hotfix.model_validate(given)


def a_deployment(**parts: Any) -> dict[str, Any]:
    given = {"function": "checkout", "version": "4", "previous": "3", "code_sha256": "a" * 64}
    return {**given, "at": AT, "by": "ann", "done": True, **parts}


def section(text: str, title: str) -> str:
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0].strip()


def test_what_is_known_is_filled_in() -> None:
    text = pull_request(a_hotfix(issue="Nobody can pay.", deadline=AT))

    assert text.startswith("# Hotfix checkout-500: Checkout answers 500\n")
    assert section(text, "What is broken, for whom") == "Nobody can pay."
    assert f"- [x] P1: within 1 h, by {AT}" in text
    assert "- [ ] P3: within 24 h\n" in text
    assert "- [ ] P4: with the next release\n" in text


def test_what_is_not_known_is_left_to_be_written() -> None:
    text = pull_request(a_hotfix())

    assert [section(text, one) for one in ("Root cause", "What was changed")] == [OPEN_QUESTION] * 2
    assert section(text, "The way back") == OPEN_QUESTION
    assert "- [ ] Deployed" in section(text, "Deployment")


def test_the_way_back_is_a_command_to_the_version_before() -> None:
    text = pull_request(a_hotfix(deployments=[a_deployment()], rollback_plan="Then call Ben."))

    way_back = section(text, "The way back")
    assert way_back.startswith("Then call Ben.")
    assert "burgee ops rollback checkout --to 3 --reason" in way_back
    assert "version 4 instead of 3" in section(text, "Deployment")


def test_before_a_deployment_the_way_back_is_the_version_before_whichever() -> None:
    text = pull_request(a_hotfix(function="checkout"))

    assert 'burgee ops rollback checkout --reason "Hotfix' in section(text, "The way back")


def test_a_deployment_that_was_broken_off_is_none() -> None:
    text = pull_request(a_hotfix(deployments=[a_deployment(done=False)]))

    assert "- [ ] Deployed" in section(text, "Deployment")


def test_a_plan_alone_is_a_way_back() -> None:
    assert section(pull_request(a_hotfix(rollback_plan="Toggle it.")), "The way back") == (
        "Toggle it."
    )


def test_approvals_and_the_end_are_told() -> None:
    approval = {"by": "ann", "at": AT, "reason": "Down"}
    text = pull_request(a_hotfix(approvals=[approval], status="closed"))

    assert section(text, "Approvals") == f"- ann at {AT}: Down"
    assert "- [x] Closed" in text
