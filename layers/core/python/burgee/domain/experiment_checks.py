"""What must hold for a whole experiment, beyond the shape of each field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from burgee.domain.documents import Json
from burgee.domain.experiments import (
    Assignment,
    Exclusion,
    Experiment,
    Inclusion,
    smallest_block,
)
from burgee.domain.parsing import Problem, invalid, parse, problem
from burgee.domain.timestamps import seconds_of
from burgee.domain.tracking import is_never_stored

LARGEST_BLOCK = 1000
_STRATIFYING = frozenset({Assignment.STRATIFIED, Assignment.BLOCKED})


def parse_experiment(body: Json) -> Experiment:
    """A whole, checked experiment. Raises InvalidDocument."""
    experiment = parse(Experiment, body)
    problems = list(experiment_problems(experiment))
    if problems:
        raise invalid("experiment", problems)
    return experiment


def experiment_problems(experiment: Experiment) -> Iterator[Problem]:
    """Everything that does not fit together in one experiment."""
    yield from _variant_problems(experiment)
    yield from _assignment_problems(experiment)
    yield from _eligibility_problems(experiment)
    yield from _duration_problems(experiment)
    for field, names in (
        ("strata", experiment.strata),
        ("plan.dimensions", experiment.plan.dimensions),
    ):
        yield from _repetition_problems(field, names)
        yield from _privacy_problems(field, names)


def _variant_problems(experiment: Experiment) -> Iterator[Problem]:
    variants = experiment.variants
    if experiment.control not in variants:
        known = ", ".join(variants) or "none"
        yield problem("control", f"names the variant '{experiment.control}'; there are {known}")
    elif variants[experiment.control].weight == 0:
        where = f"variants.{experiment.control}.weight"
        yield problem(where, "is 0; without a control there is nothing to compare with")
    if sum(variant.weight > 0 for variant in variants.values()) < 2:
        yield problem("variants", "have fewer than two with a weight above 0; add one")
    for key, variant in variants.items():
        for flag in sorted(variant.flags.keys() & variant.configuration.keys()):
            detail = "decides a flag that `flags` decides too; keep one"
            yield problem(f"variants.{key}.configuration.{flag}", detail)
        for flag, value in variant.configuration.items():
            if isinstance(value, Mapping) and value.keys() != {"value"}:
                detail = 'has a wrong form; write a variant\'s key, or {"value": ...}'
                yield problem(f"variants.{key}.configuration.{flag}", detail)


def _assignment_problems(experiment: Experiment) -> Iterator[Problem]:
    assignment = experiment.assignment
    if assignment is Assignment.STRATIFIED and not experiment.strata:
        yield problem("strata", "are missing; stratified assignment needs at least one attribute")
    if experiment.strata and assignment not in _STRATIFYING:
        yield problem("strata", f"are for stratified and blocked assignment; this is {assignment}")
    if assignment is Assignment.BLOCKED:
        yield from _block_problems(experiment)
    elif experiment.block_size is not None:
        yield problem("block_size", f"is for blocked assignment; this is {assignment}")


def _block_problems(experiment: Experiment) -> Iterator[Problem]:
    smallest = smallest_block(experiment.weights.values())
    if smallest == 0:  # has no variant with a weight, which is a problem of its own
        return
    if experiment.units_per_block > LARGEST_BLOCK:
        detail = f"have weights that need blocks of {experiment.units_per_block} units"
        yield problem("variants", f"{detail}, at most {LARGEST_BLOCK} are possible; coarsen them")
    elif experiment.units_per_block % smallest:
        yield problem("block_size", f"does not hold whole shares; write a multiple of {smallest}")


def _eligibility_problems(experiment: Experiment) -> Iterator[Problem]:
    eligibility = experiment.eligibility
    parts: tuple[tuple[str, Inclusion | Exclusion], ...] = (
        ("include", eligibility.include),
        ("exclude", eligibility.exclude),
    )
    for name, part in parts:
        for attribute, values in part.attributes.items():
            where = f"eligibility.{name}.attributes.{attribute}"
            if not values:
                yield problem(where, "lists no value; name at least one")
            if any(isinstance(value, list | dict) or value is None for value in values):
                yield problem(where, "lists something else than texts, numbers, true and false")
    if experiment.key in eligibility.exclude.experiments:
        yield problem("eligibility.exclude.experiments", "name the experiment itself; remove it")


def _duration_problems(experiment: Experiment) -> Iterator[Problem]:
    if experiment.plan.minimum_days > experiment.maximum_days:
        detail = f"is less than plan.minimum_days, which is {experiment.plan.minimum_days}"
        yield problem("maximum_days", detail)
    starts, ends = seconds_of(experiment.start_at), seconds_of(experiment.end_at)
    if starts is not None and ends is not None and ends <= starts:
        yield problem("end_at", "is not after start_at")


def _repetition_problems(field: str, names: Collection[str]) -> Iterator[Problem]:
    if len(set(names)) < len(names):
        yield problem(field, "name one attribute twice; remove one")


def _privacy_problems(field: str, names: Collection[str]) -> Iterator[Problem]:
    for name in filter(is_never_stored, names):
        detail = (
            "would be stored with each exposure; derive what you need, as `browser`, in the app"
        )
        yield problem(f"{field}.{name}", detail)
