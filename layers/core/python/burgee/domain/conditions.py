"""Conditions as people write them: a leaf, or `and` / `or` / `not` over others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from burgee.domain.documents import Json
from burgee.domain.operators import OPERATORS


class Document(BaseModel):
    """Base of everything that comes from outside: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


class Condition(Document):
    """One comparison. `attribute` is left out for operators that name their own (see docs)."""

    attribute: str | None = Field(default=None, min_length=1, max_length=256)
    operator: str = Field(json_schema_extra={"enum": list[Any](sorted(OPERATORS))})
    value: Json = None

    @model_validator(mode="after")
    def _fits_its_operator(self) -> Condition:
        operator = OPERATORS.get(self.operator)
        if operator is None:
            known = ", ".join(sorted(OPERATORS))
            raise ValueError(f"operator {self.operator!r} is unknown; use one of {known}")
        if operator.takes_attribute and self.attribute is None:
            raise ValueError(f"operator {self.operator!r} needs an attribute")
        if not operator.takes_attribute and self.attribute is not None:
            raise ValueError(f"operator {self.operator!r} takes no attribute; remove it")
        problem = operator.problem(self.value)
        if problem:
            raise ValueError(f"operator {self.operator!r}: {problem}")
        return self


class All(Document):
    """True when every one of `and` is."""

    conditions: list[Node] = Field(alias="and", min_length=1, max_length=100)


class AnyOf(Document):
    """True when at least one of `or` is."""

    conditions: list[Node] = Field(alias="or", min_length=1, max_length=100)


class Not(Document):
    """True when `not` is false."""

    condition: Node = Field(alias="not")


def _form(node: Any) -> str:
    fields = node if isinstance(node, dict) else {"and": isinstance(node, All)}
    if isinstance(node, AnyOf) or "or" in fields:
        return "or"
    if isinstance(node, Not) or "not" in fields:
        return "not"
    return "and" if fields.get("and") else "condition"


Node = Annotated[
    Annotated[Condition, Tag("condition")]
    | Annotated[All, Tag("and")]
    | Annotated[AnyOf, Tag("or")]
    | Annotated[Not, Tag("not")],
    Discriminator(_form),
]

All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


def leaves(nodes: list[Node]) -> Iterator[Condition]:
    """Every comparison under `nodes`, in order."""
    for node in nodes:
        if isinstance(node, Condition):
            yield node
        elif isinstance(node, Not):
            yield from leaves([node.condition])
        else:
            yield from leaves(node.conditions)


def segments_named(nodes: list[Node]) -> set[str]:
    """Keys of the segments that these conditions ask for."""
    return {str(leaf.value) for leaf in leaves(nodes) if leaf.operator == "in_segment"}
