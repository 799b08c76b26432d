"""Which slot a unit falls into: hashing as data, the same in every language.

Our own flags use `murmur3_32` with the salt hashed to a seed, and map the hash onto 100,000 slots
by multiply-shift. The other rows of the tables let rules of other systems keep every unit where
it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import mmh3

from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import Context, reader

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias, TypeVar

    T = TypeVar("T")

SLOTS = 100_000
LONGEST_FROZEN = 64
_SAFE_INTEGER = 2**53

Draw: TypeAlias = "Callable[[Context], int]"


class UnitKeyMissing(Exception):
    """The attribute that is hashed is missing, empty, or neither a text nor a number."""

    def __init__(self, attribute: str) -> None:
        super().__init__(attribute)
        self.attribute = attribute


class Hash:
    """A hash function: text and seed to an unsigned number of so many bits."""

    __slots__ = ("bits", "of")

    def __init__(self, bits: int, of: Callable[[str, int], int]) -> None:
        self.bits = bits
        self.of = of


def _murmur3_32(text: str, seed: int) -> int:
    return mmh3.hash(text.encode(), seed, False)  # given a lone surrogate, mmh3 would crash


def _sha1_60(text: str, _seed: int) -> int:
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:15], 16)


HASHES = {"murmur3_32": Hash(32, _murmur3_32), "sha1_60": Hash(60, _sha1_60)}


def seed_of(salt: str, purpose: str) -> int:
    """The seed of one bucketing of a flag; each purpose is independent of the others.

    >>> seed_of("s1", "rollout") == seed_of("s1", "rollout") != seed_of("s1", "rule:a")
    True
    """
    return _murmur3_32(f"{salt}\0{purpose}", 0)


def number_text(number: float) -> str | None:
    """A number as JavaScript prints it; None where that is no number of JSON.

    >>> [number_text(number) for number in (3.0, 0.1, 1e21, 2**53 + 1, 5e-7, -0.0)]
    ['3', '0.1', '1e+21', '9007199254740992', '5e-7', '0']
    """
    if isinstance(number, int) and -_SAFE_INTEGER <= number <= _SAFE_INTEGER:
        return str(number)
    try:
        as_float = float(number)
    except OverflowError:
        return None
    if as_float - as_float != 0:  # infinite, or not a number
        return None
    sign = "-" if as_float < 0 else ""
    return sign + _positive_text(abs(as_float))


def _positive_text(number: float) -> str:
    if number == 0:
        return "0"
    mantissa, _, power = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(power or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if not -6 < point <= 21:
        tail = "." + digits[1:] if len(digits) > 1 else ""
        return f"{digits[0]}{tail}e{point - 1:+d}"
    if point <= 0:
        return "0." + "0" * -point + digits
    if len(digits) <= point:
        return digits + "0" * (point - len(digits))
    return digits[:point] + "." + digits[point:]


def unit_text(found: Any) -> str | None:
    """The text that is hashed for an attribute's value; None if it cannot name a unit.

    >>> unit_text("u1"), unit_text(3.0), unit_text(""), unit_text(True)
    ('u1', '3', None, None)
    """
    if isinstance(found, str):
        return _well_formed(found) or None
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return number_text(found)


def text_of(found: Any) -> str:
    """The text of any value that is a text, a number, true or false; of all else the empty one.

    >>> [text_of(found) for found in ("de", 3.0, True, None, [])]
    ['de', '3', 'true', '', '']
    """
    if isinstance(found, bool):
        return "true" if found else "false"
    return unit_text(found) or ""


def frozen_text(found: Any) -> str:
    """A value as a stratum, or as the dimension or cohort that rests with an exposure: at most
    64 characters.

    >>> [frozen_text(found) for found in ("de", 3.0, True, None, [1])]
    ['de', '3', 'true', '', '']
    """
    return text_of(found)[:LONGEST_FROZEN]


def _well_formed(text: str) -> str:
    """Lone surrogates, which have no UTF-8 form, become U+FFFD as in a browser."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def make_draw(bucketing: Mapping[str, Any]) -> Draw:
    """A function from a context to where its unit falls: compare it with `scaled` bounds.

    Raises UnitKeyMissing when called for a context without the attribute.
    """
    template = bucketing.get("key", [[TARGETING_KEY]])
    function = HASHES[bucketing.get("hash", "murmur3_32")]
    seed = bucketing.get("seed", 0)
    read = _template_reader(template)
    if bucketing.get("normalise") == "modulo":
        slots = bucketing.get("slots", SLOTS)
        return lambda context: function.of(read(context), seed) % slots
    if function is not HASHES["murmur3_32"] or not _is_one_attribute(template):
        return lambda context: function.of(read(context), seed)
    return _plain_draw(template[0][0], seed, read)


def _plain_draw(attribute: str, seed: int, read: Callable[[Context], str]) -> Draw:
    """The draw of our own flags, spelled out: most calls end at the third line."""
    murmur3 = mmh3.hash

    def draw(context: Context) -> int:
        try:
            unit = context[attribute]
            if unit.__class__ is str and unit and unit.isascii():
                return murmur3(unit, seed, False)
        except KeyError:
            pass
        return _murmur3_32(read(context), seed)

    return draw


def scaled(bucketing: Mapping[str, Any], bound: int) -> int:
    """A bound in slots as the smallest drawn number that lies at or above it."""
    if bucketing.get("normalise") == "modulo":
        return bound
    bits = HASHES[bucketing.get("hash", "murmur3_32")].bits
    return int(-(-(bound << bits) // bucketing.get("slots", SLOTS)))


def slot_of(bucketing: Mapping[str, Any], drawn: int) -> int:
    """The slot of a drawn number, for people to read."""
    if bucketing.get("normalise") == "modulo":
        return drawn
    bits = HASHES[bucketing.get("hash", "murmur3_32")].bits
    return int(drawn * bucketing.get("slots", SLOTS) >> bits)


def _is_one_attribute(template: list[Any]) -> bool:
    return len(template) == 1 and isinstance(template[0], list) and len(template[0]) == 1


def _template_reader(template: list[Any]) -> Callable[[Context], str]:
    """Literals are texts, the attribute is a list: its name, then its fallbacks."""
    parts = [part if isinstance(part, str) else _attribute_reader(part) for part in template]
    return lambda context: "".join(
        part if isinstance(part, str) else part(context) for part in parts
    )


def _attribute_reader(attributes: list[str]) -> Callable[[Context], str]:
    readers = [reader(attribute) for attribute in attributes]

    def read(context: Context) -> str:
        for read_one in readers:
            text = unit_text(read_one(context))
            if text is not None:
                return text
        raise UnitKeyMissing(attributes[0])

    return read


def make_gate(gate: Mapping[str, Any], inside: T) -> Callable[[Context], T | None]:
    """`inside` for the units in the gate's ranges, None for the others."""
    draw = make_draw(gate)
    ranges = [(scaled(gate, low), scaled(gate, high)) for low, high in gate["ranges"]]
    if len(ranges) == 1 and ranges[0][0] == 0:
        end = ranges[0][1]
        return lambda context: inside if draw(context) < end else None

    def gated(context: Context) -> T | None:
        drawn = draw(context)
        return inside if any(low <= drawn < high for low, high in ranges) else None

    return gated


def make_split(
    split: Mapping[str, Any], outcomes: Mapping[str, T], own_draw: Draw | None = None
) -> Callable[[Context], T | None]:
    """A choice among outcomes by ranges; a slot in no range gives None. `own_draw` draws instead of
    what the split says."""
    draw = own_draw or make_draw(split)
    ranges = [
        (scaled(split, low), scaled(split, high), outcomes[variant])
        for low, high, variant in split["ranges"]
    ]

    def choose(context: Context) -> T | None:
        drawn = draw(context)
        for low, high, outcome in ranges:
            if low <= drawn < high:
                return outcome
        return None

    return choose
