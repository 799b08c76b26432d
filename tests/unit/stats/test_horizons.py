"""What looking costs, against printed factors, and by the bounds that results are judged with."""

from __future__ import annotations

from math import sqrt

import pytest

from burgee.domain.errors import ImpossibleInput
from burgee.domain.results import Look
from burgee.stats.distributions import normal_quantile
from burgee.stats.horizons import DESIGNS, UNKNOWN_HORIZONS, inflation
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.sample_size import Aim
from burgee.stats.sequential_power import sequential_power
from tests.unit.stats.judging.runs import conversions, question

PLANNED = 10_000  # units of each of two variants
LOOKS = 4


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
def test_the_bounds_that_judge_reach_the_power_with_the_planned_units(sequential: str) -> None:
    aim, ends = Aim(0.9), [PLANNED * look // LOOKS for look in range(1, LOOKS + 1)]
    plan = AnalysisPlan(alpha=aim.alpha, sequential=sequential, planned_units=PLANNED)
    of_one_look = normal_quantile(aim.alpha / 2) + normal_quantile(1 - aim.power)
    drift = of_one_look * sqrt(inflation(sequential, aim, LOOKS, plan.alpha))

    power = sequential_power(drift, [end / PLANNED for end in ends], _bounds(plan, ends))

    assert power == pytest.approx(aim.power, abs=2e-4)


def _bounds(plan: AnalysisPlan, ends: list[int]) -> list[float]:
    """In standard errors, as a judge shows them look after look."""
    past: list[Look] = []
    for units in ends:
        sums = conversions((units, units // 10), (units, units // 10))
        past.append(analyse_run(question(sums, plan=plan, past=past)))
    found = [look.metrics[0].comparisons[0].bound for look in past]
    return [bound for bound in found if bound is not None]


@pytest.mark.parametrize("sequential", sorted(UNKNOWN_HORIZONS))
def test_a_plan_without_a_last_look_is_two_sided(sequential: str) -> None:
    with pytest.raises(ImpossibleInput, match="two-sided"):
        inflation(sequential, Aim(sides=1), 5, 0.05)
