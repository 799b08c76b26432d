"""What flags answer and why, asked by people: by what is published, or by a draft of a flag.

What storage knows of the context's units counts, as in an evaluation; nothing is exposed, recorded
or counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from burgee.domain.answers import FLAG_NOT_FOUND
from burgee.domain.bucketing import unit_text
from burgee.domain.documents import Json, Kind
from burgee.domain.errors import BurgeeError, DocumentNotFound, InvalidDocument
from burgee.domain.evaluation import Evaluator
from burgee.domain.explanation import explain
from burgee.domain.flags import Flag
from burgee.domain.known_units import Needs
from burgee.domain.names import TARGETING_KEY
from burgee.domain.parsing import detail_of, problem
from burgee.domain.predicates import Context
from burgee.domain.ruleset import Ruleset
from burgee.domain.seen_alarms import refuse_seen_alarms
from burgee.domain.timestamps import iso
from burgee.services.configuration_around import configuration_around
from burgee.services.expose import read_units, with_units
from burgee.services.kinds import RULES
from burgee.services.load_ruleset import load
from burgee.services.ports import DocumentRepository, RulesetRepository
from burgee.services.publish import compile_environment
from burgee.services.silence import Silence
from burgee.services.unit_heads import HeadRepository, UnitHeads
from burgee.services.update_document import KEPT_BY_KIND

Trace = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """For whom somebody asks, where, and when (seconds since 1970)."""

    environment: str
    context: Context
    now: float


def explain_published(
    rulesets: RulesetRepository, units: HeadRepository, question: Question, flag_key: str
) -> Trace:
    """The trace of an evaluation by the newest ruleset.

    Raises DocumentNotFound for a flag that is not in it, StorageUnavailable.
    """
    evaluator = published(rulesets, question)
    trace = _explained(evaluator, units, question, flag_key)
    if trace["answer"].get("error_code") == FLAG_NOT_FOUND:
        raise DocumentNotFound(
            f"There is no flag '{flag_key}' in {question.environment}; "
            "one that was made a moment ago is there within seconds."
        )
    return trace


def explain_draft(
    documents: DocumentRepository, units: HeadRepository, question: Question, draft: Flag
) -> Trace:
    """The trace of an evaluation as it would be if `draft` were published now; its ruleset has
    neither a number nor a time. Raises StorageUnavailable."""
    unit = unit_text(question.context.get(TARGETING_KEY))
    configuration = configuration_around(documents, draft, unit)
    publication = compile_environment(question.environment, configuration)
    manifest = publication.numbered(1, iso(question.now))
    evaluator = _evaluator(Ruleset.load(manifest, publication.chunks), question)
    trace = _explained(evaluator, units, question, draft.key)
    origin = {"environment": question.environment, "number": None, "published_at": None}
    return trace | {"ruleset": origin}


def draft_of(documents: DocumentRepository, key: str, body: Mapping[str, Json]) -> Flag:
    """The flag that a write of `body` would make. Raises as the write would: InvalidDocument and
    its kin.

    A flag that there is not yet is drawn by its key, until it is made and gets a salt.
    """
    newest = documents.newest(Kind.FLAG, key)
    before = newest.body if newest else {}
    if body.get("key", key) != key:
        problems = [problem("key", f"cannot change; write '{key}'")]
        raise InvalidDocument(detail_of("flag", problems), errors=problems)
    refuse_seen_alarms(dict(body), before)
    kept = {
        part: before[part]
        for part in KEPT_BY_KIND[Kind.FLAG]
        if body.get(part) is None and part in before
    }
    rules = RULES[Kind.FLAG]
    draft = rules.parse({"key": key, **body, **kept})
    assert isinstance(draft, Flag)  # noqa: S101 - what the rules of flags parse
    rules.check(documents, draft)
    return draft


def published(rulesets: RulesetRepository, question: Question) -> Evaluator:
    """An evaluator of the newest ruleset. Raises DocumentNotFound if none was published yet."""
    pointer = rulesets.pointer(question.environment, consistent=True)
    if pointer is None:
        raise DocumentNotFound(
            f"Nothing is published in {question.environment} yet; the first flag or key that is "
            "written there is, within seconds."
        )
    return _evaluator(load(rulesets, question.environment, pointer.number), question)


def known_context(units: HeadRepository, question: Question, needs: Needs | None) -> Context:
    """The question's context with what is known of its units. Raises StorageUnavailable: an
    answer without it would be another one."""
    if needs is None:
        return question.context
    heads = UnitHeads(
        units, now=lambda: question.now, silence=Silence(lambda: question.now), on_fault=_refuse
    )
    read = read_units(heads, question.environment, question.context, needs)
    return with_units(question.context, read, needs)


def _explained(
    evaluator: Evaluator, units: HeadRepository, question: Question, flag_key: str
) -> Trace:
    known = known_context(units, question, evaluator.needs(flag_key))
    return explain(evaluator, flag_key, known)


def _evaluator(ruleset: Ruleset, question: Question) -> Evaluator:
    return Evaluator(ruleset, lambda: question.now)


def _refuse(fault: BurgeeError) -> NoReturn:
    raise fault
