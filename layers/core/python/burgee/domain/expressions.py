"""Compiled conditions to predicates."""

from __future__ import annotations

from typing import Any

from burgee.domain.operators import OPERATORS
from burgee.domain.predicates import Context, Predicate, Scope

Form = list[Any]

# A conjunct is an attribute with the texts that it may be, which the evaluator checks in place,
# or a predicate: (attribute, accepted, None) or ("", empty, predicate).
Conjunct = tuple[str, frozenset[str], Predicate | None]


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


def _conjunct(form: Form, scope: Scope) -> Conjunct:
    accepted = _accepted_texts(form)
    if accepted is not None:
        return (form[1], accepted, None)
    return ("", frozenset(), make_predicate(form, scope))


def _accepted_texts(form: Form) -> frozenset[str] | None:
    """What a plain attribute may be, where that is all that the condition asks."""
    operator, attribute = form[0], form[1]
    if operator not in {"equals", "in"} or "." in attribute:
        return None
    values = form[2] if operator == "in" else [form[2]]
    return frozenset(values) if all(isinstance(value, str) for value in values) else None


def _every(predicates: list[Predicate]) -> Predicate:
    def every(context: Context) -> bool:
        return all(predicate(context) for predicate in predicates)

    return every


def _some(predicates: list[Predicate]) -> Predicate:
    def some(context: Context) -> bool:
        return any(predicate(context) for predicate in predicates)

    return some
