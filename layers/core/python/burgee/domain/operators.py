"""Every operator by name: the one table that documents, evaluation and explanations share."""

from __future__ import annotations

from burgee.domain.behaviour import BEHAVIOURAL
from burgee.domain.comparisons import COMPARISONS
from burgee.domain.geographic import GEOGRAPHIC
from burgee.domain.predicates import Json, Operator, Predicate, Scope, needs_text
from burgee.domain.temporal import TEMPORAL


def _in_segment(_attribute: str, value: Json, scope: Scope) -> Predicate:
    in_segment = scope.in_segment
    return scope.segments.setdefault(value, lambda context: in_segment(value, context))


OPERATORS: dict[str, Operator] = {
    **COMPARISONS,
    "in_segment": Operator(needs_text, _in_segment, takes_attribute=False),
    **GEOGRAPHIC,
    **TEMPORAL,
    **BEHAVIOURAL,
}
