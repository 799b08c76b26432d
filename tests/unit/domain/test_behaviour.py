from __future__ import annotations

from typing import Any

import pytest

from tests.unit.domain.matching import holds, refusal

NOON = "2026-11-25T12:00:00Z"


def bought(**days: Any) -> dict[str, Any]:
    """A context whose unit bought on these days, written `d2026_11_25=tally`."""
    tallies = {name[1:].replace("_", "-"): tally for name, tally in days.items()}
    return {"actions": {"purchase": {"days": tallies}}}


def last_bought(moment: Any) -> dict[str, Any]:
    return {"actions": {"purchase": {"last": moment}}}


def active_on(days: list[int], action: str = "visit") -> dict[str, Any]:
    tallies = {f"2026-11-{day:02d}": {"count": 1} for day in days}
    return {"actions": {action: {"days": tallies}}}


HISTORY = bought(
    d2026_11_25={"count": 2, "value": 30.5},
    d2026_11_24={"count": 1, "value": 10},
    d2026_10_01={"count": 5, "value": 0.5},
)


@pytest.mark.parametrize(
    ("operator", "limits", "is_match"),
    [
        ("action_count", {"at_least": 8}, True),
        ("action_count", {"at_least": 9}, False),
        ("action_count", {"at_most": 8}, True),
        ("action_count", {"at_most": 7}, False),
        ("action_count", {"at_least": 3, "at_most": 3, "within": "7d"}, True),
        ("action_count", {"at_least": 3, "within": "1d"}, True),
        ("action_count", {"at_least": 3, "within": "11h"}, False),
        ("action_count", {"at_least": 3, "within": "13h"}, True),
        ("action_count", {"at_least": 8, "within": "999999w"}, True),
        ("action_value", {"at_least": 41}, True),
        ("action_value", {"at_least": 40.5, "at_most": 40.5, "within": "7d"}, True),
    ],
)
def test_an_action_is_totalled_over_whole_days_back(
    operator: str, limits: dict[str, Any], is_match: bool
) -> None:
    assert holds(operator, {"action": "purchase", **limits}, HISTORY, now=NOON) is is_match


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"actions": None},
        {"actions": ["purchase"]},
        {"actions": {"purchase": 5}},
        {"actions": {"purchase": {"days": []}}},
        bought(d2026_11_25=5),
        bought(d2026_11_25={"count": "2", "value": True}),
        {"actions": {"purchase": {"days": {"today": {"count": 2}}}}},
        {"actions": {"view": {"days": {"2026-11-25": {"count": 2}}}}},
    ],
)
def test_what_is_no_history_is_a_total_of_nothing(context: dict[str, Any]) -> None:
    value = {"action": "purchase"}

    assert holds("action_count", {**value, "at_most": 0}, context, now=NOON)
    assert not holds("action_count", {**value, "at_least": 1}, context, now=NOON)


def test_a_total_is_exact_whatever_the_order_of_days() -> None:
    days = {f"d2026_11_{day:02d}": {"value": 0.1} for day in range(1, 11)}
    exactly_one = {"action": "purchase", "at_least": 1, "at_most": 1}

    assert holds("action_value", exactly_one, bought(**days), now=NOON)


@pytest.mark.parametrize(
    "counts",
    [[10**400], [float("inf")], [float("nan")], [float("inf"), float("-inf")], [1e308, 1e308]],
)
@pytest.mark.parametrize("limits", [{"at_least": 1}, {"at_most": 1}])
def test_a_total_that_is_no_number_is_within_no_limits(
    counts: list[Any], limits: dict[str, Any]
) -> None:
    context = bought(**{f"d2026_11_{day + 10}": {"count": n} for day, n in enumerate(counts)})

    assert not holds("action_count", {"action": "purchase", **limits}, context, now=NOON)


@pytest.mark.parametrize(
    ("last", "limits", "is_match"),
    [
        ("2026-11-25T11:00:00Z", {"at_most": "1h"}, True),
        ("2026-11-25T10:59:59Z", {"at_most": "1h"}, False),
        ("2026-11-18T12:00:00Z", {"at_least": "7d"}, True),
        ("2026-11-18T12:00:01Z", {"at_least": "7d"}, False),
        ("2026-11-20", {"at_least": "1d", "at_most": "7d"}, True),
        (1_795_604_400_000, {"at_most": "1h"}, True),
        ("soon", {"at_most": "1h"}, False),
        (None, {"at_least": "1h"}, False),
    ],
)
def test_recency_is_the_time_since_the_last_one(
    last: Any, limits: dict[str, Any], is_match: bool
) -> None:
    value = {"action": "purchase", **limits}

    assert holds("action_recency", value, last_bought(last), now=NOON) is is_match


def test_who_never_did_it_is_neither_recent_nor_long_gone() -> None:
    for limits in ({"at_most": "999w"}, {"at_least": "1s"}):
        assert not holds("action_recency", {"action": "purchase", **limits}, {}, now=NOON)


@pytest.mark.parametrize(
    ("days", "level"),
    [
        ([], "none"),
        ([25], "low"),
        ([23, 24, 25], "low"),
        ([22, 23, 24, 25], "medium"),
        (list(range(1, 12)), "medium"),
        (list(range(1, 13)), "high"),
    ],
)
def test_engagement_is_the_number_of_active_days(days: list[int], level: str) -> None:
    found = [
        each
        for each in ("none", "low", "medium", "high")
        if holds("engagement_level", {"levels": [each]}, active_on(days), now=NOON)
    ]

    assert found == [level]


def test_a_day_with_two_actions_counts_once() -> None:
    visits, purchases = active_on([24, 25]), active_on([24, 25], "purchase")
    both = {"actions": {**visits["actions"], **purchases["actions"]}}

    assert holds("engagement_level", {"levels": ["low"]}, both, now=NOON)


def test_engagement_looks_back_28_days_today_among_them() -> None:
    context = {"actions": {"visit": {"days": {"2026-10-29": {"count": 1}, "2026-10-28": {}}}}}

    assert holds("engagement_level", {"levels": ["low"]}, context, now=NOON)
    assert holds("engagement_level", {"levels": ["none"]}, context, now="2026-11-26T00:00:00Z")


@pytest.mark.parametrize(
    ("operator", "value", "said"),
    [
        ("action_count", {"action": "purchase"}, "at_least, at_most or both are needed"),
        ("action_count", {"at_least": 1}, "the field 'action' is missing"),
        (
            "action_count",
            {"action": "purchase", "at_least": "1"},
            "at_least: the value is a number",
        ),
        (
            "action_value",
            {"action": "purchase", "at_least": 1, "within": "1 day"},
            "within: '1 day' is not a duration such as 30d or 12h",
        ),
        ("action_recency", {"action": "purchase", "at_most": 5}, "at_most: 5 is not a duration"),
        ("action_recency", {"action": "purchase", "at_most": "0d"}, "is not a duration"),
        ("engagement_level", {"levels": ["huge"]}, "levels: a list of none, low, medium, high"),
        ("engagement_level", {"levels": [[]]}, "levels: a list of none, low, medium, high"),
        ("engagement_level", {"levels": []}, "levels: a list of none, low, medium, high"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(operator: str, value: Any, said: str) -> None:
    assert said in refusal(operator, value)
