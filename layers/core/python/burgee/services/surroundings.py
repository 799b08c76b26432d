"""What a document refers to, read strongly: the part of the configuration that a check needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from burgee.domain.conditions import segments_named
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.environments import Environment
from burgee.domain.errors import UnknownEnvironment
from burgee.domain.flag_checks import Surroundings, prerequisites_of, segments_of_flag
from burgee.domain.flags import Flag, Lifecycle
from burgee.domain.names import DEFAULT_ENVIRONMENTS
from burgee.domain.reach import within_reach
from burgee.domain.segments import Segment
from burgee.services.ports import DocumentRepository


def around_flag(documents: DocumentRepository, flag: Flag) -> Surroundings:
    """Every environment, and the flags and segments that `flag` reaches."""
    return Surroundings(
        environments=known_environments(documents),
        flags=flags_within_reach(documents, prerequisites_of(flag)),
        segments=segments_within_reach(documents, segments_of_flag(flag)),
    )


def flags_within_reach(documents: DocumentRepository, keys: Collection[str]) -> dict[str, Flag]:
    """These flags and all their prerequisites, by key; without those that do not exist."""
    return within_reach(keys, lambda key: _flag(documents, key), prerequisites_of)


def segments_within_reach(
    documents: DocumentRepository, keys: Collection[str]
) -> dict[str, Segment]:
    """These segments and all that they ask for, by key; without those that do not exist."""
    return within_reach(
        keys,
        lambda key: _segment(documents, key),
        lambda segment: segments_named(segment.conditions),
    )


def known_environments(documents: DocumentRepository) -> tuple[str, ...]:
    """Names of all environments, archived ones too: the three to begin with come first."""
    made = [version.key for version in documents.current(Kind.ENVIRONMENT)]
    return tuple(dict.fromkeys([*DEFAULT_ENVIRONMENTS, *made]))


def require_environments_known(documents: DocumentRepository, names: Iterable[str]) -> None:
    """Raises UnknownEnvironment if one of these was never made."""
    known = known_environments(documents)
    for name in names:
        if name not in known:
            there_are = ", ".join(known)
            raise UnknownEnvironment(f"There is no environment '{name}'; there are {there_are}.")


def active_environments(documents: DocumentRepository) -> tuple[str, ...]:
    """Names of the environments that are served."""
    archived = {
        version.key
        for version in documents.current(Kind.ENVIRONMENT)
        if version.body.get("lifecycle") == Lifecycle.ARCHIVED
    }
    return tuple(name for name in known_environments(documents) if name not in archived)


def implicit_environment(name: str) -> Environment | None:
    """One of the three environments that exist without a document, None for any other name."""
    if name not in DEFAULT_ENVIRONMENTS:
        return None
    return Environment(key=name, name=name.capitalize(), is_production=name == "production")


def _flag(documents: DocumentRepository, key: str) -> Flag | None:
    found = documents.newest(Kind.FLAG, key)
    return Flag.model_validate(found.body) if found else None


def _segment(documents: DocumentRepository, key: str) -> Segment | None:
    found = documents.newest(Kind.SEGMENT, key)
    return Segment.model_validate(found.body) if found else None


def users_of(
    key: str, versions: Iterable[DocumentVersion], names: Callable[[DocumentVersion], set[str]]
) -> list[str]:
    """Keys of the active documents that name `key`, itself left out."""
    return [
        version.key
        for version in versions
        if version.key != key
        and version.body.get("lifecycle") != Lifecycle.ARCHIVED
        and key in names(version)
    ]
