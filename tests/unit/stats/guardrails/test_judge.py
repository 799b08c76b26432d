"""The door of the guardrails."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from burgee.domain.judgements import Trigger
from burgee.domain.rollouts import Signal
from burgee.stats.guardrails.judge import judge_guardrails
from tests.unit.stats.guardrails.watching import (
    MINUTE,
    START,
    a_guardrail,
    a_question,
    errors,
    means,
    minute_by_minute,
    only_new,
    rates,
    run_sums,
)


def test_a_run_without_harm_has_values_and_no_breach() -> None:
    found = judge_guardrails(errors((40, 1000), (42, 1000)))

    assert found.breaches == ()
    assert (found.units, found.new, found.looks) == ({"new": 1000, "old": 1000}, "new", 1)
    [reading] = found.readings
    assert reading.values == {"new": 0.042, "old": 0.04}
    assert (reading.p_value, reading.criterion_met, reading.detail) == (1.0, None, "")


def test_harm_is_told_with_its_numbers() -> None:
    found = judge_guardrails(errors((40, 1000), (81, 1000)))

    [breach] = found.acting
    assert breach.trigger is Trigger.HARM
    assert breach.detail == (
        "errors: 8.1 % against 4.0 % of the old variant, sequential p 0.0027 <= 0.025"
    )


def test_a_tolerated_margin_is_named() -> None:
    found = judge_guardrails(errors((40, 1000), (181, 1000), a_guardrail(margin=0.1)))

    assert ", with 10 % of harm tolerated, sequential p" in found.breaches[0].detail


def test_triggers_that_are_off_do_not_act() -> None:
    found = judge_guardrails(errors((40, 1000), (181, 1000), triggers=frozenset()))

    assert [breach.acts for breach in found.breaches] == [False]
    assert found.acting == ()


def test_harm_that_was_shown_once_stays_shown() -> None:
    harmed = errors((40, 1000), (81, 1000))
    better = errors((400, 9000), (401, 9000))

    first, second = minute_by_minute([harmed, better])

    assert [breach.trigger for breach in second.breaches] == [Trigger.HARM]
    assert second.readings[0].p_value == first.readings[0].p_value
    assert second.looks == 2


def test_a_threshold_is_breached_and_told() -> None:
    found = judge_guardrails(only_new((100, 1000), a_guardrail(threshold=0.05)))

    assert [breach.trigger for breach in found.breaches] == [Trigger.THRESHOLD]
    assert found.breaches[0].detail.startswith(
        "errors: 10.0 % is beyond the threshold of 5.0 %, sequential p "
    )
    assert found.readings[0].p_value is None


def test_units_whose_window_is_over_are_known_from_what_was_counted_before() -> None:
    guardrail = a_guardrail(direction="increase", threshold=0.5, window_seconds=3 * MINUTE)
    asked = [errors((50 * at, 100 * at), (5 * at, 100 * at), guardrail) for at in range(1, 9)]

    found = minute_by_minute(asked)

    first = [any(b.trigger is Trigger.THRESHOLD for b in each.breaches) for each in found]
    assert first[:3] == [False, False, False]
    assert first[-1]


@pytest.mark.parametrize(
    ("direction", "criterion", "met", "detail"),
    [
        ("decrease", 0.05, True, ""),
        ("decrease", 0.04, False, "errors is 4.2 %; the next stage needs at most 4.0 %"),
        ("increase", 0.04, True, ""),
        ("increase", 0.05, False, "errors is 4.2 %; the next stage needs at least 5.0 %"),
    ],
)
def test_a_criterion_is_met_by_the_plain_value(
    direction: str, criterion: float, met: bool, detail: str
) -> None:
    guardrail = a_guardrail(direction=direction, criterion=criterion)

    [reading] = judge_guardrails(errors((40, 1000), (42, 1000), guardrail)).readings

    assert (reading.criterion_met, reading.detail) == (met, detail)


def test_without_a_value_a_criterion_is_not_met() -> None:
    guardrail = a_guardrail(criterion=0.05)

    [reading] = judge_guardrails(errors((0, 0), (0, 0), guardrail)).readings

    assert reading.criterion_met is False
    assert reading.detail == "errors has no value yet; the next stage needs at most 5.0 %"


def test_values_of_means_are_told_as_numbers() -> None:
    guardrail = a_guardrail("wait", signal=Signal.CUSTOM, type="sum", criterion=100)
    sums = run_sums(
        {"new": 900, "old": 900}, {"wait": means(new=(900, 190.5, 80.0), old=(900, 90.0, 80.0))}
    )

    found = judge_guardrails(a_question(sums, guardrail))

    assert found.breaches[0].detail.startswith("wait: 190.5 against 90 of the old variant, ")
    assert found.readings[0].detail == "wait is 190.5; the next stage needs at most 100"


def test_harm_of_a_variant_without_a_value_is_told_too() -> None:
    """A ratio whose denominator has become 0 since harm was shown."""
    first = judge_guardrails(errors((40, 1000), (181, 1000)))
    gone = run_sums({"new": 0, "old": 0}, {"errors": rates(new=(0, 0), old=(0, 0))})

    again = judge_guardrails(replace(a_question(gone), past=first, at=START + 99 * MINUTE))

    assert again.breaches[0].detail.startswith("errors: nothing against nothing of the old")


def test_ten_guardrails_are_judged_in_a_moment() -> None:
    guardrails = [a_guardrail(f"errors-{n}", threshold=0.05, criterion=0.03) for n in range(10)]
    question = errors((160, 4000), (170, 4000), *guardrails)
    past = minute_by_minute([question] * 30)[-1]
    begun = time.perf_counter()

    found = judge_guardrails(replace(question, past=past))

    assert len(found.readings) == 10
    assert time.perf_counter() - begun < 0.25  # some milliseconds, on a machine that is not busy
