"""One operator on its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from burgee.domain.operators import OPERATORS
from burgee.domain.predicates import Scope


def at(moment: str) -> float:
    """Seconds since 1970; a moment without an offset is UTC."""
    parsed = datetime.fromisoformat(moment)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def holds(
    operator: str, value: Any, context: dict[str, Any] | None = None, *, now: str = "2026-11-25"
) -> bool:
    """Whether an operator that names its own attributes holds at a time."""
    clock = at(now)
    scope = Scope(lambda: clock, lambda _key, _context: False)
    return OPERATORS[operator].build("", value, scope)(context or {})


def matches(operator: str, found: Any, value: Any) -> bool:
    """Whether an operator holds for an attribute with this value."""
    scope = Scope(lambda: 0, lambda _key, _context: False)
    return OPERATORS[operator].build("attribute", value, scope)({"attribute": found})


def refusal(operator: str, value: Any) -> str:
    """What an author is told about a value; empty if it may be written."""
    return OPERATORS[operator].problem(value) or ""
