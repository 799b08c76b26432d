"""Served rollouts to ruleset form: who gets the new variant by which stage, and the run in which
the stage that is reached compares it with the old one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from burgee.domain.bucketing import seed_of
from burgee.domain.compilation import condition_form
from burgee.domain.experiment_forms import attribute_of
from burgee.domain.experiments import Run
from burgee.domain.flags import Flag, slots_of
from burgee.domain.names import TARGETING_KEY
from burgee.domain.rollout_draws import compared_from
from burgee.domain.rollouts import Rollout, Stage, rollout_run_id

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rollouts:
    """What the rollouts of one environment are compiled from. `is_halted`: none is served there."""

    rollouts: Collection[Rollout] = ()
    is_halted: bool = False

    def forms(self, environment: str, flags: Iterable[Flag]) -> dict[str, Form]:
        """Those that are served there, in ruleset form, by the flag whose share they decide."""
        if self.is_halted:
            return {}
        known = {flag.key: flag for flag in flags}
        # Of two that were started at once, the one that came first: the other one is aborted.
        latest_first = sorted(self.rollouts, key=_order, reverse=True)
        return {
            rollout.flag: compile_rollout(rollout, flag.salt or flag.key)
            for rollout in latest_first
            if rollout.environment == environment and _has_a_stage(rollout)
            for flag in [known.get(rollout.flag)]
            if flag is not None and rollout.variant in flag.variants
        }

    def tracked(self, environment: str) -> set[str]:
        """The unit types under which events rest there, for guardrails to count."""
        return {
            attribute_of(rollout.bucket_by)
            for rollout in self.rollouts
            if rollout.environment == environment and rollout.guardrails and not rollout.is_archived
        }


def compile_rollout(rollout: Rollout, salt: str) -> Form:
    """The ruleset form of a rollout that has reached a stage; `salt` is its flag's.

    `rules` are asked in order: units that are named, and shares `[low, high, stage]` of audiences,
    all drawn at once as the flag's own share is, so that nobody who is in moves. The last one is
    the share of the stage that is reached; where there is a `run`, it compares those in it.
    """
    bucket_by = attribute_of(rollout.bucket_by)
    form: Form = {
        "rollout": rollout.key,
        "stage": rollout.stage,
        "variant": rollout.variant,
        "bucket_by": bucket_by,
        "draw": {"seed": seed_of(salt, "rollout")},
        "rules": _rules(rollout.planned_stages[: (rollout.stage or 0) + 1]),
    }
    if bucket_by != TARGETING_KEY:
        form["draw"]["key"] = [[bucket_by]]
    if rollout.excluded:
        form["excluded"] = sorted(set(rollout.excluded))
    if rollout.run is not None and rollout.reached is not None and rollout.reached.percentage:
        form["run"] = _run_form(rollout, rollout.run)
        form["run"]["from"] = compared_from(rollout.planned_stages[: (rollout.stage or 0) + 1])
    return form


def audience_conditions(stage: Stage) -> list[list[Any]]:
    """Conditions that must all hold: any of the segments, each of the conditions."""
    segments = [["in_segment", None, key] for key in stage.segments]
    return [
        *([["or", segments]] if segments else []),
        *(condition_form(node) for node in stage.conditions),
    ]


def _order(rollout: Rollout) -> tuple[str, str]:
    return rollout.started_at or "", rollout.key


def _has_a_stage(rollout: Rollout) -> bool:
    return rollout.is_served and rollout.stage is not None


def _rules(reached: list[Stage]) -> list[Form]:
    rules: list[Form] = []
    last = len(reached) - 1
    for number, stage in enumerate(reached):
        if stage.units:
            rules.append({"stage": number, "units": sorted(set(stage.units))})
        if stage.percentage:
            _add_share(rules, stage, number, apart=number == last)
    return rules


def _add_share(rules: list[Form], stage: Stage, number: int, *, apart: bool) -> None:
    """Adds a stage's share, to the one before where the audience is the same: units drawn below
    its end are decided there already. The last one stays `apart`: it has a run."""
    conditions, end = audience_conditions(stage), slots_of(stage.percentage)
    before = rules[-1] if rules and not apart else {}
    if "ranges" not in before or before["conditions"] != conditions:
        rules.append({"conditions": conditions, "ranges": [[0, end, number]]})
        return
    low = before["ranges"][-1][1]
    if low < end:
        before["ranges"].append([low, end, number])


def _run_form(rollout: Rollout, run: Run) -> Form:
    """What is known of an experiment's run too, wherever exposures are written."""
    return {
        "run": rollout_run_id(rollout.key, run.number),
        "number": run.number,
        "status": "running",
        "bucket_by": attribute_of(run.bucket_by),
        "control": run.control,
        "variants": sorted(run.weights),
        "dimensions": list(run.dimensions),
        "expose_on": rollout.expose_on.value,
    }
