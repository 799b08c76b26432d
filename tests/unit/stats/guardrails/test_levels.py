"""How alpha is divided."""

from __future__ import annotations

from math import inf

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.domain.judgements import Trigger
from burgee.domain.rollouts import Signal
from burgee.stats.guardrails.levels import level_of, needed, run_alpha, triggers_of
from tests.unit.stats.guardrails.watching import a_guardrail, errors, only_new

ALPHA = 0.04


@pytest.mark.parametrize("stages", [1, 4, 100])
def test_all_stages_and_returns_together_use_no_more_than_alpha(stages: int) -> None:
    used = [run_alpha(ALPHA, visit=visit, stages=stages) for visit in range(1, 5000)]

    assert ALPHA * 0.999 < sum(used) <= ALPHA * (1 + 1e-12)
    assert len(set(used[:stages])) == 1


@pytest.mark.parametrize(("visit", "stages"), [(0, 3), (1, 0)])
def test_stages_and_visits_are_counted_from_1(visit: int, stages: int) -> None:
    with pytest.raises(ImpossibleInput):
        run_alpha(ALPHA, visit=visit, stages=stages)


def test_a_run_is_shared_by_all_that_can_take_it_back() -> None:
    guardrails = (
        a_guardrail("errors", threshold=0.1),  # harm, threshold, spike
        a_guardrail("slow", signal=Signal.LATENCY),  # harm, spike
        a_guardrail("stars", signal=Signal.SATISFACTION, direction="increase"),  # harm
    )
    question = errors((1, 100), (1, 100), *guardrails, alpha=ALPHA)

    assert level_of(question) == pytest.approx(ALPHA / 6)


def test_triggers_that_are_off_cost_nothing() -> None:
    on = frozenset({Trigger.HARM})
    question = errors((1, 100), (1, 100), a_guardrail(threshold=0.1), alpha=ALPHA, triggers=on)

    assert level_of(question) == ALPHA


def test_where_nothing_can_act_the_level_is_that_of_the_run() -> None:
    question = errors((1, 100), (1, 100), alpha=ALPHA, triggers=frozenset())

    assert level_of(question) == ALPHA


def test_without_an_old_variant_there_is_no_harm_to_be_found() -> None:
    guardrail = a_guardrail(threshold=0.1)

    found = triggers_of(only_new((1, 100), guardrail), guardrail)

    assert found == (Trigger.THRESHOLD, Trigger.ERROR_RATE_SPIKE)


def test_what_is_to_increase_has_no_spikes() -> None:
    guardrail = a_guardrail(direction="increase")

    assert triggers_of(errors((1, 9), (1, 9), guardrail), guardrail) == (Trigger.HARM,)


def test_a_level_of_nothing_is_never_reached() -> None:
    assert needed(0.0) == inf
