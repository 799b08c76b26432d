"""What a look demands, by the plan."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from burgee.domain.results import Look
from burgee.stats.judging.judge import analyse_run
from burgee.stats.judging.questions import AnalysisPlan
from burgee.stats.judging.scales import SHAPES, LookAccount, NoLook, OneLook, account_of, watching
from burgee.stats.spending import Spending, SpendingShape
from tests.unit.stats.judging.runs import conversions, question

PLAN = AnalysisPlan(planned_units=5_000)
OBF = Spending(SpendingShape.OBRIEN_FLEMING)
LOOK = analyse_run(question(conversions((10, 1), (10, 1))))


def look_at(information: int, fraction: float, spent: float | None = None) -> Look:
    """A look that spent so much; as O'Brien and Fleming's function says, if not told."""
    used = OBF.spent(0.05, fraction) if spent is None else spent
    return replace(LOOK, information=information, fraction=fraction, spent=used)


def account(
    plan: AnalysisPlan, information: int, *past: Look, over: bool = False, ripe: bool = True
) -> LookAccount:
    return account_of(
        plan, past, information=information, variants=2, is_over=over, can_conclude=ripe
    )


def test_the_bounds_of_four_equal_looks_are_those_of_lan_and_demets() -> None:
    past = [look_at(2_500, 0.25), look_at(5_000, 0.5), look_at(7_500, 0.75)]
    found = [
        account(PLAN, 2_500 * (number + 1), *past[:number]).scale.bound(0.05) for number in range(4)
    ]
    assert found == pytest.approx([4.3326, 2.9631, 2.3590, 2.0141], abs=5e-4)


@pytest.mark.parametrize("sequential", sorted(SHAPES))
def test_everything_is_spent_with_the_last_planned_unit(sequential: str) -> None:
    found = account(replace(PLAN, sequential=sequential), 10_000)
    assert (found.is_final, found.fraction) == (True, 1.0)
    assert found.spent == pytest.approx(0.05)


def test_more_units_than_planned_spend_no_more_than_alpha() -> None:
    found = account(PLAN, 12_000, look_at(6_000, 0.6))
    assert (found.fraction, found.spent) == (1.0, pytest.approx(0.05))


def test_the_end_of_the_run_spends_all_that_is_left() -> None:
    found = account(PLAN, 4_000, look_at(2_000, 0.2), over=True)
    assert (found.is_final, found.fraction) == (True, 0.4)
    assert found.spent == pytest.approx(0.05)
    assert found.scale.bound(0.05) == pytest.approx(1.96, abs=1e-3)


def test_with_fewer_units_than_before_nothing_more_is_spent() -> None:
    before = look_at(6_000, 0.6, spent=0.0112)
    found = account(PLAN, 5_000, before)
    assert (found.spent, found.scale.bound(0.05)) == (0.0112, inf)


def test_a_look_with_fewer_units_than_before_is_no_stage_of_the_next() -> None:
    first = look_at(6_000, 0.6)
    shrunk = look_at(5_000, 0.5, spent=first.spent)
    found = account(PLAN, 8_000, first, shrunk).scale.bound(0.05)
    assert found == account(PLAN, 8_000, first).scale.bound(0.05)


def test_the_end_spends_all_also_with_fewer_units_than_before() -> None:
    found = account(PLAN, 5_000, look_at(6_000, 0.6), over=True)
    assert found.spent == pytest.approx(0.05)


def test_a_sequential_p_value_is_at_alpha_on_the_bound() -> None:
    scale = account(PLAN, 6_000, look_at(3_000, 0.3)).scale
    assert scale.p_value(scale.bound(0.01)) == pytest.approx(0.01, rel=1e-4)


def test_the_last_look_waits_until_something_can_be_concluded() -> None:
    first = look_at(6_000, 0.6)
    waiting = account(PLAN, 10_000, first, ripe=False)
    assert (waiting.is_final, waiting.spent) == (False, first.spent)
    assert waiting.scale.bound(0.05) == inf


def test_a_first_look_that_has_to_wait_spends_nothing() -> None:
    assert account(PLAN, 10_000, ripe=False).spent == 0.0


def test_looks_that_waited_are_no_stages_of_the_last_one() -> None:
    first = look_at(6_000, 0.6)
    waited = look_at(10_000, 1.0, spent=first.spent)
    last = account(PLAN, 12_000, first, waited)
    assert last.is_final
    assert last.scale.bound(0.05) == account(PLAN, 12_000, first).scale.bound(0.05)


def test_a_single_look_waits_too() -> None:
    plan = replace(PLAN, sequential="none")
    assert isinstance(account(plan, 10_000, ripe=False).scale, NoLook)


def test_without_planned_units_a_spending_function_gives_way_to_a_confidence_sequence() -> None:
    found = account(replace(PLAN, planned_units=None), 4_000)
    assert (found.design, found.fraction, found.is_final) == ("confidence_sequence", None, False)


def test_a_confidence_sequence_may_be_looked_at_beyond_the_planned_units() -> None:
    found = account(replace(PLAN, sequential="confidence_sequence"), 50_000)
    assert not found.is_final


@pytest.mark.parametrize("sequential", ["confidence_sequence", "msprt"])
def test_what_is_valid_without_an_end_is_wider_than_one_look(sequential: str) -> None:
    scale = account(replace(PLAN, sequential=sequential), 5_000).scale
    assert 2.5 < scale.bound(0.05) < 3.5


def test_a_fixed_plan_looks_once() -> None:
    plan = replace(PLAN, sequential="none")
    early, late = account(plan, 4_000), account(plan, 10_000)
    assert isinstance(early.scale, NoLook)
    assert isinstance(late.scale, OneLook)
    assert (early.spent, late.spent) == (0.0, 0.05)


def test_no_look_has_no_bound_and_no_evidence() -> None:
    assert (NoLook().bound(0.05), NoLook().p_value(50.0)) == (inf, 1.0)


def test_one_look_is_the_normal_distribution() -> None:
    assert OneLook().bound(0.05) == pytest.approx(1.959964)
    assert OneLook().p_value(-1.959964) == pytest.approx(0.05)


def test_a_bayesian_plan_spends_nothing() -> None:
    found = account(replace(PLAN, method="bayesian"), 6_000)
    assert (found.design, found.spent, found.fraction) == ("bayesian", 0.0, 0.6)


def test_what_is_watched_at_every_look_is_valid_without_an_end() -> None:
    assert watching(10_000).p_value(3.0) > 2 * OneLook().p_value(3.0)
