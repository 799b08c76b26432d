"""Experiments as JSON, already started, and an evaluator that serves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from burgee.domain.evaluation import Evaluator
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_forms import NO_HOLDOUT, Experiments, Holdout
from burgee.domain.experiments import Experiment
from burgee.domain.known_units import KnownContext, KnownUnits
from tests.unit.domain.rulesets import a_ruleset, parsed_flags, parsed_segments
from tests.unit.services.builders import NOON, a_flag_with

FLAG = "new-gallery"
AN_HOUR_AGO = "2026-11-25T11:00:00Z"
HALVES: dict[str, dict[str, Any]] = {
    "control": {"flags": {FLAG: "off"}},
    "treatment": {"flags": {FLAG: "on"}},
}


def an_experiment(key: str = "gallery", *, number: int = 1, **parts: Any) -> dict[str, Any]:
    """A running experiment over the gallery's flag; its run is frozen from what it says."""
    body: dict[str, Any] = {
        "key": key,
        "environment": "production",
        "status": "running",
        "variants": HALVES,
    }
    body |= parts
    run = {
        "number": number,
        "salt": f"salt-of-{key}.{number}",
        "environment": body["environment"],
        "bucket_by": body.get("bucket_by", "targetingKey"),
        "assignment": body.get("assignment", "deterministic"),
        "control": body.get("control", "control"),
        "weights": {name: each.get("weight", 1) for name, each in body["variants"].items()},
        "metrics": {},
        "dimensions": body.get("plan", {}).get("dimensions", []),
        "started_at": AN_HOUR_AGO,
    }
    return body | {"runs": [run]}


def weighted(**weights: int) -> dict[str, dict[str, Any]]:
    """Variants of these weights; `control` shows the flag off, the others on."""
    return {
        name: {"weight": weight, "flags": {FLAG: "off" if name == "control" else "on"}}
        for name, weight in weights.items()
    }


def parsed_experiments(
    experiments: Iterable[Mapping[str, Any]],
    groups: Iterable[Mapping[str, Any]] = (),
    holdout: Holdout = NO_HOLDOUT,
    *,
    is_halted: bool = False,
) -> Experiments:
    return Experiments(
        [Experiment.model_validate(body) for body in experiments],
        [ExclusionGroup.model_validate(body) for body in groups],
        holdout,
        is_halted,
    )


def serving(
    *experiments: Mapping[str, Any],
    flags: Iterable[dict[str, Any]] | None = None,
    segments: Iterable[dict[str, Any]] = (),
    groups: Iterable[Mapping[str, Any]] = (),
    holdout: Holdout = NO_HOLDOUT,
    now: float = NOON,
) -> Evaluator:
    """An evaluator of these experiments, through everything that publishing does to them."""
    parsed = parsed_flags([a_flag_with()] if flags is None else flags)
    served = parsed_experiments(experiments, groups, holdout)
    ruleset = a_ruleset(parsed, parsed_segments(segments), served)
    return Evaluator(ruleset, lambda: now)


def known(
    context: Mapping[str, Any] | None = None,
    *,
    exposures: Mapping[str, str] | None = None,
    drawn: Mapping[str, str] | None = None,
    takes_part: Mapping[str, bool] | None = None,
) -> KnownContext:
    """A context whose units are known; `user-1` where none is named."""
    units = KnownUnits(exposures or {}, takes_part, drawn)
    return KnownContext({"targetingKey": "user-1"} if context is None else context, units)
