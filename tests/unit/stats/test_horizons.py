"""What looking costs, against printed factors, and by the bounds that results are judged with."""

from __future__ import annotations

from math import sqrt

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.stats.distributions import normal_quantile
from burgee.stats.horizons import DESIGNS, UNKNOWN_HORIZONS, inflation
from burgee.stats.questions import AnalysisPlan
from burgee.stats.sample_size import Aim
from burgee.stats.scales import account_of
from burgee.stats.sequential_power import sequential_power

PLANNED = 1000  # units of each of two variants


@pytest.mark.parametrize(
    ("sequential", "looks", "power", "factor"),
    [  # Lan-DeMets, two-sided 0.05
        ("obrien_fleming", 5, 0.8, 1.0247),
        ("obrien_fleming", 10, 0.9, 1.0355),
        ("pocock", 5, 0.9, 1.1923),
        ("pocock", 8, 0.8, 1.2385),
    ],
)
def test_spending_functions_cost_what_is_printed(
    sequential: str, looks: int, power: float, factor: float
) -> None:
    assert inflation(sequential, Aim(power), looks, 0.05) == pytest.approx(factor, abs=2e-4)


@pytest.mark.parametrize("sequential", sorted(set(DESIGNS) - UNKNOWN_HORIZONS))
def test_one_look_costs_nothing(sequential: str) -> None:
    assert inflation(sequential, Aim(), 1, 0.05) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("sequential", sorted(set(DESIGNS) - {"none"}))
@pytest.mark.parametrize("aim", [Aim(), Aim(0.9, alpha=0.01)])
def test_the_bounds_that_judge_reach_the_power_with_the_planned_units(
    sequential: str, aim: Aim
) -> None:
    looks = 4
    plan = AnalysisPlan(alpha=0.05, sequential=sequential, planned_units=PLANNED)
    ends = [2 * PLANNED * look // looks for look in range(1, looks + 1)]
    bounds = [_bound(plan, ends[: look + 1], aim.alpha) for look in range(looks)]
    of_one_look = normal_quantile(aim.alpha / 2) + normal_quantile(1 - aim.power)
    drift = of_one_look * sqrt(inflation(sequential, aim, looks, plan.alpha))

    power = sequential_power(drift, [end / ends[-1] for end in ends], bounds)

    assert power == pytest.approx(aim.power, abs=2e-4)


def _bound(plan: AnalysisPlan, ends: list[int], alpha: float) -> float:
    """Of the last of these looks, as the judge has it."""
    past = [_Past(end, end / (2 * PLANNED)) for end in ends[:-1]]
    account = account_of(
        plan,
        past,  # type: ignore[arg-type]  # two of a look's fields are all that is read
        information=ends[-1],
        variants=2,
        has_ended=False,
    )
    return account.scale.bound(alpha)


class _Past:
    def __init__(self, information: int, fraction: float) -> None:
        self.information = information
        self.fraction = fraction


@pytest.mark.parametrize("sequential", sorted(UNKNOWN_HORIZONS))
def test_a_plan_without_a_last_look_is_two_sided(sequential: str) -> None:
    with pytest.raises(ImpossibleInput, match="two-sided"):
        inflation(sequential, Aim(sides=1), 5, 0.05)
