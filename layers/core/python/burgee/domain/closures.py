"""The first tier: a flag's form to its parts, and its parts to a closure that decides.

Every outcome is one answer, made with the parts and shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from burgee.domain.answers import DISABLED, NO_METADATA, Answer
from burgee.domain.assignment import Assigner
from burgee.domain.bucketing import make_gate, make_split, unit_text
from burgee.domain.experiment_answers import Leave, answers_of, by_experiments, make_leave
from burgee.domain.expressions import Conjunct, make_conjuncts
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import NUMBERS, Context, Scope
from burgee.domain.rollout_answers import RolloutRule, make_rollout, rollout_rules

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Decide: TypeAlias = "Callable[[Context], Answer]"
Choose: TypeAlias = (
    "Callable[[Context], Answer | None]"  # None: not for this unit, on to the next rule
)
Form: TypeAlias = "Mapping[str, Any]"
Ask: TypeAlias = "Callable[[str, Context], Answer | None]"
# Conjuncts, then an answer or, where chance decides, a choice.
CompiledRule: TypeAlias = "tuple[tuple[Conjunct, ...], Answer | None, Choose | None]"
# A flag, its variants that will do, and the answer where they are not shown.
Needed: TypeAlias = "tuple[str, frozenset[str], Answer]"


class RuleParts:
    """A rule: conditions, then gates, then an answer for each variant. `split` is None where there
    is one answer."""

    __slots__ = ("answers", "conjuncts", "gates", "split")

    def __init__(self, flag_key: str, form: Form, rule: Form, scope: Scope) -> None:
        self.conjuncts = make_conjuncts(rule.get("conditions", []), scope)
        self.gates: list[Form] = rule.get("gates", [])
        self.split: Form | None = rule.get("split")
        split = self.split
        variants = {v for _, _, v in split["ranges"]} if split is not None else {rule["variant"]}
        metadata = {**form.get("metadata", NO_METADATA), "rule": rule["id"]}
        self.answers = {v: _answer(flag_key, form, v, rule["reason"], metadata) for v in variants}


class Parts:
    """What one flag's decision is made of, in the order in which it is asked. A flag that is off
    has nothing but its answer."""

    __slots__ = (
        "answer",
        "deciding",
        "experiments",
        "is_off",
        "prerequisites",
        "rollout",
        "rollout_rules",
        "rules",
        "targets",
    )

    def __init__(
        self, flag_key: str, form: Form, scope: Scope, experiments: tuple[Assigner, ...] = ()
    ) -> None:
        self.experiments = experiments
        self.prerequisites: tuple[Needed, ...] = ()
        self.targets: dict[str, Answer] = {}
        self.deciding: list[tuple[Assigner, dict[str, Answer]]] = []
        self.rules: list[RuleParts] = []
        self.rollout: Form | None = None
        self.rollout_rules: tuple[RolloutRule, ...] = ()
        self.is_off = not form.get("enabled")
        if self.is_off:
            self.answer = off_answer(flag_key, form)
            return
        metadata = form.get("metadata", NO_METADATA)
        self.answer = _answer(flag_key, form, form["default"], form["default_reason"], metadata)
        if "prerequisites" in form:
            self.prerequisites = tuple(_needed(flag_key, form))
        if "targets" in form:
            self.targets = _target_answers(flag_key, form)
        self.deciding = [(each, answers_of(flag_key, form, each.form)) for each in experiments]
        self.rules = [RuleParts(flag_key, form, rule, scope) for rule in form.get("rules", ())]
        if "rollout" in form:
            self.rollout = form["rollout"]
            self.rollout_rules = rollout_rules(flag_key, form, scope)

    @property
    def is_constant(self) -> bool:
        """Whether every context is given the same answer, and nothing is noted."""
        decides = self.prerequisites or self.targets or self.rules or self.rollout is not None
        return not (decides or self.experiments)

    @property
    def notes(self) -> bool:
        """Whether a decision notes something in the known units of a context that has any."""
        return bool(self.experiments) or (self.rollout is not None and "run" in self.rollout)


def make_closure(parts: Parts, prerequisite: Ask) -> Decide:
    """The closure that decides one flag, as short as its parts allow."""
    leave = make_leave(parts.experiments) if parts.experiments else None
    if parts.is_off:
        return _off(parts.answer, leave)
    rules = [_compile_rule(rule) for rule in parts.rules]
    if parts.rollout is not None:
        rules.append(((), None, make_rollout(parts.rollout, parts.rollout_rules)))
    decide = _by_rules(tuple(rules), parts.answer)
    if parts.deciding:
        decide = by_experiments(parts.deciding, decide)
    if parts.targets:
        decide = _by_targets(parts.targets, decide, leave)
    if parts.prerequisites:
        decide = _by_prerequisites(parts.prerequisites, prerequisite, decide, leave)
    return decide


def _off(answer: Answer, leave: Leave | None) -> Decide:
    if leave is None:
        return _always(answer)

    def decide(context: Context) -> Answer:
        leave(context, "off")
        return answer

    return decide


def off_answer(flag_key: str, form: Form, told: Form = NO_METADATA) -> Answer:
    """The answer of a flag that is off: its off variant, or none at all. `told` is added to its
    metadata."""
    metadata = form.get("metadata", NO_METADATA)
    if told:
        metadata = {**metadata, **told}
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


def _needed(flag_key: str, form: Form) -> list[Needed]:
    return [
        (key, frozenset(accepted), off_answer(flag_key, form, {"prerequisite": key}))
        for key, accepted in form["prerequisites"]
    ]


def _by_prerequisites(
    needed: tuple[Needed, ...], prerequisite: Ask, otherwise: Decide, leave: Leave | None = None
) -> Decide:
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


def _compile_rule(rule: RuleParts) -> CompiledRule:
    if rule.split is not None:
        choose = _gated(rule.gates, make_split(rule.split, rule.answers))
        return (rule.conjuncts, None, choose)
    (answer,) = rule.answers.values()
    if not rule.gates:
        return (rule.conjuncts, answer, None)
    return (rule.conjuncts, None, _gated(rule.gates[:-1], make_gate(rule.gates[-1], answer)))


def _gated(gates: list[Form], choose: Choose) -> Choose:
    for gate in reversed(gates):
        choose = _gate(gate, choose)
    return choose


def _gate(gate: Form, choose: Choose) -> Choose:
    is_in = make_gate(gate, True)
    return lambda context: choose(context) if is_in(context) else None
