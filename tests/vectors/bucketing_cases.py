"""Whom to hash and with what. Add cases; `generate` keeps those that are written already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# What is hashed of each of these is the same text in every language, or nothing.
UNITS: list[Any] = [
    *("user-1", "user-2", "user-123456", "a", "ab", "abc", "abcd", "abcde", "A"),
    *("6ba7b810-9dad-41d1-80b4-00c04fd430c8", "ann@example.com", " ", "0", "-0", "true"),
    *("é", "e\u0301", "Straße", "日本語", "😀", "👩‍👩‍👧", "\u202eabc", "a\0b", "a\nb", "\ufeffa"),
    *("\ud800", "a\udc00b", "\ud83d\ude00", "\ude00\ud83d", "x" * 500),
    *(0, 1, -1, 3, 3.0, -0.0, 0.1, 2.5, -2.5, 1e21, 1e-6, 1e-7, 1.5e-7, 123456789012345680000),
    *(2**53 - 1, 2**53, 2**53 + 1, 2**63, 10**21, 10**30, 5e-324, 1.7976931348623157e308),
    *(0.1 + 0.2, 100.0, 1e100, 123456.789e3),
    *("", None, True, False, [], ["user-1"], {"id": "user-1"}),
]
SALTS = [("s3cret", "rollout"), ("s3cret", "rule:beta"), ("s3cret", "split:beta")]
MORE_SALTS = [("", "rollout"), ("é😀", "split:a.b~c"), ("x" * 64, "rule:" + "r" * 128)]

Case = dict[str, Any]


def bucketing_cases() -> Iterator[Case]:
    """Every unit under one salt, and two of them under all."""
    for unit in UNITS:
        yield _case(unit, *SALTS[0])
    for salt, purpose in (*SALTS[1:], *MORE_SALTS):
        yield _case("user-1", salt, purpose)
        yield _case(3.0, salt, purpose)


def _case(unit: Any, salt: str, purpose: str) -> Case:
    return {"unit": unit, "salt": salt, "purpose": purpose}
