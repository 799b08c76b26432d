"""Operators that compare one attribute: texts, numbers, lists, versions, addresses, dates."""

from __future__ import annotations

import re
from collections.abc import Callable

from burgee.domain.predicates import (
    NUMBERS,
    Context,
    Json,
    Operator,
    Predicate,
    Scope,
    Test,
    is_number,
    needs_list,
    needs_nothing,
    needs_number,
    needs_scalar,
    needs_text,
    negated,
    on_attribute,
    reader,
)
from burgee.domain.timestamps import seconds_of, timestamp_problem

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any

_SEMVER = r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"


def _equals(value: Json) -> Test:
    if isinstance(value, str):
        return lambda found: bool(found == value)
    if isinstance(value, bool):
        return lambda found: found is value
    return lambda found: found.__class__ in NUMBERS and found == value


def _in(values: Json) -> Test:
    by_class: dict[type, frozenset[Any]] = {
        str: frozenset(entry for entry in values if isinstance(entry, str)),
        bool: frozenset(entry for entry in values if isinstance(entry, bool)),
    }
    by_class[int] = by_class[float] = frozenset(filter(is_number, values))
    nothing: frozenset[Any] = frozenset()
    return lambda found: (
        found.__class__ in by_class and found in by_class.get(found.__class__, nothing)
    )


def _contains(value: Json) -> Test:
    has = _in([value])

    def test(found: Any) -> bool:
        if isinstance(found, str):
            return isinstance(value, str) and value in found
        return isinstance(found, list) and any(has(entry) for entry in found)

    return test


def _contains_any(values: Json) -> Test:
    has = _in(values)
    return lambda found: isinstance(found, list) and any(has(entry) for entry in found)


def _contains_all(values: Json) -> Test:
    tests = [_equals(value) for value in values]
    return lambda found: (
        isinstance(found, list) and all(any(test(entry) for entry in found) for test in tests)
    )


def _starts_with(value: Json) -> Test:
    return lambda found: isinstance(found, str) and found.startswith(value)


def _ends_with(value: Json) -> Test:
    return lambda found: isinstance(found, str) and found.endswith(value)


def _pattern(text: str) -> Any:
    import re2  # takes 20 ms to load, and few rulesets have patterns

    options = re2.Options()
    options.log_errors = False
    return re2.compile(text, options)


def _matches(value: Json) -> Test:
    pattern = _pattern(value)
    return lambda found: isinstance(found, str) and _search(pattern, found)


def _search(pattern: Any, text: str) -> bool:
    try:
        return pattern.search(text) is not None
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8 form
        return False


def _pattern_problem(value: Json) -> str | None:
    if not isinstance(value, str) or len(value) > 1024:
        return "the value is a regular expression of at most 1,024 characters"
    try:
        _pattern(value)
    except Exception as problem:  # noqa: BLE001 - re2.error has no public base class
        why = problem.args[0]  # in bytes
        said = why.decode(errors="replace") if isinstance(why, bytes) else why
        return f"{value!r} is not a regular expression that RE2 reads ({said})"
    return None


def _number_test(compare: Callable[[Any, Any], bool]) -> Callable[[Json], Test]:
    def make(value: Json) -> Test:
        return lambda found: found.__class__ in NUMBERS and compare(found, value)

    return make


def semver_key(text: Any) -> tuple[Any, ...] | None:
    """A key that sorts versions as Semantic Versioning 2.0.0 orders them; None for other texts.

    Missing parts are 0, a leading `v` and build metadata are passed over.

    >>> semver_key("1.2.0-rc.1") < semver_key("v1.2") < semver_key("1.10.0+linux")
    True
    """
    match = (
        re.fullmatch(_SEMVER, text, re.ASCII)
        if isinstance(text, str) and len(text) <= 256
        else None
    )
    if match is None:
        return None
    numbers = tuple(int(part or 0) for part in match.group(1, 2, 3))
    if match[4] is None:
        return (*numbers, 1, ())
    parts = match[4].split(".")
    if not all(parts):
        return None
    return (*numbers, 0, tuple(_prerelease_part(part) for part in parts))


def _prerelease_part(part: str) -> tuple[int, int, str]:
    return (0, int(part), "") if part.isdigit() else (1, 0, part)


def _semver_problem(value: Json) -> str | None:
    return None if semver_key(value) else f"{value!r} is not a version such as 2.14.0"


def _semver_test(compare: Callable[[Any, Any], bool]) -> Callable[[Json], Test]:
    def make(value: Json) -> Test:
        bound = semver_key(value)
        return lambda found: (key := semver_key(found)) is not None and compare(key, bound)

    return make


def _networks(value: Json) -> list[Any]:
    import ipaddress  # 3 ms to load

    texts = value if isinstance(value, list) else [value]
    return [ipaddress.ip_network(text, strict=False) for text in texts]


def _network_problem(value: Json) -> str | None:
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) for text in texts):
        return "the value is a network such as 10.0.0.0/8, or a list of them"
    try:
        _networks(value)
    except ValueError as problem:
        return str(problem)
    return None


def _in_cidr(value: Json) -> Test:
    import ipaddress

    networks = _networks(value)

    def test(found: Any) -> bool:
        if not isinstance(found, str):
            return False
        try:
            address = ipaddress.ip_address(found)
        except ValueError:
            return False
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network or address in network for network in networks)

    return test


def _date_test(compare: Callable[[float, float], bool]) -> Callable[[Json], Test]:
    def make(value: Json) -> Test:
        bound = seconds_of(value)
        return lambda found: (
            (moment := seconds_of(found)) is not None
            and bound is not None
            and compare(moment, bound)
        )

    return make


def _exists(attribute: str, _value: Json, _scope: Scope) -> Predicate:
    read = reader(attribute)

    def exists(context: Context) -> bool:
        return read(context) is not None

    return exists


_EQUALS = Operator(needs_scalar, on_attribute(_equals))
_CONTAINS = Operator(needs_scalar, on_attribute(_contains))
_IN = Operator(needs_list, on_attribute(_in))
_EXISTS = Operator(needs_nothing, _exists)

COMPARISONS: dict[str, Operator] = {
    "equals": _EQUALS,
    "not_equals": negated(_EQUALS),
    "contains": _CONTAINS,
    "not_contains": negated(_CONTAINS),
    "starts_with": Operator(needs_text, on_attribute(_starts_with)),
    "ends_with": Operator(needs_text, on_attribute(_ends_with)),
    "matches": Operator(_pattern_problem, on_attribute(_matches)),
    "greater_than": Operator(
        needs_number, on_attribute(_number_test(lambda found, value: bool(found > value)))
    ),
    "greater_or_equal": Operator(
        needs_number, on_attribute(_number_test(lambda found, value: bool(found >= value)))
    ),
    "less_than": Operator(
        needs_number, on_attribute(_number_test(lambda found, value: bool(found < value)))
    ),
    "less_or_equal": Operator(
        needs_number, on_attribute(_number_test(lambda found, value: bool(found <= value)))
    ),
    "in": _IN,
    "not_in": negated(_IN),
    "exists": _EXISTS,
    "not_exists": negated(_EXISTS),
    "contains_any": Operator(needs_list, on_attribute(_contains_any)),
    "contains_all": Operator(needs_list, on_attribute(_contains_all)),
    "semver_equals": Operator(
        _semver_problem, on_attribute(_semver_test(lambda found, bound: bool(found == bound)))
    ),
    "semver_greater_than": Operator(
        _semver_problem, on_attribute(_semver_test(lambda found, bound: bool(found > bound)))
    ),
    "semver_greater_or_equal": Operator(
        _semver_problem, on_attribute(_semver_test(lambda found, bound: bool(found >= bound)))
    ),
    "semver_less_than": Operator(
        _semver_problem, on_attribute(_semver_test(lambda found, bound: bool(found < bound)))
    ),
    "semver_less_or_equal": Operator(
        _semver_problem, on_attribute(_semver_test(lambda found, bound: bool(found <= bound)))
    ),
    "in_cidr": Operator(_network_problem, on_attribute(_in_cidr)),
    "before": Operator(
        timestamp_problem, on_attribute(_date_test(lambda found, bound: found < bound))
    ),
    "after": Operator(
        timestamp_problem, on_attribute(_date_test(lambda found, bound: found > bound))
    ),
}
