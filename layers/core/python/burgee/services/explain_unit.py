"""What one unit gets, flag by flag, and why; nothing is exposed, recorded or counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from burgee.domain.assignment import ASSIGNED, STORED
from burgee.domain.because import because
from burgee.domain.documents import Kind, Summary
from burgee.domain.evaluation import Evaluator
from burgee.domain.explanation import explain
from burgee.domain.flags import Lifecycle
from burgee.domain.lookups import TooManyLookups
from burgee.domain.predicates import Context
from burgee.services.cursors import read_cursor, write_cursor
from burgee.services.explain import Question, known_context, published
from burgee.services.list_documents import every_row
from burgee.services.ports import DocumentRepository, RulesetRepository
from burgee.services.unit_heads import HeadRepository


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """What a flag answers to the unit; `value` None: the caller's own default holds. `experiment`
    and `rollout`: the one that decided, if one did."""

    flag_key: str
    name: str
    variant: str
    value: Any
    reason: str
    because: str
    experiment: str | None
    rollout: str | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A variant of an experiment's run that the unit has; `exposed`: it met it already."""

    experiment: str
    run: int
    variant: str
    exposed: bool


@dataclass(frozen=True, slots=True)
class UnitView:
    """A page of flags by key, and `cursor` where there are more; all the experiments that the unit
    takes part in, and all the segments that it is in."""

    items: tuple[ShownFlag, ...]
    memberships: tuple[Membership, ...]
    segments: tuple[str, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Sources:
    """Where it is read from: documents, what is published of them, and what is known of units."""

    documents: DocumentRepository
    rulesets: RulesetRepository
    units: HeadRepository


def explain_unit(
    sources: Sources, question: Question, *, limit: int, cursor: str | None
) -> UnitView:
    """What the unit of a context gets of the flags that are set up in the environment.

    Raises DocumentNotFound where nothing is published yet, MalformedRequest, StorageUnavailable.
    """
    evaluator = published(sources.rulesets, question)
    known = known_context(sources.units, question, evaluator.needs_all())
    after = read_cursor(cursor, (str,))[0] if cursor else ""
    rows = [row for row in _flags_in(question.environment, sources.documents) if row.key > after]
    page = rows[:limit]
    return UnitView(
        items=tuple(_shown(evaluator, row, known) for row in page),
        memberships=tuple(_memberships(evaluator, sources.documents, question, known)),
        segments=tuple(_segments(evaluator, sources.documents, known)),
        cursor=write_cursor(page[-1].key) if len(rows) > limit else None,
    )


def _flags_in(environment: str, documents: DocumentRepository) -> Iterator[Summary]:
    for row in every_row(documents, Kind.FLAG):
        is_active = row.summary["lifecycle"] == Lifecycle.ACTIVE
        if is_active and environment in row.summary["environments"]:
            yield row


def _shown(evaluator: Evaluator, row: Summary, known: Context) -> ShownFlag:
    trace = explain(evaluator, row.key, known)
    answer = trace["answer"]
    last = trace["steps"][-1] if trace["steps"] else {}
    return ShownFlag(
        flag_key=row.key,
        name=row.summary["name"],
        variant=answer["variant"],
        value=answer.get("value"),
        reason=answer["reason"],
        because=because(trace),
        experiment=last.get("experiment"),
        rollout=last.get("rollout"),
    )


def _memberships(
    evaluator: Evaluator, documents: DocumentRepository, question: Question, known: Context
) -> Iterator[Membership]:
    for row in every_row(documents, Kind.EXPERIMENT):
        if row.summary["environment"] != question.environment:
            continue
        experiment = evaluator.assigner(row.key)
        if experiment is None:
            continue
        why, variant = experiment.outcome(known)
        if variant is not None and why in {ASSIGNED, STORED}:
            yield Membership(row.key, experiment.form["number"], variant, why == STORED)


def _segments(evaluator: Evaluator, documents: DocumentRepository, known: Context) -> Iterator[str]:
    for row in every_row(documents, Kind.SEGMENT):
        is_active = row.summary["lifecycle"] == Lifecycle.ACTIVE
        if is_active and _is_in(evaluator, row.key, known):
            yield row.key


def _is_in(evaluator: Evaluator, segment_key: str, context: Context) -> bool:
    """In a segment that leads to too many others nobody is: flags that ask for it fail."""
    try:
        return evaluator.in_segment(segment_key, context)
    except (TooManyLookups, RecursionError):
        return False
