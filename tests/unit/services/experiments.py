"""Experiments as documents, running, and an evaluator over what is published of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from burgee.domain.evaluation import Evaluator
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_forms import Experiments
from burgee.domain.experiments import Experiment
from burgee.domain.flag_checks import parse_flag
from burgee.domain.publication import build
from burgee.domain.ruleset import Ruleset
from burgee.domain.segment_checks import parse_segment
from tests.unit.services.builders import NOON, settings
from tests.unit.services.usage import PRODUCTION

STARTED = "2026-11-20T08:00:00.000Z"


def a_run(**parts: Any) -> dict[str, Any]:
    return {
        "number": 1,
        "salt": "run-salt",
        "environment": PRODUCTION,
        "bucket_by": "targetingKey",
        "assignment": "deterministic",
        "control": "control",
        "weights": {"control": 1, "treatment": 1},
        "metrics": {},
        "dimensions": [],
        "started_at": STARTED,
        **parts,
    }


def an_experiment(
    key: str = "checkout", flag: str = "shown", *, run: dict[str, Any] | None = None, **parts: Any
) -> dict[str, Any]:
    """A running experiment: its treatment shows the flag as on, its control as off."""
    bucket_by = parts.get("bucket_by", "targetingKey")
    assignment = parts.get("assignment", "deterministic")
    froze = {"bucket_by": bucket_by, "assignment": assignment, **(run or {})}
    return {
        "key": key,
        "environment": PRODUCTION,
        "status": "running",
        "variants": {"control": {"flags": {flag: "off"}}, "treatment": {"flags": {flag: "on"}}},
        "runs": [a_run(**froze)],
        **parts,
    }


def a_flag(key: str = "shown", **parts: Any) -> dict[str, Any]:
    """A boolean flag that is on in production, and shows off."""
    return {
        "key": key,
        "kind": "boolean",
        "environments": {PRODUCTION: settings("off", **parts)},
    }


def an_evaluator(
    *experiments: dict[str, Any],
    flags: Iterable[dict[str, Any]] = (),
    segments: Iterable[dict[str, Any]] = (),
    groups: Iterable[dict[str, Any]] = (),
    now: Callable[[], float] = lambda: NOON,
) -> Evaluator:
    """An evaluator of these documents; the flag `shown` is among them if none is given."""
    served = Experiments(
        [Experiment.model_validate(body) for body in experiments],
        [ExclusionGroup.model_validate(body) for body in groups],
    )
    published = build(
        PRODUCTION,
        flags=[(parse_flag(body), 1) for body in flags or [a_flag()]],
        segments=[parse_segment(body) for body in segments],
        keys=[],
        experiments=served,
    )
    ruleset = Ruleset.load(published.numbered(1, STARTED), published.chunks)
    return Evaluator(ruleset, now)
