from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from burgee.domain.judgements import Trigger
from burgee.domain.rollouts import (
    OWN_FIELDS,
    PLANS,
    Gradual,
    MadeAlarm,
    RollbackTriggers,
    Rollout,
    Stage,
    Strategy,
)
from tests.unit.domain.rollouts import a_made_alarm, a_rollout, in_stage, parsed


def percentages(**numbers: Any) -> list[float]:
    gradual = Gradual.model_validate({"increment_interval": "1h", **numbers})
    return [stage.percentage for stage in gradual.stages]


def test_numbers_make_stages_up_to_the_maximum() -> None:
    made = percentages(initial_percentage=5, increment_percentage=20, maximum_percentage=50)

    assert made == [5, 25, 45, 50]


def test_thirds_make_three_stages() -> None:
    assert percentages(initial_percentage=33.333, increment_percentage=33.333) == [
        33.333,
        66.666,
        100,
    ]


def test_a_ramp_may_be_one_stage() -> None:
    made = percentages(initial_percentage=20, increment_percentage=10, maximum_percentage=20)

    assert made == [20]


@pytest.mark.parametrize(("initial", "maximum"), [(0, 100), (60, 50)])
def test_numbers_that_do_not_go_up_are_refused(initial: float, maximum: float) -> None:
    with pytest.raises(ValidationError, match="above 0 and at most maximum_percentage"):
        percentages(initial_percentage=initial, increment_percentage=5, maximum_percentage=maximum)


def test_more_than_a_hundred_stages_are_refused() -> None:
    with pytest.raises(ValidationError, match="more than 100 stages"):
        percentages(initial_percentage=0.5, increment_percentage=0.5)


def test_a_stage_that_only_names_units_is_for_these_alone() -> None:
    stage = Stage.model_validate({"units": ["ann"]})

    assert (stage.percentage, stage.names_only_units) == (0, True)


@pytest.mark.parametrize(
    "audience",
    [
        {},
        {"segments": ["beta"]},
        {"conditions": [{"attribute": "country", "operator": "equals", "value": "NO"}]},
    ],
)
def test_any_other_stage_is_for_all_of_its_audience(audience: dict[str, Any]) -> None:
    assert Stage.model_validate(audience).percentage == 100


def test_a_percentage_that_is_written_beside_units_is_of_everybody() -> None:
    assert Stage.model_validate({"units": ["ann"], "percentage": 5}).percentage == 5


@pytest.mark.parametrize(
    "metric",
    [{"guardrail": None}, {"namespace": "Shop", "metric_name": "Errors"}],
)
def test_an_alarm_is_of_one_metric(metric: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="of a `guardrail`, or of a `namespace`"):
        MadeAlarm.model_validate(a_made_alarm(**metric))


def test_an_alarm_may_be_of_a_metric_that_is_there_already() -> None:
    of_theirs = a_made_alarm(guardrail=None, namespace="Shop", metric_name="Errors")

    assert MadeAlarm.model_validate(of_theirs).namespace == "Shop"


@pytest.mark.parametrize(
    ("parts", "planned"),
    [
        ({"strategy": "percentage", "percentage": 30}, [30]),
        ({"strategy": "user_list", "user_list": ["ann"]}, [0]),
        ({"stages": [{"percentage": 5}, {"percentage": 9}]}, [5, 9]),
    ],
)
def test_each_strategy_plans_its_stages(parts: dict[str, Any], planned: list[float]) -> None:
    assert [stage.percentage for stage in parsed(**parts).planned_stages] == planned


@pytest.mark.parametrize(("written", "planned"), [({}, 100), ({"percentage": 25}, 25)])
def test_units_of_some_attributes_get_it_whole_or_in_part(
    written: dict[str, Any], planned: float
) -> None:
    conditions = [{"attribute": "country", "operator": "equals", "value": "NO"}]

    (stage,) = parsed(strategy="attribute_based", attributes=conditions, **written).planned_stages

    assert (stage.percentage, stage.has_audience) == (planned, True)


def test_a_pending_rollout_has_reached_no_stage_and_awaits_its_first() -> None:
    rollout = parsed()

    assert rollout.reached is None
    assert rollout.next_stage == rollout.planned_stages[0]


def test_the_last_stage_has_none_after_it() -> None:
    assert in_stage(2).next_stage is None


@pytest.mark.parametrize(
    ("status", "is_settled", "served"),
    [
        ("pending", False, False),
        ("paused", False, True),
        ("completed", False, True),
        ("completed", True, False),
        ("rolled_back", False, False),
    ],
)
def test_a_rollout_is_served_until_it_ends_or_its_flag_decides(
    status: str, is_settled: bool, served: bool
) -> None:
    rollout = in_stage(0, status).model_copy(update={"is_settled": is_settled})

    assert rollout.is_served is served


def test_alarms_that_are_made_are_named_after_their_rollout() -> None:
    rollout = parsed(alarms=["shop-errors"], make_alarms=[of_our_shop()])

    assert rollout.alarm_names == ["shop-errors", "burgee-rollout-bigger-pictures/errors"]


def of_our_shop() -> dict[str, Any]:
    return a_made_alarm(guardrail=None, namespace="Shop", metric_name="Errors")


def test_own_fields_are_fields() -> None:
    assert set(OWN_FIELDS) <= Rollout.model_fields.keys()


def test_a_rollout_needs_no_more_than_what_where_and_how() -> None:
    assert parsed().model_dump(include=set(a_rollout()), exclude_unset=True) == a_rollout()


def test_every_strategy_has_a_plan_of_stages() -> None:
    assert PLANS.keys() == set(Strategy)


def test_every_trigger_can_be_switched_off() -> None:
    assert RollbackTriggers.model_fields.keys() == set(Trigger)
