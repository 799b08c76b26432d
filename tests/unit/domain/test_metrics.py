from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import InvalidDocument
from burgee.domain.experiments import Experiment, parse_run_id, run_id
from burgee.domain.metrics import AGGREGATION_BY_TYPE, Aggregation, Measure, Metric, MetricType
from burgee.domain.parsing import parse
from burgee.domain.rates import RATES
from tests.unit.services.designs import a_design, a_metric

NEEDS: dict[str, dict[str, Any]] = {
    "ratio": {"denominator": {"event_name": "visit"}},
    "quantile": {"quantile": 0.9},
    "retention": {"begin": "1d"},
    "funnel_step": {"after": ["cart"]},
}


def metric(type_: str, **parts: Any) -> Metric:
    return parse(Metric, a_metric(type=type_, **{**NEEDS.get(type_, {}), **parts}))


def test_rates_are_types_of_metrics() -> None:
    assert set(MetricType) >= RATES


@pytest.mark.parametrize("type_", MetricType)
def test_every_type_has_a_measure_of_its_own(type_: MetricType) -> None:
    measure = metric(type_).measure

    assert measure.aggregation is AGGREGATION_BY_TYPE[type_]
    assert measure.event_name == "purchase"


def test_a_metric_may_say_how_events_become_a_number() -> None:
    assert metric("sum", aggregation="last").measure.aggregation is Aggregation.LAST


@pytest.mark.parametrize(
    ("found", "over"),
    [
        (metric("ratio"), Measure(event_name="visit")),
        (
            metric("average_value"),
            Measure(event_name="purchase", aggregation=Aggregation.COUNT),
        ),
        (
            metric("duration", aggregation="average"),
            Measure(event_name="purchase", aggregation=Aggregation.COUNT),
        ),
        (metric("duration", aggregation="last"), None),
        (metric("sum"), None),
    ],
)
def test_only_ratios_of_sums_have_a_denominator(found: Metric, over: Measure | None) -> None:
    assert found.over == over


@pytest.mark.parametrize(
    ("found", "begin", "end"),
    [(metric("count"), 0, 14 * 86_400), (metric("retention", window="2d"), 86_400, 2 * 86_400)],
)
def test_events_count_from_begin_to_the_end_of_the_window(
    found: Metric, begin: int, end: int
) -> None:
    assert (found.begin_seconds, found.window_seconds) == (begin, end)


@pytest.mark.parametrize(
    ("type_", "parts", "why"),
    [
        ("sum", {"quantile": 0.5}, "only for metrics of type quantile"),
        ("quantile", {"quantile": None}, "a metric of type quantile needs `quantile`"),
        ("funnel_step", {"after": []}, "needs `after`"),
        ("retention", {"begin": "3d", "window": "3d"}, "`window` ends after `begin`"),
        ("count", {"window": "0d"}, "longer than nothing"),
        ("count", {"window": "31d"}, "at most 30d"),
        ("count", {"cap": 0.00001}, "write 0.0001 or more"),
        ("conversion_rate", {"cap": 1}, "`cap` is not for conversion_rate"),
    ],
)
def test_a_metric_that_does_not_fit_its_type_is_refused(
    type_: str, parts: dict[str, Any], why: str
) -> None:
    with pytest.raises(InvalidDocument, match=why):
        metric(type_, **parts)


def test_a_run_is_named_by_its_experiment_and_number() -> None:
    assert run_id("shop.checkout", 12) == "shop.checkout.12"


@pytest.mark.parametrize("text", ["checkout", ".1", "a.0", "a.01", "a.1234567", "a.x", "a.²"])
def test_what_names_no_run_is_none(text: str) -> None:
    assert parse_run_id(text) is None


def test_a_run_is_found_from_its_name() -> None:
    assert parse_run_id("shop.checkout.12") == ("shop.checkout", 12)


@pytest.mark.parametrize(
    ("status", "halted", "is_served", "is_archived"),
    [
        ("draft", False, False, False),
        ("running", False, True, False),
        ("paused", False, True, False),
        ("cancelled", True, True, False),
        ("cancelled", False, False, False),
        ("archived", False, False, True),
    ],
)
def test_what_runs_or_shows_its_control_is_served(
    status: str, halted: bool, is_served: bool, is_archived: bool
) -> None:
    experiment = Experiment.model_validate(a_design(status=status, halted=halted))

    assert (experiment.is_served, experiment.is_archived) == (is_served, is_archived)
