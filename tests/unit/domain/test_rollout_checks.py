from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import InvalidDocument, UnknownReference
from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag
from burgee.domain.rollout_checks import (
    FIELDS_BY_STRATEGY,
    RolloutSurroundings,
    check_rollout_references,
    parse_rollout,
)
from burgee.domain.rollouts import Strategy
from burgee.domain.segments import Segment
from tests.unit.domain.rollouts import (
    a_guardrail,
    a_made_alarm,
    a_rollout,
    its_flag,
    parsed,
)
from tests.unit.services.builders import a_flag

IN_NORWAY = {"attribute": "country", "operator": "equals", "value": "NO"}
ASKS_FOR_BETA = {"operator": "in_segment", "value": "beta"}


def refusal_of(**parts: Any) -> dict[str, str]:
    """What is said of each field of a rollout that is refused."""
    with pytest.raises(InvalidDocument) as refusal:
        parse_rollout(a_rollout(**parts))
    return {found["field"]: found["detail"] for found in refusal.value.errors}


@pytest.mark.parametrize(
    ("strategy", "field"),
    [("percentage", "percentage"), ("user_list", "user_list"), ("attribute_based", "attributes")],
)
def test_a_strategy_needs_what_it_is_written_with(strategy: str, field: str) -> None:
    assert "needs it" in refusal_of(strategy=strategy)[field]


@pytest.mark.parametrize("strategy", [s for s in Strategy if s is not Strategy.GRADUAL])
def test_what_another_strategy_is_written_with_is_refused(strategy: str) -> None:
    refused = refusal_of(strategy=strategy, stages=[{"percentage": 5}])

    assert "remove it or change the strategy" in refused["stages"]


def test_a_gradual_rollout_has_numbers_or_stages() -> None:
    numbers = a_rollout()["gradual"]

    assert "write one of both" in refusal_of(stages=[])["stages"]
    assert "write one of both" in refusal_of(stages=[{"percentage": 5}], gradual=numbers)["stages"]


def test_every_strategy_says_what_it_is_written_with() -> None:
    assert FIELDS_BY_STRATEGY.keys() == set(Strategy)


def test_a_stage_for_nobody_is_refused() -> None:
    refused = refusal_of(stages=[{"percentage": 0, "segments": ["beta"]}])

    assert "gives nobody" in refused["stages.0.percentage"]


def test_a_percentage_never_falls_for_one_audience() -> None:
    refused = refusal_of(stages=[{"percentage": 20}, {"percentage": 30}, {"percentage": 25}])

    assert "falls below 30" in refused["stages.2.percentage"]


def test_another_audience_may_begin_lower() -> None:
    stages = [
        {"segments": ["beta"]},
        {"percentage": 5, "conditions": [IN_NORWAY]},
        {"units": ["ann"]},
        {"percentage": 5},
        {"units": ["bo"]},
    ]

    assert len(parsed(stages=stages).planned_stages) == 5


def test_guardrails_have_each_metric_once() -> None:
    refused = refusal_of(guardrails=[a_guardrail(), a_guardrail()])

    assert refused["guardrails"] == "name 'errors' twice; remove one"


def test_a_list_of_units_has_nothing_to_compare() -> None:
    refused = refusal_of(strategy="user_list", user_list=["ann"], guardrails=[a_guardrail()])

    assert "give it alarms" in refused["guardrails"]


def test_an_alarm_is_named_once() -> None:
    refused = refusal_of(alarms=["a", "a"], guardrails=[a_guardrail()], make_alarms=MADE_TWICE)

    assert refused["alarms"] == "name 'a' twice; remove one"
    assert refused["make_alarms"] == "name 'errors' twice; remove one"


MADE_TWICE = [a_made_alarm(), a_made_alarm()]


def test_an_alarm_is_made_of_a_guardrail_that_is_there() -> None:
    refused = refusal_of(make_alarms=[a_made_alarm()])

    assert refused["make_alarms.0"] == "is of the guardrail 'errors'; there are none"


def test_an_alarm_is_made_with_a_name_that_cloudwatch_takes() -> None:
    refused = refusal_of(
        key="k" * 128, guardrails=[a_guardrail()], make_alarms=[a_made_alarm("n" * 128)]
    )

    assert "too long" in refused["make_alarms.0"]


def missing_in(flag: Flag | None, *environments: str, **parts: Any) -> dict[str, str]:
    around = RolloutSurroundings(environments or ("production",), flag)
    with pytest.raises(UnknownReference) as refusal:
        check_rollout_references(parsed(**parts), around)
    return {found["field"]: found["detail"] for found in refusal.value.errors}


def test_an_environment_has_to_be_there() -> None:
    missing = missing_in(its_flag(), "staging")

    assert missing["environment"] == "there is no environment 'production'; there are staging"


@pytest.mark.parametrize(
    ("flag", "detail"),
    [
        (None, "there is no flag 'new-gallery'; create it first"),
        (parse_flag(a_flag(lifecycle="archived")), "archived"),
        (parse_flag(a_flag(environments={})), "is not set up in production"),
    ],
)
def test_a_flag_has_to_be_there_and_served(flag: Flag | None, detail: str) -> None:
    assert detail in missing_in(flag)["flag"]


def test_a_variant_is_one_of_the_flags() -> None:
    assert missing_in(its_flag(), variant="blue")["variant"] == (
        "the flag 'new-gallery' has no variant 'blue'; it has on, off"
    )


def test_a_variant_that_everybody_has_is_not_rolled_out() -> None:
    assert "name another" in missing_in(its_flag(), variant="off")["variant"]


def test_a_share_of_another_variant_is_in_the_way() -> None:
    flag = parse_flag(
        {
            "key": "new-gallery",
            "kind": "string",
            "variants": {key: {"value": key} for key in ("off", "on", "blue")},
            "environments": {
                "production": {
                    "default_variant": "off",
                    "rollout": {"variant": "blue", "percentage": 5},
                }
            },
        }
    )

    assert "gives 5 % to 'blue' already" in missing_in(flag)["flag"]


def with_share(percentage: float, bucket_by: str = "targetingKey") -> Flag:
    share = {"variant": "on", "percentage": percentage, "bucket_by": bucket_by}
    return its_flag(rollout=share)


def test_a_first_stage_takes_nothing_from_the_flags_own_share() -> None:
    assert "begin with no less" in missing_in(with_share(15))["stages.0"]


def test_a_first_stage_for_some_takes_the_flags_own_share_from_others() -> None:
    assert "stages.0" in missing_in(with_share(5), stages=[{"conditions": [IN_NORWAY]}])


def test_a_share_is_drawn_by_one_attribute() -> None:
    assert "flag's own `rollout`: company" in missing_in(with_share(5, "company"))["bucket_by"]


def test_a_time_table_that_would_change_the_share_is_in_the_way() -> None:
    flag = its_flag(
        schedule=[
            {"at": "2026-12-01", "enabled": True},
            {"at": "2026-12-02", "default_variant": "on"},
        ]
    )

    assert "at 2026-12-02 by its schedule" in missing_in(flag)["flag"]


def test_segments_have_to_be_there() -> None:
    stages = [{"segments": ["alpha"]}, {"conditions": [ASKS_FOR_BETA]}]

    around = RolloutSurroundings(
        ("production",), its_flag(), {"alpha": Segment(key="alpha"), "gamma": Segment(key="gamma")}
    )
    with pytest.raises(UnknownReference, match="there is no segment 'beta'"):
        check_rollout_references(parsed(stages=stages), around)


@pytest.mark.parametrize(
    "flag",
    [
        its_flag(),
        with_share(10),
        with_share(0, "company"),
        its_flag(schedule=[{"at": "2026-12-01", "enabled": True}]),
    ],
)
def test_a_rollout_that_fits_is_taken(flag: Flag) -> None:
    check_rollout_references(parsed(), RolloutSurroundings(("production",), flag))


@pytest.mark.parametrize(
    "parts",
    [
        {"stages": [{"percentage": 5, "wait": "12h"}, {"percentage": 9, "wait": "12h"}]},
        {
            "stages": [{"percentage": part, "wait": "0s"} for part in (5, 9)],
            "alarms": ["shop-errors"],
            "on_alarm": {"bake_time": "12h"},
        },
    ],
)
def test_one_whose_waits_are_longer_than_its_days_is_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(UnknownReference, match="its stages wait 1 days in all"):
        check_rollout_references(
            parsed(maximum_days=1, **parts), RolloutSurroundings(("production",), its_flag())
        )
