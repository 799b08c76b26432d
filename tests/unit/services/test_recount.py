"""Sums made anew, days folded, counters checked, and what readers see of all that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from burgee.domain.counters import FOLDED, CountersAddress
from burgee.domain.errors import RunTooOld, UnknownRun
from burgee.services.aggregate import mark_inexact
from burgee.services.fold_days import NAMED_SECONDS, fold_days, pruned_contents
from burgee.services.reconcile import Budget, is_exact, mismatches, reconcile
from burgee.services.recount import recount
from burgee.services.run_sums import run_sums
from burgee.storage.usage import DynamoUsage
from tests.unit.services.counting import SHOP, Counting

DAY = 86_400


@pytest.fixture
def counting() -> Counting:
    counting = Counting()
    for number in range(3):
        counting.expose(f"u{number}", dimensions={"country": "NO"})
        counting.record("1", f"u{number}", numbers={"value": (number + 1) * 10_000})
    counting.pump()
    return counting


def _never() -> bool:
    return False


def _spoil(counting: Counting) -> None:
    """Add a unit that there is not."""
    for place, sums in counting.sums().items():
        if place[1:] == ("_units", ""):
            address = CountersAddress(SHOP, 1, "shard-1", *place)
            standing = counting.aggregates.counters(address)
            assert standing is not None
            more = {"control": {**sums["control"], "n": sums["control"]["n"] + 1}}
            counting.aggregates.put_counters(address, replace(standing, body=more))


def test_a_recount_makes_wrong_sums_right(counting: Counting) -> None:
    before = counting.sums()
    _spoil(counting)
    mark_inexact(counting.aggregates, SHOP, "somebody spoilt it")

    started = recount(counting.aggregator, SHOP, _never)
    while_building = counting.units_of()
    counting.pump()
    done = recount(counting.aggregator, SHOP, _never)

    assert (started.found, started.counted, started.is_done) == (3, 0, False)
    assert while_building == {"n": 4}
    assert (done.found, done.counted, done.is_done) == (3, 3, True)
    assert counting.sums() == before
    state = counting.aggregates.state(SHOP)
    assert (state.generation, state.building, state.inexact) == (2, None, ())


def test_what_goes_wrong_during_a_recount_stays_marked(counting: Counting) -> None:
    mark_inexact(counting.aggregates, SHOP, "before")
    recount(counting.aggregator, SHOP, _never)
    mark_inexact(counting.aggregates, SHOP, "meanwhile")
    counting.pump()

    recount(counting.aggregator, SHOP, _never)

    assert counting.aggregates.state(SHOP).inexact == ("meanwhile",)


def test_a_recount_waits_for_the_stream(counting: Counting) -> None:
    def wait() -> bool:
        counting.pump()
        return True

    assert recount(counting.aggregator, SHOP, wait).is_done


def test_the_old_generation_is_gone_after_a_recount(counting: Counting) -> None:
    recount(counting.aggregator, SHOP, lambda: bool(counting.pump()) or True)

    assert counting.aggregates.shards(SHOP, 1) == []
    assert list(counting.units.units_with_totals(SHOP, 1)) == []


def test_a_recount_that_was_given_up_is_begun_anew(counting: Counting) -> None:
    recount(counting.aggregator, SHOP, _never)

    second = recount(counting.aggregator, SHOP, lambda: bool(counting.pump()) or True, anew=True)

    assert (second.generation, second.is_done) == (3, True)
    assert counting.units_of() == {"n": 3}


def test_the_number_of_erased_units_outlives_a_recount(counting: Counting) -> None:
    counting.units.erase("u0", counting.now)
    counting.pump()

    recount(counting.aggregator, SHOP, lambda: bool(counting.pump()) or True)

    assert counting.units_of() == {"n": 2, "erased": 1}


def test_a_run_that_nobody_knows_or_whose_events_are_gone_is_not_recounted(
    counting: Counting,
) -> None:
    with pytest.raises(UnknownRun):
        recount(counting.aggregator, "nobody.1", _never)
    counting.now += 110 * DAY
    with pytest.raises(RunTooOld):
        recount(counting.aggregator, SHOP, _never)


def test_folded_days_say_the_same_and_leave_no_shard(counting: Counting) -> None:
    before = counting.sums()
    for _ in range(3):
        counting.now += 2 * DAY + 1
        fold_days(counting.aggregates, SHOP, counting.now)

    assert counting.sums() == before
    assert counting.aggregates.shards(SHOP, 1) == [FOLDED]


def test_what_was_written_a_day_ago_is_not_folded(counting: Counting) -> None:
    counting.now += DAY

    assert fold_days(counting.aggregates, SHOP, counting.now) == 0


def test_a_shard_goes_on_after_its_days_were_folded(counting: Counting) -> None:
    counting.now += 2 * DAY + 1
    fold_days(counting.aggregates, SHOP, counting.now)
    counting.record("2", "u0", numbers={"value": 70_000})

    counting.pump()

    revenue = run_sums(counting.aggregates, counting.aggregator.plans.plan(SHOP)).metrics["revenue"]
    assert revenue.all.variants["control"]["y"] == "13"
    assert "shard-1~2" in counting.aggregates.shards(SHOP, 1)


def test_folded_shards_are_named_as_long_as_any_of_their_turns_may_be_needed() -> None:
    old, young = f"{0:040d} {0}", f"{0:040d} {NAMED_SECONDS}"
    contains = {"a": old, "b": old, "b~2": young, "c": old}

    kept = pruned_contents(contains, ["c~2"], NAMED_SECONDS + 1)

    assert set(kept) == {"b", "b~2", "c"}


def test_exact_counters_pass_the_check(counting: Counting) -> None:
    assert is_exact(counting.aggregator, counting.aggregator.plans.plan(SHOP), lambda: None)


def test_a_lasting_difference_marks_the_run(counting: Counting) -> None:
    _spoil(counting)

    done = reconcile(counting.aggregator, _usage(counting), Budget(_never, lambda: None))

    assert (done.checked, done.mismatches) == (2, 1)
    assert "daily check" in counting.aggregates.state(SHOP).inexact[0]


def test_what_is_on_its_way_is_no_difference(counting: Counting) -> None:
    counting.expose("late")
    plan = counting.aggregator.plans.plan(SHOP)

    assert mismatches(counting.aggregator, plan)
    assert is_exact(counting.aggregator, plan, lambda: _pump(counting))
    assert counting.aggregates.state(SHOP).inexact == ()


def test_erased_units_are_no_difference(counting: Counting) -> None:
    counting.units.erase("u0", counting.now)
    counting.pump()

    assert mismatches(counting.aggregator, counting.aggregator.plans.plan(SHOP)) == {}


def test_without_time_runs_are_left_out_and_days_folded_all_the_same(counting: Counting) -> None:
    counting.now += 2 * DAY + 1

    done = reconcile(counting.aggregator, _usage(counting), Budget(lambda: True, lambda: None))

    assert (done.checked, done.left_out) == (0, 2)
    assert done.folded > 0


def test_yesterdays_usage_becomes_one_day(counting: Counting) -> None:
    usage = _usage(counting)
    usage.put_usage("production", "2026-11-24T09", "s1", {"f|on|STATIC": 2})
    usage.put_usage("production", "2026-11-24T10", "s1", {"f|on|STATIC": 3})

    reconcile(counting.aggregator, usage, Budget(lambda: True, lambda: None))

    assert list(usage.days("production", "2026-11-24")) == [("2026-11-24", {"f|on|STATIC": 5})]


def test_sums_are_shown_as_exact_decimals(counting: Counting) -> None:
    counting.expose("idle", dimensions={"country": "SE"})
    counting.pump()

    sums = run_sums(counting.aggregates, counting.aggregator.plans.plan(SHOP))

    revenue = sums.metrics["revenue"]
    assert sums.units.variants["control"] == {"n": 4}
    shown = revenue.all.variants["control"]
    assert {name: shown[name] for name in ("units", "moved", "y", "yy", "x")} == {
        "units": 4,
        "moved": 3,
        "y": "6",
        "yy": "14",
        "x": "0",
    }
    assert revenue.all.variants["treatment"]["units"] == 0
    assert revenue.by["country"]["SE"].variants["control"]["units"] == 1
    assert [units for _, _, units in revenue.histogram["control"]] == [1, 1, 1, 1]
    assert list(revenue.all.days) == ["2026-11-25"]


def test_sums_of_a_capped_metric_say_what_the_cap_took_away(counting: Counting) -> None:
    counting.record("2", "u2", numbers={"value": 400_050})
    counting.pump()

    sums = run_sums(counting.aggregates, counting.aggregator.plans.plan(SHOP))

    revenue = sums.metrics["revenue"].all.variants
    assert (revenue["control"]["y"], revenue["control"]["yy"]) == ("43", "1605")
    assert revenue["control"]["capped"] == 1
    assert revenue["control"]["uncapped"] == {"y": "46.005", "yy": "1854.430025"}
    assert revenue["treatment"]["capped"] == 0
    assert "capped" not in sums.metrics["bought"].all.variants["control"]


def test_sums_of_a_capped_ratio_say_what_the_cap_took_away(counting: Counting) -> None:
    counting.record("2", "u2", numbers={"value": 600_000})
    for event_id in "ab":
        counting.record(event_id, "u2", name="visit")
    counting.pump()

    sums = run_sums(counting.aggregates, counting.aggregator.plans.plan(SHOP))

    per_visit = sums.metrics["per_visit"].all.variants["control"]
    assert (per_visit["capped"], per_visit["yz"]) == (1, "120")
    assert per_visit["uncapped"] == {"y": "66", "yy": "3974", "yz": "126"}


def test_the_time_to_an_event_is_of_the_units_that_had_it(counting: Counting) -> None:
    counting.expose("idle")
    counting.pump()

    sums = run_sums(counting.aggregates, counting.aggregator.plans.plan(SHOP))

    first = sums.metrics["first_buy"]
    assert first.all.variants["control"] == {"units": 3, "moved": 3, "y": "0", "yy": "0"}
    assert first.histogram["control"] == [("0", "0", 3)]


def test_readers_read_what_is_folded_last(counting: Counting) -> None:
    """A fold between the reading of shards and of what is folded takes nothing away."""
    before = counting.sums()
    of_shard = counting.aggregates.of_shard

    def folding(run: str, generation: int, shard: str) -> Iterator[object]:
        found = list(of_shard(run, generation, shard))
        if shard == "shard-1":
            counting.aggregates.of_shard = of_shard  # type: ignore[method-assign]  # once
            fold_days(counting.aggregates, run, counting.now, idle_seconds=0, kept_seconds=0)
            fold_days(counting.aggregates, run, counting.now, idle_seconds=0, kept_seconds=0)
        return iter(found)

    counting.aggregates.of_shard = folding  # type: ignore[assignment]  # the reader's own table
    assert counting.sums() == before


def test_sums_are_read_anew_where_a_recount_ends_meanwhile(counting: Counting) -> None:
    plan = counting.aggregator.plans.plan(SHOP)
    before = run_sums(counting.aggregates, plan)
    recount(counting.aggregator, SHOP, _never)
    counting.pump()
    shards = counting.aggregates.shards

    def ending(run: str, generation: int) -> list[str]:
        counting.aggregates.shards = shards  # type: ignore[method-assign]  # once
        recount(counting.aggregator, SHOP, _never)
        return shards(run, generation)

    counting.aggregates.shards = ending  # type: ignore[method-assign]  # the reader's own table
    found = run_sums(counting.aggregates, plan)

    assert (found.generation, found.units, found.metrics) == (2, before.units, before.metrics)


def _pump(counting: Counting) -> None:
    counting.pump()


def _usage(counting: Counting) -> DynamoUsage:
    return DynamoUsage(counting.aggregates_table)
