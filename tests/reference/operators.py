"""Every operator, one function each, as the table in docs/conditions.md says it."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import re2

from tests.reference.behaviour import engagement_of, is_recent, is_total_within
from tests.reference.moments import (
    bound_in_zone,
    date_of,
    local,
    microseconds_of_day,
    seconds_of,
)
from tests.reference.versions import compare, version_of

Context = dict[str, Any]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_HALF = ("january", "february", "march", "april", "may", "june")
SECOND_HALF = ("july", "august", "september", "october", "november", "december")
MONTHS = FIRST_HALF + SECOND_HALF
NORTH = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring"}
NORTH |= {6: "summer", 7: "summer", 8: "summer", 9: "autumn", 10: "autumn", 11: "autumn"}
OPPOSITE = {"winter": "summer", "summer": "winter", "spring": "autumn", "autumn": "spring"}


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def attribute_of(context: Context, name: str) -> Any:
    """The attribute of that name, else the way along the dots; None where there is none."""
    if name in context:
        return context[name]
    found: Any = context
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def same(found: Any, value: Any) -> bool:
    """Equal, and of one JSON type."""
    if is_number(found) and is_number(value):
        return bool(found == value)
    return type(found) is type(value) and bool(found == value)


def is_one_of(found: Any, values: list[Any]) -> bool:
    return isinstance(found, str | bool | int | float) and any(same(found, v) for v in values)


def contains(found: Any, value: Any) -> bool:
    if isinstance(found, str):
        return isinstance(value, str) and value in found
    return isinstance(found, list) and is_any_in(found, [value])


def is_any_in(found: Any, values: list[Any]) -> bool:
    return isinstance(found, list) and any(is_one_of(entry, values) for entry in found)


def are_all_in(found: Any, values: list[Any]) -> bool:
    return isinstance(found, list) and all(is_any_in(found, [value]) for value in values)


def matches(found: Any, pattern: str) -> bool:
    if not isinstance(found, str) or any("\ud800" <= char <= "\udfff" for char in found):
        return False
    return re2.search(pattern, found) is not None


def by_number(decide: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    return lambda found, value: is_number(found) and decide(found, value)


def by_version(decide: Callable[[int], bool]) -> Callable[[Any, Any], bool]:
    def is_so(found: Any, value: Any) -> bool:
        mine, bound = version_of(found), version_of(value)
        return mine is not None and bound is not None and decide(compare(mine, bound))

    return is_so


def by_moment(decide: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    def is_so(found: Any, value: Any) -> bool:
        mine, bound = seconds_of(found), seconds_of(value)
        return mine is not None and bound is not None and decide(mine, bound)

    return is_so


def in_cidr(found: Any, value: Any) -> bool:
    """Bit by bit; an IPv4 address that travels inside an IPv6 one counts as both."""
    if not isinstance(found, str):
        return False
    try:
        address = ip_address(found)
    except ValueError:
        return False
    addresses: list[IPv4Address | IPv6Address] = [address]
    if isinstance(address, IPv6Address) and int(address) >> 32 == 0xFFFF:
        addresses.append(IPv4Address(int(address) & 0xFFFFFFFF))
    networks = [
        ip_network(text, strict=False) for text in ([value] if type(value) is str else value)
    ]
    return any(
        one.version == network.version
        and int(one) & int(network.netmask) == int(network.network_address)
        for one in addresses
        for network in networks
    )


ON_ATTRIBUTE: dict[str, Callable[[Any, Any], bool]] = {
    "equals": same,
    "contains": contains,
    "starts_with": lambda found, value: isinstance(found, str) and found[: len(value)] == value,
    "ends_with": lambda found, value: isinstance(found, str) and found.endswith(value),
    "matches": matches,
    "greater_than": by_number(lambda found, value: found > value),
    "greater_or_equal": by_number(lambda found, value: found >= value),
    "less_than": by_number(lambda found, value: found < value),
    "less_or_equal": by_number(lambda found, value: found <= value),
    "in": is_one_of,
    "exists": lambda found, value: True,
    "contains_any": is_any_in,
    "contains_all": are_all_in,
    "semver_equals": by_version(lambda order: order == 0),
    "semver_greater_than": by_version(lambda order: order > 0),
    "semver_greater_or_equal": by_version(lambda order: order >= 0),
    "semver_less_than": by_version(lambda order: order < 0),
    "semver_less_or_equal": by_version(lambda order: order <= 0),
    "in_cidr": in_cidr,
    "before": by_moment(lambda found, bound: found < bound),
    "after": by_moment(lambda found, bound: found > bound),
}
NEGATIVE = {
    "not_equals": "equals",
    "not_contains": "contains",
    "not_in": "in",
    "not_exists": "exists",
}


def within_bounds(value: Any, context: Context, now: float) -> bool:
    latitude, longitude = context.get("latitude"), context.get("longitude")
    if not is_number(latitude) or not is_number(longitude):
        return False
    west, east = value["west"], value["east"]
    spans = [(west, east)] if west <= east else [(west, float("inf")), (float("-inf"), east)]
    is_between = any(low <= longitude <= high for low, high in spans)
    return bool(value["south"] <= latitude <= value["north"]) and is_between


def date_between(value: Any, context: Context, now: float) -> bool:
    zone = value.get("timezone", "UTC")
    if "start" in value and now < bound_in_zone(value["start"], zone, is_end=False):
        return False
    return not ("end" in value and now >= bound_in_zone(value["end"], zone, is_end=True))


def time_of_day(value: Any, context: Context, now: float) -> bool:
    here = local(now, value.get("timezone", "UTC")).time()
    clock = ((here.hour * 60 + here.minute) * 60 + here.second) * 1_000_000 + here.microsecond
    start, end = microseconds_of_day(value["from"]), microseconds_of_day(value["to"])
    length = (end - start) % (86_400 * 1_000_000)
    return (clock - start) % (86_400 * 1_000_000) < length


def day_of_week(value: Any, context: Context, now: float) -> bool:
    return DAYS[local(now, value.get("timezone", "UTC")).weekday()] in value["days"]


def month(value: Any, context: Context, now: float) -> bool:
    return MONTHS[local(now, value.get("timezone", "UTC")).month - 1] in value["months"]


def season(value: Any, context: Context, now: float) -> bool:
    found = NORTH[local(now, value.get("timezone", "UTC")).month]
    return (found if value["hemisphere"] == "north" else OPPOSITE[found]) in value["seasons"]


def holiday(value: Any, context: Context, now: float) -> bool:
    today = local(now, value.get("timezone", "UTC")).date()
    yearly = f"{today.month:02d}-{today.day:02d}"
    return any(day == yearly or date_of(day) == today for day in value["dates"])


ON_CONTEXT: dict[str, Callable[[Any, Context, float], bool]] = {
    "within_bounds": within_bounds,
    "date_between": date_between,
    "time_of_day": time_of_day,
    "day_of_week": day_of_week,
    "month": month,
    "season": season,
    "holiday": holiday,
    "action_count": lambda value, context, now: is_total_within(value, context, now, "count"),
    "action_value": lambda value, context, now: is_total_within(value, context, now, "value"),
    "action_recency": is_recent,
    "engagement_level": lambda value, context, now: engagement_of(context, now) in value["levels"],
}


def is_match(
    operator: str, attribute: str | None, value: Any, context: Context, now: float
) -> bool:
    """Whether a condition holds; `in_segment` is the interpreter's own."""
    if operator in NEGATIVE:
        return not is_match(NEGATIVE[operator], attribute, value, context, now)
    if operator in ON_CONTEXT:
        return ON_CONTEXT[operator](value, context, now)
    found = attribute_of(context, attribute or "")
    return found is not None and ON_ATTRIBUTE[operator](found, value)
