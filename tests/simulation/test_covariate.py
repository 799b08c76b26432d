"""The days before an exposure take away as much of the variance as they can."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import pytest

from benchmarks.deployment import (
    DAY_SECONDS,
    NOON,
    Deployment,
    event,
    experiment_document,
    flag_document,
)
from burgee.domain.contributions import merged
from burgee.domain.timestamps import iso
from burgee.services.write_units import Taken
from tests.simulation.trials import EXPERIMENT, FLAG, METRICS, RUN

UNITS = 2000
MEAN, DEVIATION = 100.0, 15.0


def _spent(correlation: float) -> list[tuple[float, float]]:
    """What each unit spent before and after, in a sample with exactly this correlation."""
    draw = np.random.default_rng(11)
    before, own = (each - each.mean() for each in draw.standard_normal((2, UNITS)))
    before /= before.std()
    own -= before * (own @ before) / (before @ before)
    own /= own.std()
    after = correlation * before + np.sqrt(1 - correlation**2) * own
    return [
        (MEAN + DEVIATION * x, MEAN + DEVIATION * y) for x, y in zip(before, after, strict=True)
    ]


def _sums(correlation: float) -> Mapping[str, int]:
    """The sums of both variants together, after every unit spent, was exposed, and spent."""
    deployment = Deployment(
        [flag_document(FLAG)],
        [experiment_document(EXPERIMENT, FLAG, METRICS)],
        is_billed=False,
    )
    spent = _spent(correlation)
    yesterday = {"timestamp": iso(NOON - DAY_SECONDS), "sent_at": iso(NOON)}
    for number, (before, _) in enumerate(spent):
        _buy(deployment, number, "before", before, **yesterday)
    deployment.settle()
    deployment.clock.now += 1
    for number, (_, after) in enumerate(spent):
        deployment.ask(FLAG, f"unit-{number}")
        _buy(deployment, number, "after", after)
    deployment.settle()
    [variants] = [
        found for (_, metric, _), found in deployment.sums(RUN).items() if metric == "revenue"
    ]
    none: Mapping[str, int] = {}
    return reduce(merged, variants.values(), none)


def _buy(deployment: Deployment, number: int, when: str, value: float, **parts: Any) -> None:
    sent = event(f"unit-{number}", "buy", when, data={"value": value}, **parts)
    assert deployment.send(sent) == [Taken.ACCEPTED]


def _moment(sums: Mapping[str, int], first: str, second: str) -> float:
    """A sum of products around the means, without rounding before its end."""
    return (sums["n"] * sums[first + second] - sums[first] * sums[second]) / sums["n"]


@pytest.mark.parametrize("correlation", [0.3, 0.6, 0.9])
def test_the_variance_falls_by_the_square_of_the_correlation(correlation: float) -> None:
    sums = _sums(correlation)

    explained = _moment(sums, "y", "x") ** 2 / _moment(sums, "x", "x")
    left = 1 - explained / _moment(sums, "y", "y")

    assert sums["n"] == UNITS
    assert left == pytest.approx(1 - correlation**2, rel=0.03)
