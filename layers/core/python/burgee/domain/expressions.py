"""Compiled conditions to predicates."""

from __future__ import annotations

from sys import intern

from burgee.domain.operators import OPERATORS
from burgee.domain.predicates import NUMBERS, Context, Predicate, Scope

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Form: TypeAlias = "list[Any]"

# What the evaluator checks in place, without a call: that an attribute is one of some texts,
# (attribute, accepted, 0, None), or a number above a bound, (attribute, None, bound, None).
# All else is a predicate: ("", None, 0, predicate).
Conjunct: TypeAlias = "tuple[str, frozenset[str] | None, float, Predicate | None]"


def make_predicate(form: Form, scope: Scope) -> Predicate:
    """The predicate of one condition in ruleset form. Raises KeyError for an unknown operator."""
    operator = form[0]
    if operator == "and":
        return _every([make_predicate(inner, scope) for inner in form[1]])
    if operator == "or":
        return _some([make_predicate(inner, scope) for inner in form[1]])
    if operator == "not":
        negative = make_predicate(form[1], scope)
        return lambda context: not negative(context)
    return OPERATORS[operator].build(form[1] or "", form[2], scope)


def make_conjuncts(forms: list[Form], scope: Scope) -> tuple[Conjunct, ...]:
    """All of `forms` together; nested `and`s are flattened."""
    conjuncts: list[Conjunct] = []
    for form in forms:
        if form[0] == "and":
            conjuncts.extend(make_conjuncts(form[1], scope))
        else:
            conjuncts.append(_conjunct(form, scope))
    return tuple(conjuncts)


def every(conjuncts: tuple[Conjunct, ...]) -> Predicate:
    """All conjuncts together, as one predicate."""

    def holds(context: Context) -> bool:
        get = context.get
        found: Any
        for attribute, accepted, bound, predicate in conjuncts:
            if predicate is not None:
                if not predicate(context):
                    return False
            elif accepted is not None:
                try:
                    if get(attribute) not in accepted:
                        return False
                except TypeError:  # a list or an object, which is no text
                    return False
            elif (found := get(attribute)).__class__ not in NUMBERS or not found > bound:  # type: ignore[operator]
                return False
        return True

    return holds


def _conjunct(form: Form, scope: Scope) -> Conjunct:
    operator = form[0]
    attribute = form[1] if len(form) == 3 else None
    if attribute is not None and "." not in attribute:
        if operator == "greater_than":
            return (intern(attribute), None, form[2], None)
        if operator in {"equals", "in"}:
            values = form[2] if operator == "in" else [form[2]]
            if all(isinstance(each, str) for each in values):
                accepted = frozenset(values)
                return (intern(attribute), scope.shared.setdefault(accepted, accepted), 0, None)
    return ("", None, 0, make_predicate(form, scope))


def _every(predicates: list[Predicate]) -> Predicate:
    def every(context: Context) -> bool:
        return all(predicate(context) for predicate in predicates)

    return every


def _some(predicates: list[Predicate]) -> Predicate:
    def some(context: Context) -> bool:
        return any(predicate(context) for predicate in predicates)

    return some
