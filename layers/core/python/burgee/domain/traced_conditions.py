"""Conditions as a trace shows them."""

from __future__ import annotations

from typing import Any

from burgee.domain.expressions import make_predicate
from burgee.domain.predicates import Context, Scope

Step = dict[str, Any]


def trace_condition(form: list[Any], context: Context, scope: Scope) -> Step:
    """One condition, and all under it, each with whether it matched."""
    operator = form[0]
    matched = make_predicate(form, scope)(context)
    if operator in {"and", "or"}:
        inner = [trace_condition(each, context, scope) for each in form[1]]
        return {operator: inner, "matched": matched}
    if operator == "not":
        return {"not": trace_condition(form[1], context, scope), "matched": matched}
    step: Step = {"operator": operator, "value": form[2], "matched": matched}
    return {"attribute": form[1], **step} if form[1] else step
