"""A comparison's level is the one at which its family's procedure decides on it."""

from __future__ import annotations

import pytest

from burgee.stats.judging.families import LEVELS, NONE, PROCEDURES, corrected
from burgee.stats.multiplicity import rejected
from burgee.stats.values import Undefined

P_VALUES = [0.3, 0.004, 0.02, 0.011, 0.7, 0.049]
NOTHING = Undefined("no units came")


@pytest.mark.parametrize("correction", sorted(PROCEDURES))
def test_a_p_value_is_within_its_level_where_the_procedure_rejects(correction: str) -> None:
    found = corrected(P_VALUES, correction, 0.05)
    within = [p <= each.alpha for p, each in zip(P_VALUES, found, strict=True)]
    assert within == rejected(P_VALUES, PROCEDURES[correction], 0.05)


@pytest.mark.parametrize("correction", sorted(LEVELS))
def test_a_family_of_one_is_not_corrected(correction: str) -> None:
    [only] = corrected([0.03], correction, 0.05)
    assert (only.adjusted_p_value, only.alpha) == (0.03, 0.05)


def test_what_is_undefined_does_not_count_in_the_family() -> None:
    found = corrected([0.01, NOTHING, 0.04], "bonferroni", 0.05)
    assert [each.adjusted_p_value for each in found] == [0.02, NOTHING, 0.08]
    assert {each.alpha for each in found} == {0.025}


def test_a_family_without_any_p_value_has_the_level_of_the_first_step() -> None:
    assert [each.alpha for each in corrected([NOTHING], "holm", 0.05)] == [0.05]


def test_holm_gives_each_rejection_the_level_of_its_step() -> None:
    found = corrected([0.001, 0.012, 0.2], "holm", 0.05)
    assert [each.alpha for each in found] == pytest.approx([0.05 / 3, 0.025, 0.05])


def test_holm_gives_all_rejected_their_own_steps() -> None:
    found = corrected([0.001, 0.012], "holm", 0.05)
    assert [each.alpha for each in found] == pytest.approx([0.025, 0.05])


def test_hochberg_rejects_both_of_two_p_values_below_alpha() -> None:
    found = corrected([0.04, 0.045], "hochberg", 0.05)
    assert [each.alpha for each in found] == [0.05, 0.05]


def test_benjamini_hochberg_gives_rejections_the_level_that_their_number_allows() -> None:
    found = corrected([0.001, 0.002, 0.9, 0.8], "benjamini_hochberg", 0.05)
    assert [each.alpha for each in found] == pytest.approx([0.025, 0.025, 0.0375, 0.0375])


def test_without_a_correction_p_values_stay_as_they_are() -> None:
    found = corrected([0.04, 0.03], NONE, 0.05)
    assert [(each.adjusted_p_value, each.alpha) for each in found] == [(0.04, 0.05), (0.03, 0.05)]
