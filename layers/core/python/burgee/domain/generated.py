"""The second tier: Python source for a flag that is asked often.

The source holds generated names and nothing that anybody wrote: keys, attributes, values and
answers are handed over as constants, `k0`, `k1` and so on. So flags of one shape have one source,
which is compiled once. Whatever is not plain, and every fault, is left to the flag's closure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import mmh3

from burgee.domain.answers import Answer
from burgee.domain.assignment import DRAWN_METHODS, PAUSED, STRATIFIED, Assigner, split_draw
from burgee.domain.bucketing import SLOTS, Draw, make_gate, make_split, scaled, unit_text
from burgee.domain.closures import Ask, Decide, Parts, RuleParts, is_met
from burgee.domain.expressions import Conjunct
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import NUMBERS, reader
from burgee.domain.rollout_answers import ends_for_all, is_for_all, make_rollout

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Form: TypeAlias = "Mapping[str, Any]"
# Conditions that must all hold, and the expression of an answer.
Branch: TypeAlias = "tuple[list[str], str]"

GENERATED = "<generated>"  # the file name in a traceback
MOST_CONSTANTS = 400  # of one flag: compiling more would keep its caller waiting
PLAIN_ONLY = ("    if context.__class__ is not dict:", "        return closure(context)")
# What all sources may name besides their constants: there are no builtins in them.
FIXED: Mapping[str, Any] = {
    "dict": dict,
    "Fault": Exception,
    "is_met": is_met,
    "isascii": str.isascii,
    "murmur3": mmh3.hash,
    "numbers": NUMBERS,
    "str": str,
    "unit_text": unit_text,
}


class Unfit(Exception):
    """What is left to the closure."""


def generate(parts: Parts, closure: Decide, ask: Ask) -> Decide:
    """What answers as `closure`, faster. `ask` answers prerequisites. Raises Unfit, or whatever
    else goes wrong, where it cannot be made.

    A context with known units is left to the closure where a decision notes something in them, and
    one without a targeting key wherever anything may ask for it.
    """
    source = Source()
    body = [*_prerequisites(parts, source), *_returns(*source.branches(parts))]
    asking = [*source.reads("return closure(context)"), *body]
    is_plain_only = parts.notes or not any("context" in line for line in asking)
    lines = [
        "def decide(context):",
        *(PLAIN_ONLY if is_plain_only else ()),
        "    try:",
        *(f"        {line}" for line in asking),
        "    except Fault:",
        "        return closure(context)",
    ]
    if len(source.constants) > MOST_CONSTANTS:
        raise Unfit
    decide: Decide = compiled("decide", lines, source.constants, {"closure": closure, "ask": ask})
    return decide


def compiled(
    name: str, lines: Iterable[str], constants: Iterable[Any], given: Mapping[str, Any]
) -> Any:
    """The function that these lines define, its constants and what is `given` bound to it."""
    values = [*FIXED.values(), *given.values(), *constants]
    names = [
        *FIXED,
        *given,
        *(f"k{place}" for place in range(len(values) - len(FIXED) - len(given))),
    ]
    body = "\n".join(f"    {line}" for line in lines)
    return _maker(f"def make({', '.join(names)}):\n{body}\n    return {name}\n")(*values)


@lru_cache(maxsize=256)
def _maker(source: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {"__builtins__": {}}
    exec(compile(source, GENERATED, "exec"), namespace)  # noqa: S102 - only our own names
    maker: Callable[..., Any] = namespace["make"]
    return maker


def _prerequisites(parts: Parts, source: Source) -> Iterator[str]:
    for key, accepted, unmet in parts.prerequisites:
        asked = f"ask({source.name(key)}, context)"
        yield f"if not is_met({asked}, {source.name(accepted)}):"
        yield f"    return {source.name(unmet)}"


def _returns(branches: list[Branch], otherwise: str) -> Iterator[str]:
    for conditions, outcome in branches:
        yield f"if {' and '.join(conditions)}:"
        yield f"    return {outcome}"
    yield f"return {otherwise}"


class Source:
    """Expressions over a context, and the constants that they name."""

    def __init__(self) -> None:
        self.constants: list[Any] = []
        self._names: dict[Any, str] = {}
        self._units: dict[str, str] = {}
        self._drawn_by: set[str] = set()  # units without which there is an error, or the closure
        self._read: set[str] = set()  # variables that are set wherever the next branch is asked

    def name(self, constant: Any) -> str:
        """The name of a constant; equal texts and numbers have one."""
        is_scalar = constant.__class__ in (str, int, float)
        place = (constant.__class__, constant) if is_scalar else id(constant)
        if place not in self._names:
            self._names[place] = f"k{len(self.constants)}"
            self.constants.append(constant)
        return self._names[place]

    def unit(self, attribute: str) -> str:
        """The variable that holds the text of a unit, which is read before anything is asked."""
        return self._units.setdefault(attribute, f"u{len(self._units)}")

    def reads(self, without_unit: str) -> Iterator[str]:
        """Reads the units; the statement `without_unit` is for a context that lacks one."""
        for attribute, unit in self._units.items():
            yield f"{unit} = {self._unit_read(attribute)}"
            yield f"if {self._is_odd(attribute, unit)}:"
            yield f"    {unit} = unit_text({unit})"
            yield f"    if {unit} is None:"
            yield f"        {without_unit}"

    def _is_odd(self, attribute: str, unit: str) -> str:
        """Whether a unit is not known to be hashed as it is. That a targeting key is a text goes
        without saying: `isascii` raises for all else, and leaves it to the closure."""
        if attribute == TARGETING_KEY and attribute in self._drawn_by:
            return f"not isascii({unit}) or not {unit}"
        return f"{unit}.__class__ is not str or not isascii({unit}) or not {unit}"

    def _unit_read(self, attribute: str) -> str:
        if "." in attribute:
            return f"{self.name(reader(attribute))}(context)"
        name = f"{TARGETING_KEY!r}" if attribute == TARGETING_KEY else self.name(attribute)
        return f"context[{name}]" if attribute in self._drawn_by else f"context.get({name})"

    def branches(self, parts: Parts) -> tuple[list[Branch], str]:
        """Who gets which answer, in order, and what all others get. The order within a branch is
        free, for no condition has an effect."""
        branches: list[Branch] = []
        for conditions, outcome in self._deciding(parts):
            if not conditions:
                return branches, outcome
            branches.append((conditions, outcome))
        return branches, self._otherwise(parts)

    def _deciding(self, parts: Parts) -> Iterator[Branch]:
        if parts.targets:
            found = f"(t := {self.name(parts.targets.get)}({self.unit(TARGETING_KEY)}))"
            yield [f"{found} is not None"], "t"
        for assigner, answers in parts.deciding:
            yield from self._experiment(assigner, answers)
        for rule in parts.rules:
            conditions = [*self._conditions(rule.conjuncts), *map(self._gate, rule.gates)]
            yield conditions, self._outcome(rule)

    def _outcome(self, rule: RuleParts) -> str:
        if rule.split is not None:
            return self._choice(rule.split, rule.answers)
        (answer,) = rule.answers.values()
        return self.name(answer)

    def _experiment(self, assigner: Assigner, answers: Mapping[str, Answer]) -> Iterator[Branch]:
        """Nothing where it takes no unit of which nothing is known."""
        form = assigner.form
        is_drawn = form["method"] in DRAWN_METHODS
        if form["status"] == PAUSED or (is_drawn and not assigner.is_halted):
            return
        if form["not_in"]:
            raise Unfit
        unit = self.unit(form["bucket_by"])
        conditions = self._conditions(assigner.conjuncts)
        if form["excluded"]:
            conditions.append(f"{unit} not in {self.name(frozenset(form['excluded']))}")
        conditions += map(self._gate, form["gates"])
        if assigner.is_halted:
            yield conditions, self.name(answers[form["control"]])
        elif form["method"] == STRATIFIED:
            yield conditions, self._choice(form["split"], answers, split_draw(form))
        else:
            yield conditions, self._choice(form["split"], answers)

    def _otherwise(self, parts: Parts) -> str:
        default, rollout = self.name(parts.answer), parts.rollout
        if rollout is None:
            return default
        draw = self.draw(rollout["draw"])
        if draw is None or not is_for_all(rollout, parts.rollout_rules):
            return f"{self.other(make_rollout(rollout, parts.rollout_rules))} or {default}"
        return self._among(draw, ends_for_all(parts.rollout_rules), default)

    def _conditions(self, conjuncts: Iterable[Conjunct]) -> list[str]:
        """The first is asked wherever the branch is, the others only where it held."""
        read, written = set(self._read), []
        for conjunct in conjuncts:
            written.append(self._conjunct(conjunct, read))
            if len(written) == 1:
                self._read |= read
        return written

    def _conjunct(self, conjunct: Conjunct, read: set[str]) -> str:
        attribute, accepted, bound, predicate = conjunct
        if predicate is not None:
            self.unit(TARGETING_KEY)  # which it may ask for
            return f"{self.name(predicate)}(context)"
        variable, found = self.attribute(attribute, read)
        if accepted is not None:
            return f"{found} in {self.name(accepted)}"
        return f"{found}.__class__ in numbers and {variable} > {self.name(bound)}"

    def attribute(self, attribute: str, read: set[str]) -> tuple[str, str]:
        """The variable of an attribute, and the expression that reads it the first time."""
        if attribute == TARGETING_KEY:
            self.unit(attribute)
        name = self.name(attribute)
        variable = f"a{name}"
        if variable in read:
            return variable, variable
        read.add(variable)
        return variable, f"({variable} := context.get({name}))"

    def _gate(self, gate: Form) -> str:
        ranges = [(scaled(gate, low), scaled(gate, high)) for low, high in gate["ranges"]]
        draw = self.draw(gate)
        if draw is None or len(ranges) != 1:
            return self.other(make_gate(gate, True))
        ((low, high),) = ranges
        end = self.name(high)
        return f"{self.name(low)} <= {draw} < {end}" if low else f"{draw} < {end}"

    def _choice(
        self, split: Form, answers: Mapping[str, Answer], own_draw: Draw | None = None
    ) -> str:
        """An answer for every slot, or Unfit."""
        ends, reached = [], 0
        for low, high, variant in split["ranges"]:
            if low != reached:
                raise Unfit
            ends.append((scaled(split, high), answers[variant]))
            reached = high
        if reached != split.get("slots", SLOTS):
            raise Unfit
        draw = self.draw(split) if own_draw is None else None
        if draw is None:
            return self.other(make_split(split, answers, own_draw))
        *others, (_, last) = ends
        return self._among(draw, others, self.name(last))

    def _among(self, draw: str, ends: Sequence[tuple[int, Answer]], otherwise: str) -> str:
        written, drawn = "", draw if len(ends) == 1 else f"(d := {draw})"
        for end, answer in ends:
            written += f"{self.name(answer)} if {drawn} < {self.name(end)} else "
            drawn = "d"
        return written + otherwise

    def draw(self, bucketing: Form) -> str | None:
        """Where the unit falls, as `make_draw` says it; None for the ways of other systems."""
        template = bucketing.get("key", [[TARGETING_KEY]])
        is_ours = not {"hash", "normalise", "slots"} & bucketing.keys()
        if not is_ours or len(template) != 1 or [*map(type, template)] != [list]:
            return None
        if len(template[0]) != 1:
            return None
        attribute = template[0][0]
        if attribute not in self._units:  # all that asks for it so far draws by it
            self._drawn_by.add(attribute)
        return f"murmur3({self.unit(attribute)}, {self.name(bucketing.get('seed', 0))}, False)"

    def other(self, closure: Callable[[Any], Any]) -> str:
        """What has no source of its own."""
        self.unit(TARGETING_KEY)  # which it may ask for
        return f"{self.name(closure)}(context)"
