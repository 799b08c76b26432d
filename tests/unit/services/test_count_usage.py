"""Evaluations, counted in the sandbox and written now and then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from burgee.domain.answers import FLAG_NOT_FOUND, TARGETING_KEY_MISSING, Answer, failed
from burgee.domain.errors import BurgeeError
from burgee.services import count_usage
from burgee.services.count_usage import UsageCounter
from tests.unit.services.builders import NOON, numbered
from tests.unit.services.usage import PRODUCTION, MemoryUsage, an_answer

HOUR = "2026-11-25T12"


class World:
    """A counter over memory, whose time stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON
        self.usage = MemoryUsage()
        self.faults: list[BurgeeError] = []
        self.counter = UsageCounter(
            self.usage,
            now=lambda: self.now,
            new_sandbox=numbered("sandbox"),
            on_fault=self.faults.append,
        )

    def answer(self, answer: Answer | None = None, environment: str = PRODUCTION) -> World:
        """One request from its beginning to its end."""
        self.counter.count(environment, answer or an_answer())
        self.counter.write_if_due()
        return self

    def after(self, seconds: float) -> World:
        self.now += seconds
        return self


@pytest.fixture
def world() -> World:
    return World()


def test_the_first_answer_is_written_at_once_for_it_may_be_the_last(world: World) -> None:
    world.answer()

    assert world.usage.written == {(PRODUCTION, HOUR, "sandbox1"): {"shown|on|SPLIT": 1}}


def test_what_follows_is_written_after_30_seconds_and_holds_all_of_the_hour(world: World) -> None:
    world.answer().after(29).answer().answer()
    assert world.usage.writes == 1

    world.after(1).answer()

    assert world.usage.written == {(PRODUCTION, HOUR, "sandbox1"): {"shown|on|SPLIT": 4}}
    assert world.usage.writes == 2


def test_each_way_of_answering_is_counted_apart(world: World) -> None:
    ways = [an_answer(), an_answer(variant="off"), an_answer(reason="STATIC"), an_answer("other")]
    for way in ways:
        world.counter.count(PRODUCTION, way)

    world.counter.write_if_due()

    assert world.usage.written[PRODUCTION, HOUR, "sandbox1"] == {
        "shown|on|SPLIT": 1,
        "shown|off|SPLIT": 1,
        "shown|on|STATIC": 1,
        "other|on|SPLIT": 1,
    }


def test_two_answers_of_one_way_are_one_number(world: World) -> None:
    world.counter.count_all(PRODUCTION, [an_answer(), an_answer()])

    world.counter.write_if_due()

    assert world.usage.total("shown|on|SPLIT") == 2


def test_an_error_is_counted_with_its_flag_and_a_made_up_flag_is_not(world: World) -> None:
    missing = failed("shown", TARGETING_KEY_MISSING, "send it")
    unknown = failed("made-up", FLAG_NOT_FOUND, "none")

    world.answer(missing).answer(unknown)
    world.counter.count_all(PRODUCTION, [missing, unknown])
    world.after(30).answer()

    assert world.usage.written[PRODUCTION, HOUR, "sandbox1"] == {
        "shown||ERROR": 2,
        "shown|on|SPLIT": 1,
    }


def test_errors_do_not_fill_the_memory_until_the_next_write(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(count_usage, "MOST_PENDING", 3)
    world.answer()
    for _ in range(20):
        world.answer(failed("shown", TARGETING_KEY_MISSING, "send it"))

    world.after(30).answer()

    assert world.usage.total("shown||ERROR") == 20


def test_what_clients_evaluated_is_counted_too(world: World) -> None:
    world.counter.add(PRODUCTION, "shown", "on", "SPLIT", times=5)

    world.answer()

    assert world.usage.total("shown|on|SPLIT") == 6


def test_the_hour_that_is_over_is_written_with_the_first_answer_of_the_next(world: World) -> None:
    world.answer().after(10).answer()

    world.after(3600).answer()

    assert world.usage.written == {
        (PRODUCTION, HOUR, "sandbox1"): {"shown|on|SPLIT": 2},
        (PRODUCTION, "2026-11-25T13", "sandbox1"): {"shown|on|SPLIT": 1},
    }


def test_a_write_that_fails_loses_nothing(world: World) -> None:
    world.usage.fails = True
    world.answer().after(30).answer()
    world.usage.fails = False

    world.after(30).answer()

    assert world.usage.total("shown|on|SPLIT") == 3
    assert len(world.faults) == 2


def test_a_table_that_does_not_answer_is_asked_every_30_seconds(world: World) -> None:
    world.usage.fails = True

    for _ in range(100):
        world.answer()

    assert len(world.faults) == 1


def test_an_hour_that_could_not_be_written_is_written_later(world: World) -> None:
    world.usage.fails = True
    world.answer().after(3600).answer()
    world.usage.fails = False

    world.after(30).answer()

    assert world.usage.written[PRODUCTION, HOUR, "sandbox1"] == {"shown|on|SPLIT": 1}
    assert world.usage.total("shown|on|SPLIT") == 3


def test_a_table_that_is_away_for_days_does_not_fill_the_memory(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(count_usage, "MOST_WAITING", 3)
    world.usage.fails = True
    for _ in range(10):
        world.answer().after(3600)
    world.usage.fails = False

    world.answer()

    assert sorted(hour for _, hour, _ in world.usage.written) == [
        "2026-11-25T20",
        "2026-11-25T21",
        "2026-11-25T22",
    ]


def test_many_flags_are_written_in_parts_one_at_a_time(world: World) -> None:
    answers = [an_answer(f"flag-{number}") for number in range(3100)]

    for _ in range(3):
        world.counter.count_all(PRODUCTION, answers)
        world.counter.write_if_due()
        world.after(30)

    written = {sandbox: len(counts) for (_, _, sandbox), counts in world.usage.written.items()}
    assert written == {"sandbox1": 1500, "sandbox1.1": 1500, "sandbox1.2": 100}
    assert world.usage.writes == 3


def test_more_ways_than_can_be_kept_are_not_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(count_usage, "MOST_PARTS", 1)
    world.counter.count_all(PRODUCTION, [an_answer(f"flag-{number}") for number in range(2000)])

    world.counter.write_if_due()

    assert [len(counts) for counts in world.usage.written.values()] == [1500]


def test_environments_are_counted_apart(world: World) -> None:
    world.answer(environment="staging").answer()

    world.after(30).answer(environment="staging")

    assert world.usage.written == {
        ("staging", HOUR, "sandbox1"): {"shown|on|SPLIT": 1},
        (PRODUCTION, HOUR, "sandbox1"): {"shown|on|SPLIT": 1},
    }


@pytest.mark.parametrize("way", ["count", "add"])
def test_a_restored_sandbox_counts_anew_under_a_name_of_its_own(world: World, way: str) -> None:
    again: dict[str, Callable[[], object]] = {
        "count": lambda: world.counter.count(PRODUCTION, an_answer()),
        "add": lambda: world.counter.add(PRODUCTION, "shown", "on", "SPLIT"),
    }
    world.answer().answer()

    world.counter.renew()
    again[way]()
    world.counter.write_if_due()

    assert world.usage.written == {
        (PRODUCTION, HOUR, "sandbox1"): {"shown|on|SPLIT": 1},
        (PRODUCTION, HOUR, "sandbox2"): {"shown|on|SPLIT": 1},
    }


def test_a_clock_that_went_back_does_not_stop_the_writing(world: World) -> None:
    world.answer()

    world.after(-100).answer()

    assert world.usage.total("shown|on|SPLIT") == 2


def test_a_table_that_is_spared_is_written_30_seconds_later(world: World) -> None:
    world.counter.spare_storage()
    world.answer().after(29).answer()
    assert world.usage.writes == 0

    world.after(1).answer()

    assert world.usage.total("shown|on|SPLIT") == 3
