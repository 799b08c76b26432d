"""What `burgee apply` will do: one step per document, in an order that the server accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from burgee.cli.api import MEMBER_LISTS, Stored
from burgee.cli.differences import Difference, differences
from burgee.cli.failures import InvalidFiles
from burgee.cli.files import PARSERS, Document, Written, without_own_fields
from burgee.domain.conditions import segments_named
from burgee.domain.documents import Json, Kind
from burgee.domain.experiments import Experiment
from burgee.domain.flag_checks import prerequisites_of
from burgee.domain.flags import Flag
from burgee.domain.segments import Segment

# A salt says where every unit falls, and members may be written by other means: what a file
# does not mention stays as it is stored.
KEPT_WHEN_LEFT_OUT = frozenset({"salt", *MEMBER_LISTS})


class Step(StrEnum):
    """What has to be done with one document."""

    CREATE = "create"
    UPDATE = "update"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Planned:
    """One document of the files beside what is stored under its key."""

    written: Written
    stored: Stored | None

    @cached_property
    def before(self) -> dict[str, Json]:
        """The stored document in its normal form; empty if there is none."""
        return normal(self.written.kind, self.stored.body) if self.stored else {}

    @cached_property
    def after(self) -> dict[str, Json]:
        """The written document in its normal form; what it leaves to the server as it is stored."""
        before = self.before
        return {
            name: before.get(name, value) if self._is_left_out(name) else value
            for name, value in _comparable(self.written.kind, self.written.document).items()
        }

    def _is_left_out(self, name: str) -> bool:
        return name in KEPT_WHEN_LEFT_OUT and self.written.body.get(name) is None

    @cached_property
    def changes(self) -> list[Difference]:
        """Field by field; for a new document, what its author wrote."""
        if self.stored is None:
            body = self.written.body
            return list(differences(_outline(body), body))
        return list(differences(self.before, self.after))

    @property
    def step(self) -> Step:
        if self.stored is None:
            return Step.CREATE
        return Step.UPDATE if self.changes else Step.NOTHING


def normal(kind: Kind, body: Mapping[str, Json]) -> dict[str, Json]:
    """A document with every default filled in, so that leaving one out is no difference."""
    return _comparable(kind, PARSERS[kind](body))


def _comparable(kind: Kind, document: Document) -> dict[str, Json]:
    body = without_own_fields(kind, document.model_dump(mode="json", by_alias=True))
    if isinstance(document, Segment):  # the order of members means nothing
        body.update({name: sorted(body[name]) for name in MEMBER_LISTS})
    return body


def _outline(body: Mapping[str, Json]) -> dict[str, Json]:
    """A document with empty sections, so that what is new is told part by part."""
    outline: dict[str, Json] = {"key": body["key"]}
    if "variants" in body:
        outline["variants"] = {}
    if "environments" in body:
        outline["environments"] = {name: {} for name in body["environments"]}
    return outline


def in_order(documents: Sequence[Written]) -> list[Written]:
    """Segments and groups before flags, these before experiments and rollouts, what is named
    before what names it; what is archived comes last, the other way round. Raises InvalidFiles if
    documents name each other in a circle."""
    ordered = [
        *_of_kind(documents, Kind.EXCLUSION_GROUP),
        *_sorted(_of_kind(documents, Kind.SEGMENT)),
        *_sorted(_of_kind(documents, Kind.FLAG)),
        *_experiments(_of_kind(documents, Kind.EXPERIMENT)),
        *_of_kind(documents, Kind.ROLLOUT),
    ]
    active = [one for one in ordered if not one.document.is_archived]
    archived = [one for one in ordered if one.document.is_archived]
    return [*active, *reversed(archived)]


def _experiments(documents: list[Written]) -> Iterable[Written]:
    """Those that exclude the units of others come after these; two may exclude each other."""
    try:
        return _sorted(documents)
    except InvalidFiles:
        return documents


def _of_kind(documents: Sequence[Written], kind: Kind) -> list[Written]:
    return [one for one in documents if one.kind is kind]


def _sorted(documents: Sequence[Written]) -> Iterable[Written]:
    by_key = {one.key: one for one in documents}
    try:
        order = list(TopologicalSorter({key: _named(by_key[key]) for key in by_key}).static_order())
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        first = by_key[circle[0]]
        raise InvalidFiles(
            "documents name each other in a circle; nothing was sent",
            [
                {
                    "field": f"{first.place} {first.kind} {first.key}",
                    "detail": f"{' -> '.join(circle)}; remove one of them",
                }
            ],
        ) from error
    return [by_key[key] for key in order if key in by_key]


def _named(written: Written) -> set[str]:
    document = written.document
    if isinstance(document, Flag):
        return prerequisites_of(document)
    if isinstance(document, Experiment):
        return set(document.eligibility.exclude.experiments)
    return segments_named(document.conditions) if isinstance(document, Segment) else set()
