"""S10: whole runs, look after look, by what people are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from burgee.domain.results import Finding, Look, Recommendation
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.planning import plan_sample_size
from burgee.stats.planning_questions import SampleSizeAnswer, SampleSizeQuestion
from tests.simulation.statistics.checks import Check, Random
from tests.simulation.statistics.looks import FIFTHS
from tests.unit.stats.judging.runs import conversions, question

RATE, BETTER_RATE = 0.10, 0.12
EFFECTS = {Finding.BETTER, Finding.WORSE}
WEEK_DAYS = 7.0


def _planned(sequential: str) -> AnalysisPlan:
    """The plan of a control and two treatments."""
    answer = plan_sample_size(
        SampleSizeQuestion(
            baseline=RATE,
            absolute_effect=BETTER_RATE - RATE,
            weights=(1, 1, 1),
            sequential=sequential,
            looks=len(FIFTHS),
        )
    )
    assert isinstance(answer, SampleSizeAnswer)
    return AnalysisPlan(sequential=sequential, planned_units=answer.units[0])


def _last_look(
    random: Random, plan: AnalysisPlan, rates: Sequence[float], *, each_as_last: bool = False
) -> Look:
    """The first look at a run that finds an effect; else the last. `each_as_last`: as if no look
    had gone before, and none came after."""
    past: list[Look] = []
    units, successes = 0, [0] * len(rates)
    for number, fraction in enumerate(FIFTHS, start=1):
        more = round((plan.planned_units or 0) * fraction) - units
        units += more
        successes = [
            count + int(random.binomial(more, rate))
            for count, rate in zip(successes, rates, strict=True)
        ]
        control, *treatments = ((units, count) for count in successes)
        asked = question(
            conversions(control, *treatments),
            plan=plan,
            days=WEEK_DAYS * number,
            past=() if each_as_last else past,
            has_ended=each_as_last,
        )
        past.append(analyse_run(asked))
        if _has_effect(past[-1]):
            break
    return past[-1]


def _has_effect(look: Look) -> bool:
    return any(each.finding in EFFECTS for metric in look.metrics for each in metric.comparisons)


def _told(sequential: str, *, each_as_last: bool = False) -> Callable[[Random, int], float]:
    """How often a run in which nothing has an effect is said to have one, at any look."""

    def simulate(random: Random, replicates: int) -> float:
        plan, rates = _planned(sequential), (RATE, RATE, RATE)
        looks = (
            _last_look(random, plan, rates, each_as_last=each_as_last) for _ in range(replicates)
        )
        return sum(map(_has_effect, looks)) / replicates

    return simulate


def _promoted(random: Random, replicates: int) -> float:
    """How often the better of two treatments is promoted, with the units planned for it."""
    plan, rates = _planned("obrien_fleming"), (RATE, RATE, BETTER_RATE)
    verdicts = (_last_look(random, plan, rates).verdict for _ in range(replicates))
    wanted = (Recommendation.PROMOTE, "treatment-2")
    return sum((each.recommendation, each.variant) == wanted for each in verdicts) / replicates


CHECKS = [
    Check(
        "S10 2 treatments without effect, 5 looks: any effect told",
        2000,
        (0.025, 0.067),
        _told("obrien_fleming"),
    ),
    Check(
        "S10 the same, each look as if it were the last: any told",
        2000,
        (0.09, 0.18),
        _told("none", each_as_last=True),
        instead_of=0.05,
        fewest=400,
    ),
    Check(
        "S10 one of 2 better, units planned so: it is promoted",
        1000,
        (0.76, 0.87),
        _promoted,
    ),
]
