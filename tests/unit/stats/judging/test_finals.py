"""The effect in the end of a run that was looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from burgee.domain.results import Look
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan
from tests.unit.stats.judging.runs import conversions, mean, of_metric, of_run, question

PLAN = AnalysisPlan(planned_units=10_000)


def looks(*counts: tuple[int, int, int], plan: AnalysisPlan = PLAN, ended: bool = False) -> Look:
    """The last of several looks, at (units per variant, conversions of each)."""
    past: list[Look] = []
    for units, control, treatment in counts:
        sums = conversions((units, control), (units, treatment))
        is_over = ended and len(past) == len(counts) - 1
        asked = question(sums, plan=plan, past=tuple(past), has_ended=is_over)
        past.append(analyse_run(asked))
    return past[-1]


def test_an_effect_that_stops_a_run_early_is_pulled_towards_zero() -> None:
    found = looks((3_000, 300, 320), (6_000, 600, 720)).final
    assert found is not None
    assert (found.look, found.variant, found.metric) == (2, "treatment-1", "conversion")
    assert found.naive == pytest.approx(0.02)
    assert 0 < found.low < found.effect < found.naive < found.high


def test_at_the_only_look_nothing_is_to_be_corrected() -> None:
    found = looks((10_000, 1_000, 1_060)).final
    assert found is not None
    assert found.effect == pytest.approx(found.naive, rel=1e-6)


def test_a_run_that_goes_on_has_no_final_estimate() -> None:
    assert looks((3_000, 300, 320), (6_000, 600, 620)).final is None


def test_a_run_that_ends_undecided_has_one() -> None:
    found = looks((3_000, 300, 320), (6_000, 600, 640), plan=replace(PLAN, planned_units=6_000))
    assert found.final is not None
    assert found.final.p_value > 0.05


def test_looks_after_the_stop_change_nothing() -> None:
    at_stop = looks((6_000, 600, 720)).final
    later = looks((6_000, 600, 720), (8_000, 800, 940)).final
    assert at_stop == later


def test_an_unlimited_design_has_no_stages() -> None:
    plan = replace(PLAN, sequential="confidence_sequence")
    assert looks((6_000, 600, 900), plan=plan).final is None


def test_a_worthwhile_effect_has_no_final_estimate() -> None:
    plan = replace(PLAN, worthwhile_effect=0.05, planned_units=6_000)
    assert looks((6_000, 600, 900), plan=plan).final is None


def test_without_numbers_there_is_no_final_estimate() -> None:
    same = mean(10_000, "10000", "10000")
    sums = of_run({"revenue": of_metric("sum", {"control": same, "green": same})})
    assert analyse_run(question(sums)).final is None


def test_erased_units_make_no_stage() -> None:
    found = looks((6_000, 600, 620), (5_900, 590, 610), (10_000, 1_000, 1_020))
    assert found.final is not None
    assert found.final.look == 3
