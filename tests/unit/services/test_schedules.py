from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import StorageUnavailable
from burgee.domain.timestamps import iso
from burgee.runtime.settings import SCHEDULE_TARGETS
from burgee.services.create_document import create_flag, create_segment
from burgee.services.end_experiment import cancel_experiment
from burgee.services.schedules import plan_schedules, schedule_name
from burgee.services.update_document import update_document
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Ledger
from functions.catalog import SCHEDULED
from tests.unit.services.builders import NOON, a_flag, a_segment, by, settings
from tests.unit.services.designs import KEY, a_design, a_studio, running
from tests.unit.services.steered import KEY as ROLLOUT
from tests.unit.services.steered import Harbour

DAY = 86_400
FLAG_NAME = schedule_name(Kind.FLAG, "timed")
NAME = schedule_name(Kind.EXPERIMENT, KEY)


class MemorySchedules:
    """Schedules by name; `refused` is a name that cannot be written. Counts what is deleted."""

    def __init__(self, refused: str = "") -> None:
        self.kept: dict[str, tuple[float, dict[str, str]]] = {}
        self.functions: dict[str, str] = {}
        self.refused = refused
        self.deleted: list[str] = []

    def put(self, name: str, at: float, payload: Mapping[str, str], *, function: str) -> None:
        if name == self.refused:
            raise StorageUnavailable("EventBridge Scheduler did not answer.")
        self.kept[name] = (at, dict(payload))
        self.functions[name] = function

    def delete(self, name: str) -> None:
        self.deleted.append(name)
        self.kept.pop(name, None)


@pytest.fixture
def ledger() -> Ledger:
    return a_studio()


@pytest.fixture
def schedules() -> MemorySchedules:
    return MemorySchedules()


def timed(*seconds: float) -> dict[str, Any]:
    """A flag that changes so long after noon."""
    changes = [{"at": iso(NOON + each), "enabled": False} for each in seconds]
    return a_flag("timed", environments={"production": settings(schedule=changes)})


def plan(
    ledger: Ledger, schedules: MemorySchedules, *changed: tuple[Kind, str, int], now: float = NOON
) -> None:
    plan_schedules(ledger.documents, schedules, changed, lambda: now)


def test_a_flag_is_called_at_its_next_moment(ledger: Ledger, schedules: MemorySchedules) -> None:
    create_flag(ledger, by(), timed(2 * DAY, DAY))

    plan(ledger, schedules, (Kind.FLAG, "timed", 1))

    assert schedules.kept == {FLAG_NAME: (NOON + DAY, {"kind": "flag", "key": "timed"})}
    assert schedules.functions == {FLAG_NAME: "apply_schedule"}


def test_a_draft_is_called_at_its_start(ledger: Ledger, schedules: MemorySchedules) -> None:
    create_experiment(ledger, by(), a_design(start_at=iso(NOON + DAY)))

    plan(ledger, schedules, (Kind.EXPERIMENT, KEY, 1))

    assert schedules.kept == {NAME: (NOON + DAY, {"kind": "experiment", "key": KEY})}


def test_a_run_is_called_at_its_end_and_no_more_once_it_has_ended(
    ledger: Ledger, schedules: MemorySchedules
) -> None:
    running(ledger, end_at=iso(NOON + 8 * DAY))
    plan(ledger, schedules, (Kind.EXPERIMENT, KEY, 1), (Kind.EXPERIMENT, KEY, 2))
    assert schedules.kept[NAME][0] == NOON + 8 * DAY
    cancel_experiment(ledger, by(), KEY)

    plan(ledger, schedules, (Kind.EXPERIMENT, KEY, 3))

    assert schedules.kept == {}


def test_a_schedule_goes_with_the_change_that_was_taken_back(
    ledger: Ledger, schedules: MemorySchedules
) -> None:
    create_flag(ledger, by(), timed(DAY))
    plan(ledger, schedules, (Kind.FLAG, "timed", 1))
    update_document(ledger, by(), Kind.FLAG, "timed", timed())

    plan(ledger, schedules, (Kind.FLAG, "timed", 2))

    assert schedules.kept == {}


def test_a_schedule_goes_too_where_one_batch_brings_its_coming_and_going(
    ledger: Ledger, schedules: MemorySchedules
) -> None:
    create_flag(ledger, by(), timed())
    update_document(ledger, by(), Kind.FLAG, "timed", timed(DAY))
    update_document(ledger, by(), Kind.FLAG, "timed", timed())

    plan(ledger, schedules, (Kind.FLAG, "timed", 2), (Kind.FLAG, "timed", 3))

    assert schedules.deleted == [FLAG_NAME]


def test_an_ordinary_change_asks_the_scheduler_nothing(
    ledger: Ledger, schedules: MemorySchedules
) -> None:
    create_flag(ledger, by(), timed())
    create_segment(ledger, by(), a_segment())

    plan(ledger, schedules, (Kind.FLAG, "timed", 1), (Kind.SEGMENT, "beta-testers", 1))

    assert (schedules.kept, schedules.deleted) == ({}, [])


def test_a_moment_that_has_passed_comes_soon(ledger: Ledger, schedules: MemorySchedules) -> None:
    create_flag(ledger, by(), timed(DAY))

    plan(ledger, schedules, (Kind.FLAG, "timed", 1), now=NOON + 2 * DAY)

    assert schedules.kept[FLAG_NAME][0] == NOON + 2 * DAY + 5


def test_an_old_record_does_not_bring_an_old_moment_back(
    ledger: Ledger, schedules: MemorySchedules
) -> None:
    create_flag(ledger, by(), timed(DAY))
    update_document(ledger, by(), Kind.FLAG, "timed", timed(2 * DAY))
    plan(ledger, schedules, (Kind.FLAG, "timed", 2))

    plan(ledger, schedules, (Kind.FLAG, "timed", 1))

    assert schedules.kept[FLAG_NAME][0] == NOON + 2 * DAY


def test_one_schedule_that_fails_does_not_stop_the_others(ledger: Ledger) -> None:
    schedules = MemorySchedules(refused=FLAG_NAME)
    create_flag(ledger, by(), timed(DAY))
    create_experiment(ledger, by(), a_design(start_at=iso(NOON + DAY)))

    with pytest.raises(StorageUnavailable):
        plan(ledger, schedules, (Kind.FLAG, "timed", 1), (Kind.EXPERIMENT, KEY, 1))

    assert list(schedules.kept) == [NAME]


def test_the_longest_key_has_a_name_that_is_short_enough() -> None:
    name = schedule_name(Kind.EXPERIMENT, "~" * 128)

    assert len(name) <= 64
    assert name.replace("-", "").isalnum()


def test_a_rollout_is_called_for_its_next_stage(schedules: MemorySchedules) -> None:
    harbour = Harbour().started()

    plan(harbour.ledger, schedules, (Kind.ROLLOUT, ROLLOUT, 2))

    due = NOON + 3600
    payload = {"kind": "rollout", "key": ROLLOUT, "stage": "1", "at": iso(due)}
    name = schedule_name(Kind.ROLLOUT, ROLLOUT)
    assert schedules.kept == {name: (due, payload)}
    assert schedules.functions == {name: "advance_rollouts"}


def test_a_pending_rollout_is_called_at_its_start(schedules: MemorySchedules) -> None:
    harbour = Harbour(start_at=iso(NOON + DAY))

    plan(harbour.ledger, schedules, (Kind.ROLLOUT, ROLLOUT, 1))

    ((at, payload),) = schedules.kept.values()
    assert (at, payload["stage"], payload["at"]) == (NOON + DAY, "0", iso(NOON + DAY))


def test_every_function_that_is_called_has_a_variable_for_its_alias() -> None:
    assert SCHEDULED == SCHEDULE_TARGETS
