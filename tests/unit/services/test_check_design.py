from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.checklist import Phase
from burgee.domain.documents import Kind
from burgee.services.check_design import CheckedDesign, check_design
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Ledger
from tests.unit.services.builders import NOON, by
from tests.unit.services.designs import (
    KEY,
    a_design,
    a_studio,
    evidence,
    running,
    showing,
    start,
)


@pytest.fixture
def ledger() -> Ledger:
    return a_studio()


def check(ledger: Ledger, *, is_new: bool = True, **parts: Any) -> CheckedDesign:
    body = a_design(**parts)
    return check_design(ledger.documents, evidence(), body, is_new=is_new, now=NOON)


def fields(found: CheckedDesign) -> list[str]:
    return [problem["field"] for problem in found.problems]


def still_open(found: CheckedDesign) -> list[str]:
    return [item.key for item in found.items if not item.done]


def test_a_whole_design_could_be_written_and_started(ledger: Ledger) -> None:
    found = check(ledger)

    assert (fields(found), still_open(found)) == ([], [])


def test_nothing_is_written(ledger: Ledger) -> None:
    check(ledger)

    assert ledger.documents.newest(Kind.EXPERIMENT, KEY) is None


def test_what_holds_a_start_is_told_before_there_is_a_draft(ledger: Ledger) -> None:
    found = check(ledger, hypothesis="", metrics={})

    assert fields(found) == []
    assert still_open(found) == ["hypothesis", "goal", "guardrails"]
    assert {item.phase for item in found.items} == {
        Phase.DESIGN,
        Phase.SETUP,
        Phase.VALIDATION,
        Phase.PRE_LAUNCH,
    }


def test_what_does_not_fit_together_is_told_beside_what_is_not_there(ledger: Ledger) -> None:
    found = check(ledger, variants={"control": {"flags": {"gone": "off"}}}, control="control")

    assert fields(found) == ["variants", "variants.control.flags.gone"]
    assert "dry_run" in still_open(found)


def test_what_cannot_be_read_has_no_checklist(ledger: Ledger) -> None:
    found = check(ledger, traffic=101, surprise=True)

    assert sorted(fields(found)) == ["surprise", "traffic"]
    assert found.items == ()


def test_a_key_that_is_taken_is_told_of_a_new_one_alone(ledger: Ledger) -> None:
    create_experiment(ledger, by(), a_design())

    assert fields(check(ledger)) == ["key"]
    assert fields(check(ledger, is_new=False)) == []


def test_a_time_in_the_past_is_told(ledger: Ledger) -> None:
    assert fields(check(ledger, start_at="2026-11-25T11:00:00Z")) == ["start_at"]


def test_a_misfit_of_a_draft_is_told_once(ledger: Ledger) -> None:
    create_experiment(ledger, by(), a_design())

    found = check(ledger, is_new=False, variants=showing(control="off"))

    assert fields(found) == ["variants"]


def test_what_runs_says_what_cannot_change(ledger: Ledger) -> None:
    running(ledger)

    found = check(ledger, is_new=False, hypothesis="Another one.")

    assert fields(found) == ["hypothesis"]


def test_an_experiment_that_is_not_there_cannot_be_changed(ledger: Ledger) -> None:
    found = check(ledger, is_new=False)

    assert [problem["field"] for problem in found.problems] == [""]
    assert "There is no experiment" in found.problems[0]["detail"]


def test_what_is_served_stands_in_the_way(ledger: Ledger) -> None:
    create_experiment(ledger, by(), a_design("other"))
    start(ledger, "other")

    assert still_open(check(ledger)) == ["clashes"]
