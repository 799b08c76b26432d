"""Evaluating with what is known of a unit, and recording what it meets for the first time.

A unit's head is read only where the flag, or one that it asks for, has a served experiment or a
behavioural condition. Whatever is written is written before the answer leaves: a frozen sandbox
loses nothing. One exposure is one conditional put; what stands there already wins, and the flag is
evaluated again. What cannot be written goes into a queue and is written later: the answer goes out
all the same, and an exposure is never made up.

A stored profile stands in for the attribute `actions`; what a caller sends under that name counts
only for units of whom nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from burgee.domain.answers import Answer
from burgee.domain.assignment import blocked_variant, draw_random, stratum_of
from burgee.domain.bucketing import frozen_text, unit_text
from burgee.domain.errors import BurgeeError
from burgee.domain.evaluation import Evaluator
from burgee.domain.exposure_tokens import ExposureClaim, make_exposure_token
from burgee.domain.known_units import KnownContext, KnownUnits, Met, Needs
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import Context, reader
from burgee.domain.timestamps import DAY_SECONDS
from burgee.domain.tracking import Exposure
from burgee.services.late_exposures import LateExposure, LateExposures, encode_late_exposure
from burgee.services.silence import Silence
from burgee.services.unit_heads import HeadRepository, KnownUnit, UnitHeads

EVALUATION, FETCH = "evaluation", "fetch"
MOST_LEFT = 5  # written by one request; the next one goes on


class ExposureRepository(HeadRepository, Protocol):
    """The part of UnitRepository that evaluation reads and writes."""

    def expose(self, unit: str, exposure: Exposure) -> Exposure: ...

    def mark_left(self, unit: str, run: str, why: str) -> None: ...

    def next_position(self, run: str, stratum: str) -> int: ...


class Reports(Protocol):
    """Who is told when something cannot be read or written."""

    def fault(self, fault: BurgeeError) -> None:
        """Units could not be read or written; they are left alone for a few seconds."""
        ...

    def late(self) -> None:
        """An exposure was sent to the queue, to be written later."""
        ...

    def lost(self, why: str) -> None:
        """An exposure could be neither written nor sent."""
        ...


class Fetched:
    """All flags of one context. `tokens`: flag -> what a client sends once it shows the flag, one
    or more exposure tokens with spaces between; `decided`: flags that a running experiment decides
    for this unit without having recorded it; `stale`: flags answered without knowing the unit."""

    __slots__ = ("answers", "decided", "stale", "tokens")

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers
        self.tokens: dict[str, str] = {}
        self.decided: set[str] = set()
        self.stale: frozenset[str] = frozenset()


class Exposer:
    """Evaluates and records; one per sandbox. `now` is wall time; `randomness(n)` is a random
    number below n from the operating system, which no snapshot repeats."""

    def __init__(
        self,
        units: ExposureRepository,
        late: LateExposures,
        reports: Reports,
        *,
        now: Callable[[], float],
        randomness: Callable[[int], int],
    ) -> None:
        self._units = units
        self._late = late
        self._reports = reports
        self._randomness = randomness
        self._units_silence = Silence(now)
        self._queue_silence = Silence(now)
        self._needing: WeakKeyDictionary[Evaluator, tuple[str, ...]] = WeakKeyDictionary()
        self.now = now
        self.heads = UnitHeads(units, now=now, silence=self._units_silence, on_fault=reports.fault)

    def evaluate(
        self, evaluator: Evaluator, flag_key: str, context: Context
    ) -> tuple[Answer, bool]:
        """The answer for one flag, recorded; and whether it was made without knowing the unit."""
        needs = evaluator.needs(flag_key)
        if needs is None:
            return evaluator.evaluate(flag_key, context), False
        visit = _Visit(self, evaluator, context, needs, EVALUATION)
        answer, _ = visit.settle(flag_key)
        visit.note_left()
        return answer, visit.is_stale

    def evaluate_all(self, evaluator: Evaluator, context: Context) -> Fetched:
        """The answers of all flags. To fetch is not to show: only experiments that say
        `expose_on: fetch` draw and record here, all others give tokens. That a unit left is noted
        here too, as some clients never ask for one flag."""
        needs = evaluator.needs_all()
        if needs is None:
            return Fetched(evaluator.evaluate_all(context))
        visit = _Visit(self, evaluator, context, needs, FETCH)
        fetched = Fetched(evaluator.evaluate_all(visit.context))
        needing = self._needing_of(evaluator)
        for flag_key in needing:
            answer, units = visit.settle(flag_key)
            fetched.answers[flag_key] = answer
            if visit.is_open(units):
                fetched.decided.add(flag_key)
            if token := visit.token(units):
                fetched.tokens[flag_key] = token
        visit.note_left()
        fetched.stale = frozenset(needing if visit.is_stale else ())
        return fetched

    def known(self, evaluator: Evaluator, flag_key: str, context: Context) -> Context:
        """A context with what is known of its units, to look at: nothing is recorded."""
        needs = evaluator.needs(flag_key)
        if needs is None:
            return context
        return _Visit(self, evaluator, context, needs, FETCH).context

    def spare_storage(self) -> None:
        """Leave units alone for a few seconds: somebody else waited for DynamoDB in vain."""
        self._units_silence.begin()

    def forget(self) -> None:
        """Know nothing any more: for a sandbox that was restored from a snapshot."""
        self.heads.forget()
        self._queue_silence.end()

    def draw(self, form: Mapping[str, Any], context: Context) -> str | None:
        """A variant for a unit that has none yet; None where it cannot be drawn now."""
        if self._units_silence.is_on:
            return None
        if form["method"] == "random":
            return draw_random(form, self._randomness)
        stratum = stratum_of(form, context)
        try:
            position = self._units.next_position(form["run"], stratum)
        except BurgeeError as fault:
            self._fail(fault)
            return None
        return blocked_variant(form, stratum, position)

    def record(self, environment: str, known: KnownUnit | None, exposure: Exposure) -> str:
        """The variant that stands after writing an exposure, or sending it to be written."""
        if known is None:
            self._reports.lost("the unit's pseudonym cannot be told")
            return exposure.variant
        if not self._units_silence.is_on:
            try:
                standing = self._units.expose(known.pseudonym, exposure).variant
            except BurgeeError as fault:
                self._fail(fault)
            else:
                known.variants[exposure.run] = standing
                return standing
        if self._send(LateExposure(environment, known.pseudonym, exposure)):
            known.sent[exposure.run] = exposure.variant
        return exposure.variant

    def leave(self, known: KnownUnit, run: str, why: str) -> None:
        """Note once that an exposed unit left; where that fails, the next request tries."""
        if self._units_silence.is_on:
            return
        try:
            self._units.mark_left(known.pseudonym, run, why)
        except BurgeeError as fault:
            self._fail(fault)
        else:
            known.left.add(run)

    def _send(self, late: LateExposure) -> bool:
        if self._queue_silence.is_on:
            self._reports.lost("the queue did not answer a moment ago")
            return False
        try:
            self._late.send(encode_late_exposure(late))
        except BurgeeError as fault:
            self._queue_silence.begin()
            self._reports.lost(fault.detail)
            return False
        self._reports.late()
        return True

    def _needing_of(self, evaluator: Evaluator) -> tuple[str, ...]:
        """The flags that need to know the unit; looked for once for each ruleset."""
        found = self._needing.get(evaluator)
        if found is None:
            keys = evaluator.ruleset.flag_keys
            found = tuple(key for key in keys if evaluator.needs(key) is not None)
            self._needing[evaluator] = found
        return found

    def _fail(self, fault: BurgeeError) -> None:
        self._units_silence.begin()
        self._reports.fault(fault)


class _Visit:
    """One request: what is known of its units, and what is recorded of them."""

    def __init__(
        self, exposer: Exposer, evaluator: Evaluator, context: Context, needs: Needs, source: str
    ) -> None:
        self._exposer = exposer
        self._evaluator = evaluator
        self._environment = evaluator.ruleset.environment
        self._source = source
        self._units = read_units(exposer.heads, self._environment, context, needs)
        self._undrawn: set[str] = set()
        self._left: dict[str, str] = {}
        self.is_stale = not all(map(self._is_known, self._units.values()))
        self.context = with_units(context, self._units, needs)

    def settle(self, flag_key: str) -> tuple[Answer, KnownUnits]:
        """The answer that stands once all that may be drawn and recorded is; the notes of it
        last until the next flag is settled.

        It ends: each further round knows of one more draw or exposure.
        """
        units = self.context.units
        while True:
            units.forget_notes()
            answer = self._evaluator.evaluate(flag_key, self.context)
            if not self._draw(units) and not self._expose(units):
                self._left.update(units.left)
                return answer, units

    def is_open(self, units: KnownUnits) -> bool:
        """Whether a running experiment decides, or would after a draw, and records elsewhere."""
        return bool(units.wanted) or any(
            _is_running(met.experiment) and not self._may_record(met.experiment)
            for met in units.met.values()
        )

    def token(self, units: KnownUnits) -> str:
        """Exposure tokens of what the unit would meet for the first time."""
        secret = self._exposer.heads.secret()
        tokens = []
        for run, met in units.met.items():
            known = self._units.get(met.experiment["bucket_by"])
            if run not in units.exposures and secret is not None and known is not None:
                exposure = self._exposure(run, met)
                claim = ExposureClaim(
                    run,
                    known.pseudonym,
                    met.variant,
                    _end_of_next_day(self._exposer.now()),
                    exposure.dimensions,
                    exposure.cohort,
                )
                tokens.append(make_exposure_token(secret, self._environment, claim))
        return " ".join(tokens)

    def note_left(self) -> None:
        """Write of a few runs that the unit left them, where storage does not know it yet."""
        written = 0
        for run, why in self._left.items():
            known = next((one for one in self._units.values() if one and run in one.variants), None)
            if known is not None and run not in known.left and written < MOST_LEFT:
                self._exposer.leave(known, run, why)
                written += 1

    def _is_known(self, known: KnownUnit | None) -> bool:
        return known is not None and self._exposer.heads.is_fresh(known)

    def _draw(self, units: KnownUnits) -> bool:
        drawn = False
        for run, form in units.wanted.items():
            if run in self._undrawn or not self._may_record(form):
                continue
            variant = None
            if self._is_known(self._units.get(form["bucket_by"])):
                variant = self._exposer.draw(form, self.context)
            if variant is None:
                self._undrawn.add(run)
                continue
            units.drawn[run] = variant
            drawn = True
        return drawn

    def _expose(self, units: KnownUnits) -> bool:
        """Record what was met for the first time; whether something else stood there."""
        differs = False
        for run, met in units.met.items():
            if met.is_new and self._may_record(met.experiment):
                known = self._units.get(met.experiment["bucket_by"])
                exposure = self._exposure(run, met)
                standing = self._exposer.record(self._environment, known, exposure)
                differs = differs or standing != met.variant
                units.exposures[run] = standing
        return differs

    def _may_record(self, form: Mapping[str, Any]) -> bool:
        return self._source == EVALUATION or form.get("expose_on") == FETCH

    def _exposure(self, run: str, met: Met) -> Exposure:
        at = int(self._exposer.now() * 1000)
        dimensions = met.experiment.get("dimensions", ())
        cohort = self.context.get("cohort")
        return Exposure(
            run,
            met.variant,
            at,
            at,
            {name: frozen_text(reader(name)(self.context)) for name in dimensions},
            frozen_text(cohort) if isinstance(cohort, str) else "",
            self._source,
        )


def read_units(
    heads: UnitHeads, environment: str, context: Context, needs: Needs
) -> dict[str, KnownUnit | None]:
    """What is known of the units of a context, as far as it has to be, by unit type."""
    wanted = dict.fromkeys(needs.unit_types)
    if needs.profile:
        wanted.setdefault(TARGETING_KEY)
    units = {}
    for bucket_by in wanted:
        unit = unit_text(reader(bucket_by)(context))
        if unit is not None:
            profile = needs.profile and bucket_by == TARGETING_KEY
            units[bucket_by] = heads.of(environment, bucket_by, unit, profile=profile)
    return units


def with_units(
    context: Context, units: Mapping[str, KnownUnit | None], needs: Needs
) -> KnownContext:
    """The context with what is known of its units."""
    return KnownContext(_with_profile(context, units, needs), _known_units(units))


def _with_profile(context: Context, units: Mapping[str, KnownUnit | None], needs: Needs) -> Context:
    known = units.get(TARGETING_KEY) if needs.profile else None
    if known is None or known.actions is None:
        return context
    return {**context, "actions": known.actions}


def _known_units(units: Mapping[str, KnownUnit | None]) -> KnownUnits:
    exposures: dict[str, str] = {}
    drawn: dict[str, str] = {}
    takes_part = {}
    for bucket_by, known in units.items():
        if known is not None:
            exposures |= known.sent | known.variants
            drawn |= known.drawn
            takes_part[bucket_by] = known.takes_part
    return KnownUnits(exposures, takes_part, drawn)


def _is_running(form: Mapping[str, Any]) -> bool:
    return bool(form["status"] == "running")


def _end_of_next_day(now: float) -> int:
    """So that the same token is handed out all day, and lasts a day at least."""
    return (int(now // DAY_SECONDS) + 2) * DAY_SECONDS
