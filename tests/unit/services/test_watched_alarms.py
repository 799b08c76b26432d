from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Kind
from burgee.domain.watched_alarms import Naming, WatchedAlarm
from burgee.services.archive_document import archive_document
from burgee.services.create_document import create_flag
from burgee.services.end_experiment import cancel_experiment
from burgee.services.guarded_functions import archive_function, register_function
from burgee.services.rollouts import create_rollout
from burgee.services.steer_rollout import abort_rollout, start_rollout
from burgee.services.update_experiment import create_experiment
from burgee.services.watched_alarms import watched_alarms
from burgee.services.writing import Ledger
from tests.functions.admin_api import MemoryAlarms
from tests.unit.domain.rollouts import a_guardrail, a_made_alarm, a_rollout
from tests.unit.services.builders import a_flag, a_ledger, by, settings
from tests.unit.services.designs import FLAG, a_design

SLOW, ERRORS = "shop-slow", "shop-errors"


@pytest.fixture
def ledger() -> Ledger:
    """A flag in development, which names an alarm there, and in production."""
    ledger = a_ledger()
    environments = {"development": settings(alarms=[SLOW]), "production": settings()}
    create_flag(ledger, by(), a_flag(environments=environments))
    return ledger


def alarms(ledger: Ledger, environment: str = "", **states: AlarmState) -> list[WatchedAlarm]:
    known = MemoryAlarms()
    known.states = {name.replace("_", "-"): state for name, state in states.items()}
    return watched_alarms(ledger.documents, known, environment)


def names(found: list[WatchedAlarm]) -> list[str]:
    return [alarm.name for alarm in found]


def a_ramp(**parts: Any) -> dict[str, Any]:
    return a_rollout("ramp", flag=FLAG, alarms=[ERRORS], **parts)


def test_an_alarm_says_who_names_it_and_how_it_stands(ledger: Ledger) -> None:
    create_experiment(ledger, by(), a_design("test", alarms=[SLOW]))

    assert alarms(ledger, shop_slow=AlarmState.ALARM) == [
        WatchedAlarm(
            SLOW,
            AlarmState.ALARM,
            (
                Naming(Kind.FLAG, FLAG, "development"),
                Naming(Kind.EXPERIMENT, "test", "development"),
            ),
        )
    ]


def test_an_environment_has_its_own_alarms_and_those_of_functions(ledger: Ledger) -> None:
    create_rollout(ledger, by(), a_ramp())
    function = {"key": "checkout", "alarms": {"checkout-5xx": "high_error_rate"}}
    register_function(ledger, by(), function)

    assert names(alarms(ledger)) == ["checkout-5xx", ERRORS, SLOW]
    assert names(alarms(ledger, "production")) == ["checkout-5xx", ERRORS]
    assert names(alarms(ledger, "development")) == ["checkout-5xx", SLOW]


def test_alarms_made_for_a_rollout_are_there_while_it_is_open(ledger: Ledger) -> None:
    guarded = {"guardrails": [a_guardrail()], "make_alarms": [a_made_alarm()]}
    create_rollout(ledger, by(), a_ramp(**guarded))

    pending = names(alarms(ledger, "production"))
    start_rollout(ledger, by(), "ramp")
    ramping = names(alarms(ledger, "production"))
    abort_rollout(ledger, by(reason="Enough."), "ramp")

    assert (pending, ramping) == ([ERRORS], ["burgee-rollout-ramp/errors", ERRORS])
    assert names(alarms(ledger, "production")) == []


def test_what_is_archived_or_over_names_no_alarm(ledger: Ledger) -> None:
    register_function(
        ledger, by(), {"key": "checkout", "alarms": {"checkout-5xx": "high_error_rate"}}
    )
    create_experiment(ledger, by(), a_design("test", alarms=[ERRORS]))
    cancel_experiment(ledger, by(), "test")
    archive_function(ledger, by(), "checkout")
    archive_document(ledger, by(), Kind.FLAG, FLAG)

    assert alarms(ledger) == []


def test_without_an_answer_of_cloudwatch_nobody_knows_how_they_stand(ledger: Ledger) -> None:
    silent = MemoryAlarms()
    silent.is_silent = True

    [found] = watched_alarms(ledger.documents, silent)

    assert (found.name, found.state) == (SLOW, None)
