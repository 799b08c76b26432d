"""The new variant's value against a fixed threshold."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.stats.guardrails.observed import observed_of
from burgee.stats.guardrails.questions import GuardrailQuestion
from burgee.stats.guardrails.thresholds import threshold_evidence
from burgee.stats.values import Undefined
from tests.unit.stats.guardrails.watching import a_guardrail, means, rates, run_sums


def evidence_of(
    guardrail: GuardrailQuestion, variants: dict[str, dict[str, Any]], *, ripe: int = 0
) -> float | Undefined:
    sums = run_sums({}, {guardrail.key: variants})
    new = observed_of(guardrail, sums.metrics[guardrail.key])["new"]
    return threshold_evidence(guardrail, new, ripe=ripe, minimum_units=1000)


def known(found: float | Undefined) -> float:
    assert not isinstance(found, Undefined)
    return found


@pytest.mark.parametrize(("failed", "is_beyond"), [(60, False), (100, True)])
def test_a_rate_is_beyond_it_only_when_chance_is_ruled_out(failed: int, is_beyond: bool) -> None:
    guardrail = a_guardrail(threshold=0.05)

    assert (known(evidence_of(guardrail, rates(new=(failed, 1000)))) > 5) is is_beyond


def test_fewer_than_50_units_are_never_beyond_it() -> None:
    guardrail = a_guardrail(threshold=0.05)

    assert evidence_of(guardrail, rates(new=(49, 49))) == Undefined("it takes 50 units")


def test_without_a_threshold_there_is_nothing_to_say() -> None:
    assert isinstance(evidence_of(a_guardrail(), rates(new=(49, 490))), Undefined)


def test_where_more_is_good_units_that_have_just_come_are_no_failures() -> None:
    guardrail = a_guardrail(threshold=0.3, direction="increase")

    assert evidence_of(guardrail, rates(new=(100, 1000)), ripe=0) == Undefined(
        "it takes 50 units whose window is over"
    )


def test_all_that_was_done_is_credited_to_those_whose_window_is_over() -> None:
    guardrail = a_guardrail(threshold=0.3, direction="increase")

    bad = known(evidence_of(guardrail, rates(new=(100, 1000)), ripe=900))
    unclear = known(evidence_of(guardrail, rates(new=(100, 1000)), ripe=300))
    more_events_than_units = known(evidence_of(guardrail, rates(new=(100, 1000)), ripe=60))

    assert bad > 20
    assert unclear < 2
    assert more_events_than_units < 0


@pytest.mark.parametrize(
    ("direction", "mean", "is_beyond"),
    [
        ("decrease", 130.0, True),
        ("decrease", 104.0, False),
        ("increase", 70.0, True),
        ("increase", 96.0, False),
    ],
)
def test_a_mean_is_beyond_it_only_when_chance_is_ruled_out(
    direction: str, mean: float, is_beyond: bool
) -> None:
    guardrail = a_guardrail(threshold=100, type="sum", direction=direction)

    found = known(evidence_of(guardrail, means(new=(1000, mean, 90.0)), ripe=1000))

    assert (found > 5) is is_beyond


def test_the_mean_of_a_few_is_not_said_to_be_too_low() -> None:
    guardrail = a_guardrail(threshold=100, type="sum", direction="increase")

    assert isinstance(evidence_of(guardrail, means(new=(499, 1.0, 1.0)), ripe=499), Undefined)


def test_the_time_to_an_event_does_not_wait_for_windows() -> None:
    guardrail = a_guardrail(threshold=100, type="time_to_event", direction="increase")

    assert known(evidence_of(guardrail, means(new=(600, 50.0, 9.0)))) > 5


@pytest.mark.parametrize("units", [80, 200])
def test_means_that_tell_nothing(units: int) -> None:
    guardrail = a_guardrail(threshold=100, type="sum")

    assert isinstance(evidence_of(guardrail, means(new=(units, 50.0, 0.0))), Undefined)
