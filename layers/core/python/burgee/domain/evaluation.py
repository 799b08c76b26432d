"""Evaluation: a flag and a context to an answer. Never raises for anything a caller sends.

A flag is compiled to closures at its first use; every outcome is one answer, made then and
shared. Importing this module loads no pydantic, numpy or scipy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from burgee.domain.answers import (
    DISABLED,
    FLAG_NOT_FOUND,
    GENERAL,
    INVALID_CONTEXT,
    NO_METADATA,
    TARGETING_KEY_MISSING,
    Answer,
    failed,
)
from burgee.domain.assignment import Assigner
from burgee.domain.bucketing import UnitKeyMissing, make_gate, make_split, unit_text
from burgee.domain.experiment_answers import Leave, answers_of, by_experiments, make_leave
from burgee.domain.expressions import Conjunct, make_conjuncts
from burgee.domain.known_units import Needs
from burgee.domain.lookups import experiments_in, lookups, prerequisites_in, segments_in
from burgee.domain.membership import Segment, make_segment
from burgee.domain.names import TARGETING_KEY
from burgee.domain.needs import needs_of, needs_of_all
from burgee.domain.predicates import NUMBERS, Context, Scope
from burgee.domain.rollout_answers import make_rollout
from burgee.domain.ruleset import Ruleset

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Decide: TypeAlias = "Callable[[Context], Answer]"
Choose: TypeAlias = (
    "Callable[[Context], Answer | None]"  # None: not for this unit, on to the next rule
)
Form: TypeAlias = "Mapping[str, Any]"
# Conjuncts, then an answer or, where chance decides, a choice.
CompiledRule: TypeAlias = "tuple[tuple[Conjunct, ...], Answer | None, Choose | None]"


class Evaluator:
    """Answers from one ruleset. `clock` gives seconds since 1970 to conditions that ask.

    Safe to share between threads: compiling a flag twice gives the same closures.
    """

    def __init__(self, ruleset: Ruleset, clock: Callable[[], float]) -> None:
        self.ruleset = ruleset
        self.scope = Scope(clock, self.in_segment)
        self._decisions = _ByKey(self._compile)
        self._segments: dict[str, Segment | None] = {}
        self._experiments: dict[str, Assigner] = {}
        self._needs: dict[str, Needs | None] = {}
        self._needs_all = needs_of_all(ruleset.manifest)
        self._flag_lookups: dict[str, int] = {}
        self._segment_lookups: dict[str, int] = {}

    def evaluate(self, flag_key: str, context: Context) -> Answer:
        """The answer for one flag. `context` is flat: `{"targetingKey": ..., attributes...}`."""
        try:
            return self._decisions[flag_key](context)
        except Exception as fault:  # noqa: BLE001 - nothing a caller sends may raise
            return self._failed(flag_key, context, fault)

    def evaluate_all(self, context: Context) -> dict[str, Answer]:
        """The answers of all flags, errors included, by key."""
        answers: dict[str, Answer] = {}
        decisions = self._decisions
        for flag_key in self.ruleset.flag_keys:
            try:
                answers[flag_key] = decisions[flag_key](context)
            except Exception as fault:  # noqa: BLE001 - one flag's fault leaves the others
                answers[flag_key] = self._failed(flag_key, context, fault)
        return answers

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
        form = self.ruleset.flag(flag_key)
        if form is None:
            raise KeyError(flag_key)
        if "prerequisites" in form:
            lookups(flag_key, self._prerequisites_of, self._flag_lookups)
        found = map(self.assigner, experiments_in(form))
        experiments = tuple(each for each in found if each is not None)
        return compile_decision(flag_key, form, self.scope, self._prerequisite, experiments)

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
            decide = self._decisions[flag_key]
        except KeyError:
            return None
        return decide(context)

    def _failed(self, flag_key: Any, context: Any, fault: Exception) -> Answer:
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


class _ByKey(dict[str, Decide]):
    """Compiled decisions; a missing one is compiled at its first use."""

    __slots__ = ("_compile",)

    def __init__(self, compile_one: Callable[[str], Decide]) -> None:
        super().__init__()
        self._compile = compile_one

    def __missing__(self, flag_key: str) -> Decide:
        decide = self[flag_key] = self._compile(flag_key)
        return decide


def compile_decision(
    flag_key: str,
    form: Form,
    scope: Scope,
    prerequisite: Callable[[str, Context], Answer | None],
    experiments: tuple[Assigner, ...] = (),
) -> Decide:
    """The closure that decides one flag, as short as its form allows."""
    metadata = form.get("metadata", NO_METADATA)
    leave = make_leave(experiments) if experiments else None
    if not form.get("enabled"):
        return _off(off_answer(flag_key, form, metadata), leave)
    default = _answer(flag_key, form, form["default"], form["default_reason"], metadata)
    rules = [_compile_rule(flag_key, form, rule, scope) for rule in form.get("rules", ())]
    if "rollout" in form:
        rules.append(((), None, make_rollout(flag_key, form, scope)))
    decide = _by_rules(tuple(rules), default)
    if experiments:
        deciding = [(each, answers_of(flag_key, form, each.form)) for each in experiments]
        decide = by_experiments(deciding, decide)
    if "targets" in form:
        decide = _by_targets(_target_answers(flag_key, form), decide, leave)
    if "prerequisites" in form:
        decide = _by_prerequisites(flag_key, form, prerequisite, decide, leave)
    return decide


def _off(answer: Answer, leave: Leave | None) -> Decide:
    if leave is None:
        return _always(answer)

    def decide(context: Context) -> Answer:
        leave(context, "off")
        return answer

    return decide


def off_answer(flag_key: str, form: Form, metadata: Mapping[str, Any]) -> Answer:
    """The answer of a flag that is off: its off variant, or none at all."""
    off = form.get("off")
    if off is None:
        return Answer(flag_key, None, "", DISABLED, metadata)
    return _answer(flag_key, form, off, DISABLED, metadata)


def _answer(
    flag_key: str, form: Form, variant: str, reason: str, metadata: Mapping[str, Any]
) -> Answer:
    return Answer(flag_key, form["variants"][variant], variant, reason, metadata)


def _always(answer: Answer) -> Decide:
    return lambda _context: answer


def _by_rules(rules: tuple[CompiledRule, ...], default: Answer) -> Decide:
    if not rules:
        return _always(default)
    conjuncts, _, only_choice = rules[0]
    if len(rules) == 1 and not conjuncts and only_choice is not None:
        return lambda context: only_choice(context) or default
    return _by_conditions(rules, default)


def _by_conditions(  # noqa: C901 - flat on purpose: each call saved here is a tenth of the time
    rules: tuple[CompiledRule, ...], default: Answer
) -> Decide:
    """The hot loop: one level, no call for a comparison with texts."""

    def decide(context: Context) -> Answer:  # noqa: C901 - as above
        get = context.get
        found: Any
        for conjuncts, answer, choose in rules:
            for attribute, accepted, bound, predicate in conjuncts:
                if accepted is not None:
                    try:
                        if get(attribute) not in accepted:
                            break
                    except TypeError:  # a list or an object, which is no text
                        break
                elif predicate is not None:
                    if not predicate(context):
                        break
                elif (found := get(attribute)).__class__ not in NUMBERS or not found > bound:  # type: ignore[operator]
                    break
            else:
                if answer is not None:
                    return answer
                chosen = choose(context)  # type: ignore[misc]  # one of the two is there
                if chosen is not None:
                    return chosen
        return default

    return decide


def _by_targets(
    answers: Mapping[str, Answer], otherwise: Decide, leave: Leave | None = None
) -> Decide:
    def decide(context: Context) -> Answer:
        unit = unit_text(context.get(TARGETING_KEY))
        answer = answers.get(unit) if unit is not None else None
        if answer is None:
            return otherwise(context)
        if leave is not None:
            leave(context, "target")
        return answer

    return decide


def _target_answers(flag_key: str, form: Form) -> dict[str, Answer]:
    metadata = form.get("metadata", NO_METADATA)
    return {
        unit: answer
        for variant, units in form["targets"].items()
        for answer in [_answer(flag_key, form, variant, "TARGETING_MATCH", metadata)]
        for unit in units
    }


def _by_prerequisites(
    flag_key: str,
    form: Form,
    prerequisite: Callable[[str, Context], Answer | None],
    otherwise: Decide,
    leave: Leave | None = None,
) -> Decide:
    metadata = form.get("metadata", NO_METADATA)
    needed = [
        (key, frozenset(accepted), off_answer(flag_key, form, {**metadata, "prerequisite": key}))
        for key, accepted in form["prerequisites"]
    ]

    def decide(context: Context) -> Answer:
        for key, accepted, unmet in needed:
            if not is_met(prerequisite(key, context), accepted):
                if leave is not None:
                    leave(context, "prerequisite")
                return unmet
        return otherwise(context)

    return decide


def is_met(answer: Answer | None, accepted: frozenset[str]) -> bool:
    """Whether a prerequisite's answer will do; a flag that is off never does."""
    return answer is not None and answer.variant in accepted and answer.reason != DISABLED


def _compile_rule(flag_key: str, form: Form, rule: Form, scope: Scope) -> CompiledRule:
    conjuncts = make_conjuncts(rule.get("conditions", []), scope)
    metadata = {**form.get("metadata", NO_METADATA), "rule": rule["id"]}
    gates = rule.get("gates", ())
    if "split" in rule:
        variants = {variant for _, _, variant in rule["split"]["ranges"]}
        answers = {v: _answer(flag_key, form, v, rule["reason"], metadata) for v in variants}
        return (conjuncts, None, _gated(gates, make_split(rule["split"], answers)))
    answer = _answer(flag_key, form, rule["variant"], rule["reason"], metadata)
    if not gates:
        return (conjuncts, answer, None)
    return (conjuncts, None, _gated(gates[:-1], make_gate(gates[-1], answer)))


def _gated(gates: Any, choose: Choose) -> Choose:
    for gate in reversed(gates):
        choose = _gate(gate, choose)
    return choose


def _gate(gate: Form, choose: Choose) -> Choose:
    is_in = make_gate(gate, True)
    return lambda context: choose(context) if is_in(context) else None
