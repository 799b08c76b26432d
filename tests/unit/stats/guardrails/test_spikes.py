"""Sudden rises, minute by minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.judgements import Breach, Judgement, Trigger
from burgee.domain.rollouts import Signal
from burgee.stats.guardrails.questions import SpikeRule, WatchQuestion
from tests.unit.stats.guardrails.watching import (
    a_guardrail,
    a_question,
    errors,
    means,
    minute_by_minute,
    only_new,
    run_sums,
)

UNITS = 100  # of each variant, each minute
CALM, BAD = 1, 30  # errors among them
SPIKE_ONLY = frozenset({Trigger.ERROR_RATE_SPIKE})


def running(calm: int, bad: int, *, old_too: bool = False, **parts: Any) -> list[WatchQuestion]:
    """So many calm minutes, and bad ones after them; of both variants, where that is asked."""
    minutes = []
    for minute in range(1, calm + bad + 1):
        rose = max(0, minute - calm)
        before = CALM * min(minute, calm)
        new = before + BAD * rose
        old = new if old_too else before + CALM * rose
        found = errors((old, UNITS * minute), (new, UNITS * minute), **parts)
        minutes.append(found)
    return minutes


def spikes(judgements: Sequence[Judgement]) -> list[list[Breach]]:
    return [
        [each for each in judgement.breaches if each.trigger is not Trigger.HARM]
        for judgement in judgements
    ]


def test_a_rise_of_the_new_variant_is_found_within_minutes() -> None:
    found = spikes(minute_by_minute(running(calm=60, bad=3)))

    assert not any(found[:61])
    assert [each.trigger for each in found[-1]] == [Trigger.ERROR_RATE_SPIKE]
    assert found[-1][0].acts
    assert found[-1][0].detail.startswith(
        "errors: 92 of 500 units in the last 5 min against 58 of 5,800 in the 58 min before, "
        "18.4 times as many; Poisson p below 1e-12, and p below 1e-12 of it being chance alone"
    )


def test_what_rises_in_both_variants_is_not_the_rollouts_doing() -> None:
    found = minute_by_minute(running(calm=60, bad=5, old_too=True))

    assert not any(judgement.breaches for judgement in found)


def test_a_new_variant_without_a_past_is_compared_with_the_old_one() -> None:
    found = spikes(minute_by_minute(running(calm=10, bad=4)))

    assert "before of the old variant" in found[-1][0].detail


def test_a_trigger_that_is_off_is_told_and_does_not_act() -> None:
    off = frozenset(Trigger) - SPIKE_ONLY

    found = spikes(minute_by_minute(running(calm=60, bad=5, triggers=off)))

    assert not found[-1][0].acts


def test_where_everybody_has_the_new_variant_its_own_past_decides() -> None:
    asked = [only_new((CALM * minute, UNITS * minute)) for minute in range(1, 61)]
    asked += [only_new((60 + BAD * bad, UNITS * (60 + bad))) for bad in range(1, 5)]

    found = spikes(minute_by_minute(asked))

    assert not any(found[:60])
    assert "of it being chance alone" not in found[-1][0].detail


def test_a_rise_from_nothing_has_no_ratio() -> None:
    asked = [errors((0, UNITS * minute), (0, UNITS * minute)) for minute in range(1, 61)]
    asked += [errors((0, UNITS * 61), (40, UNITS * 61))]

    found = spikes(minute_by_minute(asked))

    assert "times as many" not in found[-1][0].detail


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (SpikeRule(ratio=40.0), "it is not so many times as many"),
        (SpikeRule(p=1e-200), "it is not unlikely enough"),
        (SpikeRule(most_looks=62), "all looks are used"),
    ],
)
def test_what_is_no_spike_by_the_rule(rule: SpikeRule, why: str) -> None:
    found = spikes(minute_by_minute(running(calm=60, bad=4, spikes=rule)))

    assert found[-1] == [], why


def test_fewer_than_50_units_in_the_window_are_no_spike() -> None:
    asked = running(calm=60, bad=0)
    standing = (60, UNITS * 60)
    asked += [errors(standing, (60 + 20 * late, UNITS * 60 + late)) for late in range(1, 8)]

    found = spikes(minute_by_minute(asked))

    assert found[-1] == []


def test_a_run_with_hardly_any_units_has_no_baseline() -> None:
    asked = [errors((0, 15 * minute), (0, 15 * minute)) for minute in range(1, 12)]
    asked += [errors((0, 180), (100, 280))]

    assert not any(spikes(minute_by_minute(asked)))


def slow_run(minutes: int, slow: int, *, calm: int, only: bool = False) -> list[WatchQuestion]:
    """Units of which 4 % are slow; after `calm` minutes so many of a hundred of the new ones."""
    guardrail = a_guardrail("wait", signal=Signal.LATENCY, type="sum")
    asked = []
    for minute in range(1, minutes + 1):
        bad = 4 * min(minute, calm) + slow * max(0, minute - calm)
        units = UNITS * minute
        counts = {"new": bad, "old": 4 * minute}
        bins = {
            variant: [("0", "0", 10), ("90", "100", units - 10 - n), ("400", "500", n)]
            for variant, n in counts.items()
        }
        variants = means(new=(units, 110.0, 80.0), old=(units, 110.0, 80.0))
        sums = run_sums({"new": units, "old": units}, {"wait": variants}, {"wait": bins})
        question = a_question(sums, guardrail)
        asked.append(replace(question, weights={"new": 100_000}) if only else question)
    return asked


@pytest.mark.parametrize("only", [False, True])
def test_slow_answers_are_counted_from_what_was_slow_at_first(only: bool) -> None:
    found = minute_by_minute(slow_run(64, 40, calm=60, only=only))

    assert found[1].watched["wait"].slow_from is None
    assert found[-1].watched["wait"].slow_from == 100.0
    assert not any(spikes(found[:60]))
    assert [each.trigger for each in spikes(found)[-1]] == [Trigger.PERFORMANCE_DEGRADATION]


def test_of_latencies_whose_units_are_not_known_nothing_spikes() -> None:
    guardrail = a_guardrail("wait", signal=Signal.LATENCY, type="sum")
    variants = means(new=(900, 110.0, 80.0), old=(900, 110.0, 80.0))
    question = a_question(run_sums({"new": 900, "old": 900}, {"wait": variants}), guardrail)

    found = minute_by_minute([question] * 9)

    assert found[-1].watched["wait"].slow_from is None
    assert found[-1].counts[-1].events == {}
