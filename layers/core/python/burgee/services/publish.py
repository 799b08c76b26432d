"""Changed documents become the next ruleset of every environment that they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from burgee.domain.api_keys import ApiKey
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import (
    BurgeeError,
    RulesetConflict,
    RulesetUnavailable,
    StorageUnavailable,
)
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_forms import NO_HOLDOUT, Experiments, Holdout
from burgee.domain.experiments import Experiment
from burgee.domain.flags import Flag
from burgee.domain.publication import Publication, build
from burgee.domain.rollout_forms import Rollouts
from burgee.domain.rollouts import Rollout
from burgee.domain.ruleset import parse_manifest
from burgee.domain.segments import Segment
from burgee.services.ports import DocumentRepository, Pointer, RulesetRepository
from burgee.services.surroundings import active_environments, known_environments

MOST_TRIES = 20  # each lost race means that another publisher got on

Address = tuple[Kind, str, int]


@dataclass(frozen=True, slots=True)
class Configuration:
    """All documents as they stood when they were read, the environments that are served, and those
    where an emergency stop of everything stands."""

    active: frozenset[str]
    flags: list[tuple[Flag, int]]
    segments: list[Segment]
    keys: list[ApiKey]
    experiments: list[Experiment] = field(default_factory=list)
    groups: list[ExclusionGroup] = field(default_factory=list)
    holdouts: Mapping[str, Holdout] = field(default_factory=dict)
    rollouts: list[Rollout] = field(default_factory=list)
    halted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """The pointer of an environment, and the documents as they were read after it.

    In this order: a pointer that moved since fails the publishing, so nobody publishes documents
    older than those of the ruleset that they replace.
    """

    standing: Pointer | None
    configuration: Configuration


def derive_changed(documents: DocumentRepository, changed: Iterable[Address]) -> None:
    """Bring derived rows up to these versions, should their writer have stopped before."""
    for kind, key, number in changed:
        version = documents.version(kind, key, number)
        if version is not None:
            documents.derive(version)


def publish(
    documents: DocumentRepository, rulesets: RulesetRepository, now: Callable[[], str]
) -> list[Pointer]:
    """Publish what changed; the pointers that were moved. Safe to run twice and side by side.

    An environment that was archived gets a last, empty ruleset: its keys open nothing any more.
    `now` gives RFC 3339. What stops one environment does not stop the others: it is raised once
    they are published. RulesetConflict comes only after 20 lost races.
    """
    moved = []
    failures: list[BurgeeError] = []
    standing = {
        name: rulesets.pointer(name, consistent=True) for name in known_environments(documents)
    }
    configuration = read_configuration(documents)  # once for all: parsing is most of the work
    for environment, pointer in standing.items():
        seen = Seen(pointer, configuration)
        try:
            pointer = publish_environment(environment, documents, rulesets, now, seen)
        except StorageUnavailable:
            raise
        except BurgeeError as failure:
            failures.append(failure)
            continue
        if pointer is not None:
            moved.append(pointer)
    if failures:
        raise failures[0]
    return moved


def publish_environment(
    environment: str,
    documents: DocumentRepository,
    rulesets: RulesetRepository,
    now: Callable[[], str],
    seen: Seen | None = None,
) -> Pointer | None:
    """The pointer to the new ruleset, or None if the one published says it all already.

    `seen`: what was read already, to try with first.
    """
    for tried in range(MOST_TRIES):
        looked = seen if seen and not tried else _look(environment, documents, rulesets)
        standing, configuration = looked.standing, looked.configuration
        if standing is None and environment not in configuration.active:
            return None
        publication = compile_environment(environment, configuration)
        if publication.is_what(_published(rulesets, standing)):
            return None
        pointer = Pointer(environment, standing.number + 1 if standing else 1, now())
        try:
            _store(publication, pointer, rulesets)
        except RulesetConflict:
            if tried == MOST_TRIES - 1:
                raise
            continue
        return pointer
    return None


def _look(environment: str, documents: DocumentRepository, rulesets: RulesetRepository) -> Seen:
    standing = rulesets.pointer(environment, consistent=True)
    return Seen(standing, read_configuration(documents))


def read_configuration(documents: DocumentRepository) -> Configuration:
    """Every current document, read strongly.

    Rollouts before flags: one that is settled was written into its flag before.
    """
    rollouts = [Rollout.model_validate(found.body) for found in documents.current(Kind.ROLLOUT)]
    environments = list(documents.current(Kind.ENVIRONMENT))
    return Configuration(
        active=frozenset(active_environments(documents)),
        flags=[
            (Flag.model_validate(found.body), found.version)
            for found in documents.current(Kind.FLAG)
        ],
        segments=[Segment.model_validate(found.body) for found in documents.current(Kind.SEGMENT)],
        keys=[ApiKey.model_validate(found.body) for found in documents.current(Kind.KEY)],
        experiments=[
            Experiment.model_validate(found.body) for found in documents.current(Kind.EXPERIMENT)
        ],
        groups=[
            ExclusionGroup.model_validate(found.body)
            for found in documents.current(Kind.EXCLUSION_GROUP)
        ],
        holdouts=holdouts_of(environments),
        rollouts=rollouts,
        halted=halted_in(environments),
    )


def holdouts_of(environments: Iterable[DocumentVersion]) -> dict[str, Holdout]:
    """The holdout of each of these environments."""
    return {
        found.key: Holdout(found.body.get("holdout", 0), found.body.get("holdout_salt") or "")
        for found in environments
    }


def halted_in(environments: Iterable[DocumentVersion]) -> frozenset[str]:
    """Those of these environments where an emergency stop of everything stands."""
    return frozenset(found.key for found in environments if found.body.get("halt"))


def compile_environment(environment: str, configuration: Configuration) -> Publication:
    """What an environment is answered from; nothing at all where it is archived."""
    if environment not in configuration.active:
        return build(environment, flags=(), segments=(), keys=())
    is_halted = environment in configuration.halted
    return build(
        environment,
        flags=configuration.flags,
        segments=configuration.segments,
        keys=configuration.keys,
        experiments=Experiments(
            configuration.experiments,
            configuration.groups,
            configuration.holdouts.get(environment, NO_HOLDOUT),
            is_halted,
        ),
        rollouts=Rollouts(configuration.rollouts, is_halted),
    )


def _published(rulesets: RulesetRepository, standing: Pointer | None) -> dict[str, object] | None:
    """What is published; None also for what cannot be read, so that it is published anew."""
    manifest = rulesets.manifest(standing.environment, standing.number) if standing else None
    if manifest is None:
        return None
    with suppress(RulesetUnavailable):
        return parse_manifest(manifest)
    return None


def _store(publication: Publication, pointer: Pointer, rulesets: RulesetRepository) -> None:
    for name in rulesets.missing(publication.chunks):
        rulesets.put_chunk(name, publication.chunks[name])
    rulesets.publish(pointer, publication.numbered(pointer.number, pointer.at))
