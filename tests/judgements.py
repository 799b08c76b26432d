"""Judgements of guardrails as tests need them; builders fill in what a test ignores."""

from __future__ import annotations

from typing import Any

from burgee.domain.judgements import (
    Breach,
    Count,
    GuardrailReading,
    Judgement,
    Trigger,
    Watched,
)
from burgee.domain.rollouts import Signal

RUN = "rollout:checkout.2"
AT = 1_795_262_400.0
THE_BREACH = Breach("errors", Trigger.HARM, True, "errors: 8.1 % against 4.0 % of the old variant")


def a_reading(guardrail: str = "errors", **parts: Any) -> GuardrailReading:
    given: dict[str, Any] = {
        "signal": Signal.ERROR_RATE,
        "values": {"new": 0.081, "old": None},
        "p_value": 0.0004,
        "criterion_met": False,
        "detail": "errors is 8.1 %; the next stage needs at most 5.0 %",
    }
    return GuardrailReading(guardrail, **(given | parts))


def a_judgement(**parts: Any) -> Judgement:
    given: dict[str, Any] = {
        "run": RUN,
        "at": AT,
        "units": {"new": 1000, "old": 1010},
        "readings": (a_reading(),),
        "breaches": (THE_BREACH,),
        "new": "new",
        "looks": 7,
        "watched": {"errors": Watched({"harm": 7.8}), "wait": Watched({}, 0.5)},
        "counts": (Count(AT, {"new": 1000, "old": 1010}, {"errors": {"new": 81, "old": 40}}),),
    }
    return Judgement(**(given | parts))


def long_watched() -> Judgement:
    """Ten guardrails, with a day of counts."""
    names = [f"guardrail-{number}" for number in range(10)]
    return a_judgement(
        readings=tuple(map(a_reading, names)),
        watched={name: Watched({"harm": 0.123456789, "threshold": 1.5}) for name in names},
        counts=tuple(
            Count(
                AT - 864 * (115 - number),
                {"new": 1000 * number, "old": 1010 * number},
                {name: {"new": 81 * number, "old": 40 * number} for name in names},
            )
            for number in range(115)
        ),
    )
