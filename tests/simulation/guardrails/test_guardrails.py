"""How often guardrails roll back without a cause, and how soon with one.

`make simulate` runs all replicates. Seeds are fixed: a run passes always or never.
"""

from __future__ import annotations

import os

import pytest

from tests.simulation.guardrails.promises import (
    ALPHA,
    SHARES,
    WITHOUT_HARM,
    Ramp,
    at_most,
    caught,
    false_rollbacks,
    naive_rollbacks,
    slow_rollbacks,
    units_to_catch,
)

REPLICATES = int(os.environ.get("BURGEE_EXPERIMENTS", "100"))
UNITS = (1250, 1250, 1750)  # of the new variant, before the next stage


@pytest.mark.parametrize("ramp", WITHOUT_HARM, ids=lambda ramp: ramp.name)
def test_a_whole_ramp_without_harm_goes_back_with_at_most_alpha(ramp: Ramp) -> None:
    found = false_rollbacks(ramp, REPLICATES)

    print(f"{ramp.name}: {found:.4f} of {REPLICATES} ramps, alpha {ALPHA}")
    assert found <= at_most(ALPHA, REPLICATES)


@pytest.mark.parametrize("ramp", WITHOUT_HARM[1:2], ids=lambda ramp: ramp.name)
def test_a_test_for_one_look_goes_back_far_too_often(ramp: Ramp) -> None:
    found = naive_rollbacks(ramp, REPLICATES)

    print(f"naive, {ramp.name}: {found:.4f}")
    assert found > 5 * ALPHA


def test_a_wrong_alpha_would_be_noticed() -> None:
    found = false_rollbacks(WITHOUT_HARM[1], max(300, REPLICATES), alpha=0.9999)

    print(f"with an alpha of 1: {found:.4f}")
    assert found > at_most(ALPHA, max(300, REPLICATES))


@pytest.mark.parametrize("bad", [1, -1])
def test_latencies_with_a_long_tail_go_back_with_at_most_alpha(bad: int) -> None:
    found = slow_rollbacks(REPLICATES, bad=bad)

    print(f"latency, {'more' if bad > 0 else 'less'} is bad: {found:.4f}")
    assert found <= at_most(ALPHA, REPLICATES)


def test_latencies_that_are_a_fifth_longer_are_found() -> None:
    assert slow_rollbacks(REPLICATES, slower=1.2) > 0.95


@pytest.mark.parametrize(("share", "units"), list(zip(SHARES, UNITS, strict=True)))
def test_twice_the_errors_are_caught_before_the_next_stage(share: float, units: int) -> None:
    replicates = max(400, REPLICATES)

    found = caught(share, units, replicates)

    fewest = units_to_catch(share, replicates, range(500, 3001, 250))
    print(f"a share of {share:.3f}: {found:.4f} with {units:,} units; 95 % with {fewest:,}")
    assert found >= 0.95
