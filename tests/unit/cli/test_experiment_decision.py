"""`burgee experiments decide` and `sign-off-decision`, against the admin API in memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.builders import a_flag, a_section, an_experiment, write_files
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import Server


@pytest.fixture
def running(run: Run, server: Server, tmp_path: Path) -> str:
    """The key of an experiment that runs in staging, on the flag new-checkout."""
    flag = a_flag(environments={"staging": a_section(targets={"off": ["bob"]})})
    run("apply", write_files(tmp_path, flags=[flag], experiments=[an_experiment()]))
    for name in ("purchase", "page_error"):
        server.tracking.usage.see_event_name("staging", name, "2026-11-18")
    assert run("experiments", "start", "badges").code == 0
    return "badges"


def test_a_promotion_says_what_everybody_sees_and_what_still_decides(
    run: Run, running: str
) -> None:
    ran = run("experiments", "decide", running, "--promote", "treatment")
    assert ran.out.startswith("treatment is promoted\nbadges is archived (version ")
    (row,) = (line for line in ran.out.splitlines() if line.startswith("new-checkout"))
    assert row.split() == [
        "new-checkout",
        "on",
        "2",
        "changed",
        "the",
        "targets",
        "of",
        "'off'",
        "(1)",
    ]


def test_keeping_the_control_is_a_decision(run: Run, running: str) -> None:
    ran = run("experiments", "decide", running, "--keep-control")
    assert ran.out.startswith("the control is kept\nbadges is archived")


def test_the_same_decision_may_be_repeated(run: Run, running: str) -> None:
    first = run("experiments", "decide", running, "--promote", "treatment", "--json")
    again = run("experiments", "decide", running, "--promote", "treatment", "--json")
    assert (again.code, again.json["version"]) == (0, first.json["version"])


def test_another_decision_is_refused(run: Run, running: str) -> None:
    run("experiments", "decide", running, "--promote", "treatment")
    ran = run("experiments", "decide", running, "--keep-control")
    assert ran.code == 1
    assert "ALREADY_DECIDED" in ran.err


@pytest.mark.parametrize("choice", [(), ("--promote", "treatment", "--keep-control")])
def test_one_of_both_is_to_be_said(run: Run, server: Server, choice: tuple[str, ...]) -> None:
    ran = run("experiments", "decide", "badges", *choice)
    assert ran.code == 2
    assert server.requests == []


def test_a_decision_without_a_verdict_is_asked_for(run: Run, server: Server, running: str) -> None:
    reason = ("--reason", "The shop closes.")
    run("experiments", "decide", running, "--keep-control", "--without-verdict", *reason)
    assert json.loads(server.requests[-1].body) == {
        "keep_control": True,
        "without_verdict": True,
        "reason": "The shop closes.",
    }


def test_somebody_agrees_to_a_decision(run: Run, running: str) -> None:
    role = ("--role", "product")
    ran = run("experiments", "sign-off-decision", running, "--promote", "treatment", *role)
    assert ran.out.startswith("product agrees to promoting treatment (version ")


def test_somebody_agrees_to_keeping_the_control(run: Run, running: str) -> None:
    role = ("--role", "engineering")
    ran = run("experiments", "sign-off-decision", running, "--keep-control", *role)
    assert ran.out.startswith("engineering agrees to keeping the control")
