"""Rollouts as people write them, and as they stand in the middle of one."""

from __future__ import annotations

from typing import Any

from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag
from burgee.domain.judgements import Breach, GuardrailReading, Judgement, Trigger
from burgee.domain.rollout_changes import started
from burgee.domain.rollout_checks import parse_rollout
from burgee.domain.rollouts import Rollout, RolloutStatus, Signal
from tests.unit.services.builders import NOON, a_flag_with

HOUR = 3600.0
ERRORS = {"key": "errors", "type": "count", "event_name": "error", "direction": "decrease"}


def a_rollout(key: str = "bigger-pictures", **parts: Any) -> dict[str, Any]:
    """A rollout of the flag's `on` in production: 10 %, 55 % and 100 %, an hour each."""
    numbers = {
        "initial_percentage": 10,
        "increment_percentage": 45,
        "increment_interval": "1h",
    }
    by_numbers = {} if {"stages", "strategy"} & parts.keys() else {"gradual": numbers}
    return {
        "key": key,
        "flag": "new-gallery",
        "environment": "production",
        "variant": "on",
        **by_numbers,
        **parts,
    }


def a_guardrail(**parts: Any) -> dict[str, Any]:
    return {"metric": ERRORS, "signal": "error_rate", **parts}


def a_made_alarm(name: str = "errors", **parts: Any) -> dict[str, Any]:
    return {"name": name, "kind": "error_rate", "guardrail": "errors", "above": 0.1, **parts}


def parsed(**parts: Any) -> Rollout:
    return parse_rollout(a_rollout(**parts))


def its_flag(**parts: Any) -> Flag:
    return parse_flag({**a_flag_with(**parts), "salt": "s1"})


def in_stage(stage: int = 0, status: str = "ramping", **parts: Any) -> Rollout:
    """A rollout that was started at noon, at one of its stages."""
    rollout = started(parsed(**parts), its_flag(), NOON)
    return rollout.model_copy(update={"stage": stage, "status": RolloutStatus(status)})


def a_judgement(
    run: str = "rollout:bigger-pictures.1",
    *,
    at: float = NOON + HOUR,
    units: int = 1000,
    readings: tuple[GuardrailReading, ...] = (),
    breaches: tuple[Breach, ...] = (),
) -> Judgement:
    return Judgement(run, at, {"on": units, "off": units}, readings, breaches)


def a_breach(*, acts: bool = True) -> Breach:
    return Breach("errors", Trigger.HARM, acts, "9 % instead of 3 %.")


def a_reading(*, met: bool | None, detail: str = "") -> GuardrailReading:
    return GuardrailReading(
        guardrail="errors",
        signal=Signal.ERROR_RATE,
        values={"on": 0.09, "off": 0.03},
        p_value=0.5,
        criterion_met=met,
        detail=detail,
    )
