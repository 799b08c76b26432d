"""Past evaluations, answered again from what was served then."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import DocumentNotFound, RulesetUnavailable
from burgee.services.replay import number_at, replay
from tests.unit.services.builders import NOON, a_flag_with
from tests.unit.services.deployments import PRODUCTION, Deployment, a_deployment, a_switch

HOUR = 3600


def _with_a_ruleset_every_hour(count: int) -> Deployment:
    """The first at noon; they alternate between off and on."""
    deployment = a_deployment()
    for number in range(2, count + 1):
        deployment.clock.pass_seconds(HOUR)
        deployment.change(a_switch(default="on" if number % 2 == 0 else "off"))
        deployment.publish()
    return deployment


def _replayed(deployment: Deployment, number: int, at: float = NOON, **context: Any) -> Any:
    return replay(
        deployment.rulesets,
        environment=PRODUCTION,
        number=number,
        flag_key="new-gallery",
        context=context,
        at=at,
    )


@pytest.mark.parametrize(("number", "value"), [(1, False), (2, True), (3, False)])
def test_an_older_ruleset_answers_as_it_did(number: int, value: bool) -> None:
    deployment = _with_a_ruleset_every_hour(3)

    trace = _replayed(deployment, number)

    assert (trace["answer"]["value"], trace["ruleset"]["number"]) == (value, number)


def test_conditions_that_ask_for_the_time_are_told_the_time_of_then() -> None:
    night = {"operator": "time_of_day", "value": {"from": "22:00", "to": "06:00"}}
    rule = {"conditions": [night], "variant": "on"}
    deployment = a_deployment(a_flag_with(rules=[rule]))

    by_day, by_night = (_replayed(deployment, 1, at) for at in (NOON, NOON + 12 * HOUR))

    assert [by_day["answer"]["value"], by_night["answer"]["value"]] == [False, True]


def test_a_unit_falls_where_it_fell() -> None:
    deployment = a_deployment(a_flag_with(rollout={"variant": "on", "percentage": 50}))
    units = [f"unit-{number}" for number in range(50)]
    evaluator = deployment.cache().serve(PRODUCTION).evaluator
    then = [evaluator.evaluate("new-gallery", {"targetingKey": unit}).value for unit in units]
    deployment.change(a_flag_with(rollout={"variant": "on", "percentage": 0}))
    deployment.publish()

    now = [_replayed(deployment, 1, targetingKey=unit)["answer"]["value"] for unit in units]

    assert set(then) == {True, False}
    assert now == then


def test_an_archived_flag_is_still_answered_from_before() -> None:
    deployment = _with_a_ruleset_every_hour(2)
    deployment.change(a_switch() | {"lifecycle": "archived"})
    deployment.publish()

    assert _replayed(deployment, 2)["answer"]["value"] is True


def test_a_ruleset_that_lost_a_chunk_is_not_answered_in_half() -> None:
    deployment = _with_a_ruleset_every_hour(2)
    [partition] = deployment.rulesets.published(1)["partitions"]
    deployment.rulesets.alter(partition, None)

    with pytest.raises(RulesetUnavailable, match="missing or altered"):
        _replayed(deployment, 1)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8])
def test_the_number_at_a_time_is_that_of_the_ruleset_published_last(count: int) -> None:
    deployment = _with_a_ruleset_every_hour(count)
    moments = [
        NOON + (number - 1) * HOUR + later for number in range(1, count + 1) for later in (0, 1)
    ]

    found = [number_at(deployment.rulesets, PRODUCTION, moment) for moment in moments]

    assert found == [number for number in range(1, count + 1) for _ in range(2)]


def test_a_moment_before_it_still_had_the_ruleset_before() -> None:
    deployment = _with_a_ruleset_every_hour(3)

    assert number_at(deployment.rulesets, PRODUCTION, NOON + 2 * HOUR - 0.001) == 2


def test_before_the_first_ruleset_there_is_none() -> None:
    deployment = _with_a_ruleset_every_hour(3)

    with pytest.raises(DocumentNotFound, match="No ruleset of 'production'"):
        number_at(deployment.rulesets, PRODUCTION, NOON - 1)


def test_an_environment_that_never_had_one_has_none() -> None:
    deployment = a_deployment()

    with pytest.raises(DocumentNotFound, match="'moon'"):
        number_at(deployment.rulesets, "moon", NOON)
