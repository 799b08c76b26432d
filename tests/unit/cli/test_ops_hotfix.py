"""`burgee ops hotfix`, `approvers` and `decide`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from burgee.domain.incidents import Scenario
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import NOW, Server

Later = Callable[[float], None]


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Sets how many seconds the terminal's clock is after the server's: 20 minutes at first."""

    def later(seconds: float) -> None:
        clock = SimpleNamespace(time=lambda: NOW + seconds)
        monkeypatch.setattr("burgee.cli.ops_hotfix.time", clock)

    later(1200)
    return later


@pytest.fixture
def hotfix(run: Run, server: Server) -> str:
    """An open P1 hotfix, and two approvers: `id-1` and `id-3` (their secrets are counted too)."""
    for name in ("Ann", "Ben"):
        assert run("keys", "create", "admin", "--role", "approver", "--name", name).code == 0
    assert run("ops", "approvers", "id-1", "id-3").code == 0
    opened = run("ops", "hotfix", "open", "down", "--severity", "P1", "--title", "All is down")
    assert opened.code == 0
    return "down"


def test_an_open_hotfix_shows_how_much_time_is_left(run: Run, hotfix: str) -> None:
    (row,) = run("ops", "hotfix", "list", "--json").json["items"]

    assert row["summary"]["severity"] == "P1"
    assert "40 min left" in run("ops", "hotfix", "list").out
    assert "40 min left" in run("ops", "hotfix", "show", hotfix).out


@pytest.mark.usefixtures("hotfix")
def test_one_that_is_late_is_overdue(run: Run, later: Later) -> None:
    later(3600 + 3900)

    assert "overdue by 1 h 05 min" in run("ops", "hotfix", "list").out


def test_what_can_wait_is_due_with_the_next_release(run: Run) -> None:
    ran = run("ops", "hotfix", "open", "typo", "--severity", "P4", "--title", "A typo")

    assert "next release" in ran.out
    assert "next release" in run("ops", "hotfix", "list").out


def test_two_approvers_agree_and_one_twice_is_refused(
    run: Run, server: Server, hotfix: str, tmp_path: Path
) -> None:
    file = tmp_path / "fixed.zip"
    file.write_bytes(b"code")
    named = ("--function", "checkout", "--zip", file)
    assert run("ops", "hotfix", "update", hotfix, *named).code == 0
    server.key_id = "id-1"
    assert run("ops", "hotfix", "approve", hotfix, "--reason", "Down").code == 0
    twice = run("ops", "hotfix", "approve", hotfix, "--reason", "Down")
    server.key_id = "id-3"
    second = run("ops", "hotfix", "approve", hotfix, "--reason", "Down")

    assert twice.code == 1
    assert "ALREADY_APPROVED" in twice.err
    assert "approved by id-1, id-3" in second.out


def test_an_approval_needs_a_reason(run: Run, hotfix: str) -> None:
    assert run("ops", "hotfix", "approve", hotfix).code == 2


def test_the_one_file_that_may_be_deployed_is_kept_by_its_hash(
    run: Run, hotfix: str, tmp_path: Path
) -> None:
    file = tmp_path / "code.zip"
    file.write_bytes(b"code")

    ran = run("ops", "hotfix", "update", hotfix, "--zip", file, "--root-cause", "A null", "--json")

    assert ran.json["document"]["code_sha256"] == hashlib.sha256(b"code").hexdigest()
    assert ran.json["document"]["root_cause"] == "A null"


def test_an_update_without_anything_is_used_wrongly(run: Run, hotfix: str) -> None:
    assert run("ops", "hotfix", "update", hotfix).code == 2


def test_the_pull_request_is_filled_from_what_is_known(run: Run, hotfix: str) -> None:
    run("ops", "hotfix", "update", hotfix, "--fix", "Asks for null", "--severity", "P2")

    text = run("ops", "hotfix", "pull-request", hotfix).out

    assert "# Hotfix down: All is down" in text
    assert "- [x] P2: within 4 h" in text
    assert "Asks for null" in text


def test_a_closed_hotfix_has_no_time_left(run: Run, hotfix: str) -> None:
    assert run("ops", "hotfix", "close", hotfix, "--reason", "Fixed").code == 0

    assert "left" not in run("ops", "hotfix", "list").out.replace("time left", "")


@pytest.mark.usefixtures("hotfix")
def test_approvers_are_shown(run: Run) -> None:
    assert "id-1, id-3" in run("ops", "approvers").out


def test_nobody_approves_to_begin_with(run: Run) -> None:
    assert "nobody yet" in run("ops", "approvers").out


def test_the_matrix_shows_every_scenario(run: Run) -> None:
    shown = run("ops", "decide", "--json").json["items"]

    assert [row["scenario"] for row in shown] == list(Scenario)


def test_one_scenario_is_shown_alone(run: Run) -> None:
    shown = run("ops", "decide", "security_vulnerability", "--json").json

    assert shown["response"] == "immediate_rollback"
    assert shown["by_itself"] is True


def test_an_unknown_scenario_is_used_wrongly(run: Run) -> None:
    ran = run("ops", "decide", "bad_weather")

    assert ran.code == 2
    assert "high_latency" in ran.err
