"""What a unit's items come to."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from burgee.domain.accumulators import MOST_TIMES, Kind, Term, added, divided, number
from burgee.domain.contributions import contributions, difference, excluded_as
from burgee.domain.histogram import bin_of
from burgee.domain.totals import (
    begin_total,
    counts_for,
    total_of,
    with_event,
    with_head,
    without_counted,
)
from burgee.domain.units import OptOut
from tests.unit.domain.experiences import DAY, MET, a_plan, an_event, an_exposure, as_it_is

SECOND = 1000


def _sums(metric: dict[str, Any], *events: Any, **exposure: Any) -> Any:
    """The sums of variant a after these events."""
    plan = a_plan(metric)
    body = total_of(an_exposure(**exposure), None, events, plan, as_it_is)
    places = contributions(plan, body)
    return next(
        (sums["a"] for (_, key, place), sums in places.items() if (key, place) == ("m", "")), {}
    )


def _y(metric: dict[str, Any], *events: Any) -> int | None:
    found: int | None = _sums(metric, *events).get("y")
    return found


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ({"type": "conversion_rate"}, 10_000),
        ({"type": "count"}, 30_000),
        ({"type": "sum"}, 75_000),
        ({"type": "sum", "aggregation": "average"}, 37_500),
        ({"type": "sum", "aggregation": "last"}, 25_000),
        ({"type": "sum", "cap": 6}, 60_000),
        ({"type": "quantile", "quantile": 0.5}, 75_000),
        ({"type": "duration"}, 75_000),
        ({"type": "time_to_event"}, 10_000),
        ({"type": "retention", "begin": "1d"}, None),
    ],
)
def test_a_metric_makes_one_number_of_a_units_events(metric: Any, expected: int | None) -> None:
    events = [
        an_event(at=SECOND, value=50_000),
        an_event(at=2 * SECOND, value=25_000),
        an_event(at=3 * SECOND),
        an_event("visit", at=0),
    ]

    assert _y(metric, *events) == expected


def test_every_order_of_events_comes_to_the_same_total() -> None:
    plan = a_plan(
        {"key": "last", "aggregation": "last"},
        {"key": "kinds", "type": "count", "aggregation": "unique_count", "value_property": "sku"},
        {"key": "way", "type": "funnel_step", "after": ["visit", "cart"]},
        {"key": "first", "type": "time_to_event"},
    )
    events = [
        an_event("visit", 5),
        an_event("cart", 3),
        an_event("cart", 7),
        an_event("buy", 9, 10_000, texts={"sku": "x"}),
        an_event("buy", -9, 20_000, texts={"sku": "y"}, received=MET - 9),
    ]

    bodies = [
        total_of(an_exposure(), None, order, plan, as_it_is)
        for order in itertools.permutations(events)
    ]

    assert all(body == bodies[0] for body in bodies)


@pytest.mark.parametrize(
    ("times", "is_reached"),
    [
        ({"visit": [1], "cart": [2], "buy": [3]}, True),
        ({"visit": [1], "cart": [1], "buy": [1]}, True),
        ({"visit": [2], "cart": [1], "buy": [3]}, False),
        ({"visit": [2], "cart": [1, 4], "buy": [3]}, False),
        ({"visit": [2], "cart": [1, 3], "buy": [3, 1]}, True),
        ({"visit": [1], "buy": [3]}, False),
    ],
)
def test_a_funnel_wants_its_steps_in_order(times: dict[str, list[int]], is_reached: bool) -> None:
    metric = {"type": "funnel_step", "after": ["visit", "cart"]}
    events = [an_event(name, at) for name, moments in times.items() for at in moments]

    assert (_y(metric, *events) == 10_000) is is_reached


def test_two_steps_of_one_name_are_two_events() -> None:
    metric = {"type": "funnel_step", "after": ["buy"]}

    once, twice = _y(metric, an_event("buy", 1)), _y(metric, an_event("buy", 1), an_event("buy", 2))

    assert (once, twice) == (None, 10_000)


def test_a_funnel_keeps_the_earliest_times_of_a_middle_step() -> None:
    term = Term(Kind.FUNNEL, ("visit", "cart", "buy"))
    state: Any = None
    for at in range(MOST_TIMES + 5, 0, -1):
        state = added(term, state, an_event("cart", at))

    assert state[1] == [MET + at for at in range(1, MOST_TIMES + 1)]


def test_a_step_that_changes_nothing_leaves_the_state_as_it_is() -> None:
    term = Term(Kind.FUNNEL, ("visit", "cart", "buy"))
    state = added(term, None, an_event("visit", 1))

    assert added(term, state, an_event("visit", 2)) is state


def test_unique_values_are_counted_up_to_a_hundred() -> None:
    metric = {"type": "count", "aggregation": "unique_count", "value_property": "sku"}
    many = [an_event(at=at, texts={"sku": f"{at:03d}"}) for at in range(150)]
    mixed = [
        an_event(at=1, texts={"sku": "x"}),
        an_event(at=2, texts={"sku": "x"}),
        an_event(at=3, numbers={"sku": 10_000}),
        an_event(at=4),
    ]

    assert (_y(metric, *many), _y(metric, *mixed)) == (1_000_000, 20_000)


def test_a_ratio_has_a_numerator_a_denominator_and_all_their_products() -> None:
    metric = {"type": "ratio", "denominator": {"event_name": "visit", "aggregation": "count"}}

    sums = _sums(metric, an_event("buy", 1, 30_000), an_event("visit", 1), an_event("visit", 2))

    assert sums == {
        "n": 1,
        "y": 30_000,
        "z": 20_000,
        "yy": 30_000**2,
        "yz": 600_000_000,
        "zz": 20_000**2,
    }


def test_of_a_capped_unit_what_is_above_the_cap_is_kept_apart() -> None:
    sums = _sums({"cap": 6}, an_event(at=1, value=50_000), an_event(at=2, value=20_000))

    assert sums == {
        "n": 1,
        "y": 60_000,
        "yy": 60_000**2,
        "c": 1,
        "e": 10_000,
        "ee": 10_000**2,
        "h": {str(bin_of(60_000)): 1},
    }


def test_a_unit_at_the_cap_is_not_capped() -> None:
    sums = _sums({"cap": 6, "type": "quantile", "quantile": 0.5}, an_event(at=1, value=60_000))

    assert set(sums) == {"n", "y", "yy", "h"}


@pytest.mark.parametrize(("visits", "product"), [(0, {}), (2, {"ez": 10_000 * 20_000})])
def test_the_numerator_of_a_ratio_is_capped(visits: int, product: dict[str, int]) -> None:
    over = {"event_name": "visit", "aggregation": "count"}
    events = [an_event("visit", at) for at in range(visits)]

    sums = _sums({"type": "ratio", "denominator": over, "cap": 6}, *events, an_event(value=70_000))

    assert sums["y"] == 60_000
    above = {name: sums[name] for name in sums if name[0] in "ce"}
    assert above == {"c": 1, "e": 10_000, "ee": 10_000**2, **product}


def test_the_days_before_the_exposure_are_capped_and_not_counted_as_such() -> None:
    sums = _sums({"cap": 6}, an_event(at=-5, value=70_000, received=MET - 5))

    assert sums == {"n": 1, "x": 60_000, "xx": 60_000**2, "h": {"0": 1}}


def test_parts_of_a_capped_unit_say_what_is_above_the_cap_too() -> None:
    plan = a_plan({"attribution": "via", "cap": 6}, dimensions=("country",))
    event = an_event(at=1, value=70_000, attribution={"via": "mail"})

    body = total_of(an_exposure(dimensions={"country": "NO"}), None, [event], plan, as_it_is)

    found = {(key, place): sums["a"] for (_, key, place), sums in contributions(plan, body).items()}
    assert found["m", "country"]["NO"]["e"] == found["m", "@via"]["mail"]["e"] == 10_000


def test_an_average_is_over_events_that_carry_the_property() -> None:
    sums = _sums({"type": "average_value"}, an_event("buy", 1, 30_000), an_event("buy", 2))

    assert (sums["y"], sums["z"]) == (30_000, 10_000)


@pytest.mark.parametrize(
    ("metric", "at", "counts"),
    [
        ({"window": "1d"}, 0, True),
        ({"window": "1d"}, DAY - 1, True),
        ({"window": "1d"}, DAY, False),
        ({"window": "1d"}, -1, False),
        ({"type": "retention", "begin": "1d", "window": "2d"}, DAY - 1, False),
        ({"type": "retention", "begin": "1d", "window": "2d"}, DAY, True),
        ({"type": "retention", "begin": "1d", "window": "2d"}, 2 * DAY, False),
    ],
)
def test_events_count_within_their_window(metric: Any, at: int, counts: bool) -> None:
    assert ("y" in _sums(metric, an_event(at=at, value=1))) is counts


def test_the_covariate_is_of_events_that_came_in_before_the_exposure() -> None:
    early = an_event(at=-DAY, value=10_000)
    too_early = an_event(at=-14 * DAY - 1, value=10_000)
    came_late = an_event(at=-2 * DAY, value=10_000, received=MET)

    sums = _sums({}, early, too_early, came_late)

    assert (sums["x"], sums["xx"]) == (10_000, 10_000**2)
    assert "y" not in sums


def test_the_time_to_an_event_counts_units_that_had_it_at_once() -> None:
    sums = _sums({"type": "time_to_event"}, an_event(at=0), an_event(at=-5, received=MET - 5))

    assert sums == {"n": 1, "h": {"0": 1}}


def test_events_before_the_exposure_are_counted_as_such() -> None:
    plan = a_plan({})
    events = [an_event(at=-1), an_event(at=-2, received=MET + 1), an_event("visit", at=-1)]

    body = total_of(an_exposure(late=True), None, events, plan, as_it_is)

    units = contributions(plan, body)["1970-04-11", "_units", ""]["a"]
    assert units == {"n": 1, "late": 1, "before": 2}


def test_an_event_that_counts_for_nothing_leaves_the_total_as_it_is() -> None:
    plan = a_plan({"type": "conversion_rate"})
    body = total_of(an_exposure(), None, [an_event(at=1)], plan, as_it_is)

    for event in (an_event(at=2), an_event("visit"), an_event(at=15 * DAY), an_event(at=-15 * DAY)):
        assert with_event(body, event, plan, as_it_is) is body


def test_a_total_is_broken_down_by_dimensions_and_attribution() -> None:
    plan = a_plan({"attribution": "via", "type": "conversion_rate"}, dimensions=("country",))
    events = [
        an_event(at=1, attribution={"via": "mail"}),
        an_event(at=2, attribution={"via": "ad"}),
        an_event(at=3, attribution={"via": "ad"}),
        an_event(at=4),
    ]

    body = total_of(an_exposure(dimensions={"country": "NO"}), None, events, plan, as_it_is)

    found = {(key, place): sums["a"] for (_, key, place), sums in contributions(plan, body).items()}
    one = {"n": 1, "y": 10_000, "yy": 10_000**2}
    assert found == {
        ("_units", ""): {"n": 1},
        ("_units", "country"): {"NO": {"n": 1}},
        ("m", ""): one,
        ("m", "country"): {"NO": one},
        ("m", "@via"): {"mail": one, "ad": one},
    }


def test_parts_of_the_attribution_that_come_to_nothing_are_left_out() -> None:
    plan = a_plan({"attribution": "via"})
    events = [
        an_event(at=1, value=5, attribution={"via": "ad"}),
        an_event(at=2, value=-5, attribution={"via": "ad"}),
        an_event(at=3, attribution={"via": "ad"}),
    ]

    places = contributions(plan, total_of(an_exposure(), None, events, plan, as_it_is))

    assert [key for _, key, _ in places] == ["_units"]


def test_what_a_head_says_only_grows() -> None:
    plan = a_plan({})
    met = an_exposure()
    body = begin_total(met, plan, as_it_is)
    news = with_head(body, an_exposure(mixed=True, left="bot"), OptOut(out=True, out_at=7))

    later = with_head(news, an_exposure(left="region"), OptOut(out=False, out_at=5))

    assert later is news
    assert (news["mixed"], news["left"], news["opt_out"]) == (1, "bot", [7, 1])
    assert with_head(body, met, None) is body


@pytest.mark.parametrize(
    ("exposure", "opt_out", "kind"),
    [
        ({"mixed": True}, OptOut(out=True, out_at=1), "mixed"),
        ({}, OptOut(out=True, out_at=1), "opted_out"),
        ({}, OptOut(out=False, out_at=1), ""),
    ],
)
def test_excluded_units_are_counted_by_kind_alone(exposure: Any, opt_out: Any, kind: str) -> None:
    plan = a_plan({}, dimensions=("country",))

    body = total_of(an_exposure(**exposure), opt_out, [an_event(at=1, value=5)], plan, as_it_is)

    assert excluded_as(body) == kind
    if kind:
        assert contributions(plan, body) == {("1970-04-11", "_units", ""): {"a": {kind: 1}}}


def test_units_that_left_stay_in_the_sums() -> None:
    plan = a_plan({})

    body = total_of(an_exposure(left="bot"), None, [], plan, as_it_is)

    assert list(contributions(plan, body).values()) == [{"a": {"n": 1, "left": {"bot": 1}}}]


def test_an_erased_unit_takes_all_of_its_sums_away() -> None:
    plan = a_plan({"type": "conversion_rate"})
    body = total_of(an_exposure(), None, [an_event(at=1)], plan, as_it_is)

    changes = difference(plan, body, {})

    assert changes == {
        ("1970-04-11", "_units", ""): {"a": {"erased": 1, "n": -1}},
        ("1970-04-11", "m", ""): {"a": {"n": -1, "y": -10_000, "yy": -(10_000**2)}},
    }


def test_a_change_adds_only_what_it_changed() -> None:
    plan = a_plan({})
    before = total_of(an_exposure(), None, [], plan, as_it_is)
    after = with_event(before, an_event(at=1, value=100), plan, as_it_is)

    assert difference(plan, before, after) == {
        ("1970-04-11", "m", ""): {"a": {"n": 1, "y": 100, "yy": 10_000, "h": {"100": 1}}}
    }


def test_ids_of_counted_events_go_when_their_records_have_come() -> None:
    body = {"variant": "a", "counted": {"x": 10, "y": 20}}

    assert without_counted(body, 11) == {"variant": "a", "counted": {"y": 20}}
    assert without_counted(body, 21) == {"variant": "a"}
    assert without_counted({"variant": "a"}, 0) == {"variant": "a"}


def test_only_events_that_may_count_are_remembered() -> None:
    plan = a_plan({})
    events = [an_event(at=-14 * DAY), an_event(at=-14 * DAY - 1), an_event("visit")]

    assert [counts_for(event, an_exposure(), plan) for event in events] == [True, False, False]


def test_a_unit_without_events_has_the_number_0_but_no_time_to_an_event() -> None:
    assert number(Term(Kind.SUM, ("buy",)), None, 0) == 0
    assert number(Term(Kind.FIRST, ("buy",)), None, 0) is None


@pytest.mark.parametrize("denominator", [1, 2, 3, 7, 10])
def test_division_rounds_half_to_even(denominator: int) -> None:
    from fractions import Fraction

    for numerator in range(-50, 50):
        assert divided(numerator, denominator) == round(Fraction(numerator, denominator))
