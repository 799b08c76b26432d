"""What an evaluation answers, in OpenFeature's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STATIC = "STATIC"
DEFAULT = "DEFAULT"
TARGETING_MATCH = "TARGETING_MATCH"
SPLIT = "SPLIT"
DISABLED = "DISABLED"
ERROR = "ERROR"

FLAG_NOT_FOUND = "FLAG_NOT_FOUND"
PARSE_ERROR = "PARSE_ERROR"
TARGETING_KEY_MISSING = "TARGETING_KEY_MISSING"
INVALID_CONTEXT = "INVALID_CONTEXT"
GENERAL = "GENERAL"


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One outcome of one flag. Made once per outcome and shared: treat `value` as read-only.

    Without a value (None) the caller's own default holds; an error also has a code.
    """

    flag_key: str
    value: Any
    variant: str
    reason: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    error_code: str | None = None
    error_details: str | None = None


def failed(flag_key: str, code: str, details: str) -> Answer:
    """The answer that says why there is none."""
    return Answer(flag_key, None, "", ERROR, {}, code, details)
