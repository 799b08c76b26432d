"""The part of the configuration that one flag's answers come from, read strongly: to try a draft
of it without compiling all the others."""

from __future__ import annotations

from burgee.domain.documents import Kind
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_references import segments_of_experiment
from burgee.domain.experiments import Experiment
from burgee.domain.flag_checks import prerequisites_of, segments_of_flag
from burgee.domain.flags import Flag
from burgee.domain.rollout_checks import segments_of_rollout
from burgee.domain.rollouts import Rollout
from burgee.domain.segments import Segment
from burgee.services.open_rollouts import open_rollouts
from burgee.services.ports import DocumentRepository
from burgee.services.publish import Configuration, halted_in, holdouts_of
from burgee.services.served_experiments import open_experiments
from burgee.services.surroundings import (
    active_environments,
    flags_within_reach,
    segments_within_reach,
)


def configuration_around(
    documents: DocumentRepository, draft: Flag, unit: str | None
) -> Configuration:
    """What publishing would read, with `draft` as its flag, but without keys and without flags and
    segments that it does not lead to. Of the members of segments only `unit` is there, as nobody
    else is asked for."""
    flags = {**flags_within_reach(documents, prerequisites_of(draft)), draft.key: draft}
    experiments = [found for found in open_experiments(documents) if found.is_served]
    rollouts = [found for found in open_rollouts(documents) if found.flag in flags]
    named = _segments_named([*flags.values()], experiments, rollouts)
    segments = segments_within_reach(documents, named)
    environments = list(documents.current(Kind.ENVIRONMENT))
    return Configuration(
        active=frozenset(active_environments(documents)),
        flags=[(flag, 1) for flag in flags.values()],
        segments=[with_members(segment, unit) for segment in segments.values()],
        keys=[],
        experiments=experiments,
        groups=[
            ExclusionGroup.model_validate(found.body)
            for found in documents.current(Kind.EXCLUSION_GROUP)
        ],
        holdouts=holdouts_of(environments),
        rollouts=rollouts,
        halted=halted_in(environments),
    )


def with_members(segment: Segment, unit: str | None) -> Segment:
    """The segment as far as it is about one unit: of its members nobody else is left."""
    lists = {"included": segment.included, "excluded": segment.excluded}
    alone = {name: [unit] if unit in units else [] for name, units in lists.items()}
    return segment.model_copy(update=alone)


def _segments_named(
    flags: list[Flag], experiments: list[Experiment], rollouts: list[Rollout]
) -> set[str]:
    return set().union(
        *map(segments_of_flag, flags),
        *(keys for found in experiments for keys in segments_of_experiment(found).values()),
        *map(segments_of_rollout, rollouts),
    )
