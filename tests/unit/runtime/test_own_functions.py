"""The stack's own functions, read back from what the stack tells `roll_back`."""

from __future__ import annotations

import json

from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.incidents import DECISIONS, Scenario
from burgee.runtime.own_functions import (
    SCENARIOS,
    read_own_functions,
    written_own_functions,
)

EVALUATE, PUBLISH = "burgee-prod-evaluate", "burgee-prod-publish"


def test_a_function_is_read_with_all_that_follows_from_its_name() -> None:
    text = json.dumps(
        written_own_functions(
            {EVALUATE: ["error-rate", "slow"]},
            application="burgee-prod",
            health_urls={EVALUATE: "https://api.example.com/healthz"},
        )
    )

    assert read_own_functions(text) == {
        EVALUATE: GuardedFunction(
            key=EVALUATE,
            alarms={
                "burgee-prod-evaluate-error-rate": Scenario.HIGH_ERROR_RATE,
                "burgee-prod-evaluate-slow": Scenario.HIGH_LATENCY,
            },
            health_url="https://api.example.com/healthz",
            application="burgee-prod",
            deployment_group=EVALUATE,
        )
    }


def test_a_stack_that_deploys_all_at_once_has_neither_group_nor_alarms() -> None:
    text = json.dumps(written_own_functions({PUBLISH: []}, application="", health_urls={}))

    assert read_own_functions(text) == {PUBLISH: GuardedFunction(key=PUBLISH)}


def test_where_nothing_is_told_the_stack_has_no_functions() -> None:
    assert read_own_functions("") == {}


def test_every_alarm_that_moves_an_alias_tells_of_what_goes_back_by_itself() -> None:
    assert all(DECISIONS[scenario].moves_by_itself for scenario in SCENARIOS.values())
