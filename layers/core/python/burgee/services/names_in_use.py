"""The words that are in use already, so that whoever writes a document is offered them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from burgee.domain.documents import Json, Kind, Summary
from burgee.domain.written_attributes import written_attributes
from burgee.services.list_documents import every_row, list_environments
from burgee.services.ports import DocumentRepository
from burgee.services.tracking_ports import UsageRepository

MOST_NAMES = 500  # of each sort
MOST_MEMBERS = 10_000  # of a segment that is read for its conditions

_LISTED = (Kind.FLAG, Kind.SEGMENT, Kind.EXPERIMENT, Kind.ROLLOUT)
_ASKING = (Kind.FLAG, Kind.EXPERIMENT, Kind.ROLLOUT)


@dataclass(frozen=True, slots=True)
class NamesInUse:
    """Words, sorted; where there are too many of a sort, those that are used most."""

    tags: list[str]
    owners: list[str]
    teams: list[str]
    attributes: list[str]
    event_names: list[str]


def names_in_use(documents: DocumentRepository, usage: UsageRepository) -> NamesInUse:
    """The words of all documents, and the names of events that came in anywhere."""
    rows = [row for kind in _LISTED for row in every_row(documents, kind)]
    return NamesInUse(
        tags=_words(tag for row in rows for tag in row.summary.get("tags", [])),
        owners=_words(str(row.summary.get("owner", "")) for row in rows),
        teams=_words(str(row.summary.get("team", "")) for row in rows),
        attributes=_words(_attributes(documents, rows)),
        event_names=_words(
            name
            for environment in list_environments(documents).items
            for name in usage.event_names(environment.key)
        ),
    )


def _attributes(documents: DocumentRepository, rows: Iterable[Summary]) -> Iterator[str]:
    for body in _asking_bodies(documents, rows):
        yield from written_attributes(body)


def _asking_bodies(documents: DocumentRepository, rows: Iterable[Summary]) -> Iterator[Json]:
    for kind in _ASKING:
        yield from (version.body for version in documents.current(kind))
    for row in rows:
        if row.kind is Kind.SEGMENT and _is_worth_reading(row.summary):
            found = documents.newest(row.kind, row.key)
            yield from [found.body] if found else []


def _is_worth_reading(segment: Json) -> bool:
    members = segment["included"] + segment["excluded"]
    return bool(segment["conditions"]) and members <= MOST_MEMBERS


def _words(found: Iterable[str]) -> list[str]:
    counted = Counter(word for word in found if word)
    return sorted(word for word, _ in counted.most_common(MOST_NAMES))
