"""What an evaluation answers, in OpenFeature's words."""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
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


NO_METADATA: Mapping[str, Any] = {}


class Answer:
    """One outcome of one flag. Made once per outcome and shared: treat it as read-only.

    Without a value (None) the caller's own default holds; an error also has a code. `exposes`: the
    ruleset form of the experiment whose variant this answer shows, and that variant's key; None
    where showing it exposes the unit to nothing. `plain`: the value's class where a caller who
    expects that class has nothing else to look at, no error and no exposure; else None.
    """

    # No dataclass, here and in all that an evaluation loads: that module alone takes longer to
    # import than the whole evaluator.
    __slots__ = (
        "error_code",
        "error_details",
        "exposes",
        "flag_key",
        "metadata",
        "plain",
        "reason",
        "value",
        "variant",
    )

    def __init__(
        self,
        flag_key: str,
        value: Any,
        variant: str,
        reason: str,
        metadata: Mapping[str, Any] = NO_METADATA,
        error_code: str | None = None,
        error_details: str | None = None,
        exposes: tuple[Mapping[str, Any], str] | None = None,
    ) -> None:
        self.flag_key = flag_key
        self.value = value
        self.variant = variant
        self.reason = reason
        self.metadata = metadata
        self.error_code = error_code
        self.error_details = error_details
        self.exposes = exposes
        self.plain = value.__class__ if exposes is None and error_code is None else None

    def exposing(self, experiment: Mapping[str, Any], variant: str) -> Answer:
        """The same answer, given to a unit that is in a variant of an experiment."""
        told = self.flag_key, self.value, self.variant, self.reason, self.metadata
        return Answer(*told, exposes=(experiment, variant))

    def __repr__(self) -> str:
        return f"Answer({self.flag_key!r}, {self.value!r}, {self.variant!r}, {self.reason!r})"


def failed(flag_key: str, code: str, details: str) -> Answer:
    """The answer that says why there is none."""
    return Answer(flag_key, None, "", ERROR, NO_METADATA, code, details)
