"""How many units an experiment needs, asked and answered as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from burgee.domain.errors import ImpossibleInput
from burgee.stats.planning import plan_sample_size
from burgee.stats.planning_questions import MetricKind, SampleSizeAnswer, SampleSizeQuestion
from burgee.stats.power import Formula
from burgee.stats.values import Undefined

MOST_DEVIATIONS = 1000
NUMBERS: tuple[str, ...] = (
    *("units", "total", "effect", "relative_effect", "treatment", "comparisons"),
    *("alpha_per_comparison", "days", "weeks"),
)


def sample_size(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What `plan_sample_size` answers to a question of these fields; where a number is None,
    `undefined` says why. Raises ImpossibleInput."""
    question = _question(asked)
    if abs(question.effect or 0.0) > MOST_DEVIATIONS * (question.deviation or 1.0):
        raise ImpossibleInput(
            f"an effect of over {MOST_DEVIATIONS} deviations shows in any two units"
        )
    answer = plan_sample_size(question)
    return _nothing(answer) if isinstance(answer, Undefined) else _found(answer)


def _question(asked: Mapping[str, Any]) -> SampleSizeQuestion:
    own = {
        "kind": MetricKind(asked["kind"]),
        "formula": Formula(asked["formula"]),
        "weights": tuple(asked["weights"]),
    }
    return SampleSizeQuestion(**{**asked, **own})


def _found(answer: SampleSizeAnswer) -> dict[str, Any]:
    relative, lasting = answer.relative_effect, answer.duration
    undefined = {}
    if isinstance(relative, Undefined):
        undefined["relative_effect"] = relative.because
    if isinstance(lasting, Undefined):
        undefined |= dict.fromkeys(("days", "weeks"), lasting.because)
    return {
        "units": list(answer.units),
        "total": answer.total,
        "effect": answer.effect,
        "relative_effect": None if isinstance(relative, Undefined) else relative,
        "treatment": answer.treatment,
        "comparisons": answer.comparisons,
        "alpha_per_comparison": answer.alpha_per_comparison,
        "days": None if isinstance(lasting, Undefined) else lasting.days,
        "weeks": None if isinstance(lasting, Undefined) else lasting.weeks,
        "formula": answer.formula,
        "factors": [asdict(factor) for factor in answer.factors],
        "sentence": answer.sentence,
        "undefined": undefined,
    }


def _nothing(answer: Undefined) -> dict[str, Any]:
    return {
        **dict.fromkeys(NUMBERS),
        "formula": "",
        "factors": [],
        "sentence": f"There is no answer: {answer}.",
        "undefined": dict.fromkeys(NUMBERS, answer.because),
    }
