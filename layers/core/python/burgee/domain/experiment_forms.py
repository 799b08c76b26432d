"""Served experiments to ruleset form: who may take part, and which variant they get."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import gcd
from typing import Any

from burgee.domain.bucketing import SLOTS, seed_of
from burgee.domain.compilation import condition_form, weight_ranges
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiments import (
    Assignment,
    Eligibility,
    Exclusion,
    Experiment,
    ExperimentVariant,
    Inclusion,
    Run,
    run_id,
)
from burgee.domain.flags import slots_of
from burgee.domain.names import TARGETING_KEY

Form = dict[str, Any]
DRAWN = frozenset({Assignment.RANDOM, Assignment.BLOCKED})
BOT = "bot"  # the edge's word for a device that is none: see `burgee.wire.edge`


@dataclass(frozen=True, slots=True)
class Holdout:
    """The share of an environment's units that no experiment may have."""

    percentage: float = 0
    salt: str = ""


NO_HOLDOUT = Holdout()


@dataclass(frozen=True, slots=True)
class Experiments:
    """What the experiments of one environment are compiled from. `is_halted`: all of them show
    their control there."""

    experiments: Collection[Experiment] = ()
    groups: Iterable[ExclusionGroup] = ()
    holdout: Holdout = NO_HOLDOUT
    is_halted: bool = False

    def forms(self, environment: str) -> dict[str, Form]:
        """Those that are served there, in ruleset form, by key."""
        groups = {group.key: group for group in self.groups}
        stopped: Form = {"status": "halted"} if self.is_halted else {}
        return {
            experiment.key: compile_experiment(experiment, run, groups, self.holdout) | stopped
            for experiment in self.experiments
            if experiment.is_served and experiment.environment == environment
            for run in [experiment.run]
            if run is not None
        }

    def tracked(self, environment: str) -> list[str]:
        """The unit types under which events rest there.

        Also those of drafts, for the covariate covers days before the start, and of experiments
        that have ended, for a unit's events count to the end of its window.
        """
        return sorted(
            {
                attribute_of(experiment.bucket_by)
                for experiment in self.experiments
                if experiment.environment == environment and not experiment.is_archived
            }
        )


def deciding(forms: Mapping[str, Form]) -> dict[str, list[str]]:
    """Flag -> the experiments that decide it. One that was stopped comes after those that run,
    so that it is in nobody's way."""
    found: dict[str, list[str]] = {}
    for key in sorted(forms, key=lambda key: (forms[key]["status"] == "halted", key)):
        for flag_key in sorted(
            {flag for shown in forms[key]["variants"].values() for flag in shown}
        ):
            found.setdefault(flag_key, []).append(key)
    return found


def compile_experiment(
    experiment: Experiment, run: Run, groups: Mapping[str, ExclusionGroup], holdout: Holdout
) -> Form:
    """The ruleset form of an experiment and its newest run.

    What the run froze is taken from the run. `weights`, and `block_size` where blocks are drawn,
    have no common divisor; a block is a whole number of them.
    """
    weights = reduced(run.weights)
    form: Form = {
        "experiment": experiment.key,
        "run": run_id(experiment.key, run.number),
        "number": run.number,
        "status": "halted" if experiment.halted else experiment.status.value,
        "bucket_by": attribute_of(run.bucket_by),
        "control": run.control,
        "conditions": eligibility_conditions(experiment.eligibility),
        "excluded": sorted(set(experiment.eligibility.exclude.units)),
        "not_in": list(dict.fromkeys(experiment.eligibility.exclude.experiments)),
        "gates": _gates(experiment, run, groups, holdout),
        "method": run.assignment.value,
        "strata": list(experiment.strata),
        "split": _bucketing(run.salt, "split", run.bucket_by),
        "weights": weights,
        "variants": {key: _shown(variant) for key, variant in experiment.variants.items()},
        "dimensions": list(run.dimensions),
        "expose_on": experiment.expose_on.value,
    }
    if run.assignment not in DRAWN:
        form["split"]["ranges"] = weight_ranges(weights)
    if run.assignment is Assignment.BLOCKED:
        form["block_size"] = _block_size(experiment.block_size, sum(weights.values()))
    return form


def reduced(weights: Mapping[str, int]) -> dict[str, int]:
    """Weights without a common divisor, and without those of nobody.

    >>> reduced({"a": 50, "b": 100, "c": 0})
    {'a': 1, 'b': 2}
    """
    divisor = gcd(*weights.values())
    return {variant: weight // divisor for variant, weight in weights.items() if weight}


def attribute_of(bucket_by: str) -> str:
    """The attribute of the context that `bucket_by` names."""
    return TARGETING_KEY if bucket_by == "targeting_key" else bucket_by


def eligibility_conditions(eligibility: Eligibility) -> list[list[Any]]:
    """Inclusion and exclusion as conditions that must all hold."""
    return [
        *_included(eligibility.include),
        *(["not", condition] for condition in _excluded(eligibility.exclude)),
    ]


def _included(include: Inclusion) -> list[list[Any]]:
    segments = [["in_segment", None, key] for key in include.segments]
    return [
        *_lists(include),
        *([["or", segments]] if segments else []),
        *(condition_form(node) for node in include.conditions),
    ]


def _excluded(exclude: Exclusion) -> list[list[Any]]:
    return [
        *_lists(exclude),
        *(["in_segment", None, key] for key in exclude.segments),
        *(condition_form(node) for node in exclude.conditions),
        *([["equals", "device_type", BOT]] if exclude.bots else []),
    ]


def _lists(named: Inclusion | Exclusion) -> list[list[Any]]:
    by_attribute: dict[str, list[Any]] = {
        "platform": list(named.platforms),
        "region": list(named.regions),
        "device_type": list(named.device_types),
    }
    written = [*by_attribute.items(), *named.attributes.items()]
    return [["in", attribute, accepted] for attribute, accepted in written if accepted]


def _gates(
    experiment: Experiment, run: Run, groups: Mapping[str, ExclusionGroup], holdout: Holdout
) -> list[Form]:
    """Holdout, exclusion group, traffic: each a draw of its own, left out where all are in."""
    gates: list[Form] = []
    if holdout.percentage:
        drawn = _bucketing(holdout.salt, "holdout", run.bucket_by)
        kept_out = slots_of(holdout.percentage)
        gates.append({"gate": "holdout"} | drawn | {"ranges": [[kept_out, SLOTS]]})
    if experiment.group is not None:
        gates.append({"gate": "group"} | _group_gate(experiment, groups))
    if slots_of(experiment.traffic) < SLOTS:
        drawn = _bucketing(run.salt, "traffic", run.bucket_by)
        gates.append({"gate": "traffic"} | drawn | {"ranges": [[0, slots_of(experiment.traffic)]]})
    return gates


def _group_gate(experiment: Experiment, groups: Mapping[str, ExclusionGroup]) -> Form:
    """Its buckets in the group; none of them if there is no such group, so that it takes nobody
    whom another might have."""
    share = experiment.group
    group = groups.get(share.key) if share is not None else None
    if share is None or group is None:
        return {"seed": 0, "ranges": []}
    drawn = _bucketing(group.salt or group.key, "group", group.bucket_by)
    return drawn | {"ranges": [list(share.slots)]}


def _bucketing(salt: str, purpose: str, bucket_by: str) -> Form:
    form: Form = {"seed": seed_of(salt, purpose)}
    attribute = attribute_of(bucket_by)
    return form if attribute == TARGETING_KEY else form | {"key": [[attribute]]}


def _block_size(wanted: int | None, sum_of_weights: int) -> int:
    """A whole number of the weights: the size that is wanted, or twice their sum."""
    return max(1, (wanted or 2 * sum_of_weights) // sum_of_weights) * sum_of_weights


def _shown(variant: ExperimentVariant) -> dict[str, Any]:
    return {**variant.flags, **variant.configuration}
