"""An engine's answer as the cases spell it: what is undefined is None, open sides too."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from math import isfinite
from typing import Any

from burgee.stats.values import Undefined


def plain(answer: Any) -> Any:
    """`answer` of JSON's own types."""
    if isinstance(answer, Undefined) or answer is None:
        return None
    if isinstance(answer, Enum):
        return answer.value
    if isinstance(answer, float):
        return answer if isfinite(answer) else None
    if isinstance(answer, (list, tuple)):
        return [plain(each) for each in answer]
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    if is_dataclass(answer):
        return {each.name: plain(getattr(answer, each.name)) for each in fields(answer)}
    return answer


def ends(interval: Any) -> tuple[Any, Any]:
    """Both ends of an interval; None twice for an undefined one."""
    return (None, None) if isinstance(interval, Undefined) else (interval.low, interval.high)
