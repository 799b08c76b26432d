"""Whole ramps, a few of those of `tests/simulation/guardrails`, and that these decide as the judge
does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from burgee.domain.judgements import Trigger
from burgee.stats.guardrails.levels import level_of
from burgee.stats.guardrails.questions import SpikeRule
from tests.simulation.guardrails.promises import (
    ALPHA,
    WITHOUT_HARM,
    at_most,
    caught,
    false_rollbacks,
    naive_rollbacks,
)
from tests.simulation.guardrails.ramps import (
    Errors,
    Stage,
    Traffic,
    beyond,
    harmed,
    spiked,
    stage_of_rates,
)
from tests.unit.stats.guardrails.watching import a_guardrail, errors, minute_by_minute

MINUTES = 90
SHARE = 0.25
THRESHOLD = 0.05
RULE = SpikeRule(most_looks=200)


@pytest.mark.parametrize(
    ("seed", "harm", "units", "expected"),
    [(1, 1.0, 60, 0), (2, 2.0, 60, 1), (3, 6.0, 200, 3), (4, 5.0, 40, 1)],
)
def test_the_simulation_decides_as_the_judge_does(
    seed: int, harm: float, units: int, expected: int
) -> None:
    random = np.random.default_rng(seed)
    traffic = Traffic(units, is_uneven=False).at(np.arange(MINUTES))
    stage = stage_of_rates(random, 1, SHARE, Errors(0.02, harm), traffic)
    late = MINUTES // 2 if harm > 2 else 0  # the rate rises in the middle
    calm = stage_of_rates(random, 1, SHARE, Errors(0.02), traffic[:late])
    stage = Stage(
        share=SHARE,
        new=_joined(calm.new, stage.new, late),
        old=_joined(calm.old, stage.old, late),
        new_events=_joined(calm.new_events, stage.new_events, late),
        old_events=_joined(calm.old_events, stage.old_events, late),
    )
    guardrail = a_guardrail(threshold=THRESHOLD)
    asked = [
        errors(
            (int(stage.old_events[0, at]), int(stage.old[0, at])),
            (int(stage.new_events[0, at]), int(stage.new[0, at])),
            guardrail,
            weights={"new": 25_000, "old": 75_000},
            spikes=RULE,
        )
        for at in range(MINUTES)
    ]
    level = level_of(asked[0])

    judged = minute_by_minute(asked)

    simulated = {
        Trigger.HARM: np.logical_or.accumulate(harmed(stage, level)[0]),
        Trigger.THRESHOLD: np.logical_or.accumulate(beyond(stage, THRESHOLD, level)[0]),
        Trigger.ERROR_RATE_SPIKE: spiked(stage, level, RULE)[0],
    }
    for trigger, when in simulated.items():
        found = [any(b.trigger is trigger for b in each.breaches) for each in judged]
        assert found == when.tolist(), trigger
    assert sum(when.any() for when in simulated.values()) == expected


def _joined(calm: np.ndarray, then: np.ndarray, late: int) -> np.ndarray:
    """What was counted in so many calm minutes, and after them as the other counts it."""
    if not late:
        return then
    return np.concatenate([calm, then[:, : MINUTES - late] + calm[:, -1:]], axis=1)


def test_a_ramp_without_harm_hardly_ever_goes_back() -> None:
    ramp = replace(WITHOUT_HARM[1], minutes=120)

    assert false_rollbacks(ramp, 60) <= at_most(ALPHA, 60)
    assert naive_rollbacks(ramp, 60) > at_most(ALPHA, 60)


def test_twice_the_errors_are_caught_before_the_next_stage() -> None:
    assert caught(0.1, 1250, 200) >= 0.95
