"""Precedence of versions, rule by rule of Semantic Versioning 2.0.0, section 11."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

DIGITS = set("0123456789")
IDENTIFIER = DIGITS | set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")

Version = tuple[list[int], list[str]]


def version_of(text: Any) -> Version | None:
    """Three numbers and the identifiers of a pre-release; None for what is no version."""
    if not isinstance(text, str) or len(text) > 256:
        return None
    precedence, plus, build = text.removeprefix("v").partition("+")
    if plus and (not build or set(build) - IDENTIFIER - {"."}):
        return None
    core, hyphen, prerelease = precedence.partition("-")
    identifiers = prerelease.split(".") if hyphen else []
    if any(not identifier or set(identifier) - IDENTIFIER for identifier in identifiers):
        return None
    numbers = core.split(".")
    if len(numbers) > 3 or not all(1 <= len(n) <= 9 and set(n) <= DIGITS for n in numbers):
        return None
    return [int(n) for n in [*numbers, "0", "0"][:3]], identifiers


def compare(one: Version, other: Version) -> int:
    """Below 0 where `one` comes first, 0 where neither does."""
    if one[0] != other[0]:
        return -1 if one[0] < other[0] else 1
    if not one[1] or not other[1]:
        return bool(other[1]) - bool(one[1])
    for mine, theirs in zip_longest(one[1], other[1]):
        decided = _compare_identifiers(mine, theirs)
        if decided:
            return decided
    return 0


def _compare_identifiers(mine: str | None, theirs: str | None) -> int:
    if mine is None or theirs is None:
        return -1 if mine is None else 1
    is_number, is_other_number = set(mine) <= DIGITS, set(theirs) <= DIGITS
    if is_number and is_other_number:
        return (int(mine) > int(theirs)) - (int(mine) < int(theirs))
    if is_number != is_other_number:
        return -1 if is_number else 1
    return (mine > theirs) - (mine < theirs)
