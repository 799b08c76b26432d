"""The contract of UsageRepository, the same for every backend."""

from __future__ import annotations

from burgee.domain.tracking import EVENT_DAYS
from burgee.services.tracking_ports import UsageRepository
from burgee.storage.usage import DAYS_KEPT_DAYS, HOURS_KEPT_DAYS
from tests.storage.tracking import NOW, Tracked

NINE, TEN = "2026-11-21T09", "2026-11-21T10"
ON, OFF = "checkout|on|SPLIT", "checkout|off|SPLIT"


def test_what_sandboxes_counted_in_an_hour_is_added(usage: UsageRepository) -> None:
    usage.put_usage("production", NINE, "sandbox-a", {ON: 3, OFF: 1})
    usage.put_usage("production", NINE, "sandbox-b", {ON: 4})
    usage.put_usage("production", TEN, "sandbox-a", {ON: 5})
    usage.put_usage("staging", NINE, "sandbox-a", {ON: 100})

    counted = dict(usage.hours("production", [NINE, TEN, "2026-11-21T11"]))

    assert counted == {NINE: {ON: 7, OFF: 1}, TEN: {ON: 5}}


def test_a_sandbox_replaces_what_it_counted_before(usage: UsageRepository) -> None:
    for count in (1, 5, 5):
        usage.put_usage("production", NINE, "sandbox-a", {ON: count})

    assert dict(usage.hours("production", [NINE])) == {NINE: {ON: 5}}


def test_days_come_oldest_first_from_a_day_on(usage: UsageRepository) -> None:
    for number in (22, 20, 21):
        usage.put_day("production", f"2026-11-{number}", {ON: number})
    usage.put_day("staging", "2026-11-21", {ON: 1})
    usage.put_usage("production", NINE, "sandbox-a", {ON: 1})

    days = list(usage.days("production", "2026-11-21"))

    assert days == [("2026-11-21", {ON: 21}), ("2026-11-22", {ON: 22})]


def test_a_day_of_ten_thousand_flags_comes_back(usage: UsageRepository) -> None:
    counts = {f"{'flag' * 20}-{number}|on|TARGETING_MATCH": number for number in range(10_000)}

    usage.put_day("production", "2026-11-21", counts)

    assert list(usage.days("production", "2026-11-21")) == [("2026-11-21", counts)]


def test_a_day_that_is_rolled_up_again_is_replaced_whole(usage: UsageRepository) -> None:
    usage.put_day("production", "2026-11-21", {f"flag-{n}|on|STATIC": n for n in range(2_500)})
    usage.put_day("production", "2026-11-22", {ON: 1})

    usage.put_day("production", "2026-11-21", {ON: 7})

    days = list(usage.days("production", "2026-11-01"))
    assert days == [("2026-11-21", {ON: 7}), ("2026-11-22", {ON: 1})]


def test_a_day_without_evaluations_is_a_day(usage: UsageRepository) -> None:
    usage.put_day("production", "2026-11-21", {})

    assert list(usage.days("production", "2026-11-21")) == [("2026-11-21", {})]


def test_an_event_name_is_known_with_the_last_day_on_which_it_came(
    usage: UsageRepository,
) -> None:
    for name, day in (
        ("purchase", "21"),
        ("purchase", "23"),
        ("purchase", "22"),
        ("klick ⚓", "20"),
    ):
        usage.see_event_name("production", name, f"2026-11-{day}")

    names = usage.event_names("production")

    assert names == {"purchase": "2026-11-23", "klick ⚓": "2026-11-20"}
    assert usage.event_names("staging") == {}


def test_usage_goes_by_itself(tracked: Tracked, usage: UsageRepository) -> None:
    usage.put_usage("production", NINE, "sandbox-a", {ON: 1})
    usage.put_day("production", "2026-11-21", {ON: 1})
    usage.see_event_name("production", "purchase", "2026-11-21")

    kept = sorted((int(item["expires_at"]["N"]) - NOW) / 86_400 for item in tracked.items())

    assert kept == [HOURS_KEPT_DAYS, EVENT_DAYS, DAYS_KEPT_DAYS]
