"""Evaluation: a flag and a context to an answer. Never raises for anything a caller sends.

A flag is compiled to closures at its first use, and to source once it was used often. Importing
this module loads no pydantic, numpy or scipy, and not what writes the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count

from burgee.domain.answers import (
    FLAG_NOT_FOUND,
    GENERAL,
    INVALID_CONTEXT,
    TARGETING_KEY_MISSING,
    Answer,
    failed,
)
from burgee.domain.assignment import Assigner
from burgee.domain.bucketing import UnitKeyMissing
from burgee.domain.closures import Decide, Parts, make_closure
from burgee.domain.known_units import Needs
from burgee.domain.lookups import experiments_in, lookups, prerequisites_in, segments_in
from burgee.domain.membership import Segment, make_segment
from burgee.domain.needs import needs_of, needs_of_all
from burgee.domain.predicates import Context, Scope
from burgee.domain.ruleset import Ruleset

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from burgee.domain.generated_bulk import Fill

Form: TypeAlias = "Mapping[str, Any]"

HOT_CALLS = 256  # of one flag, after which its source is written (docs/decisions/0034)
BULKS_PER_CALL = 8  # evaluations of all flags are hot after fewer: each is worth more


class Evaluator:
    """Answers from one ruleset. `clock` gives seconds since 1970 to conditions that ask.

    Safe to share between threads: compiling a flag twice gives the same answers. `decisions` are
    what `evaluate` calls, by flag, for callers that cannot wait for it: look them up at each call,
    and leave every fault to `evaluate`, also a KeyError: `first_decision` fills in what is missing.
    `hot_calls`: after how many the second tier takes a flag over; 0 at once. `with_unit` completes
    contexts in `decisions` that may lack a targeting key; all others it has to leave as they are.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        clock: Callable[[], float],
        *,
        hot_calls: int = HOT_CALLS,
        with_unit: Callable[[Context], Context] | None = None,
    ) -> None:
        self.ruleset = ruleset
        self.scope = Scope(clock, self.in_segment)
        self.decisions: dict[str, Decide] = {}  # and of no class of its own: that is slower
        self.first_decision: Callable[[str], Decide] = self.decision
        self._closures: dict[str, Decide] = _ByKey(self._compile)
        self._replaced: dict[str, Decide] = {}  # what decided a flag before its source
        self._hot_calls = hot_calls
        self._with_unit = with_unit
        self._bulk = Bulk({}, (), None)
        self._bulk_calls = count().__next__
        self._segments: dict[str, Segment | None] = {}
        self._experiments: dict[str, Assigner] = {}
        self._needs: dict[str, Needs | None] = {}
        self._needs_all = needs_of_all(ruleset.manifest)
        self._flag_lookups: dict[str, int] = {}
        self._segment_lookups: dict[str, int] = {}

    def evaluate(self, flag_key: str, context: Context) -> Answer:
        """The answer for one flag. `context` is flat: `{"targetingKey": ..., attributes...}`."""
        try:
            decide = self.decisions.get(flag_key) or self._first(flag_key)
            return decide(context)
        except Exception as fault:  # noqa: BLE001 - nothing a caller sends may raise
            return self._by_closure(flag_key, context, fault)

    def evaluate_all(self, context: Context) -> dict[str, Answer]:
        """The answers of all flags, errors included, by key."""
        try:
            return self._by_blocks(context)
        except Exception:  # noqa: BLE001 - of the second tier: closures tell what is wrong
            answers: dict[str, Answer] = {}
            self._fill(self.ruleset.flag_keys, context, answers)
            return answers

    def _by_blocks(self, context: Context) -> dict[str, Answer]:
        if self._bulk.rest != () and self._bulk_calls() * BULKS_PER_CALL >= self._hot_calls:
            self._bulk = self._grown(self._bulk)
        bulk = self._bulk
        answers = bulk.base.copy()
        for fill in bulk.fills:
            fill(context, answers)
        if bulk.rest != ():
            flag_keys = self.ruleset.flag_keys if bulk.rest is None else bulk.rest
            self._fill(flag_keys, context, answers)
        return answers

    def _fill(self, flag_keys: Iterable[str], context: Context, answers: dict[str, Answer]) -> None:
        """Add the answers of these flags, each by its closure."""
        closures = self._closures
        for flag_key in flag_keys:
            try:
                answers[flag_key] = closures[flag_key](context)
            except Exception as fault:  # noqa: BLE001 - one flag's fault leaves the others
                answers[flag_key] = self._failed(flag_key, context, fault)

    def in_segment(self, segment_key: str, context: Context) -> bool:
        """Whether the unit is in a segment; an unknown segment has nobody in it."""
        if segment_key not in self._segments:
            self._segments[segment_key] = self._compile_segment(segment_key)
        segment = self._segments[segment_key]
        return segment is not None and segment.has(context)

    def needs(self, flag_key: str) -> Needs | None:
        """What has to be known of units before this flag is evaluated; None: nothing."""
        if self._needs_all is None:
            return None
        try:
            return self._needs[flag_key]
        except KeyError:
            return self._found_needs(flag_key)

    def needs_all(self) -> Needs | None:
        """What has to be known before all flags are evaluated; None: nothing."""
        return self._needs_all

    def experiment(self, experiment_key: str) -> Form | None:
        """The ruleset form of a served experiment."""
        found = self.assigner(experiment_key)
        return found.form if found is not None else None

    def assigner(self, experiment_key: str) -> Assigner | None:
        """How a served experiment assigns; None if there is none of that key."""
        found = self._experiments.get(experiment_key)
        if found is None:
            form = self.ruleset.experiment(experiment_key)
            if form is None:
                return None
            found = Assigner(form, self.scope, self.assigner)
            self._experiments[experiment_key] = found
        return found

    def _compile(self, flag_key: str) -> Decide:
        return make_closure(self._parts(flag_key), self._prerequisite)

    def _parts(self, flag_key: str) -> Parts:
        form = self.ruleset.flag(flag_key)
        if form is None:
            raise KeyError(flag_key)
        if "prerequisites" in form:
            lookups(flag_key, self._prerequisites_of, self._flag_lookups)
        found = map(self.assigner, experiments_in(form))
        experiments = tuple(each for each in found if each is not None)
        return Parts(flag_key, form, self.scope, experiments)

    def decision(self, flag_key: str) -> Decide:
        """What decides a flag to begin with: its closure, which after many calls is replaced in
        `decisions`. Raises KeyError where there is no such flag."""
        parts = self._parts(flag_key)
        closure = self._closures[flag_key] = make_closure(parts, self._prerequisite)
        if parts.is_constant:
            return closure
        completed = _completed(closure, self._with_unit)
        if self._hot_calls == 0:
            return self._generated(flag_key, parts, completed)
        hot_calls, calls = self._hot_calls, count(1).__next__  # one step, whoever else counts

        def decide(context: Context) -> Answer:
            if context.__class__ is dict and calls() == hot_calls:
                parts = self._parts(flag_key)
                self.decisions[flag_key] = self._generated(flag_key, parts, completed)
            return completed(context)

        return decide

    def _generated(self, flag_key: str, parts: Parts, closure: Decide) -> Decide:
        try:
            from burgee.domain.generated import generate  # no process needs it before

            decide = generate(parts, closure, self._hot_prerequisite)
        except Exception:  # noqa: BLE001 - what cannot be generated is decided as before
            return closure
        self._replaced[flag_key] = closure
        return decide

    def _grown(self, bulk: Bulk) -> Bulk:
        """The source of one more block of flags. Two threads may write the same one."""
        rest = self.ruleset.flag_keys if bulk.rest is None else bulk.rest
        try:
            from burgee.domain.generated_bulk import fill_of

            fill, base = fill_of(rest, self._parts, self._fill)
        except Exception:  # noqa: BLE001 - as for one flag, and tried no more
            return Bulk(bulk.base, (*bulk.fills, self._filling(rest)), ())
        return Bulk({**bulk.base, **base}, (*bulk.fills, fill), rest[len(base) :])

    def _filling(self, flag_keys: Iterable[str]) -> Fill:
        return lambda context, answers: self._fill(flag_keys, context, answers)

    def _by_closure(self, flag_key: str, context: Context, fault: Exception) -> Answer:
        """The answer where a decision failed: of the closure, if it was source that did."""
        try:
            closure = self._replaced.get(flag_key)
            if closure is not None and not isinstance(fault, UnitKeyMissing):
                return closure(context)
        except Exception as found:  # noqa: BLE001 - the closure failed too
            fault = found
        return self._failed(flag_key, context, fault)

    def _found_needs(self, flag_key: str) -> Needs | None:
        try:
            needs = self._needs[flag_key] = needs_of(flag_key, self.ruleset)
        except KeyError:  # there is no such flag
            return None
        return needs

    def _compile_segment(self, segment_key: str) -> Segment | None:
        form = self.ruleset.segment(segment_key)
        if form is None:
            return None
        lookups(segment_key, self._segments_of, self._segment_lookups)
        return make_segment(form, self.ruleset, self.scope)

    def _prerequisites_of(self, flag_key: str) -> Iterable[str]:
        return prerequisites_in(self.ruleset.flag(flag_key))

    def _segments_of(self, segment_key: str) -> Iterable[str]:
        form = self.ruleset.segment(segment_key) or {}
        return segments_in(form.get("conditions", ()))

    def _prerequisite(self, flag_key: str, context: Context) -> Answer | None:
        try:
            decide = self._closures[flag_key]
        except KeyError:
            return None
        return decide(context)

    def _hot_prerequisite(self, flag_key: str, context: Context) -> Answer | None:
        try:
            decide = self.decisions.get(flag_key) or self._first(flag_key)
        except KeyError:
            return None
        return decide(context)

    def _first(self, flag_key: str) -> Decide:
        decide = self.decisions[flag_key] = self.first_decision(flag_key)
        return decide

    def _failed(self, flag_key: Any, context: Any, fault: Exception) -> Answer:
        try:
            return self._explained(flag_key, context, fault)
        except Exception:  # noqa: BLE001 - an object that cannot even be asked what it is
            key = flag_key if type(flag_key) is str else ""
            return failed(key, GENERAL, "what was asked cannot be read")

    def _explained(self, flag_key: Any, context: Any, fault: Exception) -> Answer:
        if not isinstance(flag_key, str):
            return failed("", FLAG_NOT_FOUND, "the key of a flag is a text")
        if self.ruleset.has_no_flag(flag_key):
            return failed(flag_key, FLAG_NOT_FOUND, f"no flag is called {flag_key!r}")
        if not isinstance(context, Mapping):
            return failed(flag_key, INVALID_CONTEXT, "the context is a JSON object")
        if isinstance(fault, UnitKeyMissing):
            name = fault.attribute
            details = f"this flag draws by {name!r}: send it as a text that is not empty"
            return failed(flag_key, TARGETING_KEY_MISSING, details)
        return failed(flag_key, GENERAL, f"the flag cannot be evaluated ({type(fault).__name__})")


def _completed(closure: Decide, with_unit: Callable[[Context], Context] | None) -> Decide:
    return closure if with_unit is None else lambda context: closure(with_unit(context))


class Bulk:
    """How all flags are evaluated: a copy of `base`, in which each of `fills` changes its flags,
    then the closures of the `rest`; None: of all flags."""

    __slots__ = ("base", "fills", "rest")

    def __init__(
        self, base: dict[str, Answer], fills: tuple[Fill, ...], rest: tuple[str, ...] | None
    ) -> None:
        self.base = base
        self.fills = fills
        self.rest = rest


class _ByKey(dict[str, Decide]):
    """Decisions by flag; a missing one is compiled at its first use."""

    __slots__ = ("_compile",)

    def __init__(self, compile_one: Callable[[str], Decide]) -> None:
        super().__init__()
        self._compile = compile_one

    def __missing__(self, flag_key: str) -> Decide:
        decide = self[flag_key] = self._compile(flag_key)
        return decide
