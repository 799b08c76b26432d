"""What asks for a segment: so that whoever changes it knows what they change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from burgee.domain.conditions import segments_named
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.experiment_references import segments_of_experiment
from burgee.domain.flag_checks import segments_of
from burgee.domain.flags import Flag
from burgee.domain.rollout_checks import segments_of_rollout
from burgee.domain.segments import Segment
from burgee.services.experiment_rules import experiments_naming
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.rollout_rules import rollouts_naming
from burgee.services.surroundings import users_of


@dataclass(frozen=True, slots=True)
class FlagUse:
    """A flag, and the environments whose rules ask for the segment."""

    key: str
    environments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentUses:
    """Keys of active flags and segments, of experiments that are drafts or served, and of rollouts
    that are pending or open, which ask for a segment."""

    flags: tuple[FlagUse, ...]
    segments: tuple[str, ...]
    experiments: tuple[str, ...]
    rollouts: tuple[str, ...]


def segment_uses(documents: DocumentRepository, key: str) -> SegmentUses:
    """Everything that keeps a segment from being archived. Raises DocumentNotFound."""
    read(documents, Kind.SEGMENT, key)
    experiments = experiments_naming(
        documents, lambda found: key in set().union(*segments_of_experiment(found).values())
    )
    return SegmentUses(
        flags=tuple(_flags(documents, key)),
        segments=tuple(users_of(key, documents.current(Kind.SEGMENT), _segments_of)),
        experiments=tuple(experiments),
        rollouts=tuple(rollouts_naming(documents, lambda found: key in segments_of_rollout(found))),
    )


def _segments_of(version: DocumentVersion) -> set[str]:
    return segments_named(Segment.model_validate(version.body).conditions)


def _flags(documents: DocumentRepository, key: str) -> Iterator[FlagUse]:
    for version in documents.current(Kind.FLAG):
        flag = Flag.model_validate(version.body)
        named = [name for name, part in flag.environments.items() if key in segments_of(part)]
        if named and not flag.is_archived:
            yield FlagUse(flag.key, tuple(named))
