"""Rollouts as JSON that have reached a stage, and an evaluator that serves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from burgee.domain.evaluation import Evaluator
from burgee.domain.rollout_forms import Rollouts
from burgee.domain.rollouts import Rollout
from tests.unit.domain.experiments import parsed_experiments
from tests.unit.domain.rulesets import a_ruleset, parsed_flags, parsed_segments
from tests.unit.services.builders import NOON, a_flag_with

FLAG = "new-gallery"
AN_HOUR_AGO = "2026-11-25T11:00:00Z"
ERRORS = {"metric": {"key": "errors", "event_name": "error", "type": "conversion_rate"}}
ERRORS["metric"]["direction"] = "decrease"
RUN = "rollout:ramp.1"


def stages(*percentages: float, **parts: Any) -> list[dict[str, Any]]:
    return [{"percentage": percentage, **parts} for percentage in percentages]


def a_rollout(
    key: str = "ramp", *, at: int = 0, run: int | None = None, **parts: Any
) -> dict[str, Any]:
    """A rollout of the gallery's flag at 10, 20, 50 or 100 %; `run`: the number of the one in
    which its stage is compared."""
    body: dict[str, Any] = {
        "key": key,
        "flag": FLAG,
        "environment": "production",
        "variant": "on",
        "stages": stages(10, 20, 50, 100),
        "status": "ramping",
        "stage": at,
    }
    body |= parts
    if run is not None:
        body["runs"] = [a_run(body, run)]
        body["guardrails"] = [ERRORS]
    return body


def a_run(rollout: Mapping[str, Any], number: int = 1, **parts: Any) -> dict[str, Any]:
    """A run as its stage freezes it."""
    return {
        "number": number,
        "salt": "salt",
        "environment": rollout["environment"],
        "bucket_by": rollout.get("bucket_by", "targetingKey"),
        "assignment": "deterministic",
        "control": "off",
        "weights": {rollout["variant"]: 1, "off": 1},
        "metrics": {"guardrails": [ERRORS["metric"]]},
        "dimensions": [],
        "started_at": AN_HOUR_AGO,
        **parts,
    }


def parsed_rollouts(bodies: Iterable[Mapping[str, Any]], *, is_halted: bool = False) -> Rollouts:
    return Rollouts([Rollout.model_validate(body) for body in bodies], is_halted)


def ramping(
    *rollouts: Mapping[str, Any],
    flags: Iterable[dict[str, Any]] | None = None,
    segments: Iterable[dict[str, Any]] = (),
    experiments: Iterable[Mapping[str, Any]] = (),
    is_halted: bool = False,
    now: float = NOON,
) -> Evaluator:
    """An evaluator of these rollouts, through everything that publishing does to them."""
    parsed = parsed_flags([a_flag_with()] if flags is None else flags)
    ruleset = a_ruleset(
        parsed,
        parsed_segments(segments),
        parsed_experiments(experiments, is_halted=is_halted),
        parsed_rollouts(rollouts, is_halted=is_halted),
    )
    return Evaluator(ruleset, lambda: now)
