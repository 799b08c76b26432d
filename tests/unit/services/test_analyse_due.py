from __future__ import annotations

from collections.abc import Iterable

import pytest

from burgee.domain.errors import StorageUnavailable
from burgee.domain.results import Look
from burgee.domain.timestamps import iso
from burgee.services.analyse_due import due_looks
from burgee.services.analyse_run import Asking, take_look
from tests.unit.services.builders import NOON
from tests.unit.services.looking import DAY, SHOP, Laboratory


@pytest.fixture
def laboratory() -> Laboratory:
    """Two experiments that were started at noon, with a unit each."""
    laboratory = Laboratory()
    for key in (SHOP, "search"):
        laboratory.write(key)
        laboratory.expose(f"ann of {key}", run=f"{key}.1")
    return laboratory


def names(looks: Iterable[Look]) -> list[tuple[str, int]]:
    return [(look.run, look.number) for look in looks]


def test_every_run_that_is_on_is_looked_at(laboratory: Laboratory) -> None:
    due = due_looks(laboratory.analysis)

    assert names(due.taken) == [("search.1", 1), ("shop.1", 1)]
    assert {look.asked_by for look in due.taken} == {"schedule"}
    assert due.failed == ()


def test_a_second_call_on_the_same_day_takes_none(laboratory: Laboratory) -> None:
    take_look(laboratory.analysis, SHOP, None, Asking())
    laboratory.expose("bob")

    first, second = due_looks(laboratory.analysis), due_looks(laboratory.analysis)

    assert (names(first.taken), names(second.taken)) == ([("search.1", 1)], [])


def test_the_next_day_brings_the_next_look_where_units_came(laboratory: Laboratory) -> None:
    due_looks(laboratory.analysis)
    laboratory.expose("bob")
    laboratory.pass_days(1)

    due = due_looks(laboratory.analysis)

    assert names(due.taken) == [("shop.1", 2)]


def test_a_paused_run_is_looked_at_too(laboratory: Laboratory) -> None:
    laboratory.write(SHOP, status="paused")

    assert ("shop.1", 1) in names(due_looks(laboratory.analysis).taken)


def test_runs_that_have_ended_get_one_final_look_when_they_are_settled() -> None:
    laboratory = Laboratory()
    over = [laboratory.a_run(number=number, ended_at=iso(NOON)) for number in (1, 2)]
    laboratory.write(SHOP, *over, status="draft")
    laboratory.expose("ann")
    laboratory.expose("bob", run=f"{SHOP}.2")
    early = due_looks(laboratory.analysis)
    laboratory.now = NOON + 3 * DAY

    due, again = due_looks(laboratory.analysis), due_looks(laboratory.analysis)

    assert early.taken == again.taken == ()
    assert names(due.taken) == [("shop.1", 1), ("shop.2", 1)]
    assert all(look.is_final for look in due.taken)


def test_archived_experiments_drafts_and_empty_runs_are_passed_over() -> None:
    laboratory = Laboratory()
    laboratory.write("empty")
    laboratory.write("draft", status="draft")
    laboratory.write(SHOP)
    laboratory.expose("ann")
    laboratory.write(SHOP, laboratory.a_run(ended_at=iso(NOON)), status="archived")
    laboratory.pass_days(30)

    due = due_looks(laboratory.analysis)

    assert (due.taken, due.failed) == ((), ())


@pytest.mark.parametrize("error", [StorageUnavailable("DynamoDB did not answer."), ValueError("x")])
def test_what_stops_one_experiment_does_not_stop_the_others(
    laboratory: Laboratory, error: Exception
) -> None:
    laboratory.faults["search.1"] = error

    due = due_looks(laboratory.analysis)

    assert names(due.taken) == [("shop.1", 1)]
    assert [(failed.key, failed.error) for failed in due.failed] == [("search", error)]


def test_what_failed_is_taken_by_the_next_call(laboratory: Laboratory) -> None:
    laboratory.faults["search.1"] = ValueError("x")
    due_looks(laboratory.analysis)
    laboratory.faults.clear()

    due = due_looks(laboratory.analysis)

    assert names(due.taken) == [("search.1", 1)]
