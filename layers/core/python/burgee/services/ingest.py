"""Taking tracking events and exposures: from what was sent to what rests under each unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from burgee.domain.answers import ERROR
from burgee.domain.bucketing import frozen_text
from burgee.domain.errors import BurgeeError
from burgee.domain.exposure_tokens import read_exposure_token
from burgee.domain.predicates import reader
from burgee.domain.pseudonyms import event_id, pseudonym, text_hash
from burgee.domain.sent_events import (
    FlagEvaluation,
    Outcome,
    Reason,
    SentEvent,
    ShownVariant,
    Taken,
    invalid,
)
from burgee.domain.tokens import SERVER
from burgee.domain.tracking import Exposure, TrackingEvent, event_time
from burgee.services.count_usage import UsageCounter
from burgee.services.identify_caller import Caller
from burgee.services.note_event_names import EventNames
from burgee.services.shown_runs import ShownRuns
from burgee.services.tracking_ports import UnitRepository
from burgee.services.write_units import UnitWrite, UnitWriter

WRITING_SECONDS = 18.0  # of the function's 25; a write that hangs is given up after about 4

Plan = list[UnitWrite] | Outcome  # what there is to write of an event, or what became of it
_BY_WEIGHT = (Taken.MIXED, Taken.ACCEPTED, Taken.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Recording:
    """Where events go: units, counts of flag evaluations, and the names that came in."""

    units: UnitRepository
    writer: UnitWriter
    usage: UsageCounter
    names: EventNames
    runs: ShownRuns


@dataclass(frozen=True, slots=True)
class _Receipt:
    """Who sent something, when it came in (ms), and the secret under which it rests."""

    caller: Caller
    received: int
    secret: bytes

    @property
    def environment(self) -> str:
        return self.caller.environment


class Ingest:
    """Takes what callers send; one per sandbox.

    `now` is wall time and `monotonic` a clock that never jumps, in seconds; `new_id` gives an id
    that nobody else has.
    """

    def __init__(
        self,
        recording: Recording,
        *,
        now: Callable[[], float],
        monotonic: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        self._to = recording
        self._now = now
        self._monotonic = monotonic
        self._new_id = new_id

    def take(self, caller: Caller, sent: Sequence[SentEvent | BurgeeError]) -> list[Outcome]:
        """What became of each event, in their order: each by itself, so that a bad one loses no
        other. Those that could not be written can be sent again as they are: an event's id makes
        sure that it is counted once.

        Raises StorageUnavailable or TooManyRequests where nothing could be done for any.
        """
        until = self._monotonic() + WRITING_SECONDS
        receipt = _Receipt(caller, int(self._now() * 1000), self._secret_for(sent))
        plans = [self._planned(receipt, one) for one in sent]
        writes = [write for plan in plans if isinstance(plan, list) for write in plan]
        written = iter(self._to.writer.write(writes, until=until))
        outcomes = [_merged(plan, written) for plan in plans]
        self._to.names.note(receipt.environment, _names_taken(sent, outcomes))
        self._to.usage.write_if_due()
        return outcomes

    def _secret_for(self, sent: Iterable[SentEvent | BurgeeError]) -> bytes:
        return self._to.units.secret() if any(_is_of_unit(one) for one in sent) else b""

    def _planned(self, receipt: _Receipt, sent: SentEvent | BurgeeError) -> Plan:
        if isinstance(sent, BurgeeError):
            return sent
        try:
            if sent.evaluated:
                return self._count(receipt.caller, sent.evaluated)
            if sent.shown:
                return self._exposures(receipt, sent, sent.shown)
            return self._events(receipt, sent)
        except BurgeeError as fault:
            return fault

    def _count(self, caller: Caller, evaluated: FlagEvaluation) -> Outcome:
        form = caller.evaluator.ruleset.flag(evaluated.flag_key)
        if form is None:
            return _of_unknown_flag(evaluated)
        if evaluated.reason:
            variant = evaluated.variant if evaluated.variant in form["variants"] else ""
            self._to.usage.add(caller.environment, evaluated.flag_key, variant, evaluated.reason)
        return Taken.ACCEPTED

    def _events(self, receipt: _Receipt, sent: SentEvent) -> list[UnitWrite]:
        """The event under each of its units."""
        event = self._tracking_event(receipt, sent)
        return [
            UnitWrite(pseudonym(receipt.secret, receipt.environment, unit_type, unit), event)
            for unit_type, unit in sent.units.items()
        ]

    def _tracking_event(self, receipt: _Receipt, sent: SentEvent) -> TrackingEvent:
        secret, environment = receipt.secret, receipt.environment
        sent_id = sent.id or ("" if sent.content else self._new_id())
        return TrackingEvent(
            id=event_id(secret, environment, sent=sent_id, content=sent.content),
            type=sent.type,
            name=sent.name,
            at=event_time(sent.timestamp, sent.sent_at, receipt.received),
            received=receipt.received,
            numbers=sent.numbers,
            texts={name: text_hash(secret, environment, text) for name, text in sent.texts.items()},
            attribution=sent.attribution,
        )

    def _exposures(
        self, receipt: _Receipt, sent: SentEvent, shown: ShownVariant
    ) -> list[UnitWrite]:
        at = event_time(sent.timestamp, sent.sent_at, receipt.received)
        if not shown.tokens:
            return [self._of_server(receipt, sent, shown, at)]
        return [_of_token(receipt, token, at) for token in shown.tokens]

    def _of_server(
        self, receipt: _Receipt, sent: SentEvent, shown: ShownVariant, at: int
    ) -> UnitWrite:
        if receipt.caller.kind != SERVER:
            detail = "Only a server key says what it showed; a client sends the flag's `token`."
            raise invalid(Reason.SERVER_KEY_NEEDED, detail)
        run = self._to.runs.find(receipt.caller.evaluator, shown)
        unit = sent.units.get(run.bucket_by)
        if unit is None:
            detail = f"This run counts units by `{run.bucket_by}`; send it in `units`."
            raise invalid(Reason.UNIT_MISSING, detail)
        exposure = Exposure(
            run=run.run,
            variant=shown.variant,
            at=at,
            received=receipt.received,
            dimensions={
                name: frozen_text(reader(name)(shown.dimensions)) for name in run.dimensions
            },
            cohort=frozen_text(shown.cohort) if isinstance(shown.cohort, str) else "",
            source="server",
        )
        named = pseudonym(receipt.secret, receipt.environment, run.bucket_by, unit)
        return UnitWrite(named, exposure)


def _of_unknown_flag(evaluated: FlagEvaluation) -> Outcome:
    """A client that fell back to its own value tells the truth: there is nothing to count."""
    if evaluated.reason == ERROR:
        return Taken.ACCEPTED
    return invalid(Reason.UNKNOWN_FLAG, "There is no such flag in this environment.")


def _of_token(receipt: _Receipt, token: str, at: int) -> UnitWrite:
    now = receipt.received / 1000
    claim = read_exposure_token(receipt.secret, receipt.environment, token, now)
    exposure = Exposure(
        run=claim.run,
        variant=claim.variant,
        at=at,
        received=receipt.received,
        dimensions=claim.dimensions,
        cohort=claim.cohort,
        source="token",
    )
    return UnitWrite(claim.unit, exposure)


def _is_of_unit(sent: SentEvent | BurgeeError) -> bool:
    return isinstance(sent, SentEvent) and sent.evaluated is None


def _merged(plan: Plan, written: Iterator[Outcome]) -> Outcome:
    """What became of an event that rests under several units: a fault of one is its fault."""
    if not isinstance(plan, list):
        return plan
    outcomes = [next(written) for _ in plan]
    fault = next((one for one in outcomes if isinstance(one, BurgeeError)), None)
    return fault or next(one for one in _BY_WEIGHT if one in outcomes)


def _names_taken(
    sent: Sequence[SentEvent | BurgeeError], outcomes: Sequence[Outcome]
) -> Iterator[str]:
    for one, outcome in zip(sent, outcomes, strict=True):
        if isinstance(outcome, Taken) and isinstance(one, SentEvent) and _is_outcome(one):
            yield one.name


def _is_outcome(sent: SentEvent) -> bool:
    return sent.shown is None and sent.evaluated is None
