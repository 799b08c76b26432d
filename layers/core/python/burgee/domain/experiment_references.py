"""What an experiment names, and whether it is there and fits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from burgee.domain.conditions import segments_named
from burgee.domain.documents import Json
from burgee.domain.errors import UnknownReference
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiments import Exclusion, Experiment, Inclusion
from burgee.domain.flag_checks import FITS_BY_KIND, segment_problems
from burgee.domain.flags import Flag, Purpose, ValueKind
from burgee.domain.parsing import Problem, detail_of, problem
from burgee.domain.segments import Segment


@dataclass(frozen=True, slots=True)
class ExperimentSurroundings:
    """What an experiment may name: `environments` that are served, and what exists of the rest.

    `experiments`: keys of other experiments.
    """

    environments: Collection[str]
    flags: Mapping[str, Flag] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)
    groups: Mapping[str, ExclusionGroup] = field(default_factory=dict)
    experiments: Collection[str] = ()


def check_experiment_references(experiment: Experiment, around: ExperimentSurroundings) -> None:
    """Raises UnknownReference that lists what is not there or does not fit."""
    problems = list(reference_problems(experiment, around))
    if problems:
        raise UnknownReference(detail_of("experiment", problems), errors=problems)


def reference_problems(experiment: Experiment, around: ExperimentSurroundings) -> Iterator[Problem]:
    """Everything that an experiment names and that is not there or does not fit."""
    if experiment.environment not in around.environments:
        known = ", ".join(around.environments)
        detail = f"there is no environment '{experiment.environment}'; there are {known}"
        yield problem("environment", detail)
    yield from _flag_problems(experiment, around.flags)
    for part, keys in segments_of_experiment(experiment).items():
        yield from segment_problems(f"eligibility.{part}", keys, around.segments)
    for key in experiment.eligibility.exclude.experiments:
        if key not in around.experiments:
            detail = f"there is no experiment '{key}'; create it first"
            yield problem("eligibility.exclude.experiments", detail)
    misfit = _group_misfit(experiment, around.groups)
    if misfit:
        yield problem("group.key", misfit)


def segments_of_experiment(experiment: Experiment) -> dict[str, set[str]]:
    """Keys of the segments that an experiment asks for, by the part that names them."""
    parts: dict[str, Inclusion | Exclusion] = {
        "include": experiment.eligibility.include,
        "exclude": experiment.eligibility.exclude,
    }
    return {
        name: {*part.segments, *segments_named(part.conditions)} for name, part in parts.items()
    }


def _group_misfit(experiment: Experiment, groups: Mapping[str, ExclusionGroup]) -> str | None:
    if experiment.group is None:
        return None
    key = experiment.group.key
    group = groups.get(key)
    if group is None:
        return f"there is no exclusion group '{key}'; create it first"
    if group.is_archived:
        return f"the exclusion group '{key}' is archived; name another"
    if group.bucket_by != experiment.bucket_by:
        return (
            f"the exclusion group '{key}' hashes {group.bucket_by}, the experiment "
            f"{experiment.bucket_by}; set bucket_by to the same"
        )
    return None


def _flag_problems(experiment: Experiment, flags: Mapping[str, Flag]) -> Iterator[Problem]:
    for key, variant in experiment.variants.items():
        for flag_key, shown in variant.flags.items():
            where, flag = f"variants.{key}.flags.{flag_key}", flags.get(flag_key)
            yield from _flag_problem(where, flag_key, flag, experiment.environment)
            yield from _variant_problem(where, shown, flag)
        for flag_key, override in variant.configuration.items():
            where, flag = f"variants.{key}.configuration.{flag_key}", flags.get(flag_key)
            yield from _flag_problem(where, flag_key, flag, experiment.environment)
            yield from _override_problems(where, override, flag)


def _flag_problem(where: str, key: str, flag: Flag | None, environment: str) -> Iterator[Problem]:
    if flag is None:
        yield problem(where, f"there is no flag '{key}'; create it first")
    elif flag.is_archived:
        yield problem(where, f"the flag '{key}' is archived; unarchive it or name another")
    elif environment not in flag.environments:
        detail = f"the flag '{key}' is not set up in {environment}; give it a default_variant there"
        yield problem(where, detail)


def _variant_problem(where: str, shown: str, flag: Flag | None) -> Iterator[Problem]:
    if flag is not None and shown not in flag.variants:
        known = ", ".join(flag.variants)
        yield problem(where, f"the flag '{flag.key}' has no variant '{shown}'; it has {known}")


def _override_problems(
    where: str, override: str | Mapping[str, Json], flag: Flag | None
) -> Iterator[Problem]:
    if flag is None:
        return
    if flag.purpose is not Purpose.CONFIGURATION:
        detail = f"the flag '{flag.key}' has the purpose {flag.purpose}, not configuration"
        yield problem(where, f"{detail}; name its variants under `flags`")
    if isinstance(override, str):
        yield from _variant_problem(where, override, flag)
        return
    misfit = misfit_of(flag, override["value"])
    if misfit:
        yield problem(f"{where}.value", misfit)


def misfit_of(flag: Flag, value: Json) -> str | None:
    """Why a flag could not have this value; None if it could."""
    fits, expected = FITS_BY_KIND[flag.kind]
    if not fits(value):
        return f"is not {expected}; the flag '{flag.key}' is a {flag.kind} flag"
    if flag.kind is ValueKind.JSON and flag.json_schema is not None:
        # jsonschema takes longer to load than the rest of administration.
        from burgee.domain.json_schemas import value_problem

        return value_problem(flag.json_schema, value)
    return None
