"""Murmur3, numbers as JavaScript prints them, and slots, in the plainest form."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import Any

WORD = 0xFFFFFFFF
SLOTS = 100_000


class MissingUnitError(Exception):
    """There is nothing to hash."""


def murmur3_32(content: bytes, seed: int) -> int:
    """MurmurHash3 x86 32 bit."""
    state = seed
    whole = len(content) // 4 * 4
    for start in range(0, whole, 4):
        state ^= _scramble(int.from_bytes(content[start : start + 4], "little"))
        state = (_rotate(state, 13) * 5 + 0xE6546B64) & WORD
    state ^= _scramble(int.from_bytes(content[whole:], "little"))
    state ^= len(content)
    state = (state ^ state >> 16) * 0x85EBCA6B & WORD
    state = (state ^ state >> 13) * 0xC2B2AE35 & WORD
    return state ^ state >> 16


def _scramble(word: int) -> int:
    return _rotate(word * 0xCC9E2D51 & WORD, 15) * 0x1B873593 & WORD


def _rotate(word: int, bits: int) -> int:
    return (word << bits | word >> (32 - bits)) & WORD


def seed_of(salt: str, purpose: str) -> int:
    return murmur3_32((salt + "\0" + purpose).encode(), 0)


def slot_of(unit: str, seed: int) -> int:
    return murmur3_32(unit.encode(), seed) * SLOTS // 2**32


def unit_of(value: Any) -> str | None:
    """What names a unit: a text that is not empty, or a number that JavaScript has too."""
    if isinstance(value, str) and value:
        return well_formed(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return javascript_number(value)


def javascript_number(number: float) -> str | None:
    """Number::toString of ECMAScript, step by step, after JSON.parse made it a double."""
    try:
        double = float(number)
    except OverflowError:
        return None
    if not isfinite(double):
        return None
    if double < 0:
        return f"-{_javascript_digits(-double)}"
    return _javascript_digits(double) if double else "0"


def _javascript_digits(double: float) -> str:
    _, digit_tuple, exponent = Decimal(repr(double)).normalize().as_tuple()
    s = "".join(map(str, digit_tuple))
    k = len(s)
    n = k + int(exponent)
    if k <= n <= 21:
        return s + "0" * (n - k)
    if 0 < n <= 21:
        return s[:n] + "." + s[n:]
    if -6 < n <= 0:
        return "0." + "0" * -n + s
    power = f"+{n - 1}" if n > 0 else f"{n - 1}"
    return f"{s}e{power}" if k == 1 else f"{s[0]}.{s[1:]}e{power}"


def well_formed(text: str) -> str:
    """String.prototype.toWellFormed: halves of a pair joined, a lone half is U+FFFD."""
    characters: list[str] = []
    at = 0
    while at < len(text):
        first, second = ord(text[at]), ord(text[at + 1]) if at + 1 < len(text) else 0
        is_high, is_low = 0xD800 <= first <= 0xDBFF, 0xDC00 <= first <= 0xDFFF
        if is_high and 0xDC00 <= second <= 0xDFFF:
            characters.append(chr(0x10000 + (first - 0xD800) * 1024 + second - 0xDC00))
            at += 1
        else:
            characters.append("\ufffd" if is_high or is_low else text[at])
        at += 1
    return "".join(characters)
