"""The contract of UnitRepository, the same for every backend."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from burgee.domain.errors import WriteConflict
from burgee.domain.tracking import DAY_MS, EVENT_DAYS, EventType
from burgee.domain.units import Head, OptOut, Total, UnitState
from burgee.services.tracking_ports import UnitRepository
from burgee.storage.units import TOMBSTONE_SECONDS, DynamoUnits
from tests.storage.tracking import (
    NOON,
    NOW,
    RUN,
    SHARD,
    SIXTY_DIGITS,
    UNIT,
    Tracked,
    billed_bytes,
    event,
    exposure,
    total,
)

WRITE_UNIT = 1024
WRITERS = 6


def test_the_secret_is_made_once(tracked: Tracked, units: UnitRepository) -> None:
    secret = units.secret()

    assert len(secret) == 32
    assert DynamoUnits(tracked.table).secret() == units.secret() == secret


def test_of_many_that_make_the_secret_all_get_the_same(tracked: Tracked) -> None:
    repositories = [DynamoUnits(tracked.table) for _ in range(WRITERS)]

    with ThreadPoolExecutor(WRITERS) as pool:
        secrets = set(pool.map(DynamoUnits.secret, repositories))

    assert len(secrets) == 1


def test_a_unit_of_which_nothing_is_known_has_an_empty_head(units: UnitRepository) -> None:
    assert units.head(UNIT, profile=True) == Head()
    assert units.head(UNIT).takes_part
    assert units.state(UNIT) == UnitState(Head(), {})


def test_an_exposure_comes_back_as_it_was_written(units: UnitRepository) -> None:
    written = exposure(
        dimensions={"country": "Österreich", "plan": ""},
        cohort="spring",
        source="token",
        late=True,
        received=SIXTY_DIGITS,
    )

    units.expose(UNIT, written)

    assert units.head(UNIT).exposures == {RUN: written}


def test_the_first_exposure_stays_and_is_what_the_second_gets(units: UnitRepository) -> None:
    first = exposure("treatment", cohort="spring")
    units.expose(UNIT, first)

    stands = units.expose(UNIT, exposure("control"))

    assert stands == first
    assert units.head(UNIT).exposures == {RUN: first}


def test_exposing_answers_the_exposure_that_it_wrote(units: UnitRepository) -> None:
    written = exposure()

    assert units.expose(UNIT, written) == written


def test_each_unit_and_each_run_has_an_exposure_of_its_own(units: UnitRepository) -> None:
    units.expose(UNIT, exposure("a", run="checkout.1"))
    units.expose(UNIT, exposure("b", run="checkout.10"))
    units.expose("another", exposure("c", run="checkout.1"))

    assert _variants(units.head(UNIT)) == {"checkout.1": "a", "checkout.10": "b"}
    assert _variants(units.head("another")) == {"checkout.1": "c"}


def test_of_many_exposures_at_once_one_stands_and_all_get_it(units: UnitRepository) -> None:
    exposures = [exposure(f"variant-{number}") for number in range(WRITERS)]

    with ThreadPoolExecutor(WRITERS) as pool:
        stood = list(pool.map(partial(units.expose, UNIT), exposures))

    assert {found.variant for found in stood} == {units.head(UNIT).exposures[RUN].variant}


def test_a_unit_seen_in_two_variants_is_marked(units: UnitRepository) -> None:
    units.expose(UNIT, exposure())

    units.mark_mixed(UNIT, RUN)
    units.mark_mixed(UNIT, RUN)

    assert units.head(UNIT).exposures == {RUN: exposure(mixed=True)}


def test_the_first_reason_for_which_a_unit_left_stays(units: UnitRepository) -> None:
    units.expose(UNIT, exposure())
    units.mark_left(UNIT, RUN, "target")

    units.mark_left(UNIT, RUN, "off")

    assert units.head(UNIT).exposures == {RUN: exposure(left="target")}


def test_what_was_never_exposed_is_not_marked(units: UnitRepository) -> None:
    units.mark_mixed(UNIT, RUN)
    units.mark_left(UNIT, RUN, "off")

    assert units.head(UNIT) == Head()


def test_marks_and_exposure_are_independent(units: UnitRepository) -> None:
    units.expose(UNIT, exposure(cohort="spring"))
    units.mark_left(UNIT, RUN, "off")

    units.mark_mixed(UNIT, RUN)

    assert units.head(UNIT).exposures == {RUN: exposure(cohort="spring", left="off", mixed=True)}


def test_an_event_comes_back_as_it_was_written(units: UnitRepository) -> None:
    written = event(
        type=EventType.CUSTOM,
        name="Käufe ⚓ \x00",
        numbers={"value": SIXTY_DIGITS, "items": -3},
        texts={"category": "0a1b2c3d4e5f6071"},
        attribution={"campaign": "Frühling"},
    )

    units.record(UNIT, written)

    assert list(units.events(UNIT)) == [written]


def test_an_event_of_an_id_that_is_known_changes_nothing(units: UnitRepository) -> None:
    first = event("order-1", numbers={"value": 1})
    was_new = units.record(UNIT, first)

    is_new = units.record(UNIT, event("order-1", numbers={"value": 2}))

    assert (was_new, is_new) == (True, False)
    assert list(units.events(UNIT)) == [first]


def test_ids_of_events_are_the_units_own(units: UnitRepository) -> None:
    units.record(UNIT, event("order-1"))

    assert units.record("another", event("order-1"))


def test_of_many_records_of_one_event_one_is_new(units: UnitRepository) -> None:
    events = [event(received=NOON + number) for number in range(WRITERS)]

    with ThreadPoolExecutor(WRITERS) as pool:
        new = list(pool.map(partial(units.record, UNIT), events))

    assert new.count(True) == 1


def test_hundreds_of_events_come_back_all(units: UnitRepository) -> None:
    texts = {f"text-{number}": "0a1b2c3d4e5f6071" for number in range(20)}
    for number in range(300):
        units.record(UNIT, event(f"order-{number}", texts=texts))

    assert len({found.id for found in units.events(UNIT)}) == 300


def test_an_event_goes_after_its_days(tracked: Tracked, units: UnitRepository) -> None:
    units.record(UNIT, event(received=NOON))

    [item] = tracked.items()

    assert int(item["expires_at"]["N"]) == (NOON + EVENT_DAYS * DAY_MS) // 1000


def test_an_opt_out_is_part_of_the_head(units: UnitRepository) -> None:
    units.opt_out(UNIT, OptOut(True, NOON))

    head = units.head(UNIT)

    assert (head.opt_out, head.takes_part) == (OptOut(True, NOON), False)


def test_the_latest_word_about_taking_part_counts(units: UnitRepository) -> None:
    units.opt_out(UNIT, OptOut(True, NOON))
    units.opt_out(UNIT, OptOut(False, NOON + 1))

    units.opt_out(UNIT, OptOut(True, NOON))

    assert units.head(UNIT).opt_out == OptOut(False, NOON + 1)


def test_positions_count_from_zero_in_each_stratum(units: UnitRepository) -> None:
    places = [(RUN, "de"), (RUN, "de"), (RUN, "fr"), ("checkout.2", "de"), (RUN, "de")]

    positions = [units.next_position(*place) for place in places]

    assert positions == [0, 1, 0, 0, 2]


def test_each_position_is_given_once(units: UnitRepository) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        positions = list(pool.map(lambda _: units.next_position(RUN, ""), range(60)))

    assert sorted(positions) == list(range(60))


def test_a_total_comes_back_as_it_was_written(units: UnitRepository) -> None:
    written = Total(
        body={"revenue": {"sum": SIXTY_DIGITS, "days": ["2026-11-21"]}, "counted": ["a", "b"]},
        marks={SHARD: (f"{SIXTY_DIGITS}"[:40], 5), "other": ("0" * 40, 0)},
    )

    units.put_total(UNIT, RUN, 1, written)

    [(place, found)] = units.state(UNIT).totals.items()
    assert place == (RUN, 1)
    assert (found.version, found.marks, found.body) == (1, written.marks, written.body)


@pytest.mark.parametrize("entries", [1, 10, 1_000])
def test_a_total_of_any_size_comes_back(units: UnitRepository, entries: int) -> None:
    body = {"hashes": [f"{number * 7919:016x}" for number in range(entries)]}

    units.put_total(UNIT, RUN, 1, Total(body=body))

    assert units.state(UNIT).totals[RUN, 1].body == body


def test_totals_of_runs_and_generations_stand_side_by_side(units: UnitRepository) -> None:
    for run, generation in (("a.1", 1), ("a.1", 2), ("a.11", 1), ("~~.1", 10)):
        units.put_total(UNIT, run, generation, Total(body={run: generation}))

    totals = units.state(UNIT).totals

    assert {place: found.body for place, found in totals.items()} == {
        ("a.1", 1): {"a.1": 1},
        ("a.1", 2): {"a.1": 2},
        ("a.11", 1): {"a.11": 1},
        ("~~.1", 10): {"~~.1": 10},
    }


def test_a_total_is_replaced_by_whoever_read_its_version(units: UnitRepository) -> None:
    units.put_total(UNIT, RUN, 1, total(0, count=1))

    units.put_total(UNIT, RUN, 1, total(1, count=2))

    assert units.state(UNIT).totals[RUN, 1] == total(2, count=2)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_total_of_another_version_is_a_conflict(units: UnitRepository, version: int) -> None:
    for standing in (0, 1):
        units.put_total(UNIT, RUN, 1, total(standing, count=standing))

    with pytest.raises(WriteConflict, match=f"not at version {version} any more"):
        units.put_total(UNIT, RUN, 1, total(version, count=9))

    assert units.state(UNIT).totals[RUN, 1] == total(2, count=1)


def test_the_same_total_put_twice_is_a_conflict(units: UnitRepository) -> None:
    units.put_total(UNIT, RUN, 1, total())

    with pytest.raises(WriteConflict):
        units.put_total(UNIT, RUN, 1, total())


def test_a_total_that_is_gone_is_a_conflict_for_whoever_read_it(units: UnitRepository) -> None:
    units.put_total(UNIT, RUN, 1, total())
    units.delete_total(UNIT, RUN, 1)

    with pytest.raises(WriteConflict):
        units.put_total(UNIT, RUN, 1, total(1))

    assert units.state(UNIT).totals == {}


def test_of_many_writers_of_one_version_exactly_one_wins(units: UnitRepository) -> None:
    totals = [total(count=number) for number in range(WRITERS)]

    with ThreadPoolExecutor(WRITERS) as pool:
        won = [count for count in pool.map(partial(_winner, units), totals) if count is not None]

    assert [units.state(UNIT).totals[RUN, 1].body["purchases"]["count"]] == won


def test_every_increment_counts_where_losers_read_again(units: UnitRepository) -> None:
    def increment(_: int) -> None:
        while True:
            standing = units.state(UNIT).totals.get((RUN, 1), Total())
            raised = Total(standing.version, {}, {"n": standing.body.get("n", 0) + 1})
            try:
                units.put_total(UNIT, RUN, 1, raised)
            except WriteConflict:
                continue
            return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(increment, range(20)))

    assert units.state(UNIT).totals[RUN, 1] == Total(20, {}, {"n": 20})


def test_deleting_a_total_that_is_not_there_is_fine(units: UnitRepository) -> None:
    units.delete_total(UNIT, RUN, 1)

    assert units.state(UNIT).totals == {}


def test_the_profile_is_read_where_it_is_asked_for(units: UnitRepository) -> None:
    units.expose(UNIT, exposure())
    units.put_profile(UNIT, total())

    heads = units.head(UNIT), units.head(UNIT, profile=True), units.state(UNIT).head

    assert [head.profile for head in heads] == [None, total(1), total(1)]
    assert heads[1] == heads[2]


def test_the_profile_has_a_version_too(units: UnitRepository) -> None:
    units.put_profile(UNIT, total())

    with pytest.raises(WriteConflict):
        units.put_profile(UNIT, total())


def test_events_are_no_part_of_the_state(units: UnitRepository) -> None:
    units.record(UNIT, event())
    units.expose(UNIT, exposure())
    units.put_total(UNIT, RUN, 1, total())
    units.opt_out(UNIT, OptOut(False, NOON))

    state = units.state(UNIT)

    assert state == UnitState(Head({RUN: exposure()}, OptOut(False, NOON)), {(RUN, 1): total(1)})
    assert list(units.events(UNIT)) == [event()]


@pytest.mark.parametrize("version", [0, 1])
def test_a_total_without_content_goes_after_eight_days(
    tracked: Tracked, units: UnitRepository, version: int
) -> None:
    if version:
        units.put_total(UNIT, RUN, 1, total())

    units.put_total(UNIT, RUN, 1, Total(version))

    [item] = tracked.items()
    assert int(item["expires_at"]["N"]) == NOW + TOMBSTONE_SECONDS == NOW + 8 * 86_400


def test_a_total_with_content_stays(tracked: Tracked, units: UnitRepository) -> None:
    units.put_total(UNIT, RUN, 1, Total())

    units.put_total(UNIT, RUN, 1, total(1))

    [item] = tracked.items()
    assert "expires_at" not in item


def test_of_an_erased_unit_the_tombstone_and_totals_rest(
    tracked: Tracked, units: UnitRepository
) -> None:
    _fill(units, UNIT)
    _fill(units, "another")

    units.erase(UNIT, NOW)

    rests = [(item["pk"]["S"], item["sk"]["S"]) for item in tracked.items()]
    assert sorted(sort for unit, sort in rests if UNIT in unit) == [
        "head#erased",
        f"total#{RUN}#1",
    ]
    assert units.state(UNIT) == UnitState(Head(erased=True), {(RUN, 1): total(1)})
    assert not units.head(UNIT).takes_part
    assert len(list(units.events("another"))) == 3


def test_erasing_again_lengthens_the_tombstone_and_takes_what_came_since(
    tracked: Tracked, units: UnitRepository
) -> None:
    units.erase(UNIT, NOW)
    units.record(UNIT, event())

    units.erase(UNIT, NOW + 60)

    [tombstone] = tracked.items()
    assert int(tombstone["expires_at"]["N"]) == NOW + 60 + 8 * 86_400


def test_an_older_erasure_that_comes_late_shortens_nothing(
    tracked: Tracked, units: UnitRepository
) -> None:
    units.erase(UNIT, NOW)

    units.erase(UNIT, NOW - 60)

    [tombstone] = tracked.items()
    assert int(tombstone["expires_at"]["N"]) == NOW + 8 * 86_400


def test_what_came_late_of_an_erased_unit_is_deleted(
    tracked: Tracked, units: UnitRepository
) -> None:
    units.erase(UNIT, NOW)
    units.record(UNIT, event())
    units.expose(UNIT, exposure())
    units.opt_out(UNIT, OptOut(out=True, out_at=NOON))
    units.put_total(UNIT, RUN, 1, total())

    assert units.erase_late(UNIT) == 2

    rests = sorted(item["sk"]["S"] for item in tracked.items())
    assert rests == ["head#erased", "head#opt", f"total#{RUN}#1"]


def test_of_a_unit_without_tombstone_nothing_is_deleted(units: UnitRepository) -> None:
    _fill(units, UNIT)

    assert units.erase_late(UNIT) == 0

    assert len(list(units.events(UNIT))) == 3


def test_erased_units_are_found_and_no_others(units: UnitRepository) -> None:
    _fill(units, "another")
    for unit in ("ann", "ben"):
        units.erase(unit, NOW)

    assert sorted(units.erased_units()) == ["ann", "ben"]


def test_all_units_of_a_run_are_found_and_no_others(units: UnitRepository) -> None:
    for number in range(30):
        units.expose(f"unit-{number}", exposure(run=RUN))
    units.expose("unit-x", exposure(run=f"{RUN}0"))
    units.put_total("unit-y", RUN, 1, total())

    assert sorted(units.units_of(RUN)) == sorted(f"unit-{number}" for number in range(30))


def test_all_units_with_a_total_of_a_generation_are_found(units: UnitRepository) -> None:
    for unit, generation in (("a", 1), ("b", 1), ("b", 2), ("c", 12)):
        units.put_total(unit, RUN, generation, total())

    found = {generation: sorted(units.units_with_totals(RUN, generation)) for generation in (1, 2)}

    assert found == {1: ["a", "b"], 2: ["b"]}


def test_an_exposure_an_event_and_an_idle_total_are_one_write_unit_each(
    tracked: Tracked, units: UnitRepository
) -> None:
    dimensions = {f"dimension_{number}": "v" * 64 for number in range(5)}
    units.expose(UNIT, exposure("v" * 64, run=f"{'k' * 64}.12", dimensions=dimensions, cohort="c"))
    units.mark_left(UNIT, f"{'k' * 64}.12", "prerequisite")
    units.mark_mixed(UNIT, f"{'k' * 64}.12")
    units.record(UNIT, _wide_event())
    sums = {f"metric-{number}": [number * 7919] * 9 for number in range(30)}
    units.put_total(UNIT, RUN, 1, Total(0, total().marks, sums))

    sizes = [billed_bytes(item) for item in tracked.items()]

    assert len(sizes) == 3
    assert max(sizes) <= WRITE_UNIT


def test_a_plain_exposure_and_a_plain_event_are_small(
    tracked: Tracked, units: UnitRepository
) -> None:
    units.expose(UNIT, exposure())
    units.record(UNIT, event(numbers={"value": 199_900}))

    assert [billed_bytes(item) < 200 for item in tracked.items()] == [True, True]


def _wide_event() -> Any:
    return event(
        "0123456789abcdef" * 2,
        numbers={f"number_{number}": 10_000_000 * number for number in range(10)},
        texts={f"text_{number}": f"{number:016x}" for number in range(10)},
        attribution={f"source_{number}": "a" * 64 for number in range(4)},
    )


def _fill(units: UnitRepository, unit: str) -> None:
    units.expose(unit, exposure())
    units.opt_out(unit, OptOut(True, NOON))
    units.put_profile(unit, total())
    units.put_total(unit, RUN, 1, total())
    for number in range(3):
        units.record(unit, event(f"order-{number}"))


def _variants(head: Head) -> dict[str, str]:
    return {run: found.variant for run, found in head.exposures.items()}


def _winner(units: UnitRepository, written: Total) -> int | None:
    try:
        units.put_total(UNIT, RUN, 1, written)
    except WriteConflict:
        return None
    count: int = written.body["purchases"]["count"]
    return count
