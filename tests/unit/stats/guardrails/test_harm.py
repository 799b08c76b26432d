"""New against old."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.stats.guardrails.harm import harm_evidence
from burgee.stats.guardrails.observed import observed_of
from burgee.stats.guardrails.questions import GuardrailQuestion
from burgee.stats.values import Undefined
from tests.unit.stats.guardrails.watching import a_guardrail, means, rates, run_sums


def evidence_of(
    guardrail: GuardrailQuestion,
    variants: dict[str, dict[str, Any]],
    *,
    share: float = 0.5,
    bins: Any = None,
) -> float | Undefined:
    histograms = None if bins is None else {guardrail.key: bins}
    sums = run_sums({}, {guardrail.key: variants}, histograms)
    seen = observed_of(guardrail, sums.metrics[guardrail.key])
    return harm_evidence(guardrail, seen["old"], seen["new"], share=share, minimum_units=1000)


def known(found: float | Undefined) -> float:
    assert not isinstance(found, Undefined)
    return found


def test_twice_the_errors_are_harm() -> None:
    assert known(evidence_of(a_guardrail(), rates(old=(40, 1000), new=(80, 1000)))) > 5


def test_as_many_errors_as_the_draw_explains_are_none() -> None:
    found = known(evidence_of(a_guardrail(), rates(old=(360, 9000), new=(40, 1000)), share=0.1))

    assert found < 0


def test_units_without_the_event_do_not_matter() -> None:
    few = evidence_of(a_guardrail(), rates(old=(40, 1000), new=(80, 1000)))
    many = evidence_of(a_guardrail(), rates(old=(40, 9000), new=(80, 2000)))

    assert few == many


def test_a_margin_is_tolerated() -> None:
    within = a_guardrail(margin=1.0)

    assert known(evidence_of(within, rates(old=(400, 9000), new=(780, 9000)))) < 0


def test_where_more_is_good_fewer_events_are_harm() -> None:
    good = a_guardrail(direction="increase")

    harmed = known(evidence_of(good, rates(old=(200, 1000), new=(100, 1000))))
    better = known(evidence_of(good, rates(old=(100, 1000), new=(200, 1000))))

    assert harmed > 5
    assert better < 0


def test_where_all_of_a_good_may_be_lost_nothing_is_harm() -> None:
    careless = a_guardrail(direction="increase", margin=1.0)

    assert evidence_of(careless, rates(old=(200, 1000), new=(0, 1000))) == 0.0


@pytest.mark.parametrize(
    ("direction", "new", "is_harm"),
    [
        ("decrease", 130.0, True),
        ("decrease", 70.0, False),
        ("increase", 70.0, True),
        ("increase", 130.0, False),
    ],
)
def test_a_mean_on_its_bad_side_is_harm(direction: str, new: float, is_harm: bool) -> None:
    guardrail = a_guardrail(type="sum", direction=direction)

    found = known(evidence_of(guardrail, means(old=(1000, 100.0, 90.0), new=(1000, new, 90.0))))

    assert (found > 5) is is_harm


def test_the_margin_of_a_mean_is_relative_to_its_size() -> None:
    loss = a_guardrail(type="sum", direction="increase", margin=0.5)

    within = evidence_of(loss, means(old=(1000, -100.0, 90.0), new=(1000, -130.0, 90.0)))
    beyond = evidence_of(loss, means(old=(1000, -100.0, 90.0), new=(1000, -190.0, 90.0)))

    assert known(within) < 0
    assert known(beyond) > 5


@pytest.mark.parametrize("few", ["new", "old"])
def test_a_few_units_have_at_least_the_spread_of_the_many(few: str) -> None:
    """150 units that missed the tail look sure of a mean that is too low, or too high."""
    many = "old" if few == "new" else "new"
    guardrail = a_guardrail(type="sum", direction="increase" if few == "new" else "decrease")
    tailless = {few: (150, 90.0, 20.0), many: (3000, 100.0, 150.0)}

    assert known(evidence_of(guardrail, means(**tailless), share=0.5)) < 1


def test_means_of_few_units_say_nothing() -> None:
    guardrail = a_guardrail(type="sum")

    found = evidence_of(guardrail, means(old=(99, 1.0, 1.0), new=(5000, 9.0, 1.0)))

    assert found == Undefined("in the control it takes 100 units in each variant")


def test_means_of_few_units_with_events_say_nothing() -> None:
    guardrail = a_guardrail(type="sum")
    variants = means(old=(1000, 1.0, 1.0), new=(1000, 9.0, 1.0))
    variants["new"]["moved"] = 9

    found = evidence_of(guardrail, variants)

    assert isinstance(found, Undefined)
    assert "10 units with the event" in found.because


def test_means_without_spread_say_nothing() -> None:
    guardrail = a_guardrail(type="sum")

    assert isinstance(
        evidence_of(guardrail, means(old=(1000, 1.0, 0.0), new=(1000, 9.0, 0.0))), Undefined
    )


def test_quantiles_take_units_on_each_side() -> None:
    guardrail = a_guardrail(type="quantile", quantile=0.99)
    bins = {variant: [("0", "10", 450), ("10", "20", 50)] for variant in ("new", "old")}
    variants = means(old=(500, 8.0, 3.0), new=(500, 8.0, 3.0))

    found = evidence_of(guardrail, variants, bins=bins)

    assert found == Undefined("in the control it takes 1000 units in each variant")


def test_a_slower_p95_is_harm() -> None:
    guardrail = a_guardrail(type="quantile", quantile=0.95)
    fast = [(str(at), str(at + 10), 100) for at in range(0, 200, 10)]
    slow = [(str(2 * at), str(2 * at + 20), 100) for at in range(0, 200, 10)]
    variants = means(old=(2000, 100.0, 50.0), new=(2000, 200.0, 100.0))

    found = evidence_of(guardrail, variants, bins={"old": fast, "new": slow})

    assert known(found) > 20
