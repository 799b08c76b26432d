"""One environment of a flag, taken back to how it was last good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from burgee.domain.alarms import AlarmChange, OnAlarm, Outcome
from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import ExperimentRunning, InvalidDocument, RolloutRunning
from burgee.domain.last_good import (
    RolloutPast,
    Span,
    answer_at_once,
    good_spans,
    spans,
    taken_back,
)
from burgee.domain.seen_alarms import SEEN, new_seen, remembering, seen_in
from burgee.services.alarm_steps import AlarmStep, remember, take_step
from burgee.services.kinds import RULES, Body
from burgee.services.open_rollouts import open_rollout
from burgee.services.ports import DocumentRepository
from burgee.services.reading import newest_first
from burgee.services.writing import Ledger


@dataclass(frozen=True, slots=True)
class FlagPlace:
    """A flag in one environment, and what rollouts did there."""

    key: str
    environment: str
    past: RolloutPast = field(default_factory=RolloutPast)


def roll_back_flag(ledger: Ledger, change: AlarmChange, place: FlagPlace) -> DocumentVersion:
    """The flag with that environment as it was last good; where it cannot or need not go back, as
    it is, remembering why. Acts once for each change of an alarm.

    Raises VersionConflict after many lost races, RolloutRunning where a rollout began meanwhile.
    """

    def decide(before: DocumentVersion) -> AlarmStep | None:
        section = before.body["environments"].get(place.environment) or {}
        if change.alarm not in section.get("alarms", ()):
            return None
        if seen_in(before.body, change, place.environment):
            return None
        watching = OnAlarm.model_validate(section.get("on_alarm") or {})
        return _decided(ledger, change, place, before, watching)

    return take_step(ledger, change, Kind.FLAG, place.key, decide)


def _decided(
    ledger: Ledger,
    change: AlarmChange,
    place: FlagPlace,
    before: DocumentVersion,
    watching: OnAlarm,
) -> AlarmStep:
    now = ledger.now()
    history = spans(newest_first(ledger.documents, before), place.environment, now)
    current = next(history)
    at_once = answer_at_once(
        current, at=change.at, cool_down_seconds=watching.cool_down_seconds, past=place.past
    )
    if at_once is not None:
        outcome, detail = at_once
        seen = new_seen(change, outcome, detail, now=now, environment=place.environment)
        return remember(before.body, seen, now)
    good = good_spans(current, history, bake_seconds=watching.bake_seconds)
    return _gone_back(ledger, change, place, before, good)


def _gone_back(
    ledger: Ledger,
    change: AlarmChange,
    place: FlagPlace,
    before: DocumentVersion,
    good: Iterator[Span],
) -> AlarmStep:
    now, refused = ledger.now(), ""
    for span in good:
        body = taken_back(before.body, span.version.body, place.environment)
        refusal = _refusal(ledger.documents, place, before.body, body)
        if refusal is None:
            detail = _told_back(before, span, place.environment)
            seen = new_seen(
                change, Outcome.ROLLED_BACK, detail, now=now, environment=place.environment
            )
            remembered = {**body, SEEN: remembering(before.body, seen, now)}
            return AlarmStep(Action.ROLL_BACK, remembered, seen)
        refused = refused or f" Version {span.version.version} cannot come back: {refusal}"
    detail = f"No earlier version here is known to be good.{refused}"
    seen = new_seen(
        change, Outcome.NOTHING_TO_GO_BACK_TO, detail, now=now, environment=place.environment
    )
    return remember(before.body, seen, now)


def _refusal(
    documents: DocumentRepository, place: FlagPlace, before: Body, after: dict[str, Json]
) -> str | None:
    """Why an earlier version cannot stand among today's documents; None if it can. Raises
    RolloutRunning where a rollout is in charge of that very place: the alarm is its own then."""
    rules = RULES[Kind.FLAG]
    try:
        rules.check(documents, rules.parse(after))
        rules.guard(documents, before, after)
    except RolloutRunning as refusal:
        if open_rollout(documents, place.key, place.environment):
            raise
        return refusal.detail
    except (InvalidDocument, ExperimentRunning) as refusal:
        return refusal.detail
    return None


def _in_words(seconds: float) -> str:
    """A time in the largest unit of which it has two.

    >>> _in_words(86_400), _in_words(90)
    ('24 h', '90 s')
    """
    units = (("days", 86_400), ("h", 3_600), ("min", 60))
    name, length = next((unit for unit in units if seconds >= 2 * unit[1]), ("s", 1))
    return f"{seconds / length:.0f} {name}"


def _told_back(before: DocumentVersion, span: Span, environment: str) -> str:
    section = before.body["environments"][environment]
    told = (
        f"Back from version {before.version} to {environment} as of version "
        f"{span.version.version}, which was good for {_in_words(span.until - span.since)}."
    )
    planned = len(section.get("schedule") or ())
    return f"{told} Planned changes dropped there: {planned}." if planned else told
