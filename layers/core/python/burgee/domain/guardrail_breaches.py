"""What a look shows of breached guardrails, in words."""

from __future__ import annotations

from collections.abc import Iterator

from burgee.domain.results import Comparison, Finding, Look, MetricResult, Part


def breach_words(look: Look) -> str | None:
    """Which guardrails are breached at a look, with their numbers; None where none is."""
    found = list(_breaches(look))
    return f"At look {look.number} {'; '.join(found)}." if found else None


def _breaches(look: Look) -> Iterator[str]:
    for metric in look.metrics:
        for comparison in metric.comparisons:
            if metric.part is Part.GUARDRAIL and comparison.finding is Finding.HARMED:
                yield _words(look, metric, comparison)


def _words(look: Look, metric: MetricResult, comparison: Comparison) -> str:
    """The guardrail with both values; of a variant beyond its threshold the threshold too."""
    values = {variant.variant: variant.value for variant in metric.variants}
    harmed, control = values.get(comparison.variant), values.get(look.control)
    beyond = "" if metric.threshold is None else f", threshold {metric.threshold:g}"
    return (
        f"the guardrail '{metric.metric}' is breached by '{comparison.variant}': "
        f"{_number(harmed)} against {_number(control)} of '{look.control}'{beyond}"
    )


def _number(value: float | None) -> str:
    return "no value" if value is None else f"{value:.4g}"
