"""The demo's shop: its visitors, what is counted, and what it is measured against."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from local.demo import Switch
from local.shop import Tally, configured_shares
from local.summary import Scene, summary
from local.visitors import Visitor, visitors

VISITOR = Visitor("shopper-000001", "DE", "mobile", 3)


def _flag(**settings: Any) -> dict[str, Any]:
    return {"environments": {"production": {"default_variant": "off", **settings}}}


def _tally(*variants: str, reason: str = "SPLIT") -> Tally:
    tally = Tally()
    for variant in variants:
        tally.add_visitor(VISITOR, {"button": {"variant": variant, "reason": reason}})
    return tally


def test_the_same_visitors_come_every_time() -> None:
    assert list(islice(visitors(), 50)) == list(islice(visitors(), 50))


def test_no_visitor_comes_twice() -> None:
    keys = {visitor.key for visitor in islice(visitors(), 500)}

    assert len(keys) == 500


def test_a_visitor_is_an_evaluation_context() -> None:
    assert VISITOR.context == {
        "targetingKey": "shopper-000001",
        "country": "DE",
        "orders": 3,
        "device_type": "mobile",
    }


def test_shares_of_a_split_are_those_of_its_weights() -> None:
    shares = configured_shares(_flag(rules=[{"split": {"a": 3, "b": 1}}]), "production")

    assert shares == {"a": 0.75, "b": 0.25}


def test_shares_of_a_rollout_leave_the_rest_to_the_default() -> None:
    flag = _flag(rollout={"variant": "on", "percentage": 25})

    assert configured_shares(flag, "production") == {"on": 0.25, "off": 0.75}


def test_where_conditions_decide_no_share_is_configured() -> None:
    flag = _flag(rules=[{"conditions": [{"attribute": "a"}], "split": {"a": 1, "b": 1}}])

    assert configured_shares(flag, "production") == {}


def test_an_environment_without_settings_has_no_shares() -> None:
    assert configured_shares(_flag(), "moon") == {}


def test_answers_of_a_switched_off_flag_are_not_counted() -> None:
    tally = _tally("off", reason="DISABLED")

    assert tally.shown == {}


def test_a_percentile_is_one_of_the_measured_times() -> None:
    tally = Tally()
    for milliseconds in (5.0, 1.0, 4.0, 2.0, 3.0):
        tally.add_request(milliseconds, 200)

    assert (tally.percentile(0.5), tally.percentile(0.95)) == (3.0, 5.0)


def test_failures_are_counted_by_what_they_were() -> None:
    tally = Tally()
    tally.add_request(1.0, 429)
    tally.add_request(1.0, 429)
    tally.add_failure(ConnectionRefusedError())

    text = summary(Scene(tally, {}, []))

    assert "failed: 2 x HTTP 429, 1 x ConnectionRefusedError" in text


def test_a_summary_sets_shares_beside_what_was_configured() -> None:
    scene = Scene(_tally("a", "a", "a", "b"), {"button": {"a": 0.5, "b": 0.5}}, [])

    lines = summary(scene).splitlines()

    row = next(line for line in lines if line.startswith("button"))
    assert " ".join(row.split()) == "button a 3 75.0 % 50 % ± 49.0"


def test_a_summary_says_where_rules_decided() -> None:
    text = summary(Scene(_tally("a"), {"button": {}}, []))

    assert "by rule" in text


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        (
            Switch("gallery", False, 12.4, 3210.6),
            "gallery switched off: written in 12 ms, seen in answers after 3,211 ms",
        ),
        (
            Switch("gallery", True, 12.4, None),
            "gallery switched on: not seen in an answer before the demo ended",
        ),
    ],
)
def test_a_switch_says_how_long_it_took(switch: Switch, said: str) -> None:
    assert str(switch) == said
