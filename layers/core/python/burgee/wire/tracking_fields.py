"""Single fields of a tracking event: texts, moments, units, and what is measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from burgee.domain.bucketing import text_of, unit_text
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import reader
from burgee.domain.sent_events import (
    LONGEST_ATTRIBUTION,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_UNIT,
    MOST_ATTRIBUTIONS,
    MOST_PROPERTIES,
    Reason,
    invalid,
)
from burgee.domain.timestamps import seconds_of
from burgee.domain.tracking import is_never_stored, scaled_number

Json = Mapping[str, Any]
Properties = tuple[dict[str, int], dict[str, str]]

USER_ID = "user_id"  # stands in for a missing targetingKey, as on the plain routes
# What of `data` says whose and when an event is; it is no property.
_ABOUT_THE_EVENT = frozenset(
    {TARGETING_KEY, USER_ID, "event_name", "timestamp", "environment", "attribution"}
)


def text_field(fields: Json, name: str, longest: int, reason: Reason) -> str:
    """A text, empty where it is missing. Raises InvalidEvent with `reason` for anything else,
    with TOO_LONG for a longer one."""
    found = fields.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise invalid(reason, f"`{name}` is a text.")
    return within(f"`{name}`", text_of(found), longest)


def within(what: str, text: str, longest: int) -> str:
    """The text itself. Raises InvalidEvent where it is too long."""
    if len(text) > longest:
        raise invalid(Reason.TOO_LONG, f"{what} has at most {longest} characters.")
    return text


def object_field(fields: Json, name: str, reason: Reason) -> dict[str, Any]:
    """A JSON object, empty where it is missing."""
    found = fields.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise invalid(reason, f"`{name}` is a JSON object.")
    return found


def moment_field(fields: Json, name: str) -> int | None:
    """A moment in ms, None where it is missing."""
    found = fields.get(name)
    if found is None:
        return None
    seconds = seconds_of(found)
    if seconds is None:
        detail = f"`{name}` is an RFC 3339 text, as 2026-11-21T09:30:00Z, or ms since 1970."
        raise invalid(Reason.INVALID_TIMESTAMP, detail)
    return round(seconds * 1000)


def read_units(sent: Json, data: Json, unit_types: Iterable[str]) -> dict[str, str]:
    """Unit type -> key, for the targeting key and the further types in use."""
    named = object_field(sent, "units", Reason.INVALID_UNIT)
    found = {name: _unit(name, sent, data, named) for name in (TARGETING_KEY, *unit_types)}
    return {name: unit for name, unit in found.items() if unit}


def _unit(unit_type: str, sent: Json, data: Json, named: Json) -> str:
    for name, place in _places(unit_type, sent, data, named):
        found = reader(name)(place)
        if found is not None and found != "":
            return _unit_key(name, found)
    return ""


def _places(unit_type: str, sent: Json, data: Json, named: Json) -> Iterator[tuple[str, Json]]:
    if unit_type == TARGETING_KEY:
        yield from ((name, place) for place in (sent, data) for name in (TARGETING_KEY, USER_ID))
    elif unit_type == USER_ID:
        yield unit_type, sent
    yield unit_type, named
    yield unit_type, data


def _unit_key(name: str, found: Any) -> str:
    text = unit_text(found)
    if text is None:
        raise invalid(Reason.INVALID_UNIT, f"`{name}` names a unit: it is a text or a number.")
    return within(f"`{name}`", text, LONGEST_UNIT)


def read_properties(sent: Json, data: Json, unit_types: Iterable[str]) -> Properties:
    """Numbers at the fixed scale and texts as sent, by name; objects inside are flattened with
    dots. A `value` beside `data` is the property of that name. Lists and null are left out, and so
    is what is never stored."""
    numbers: dict[str, int] = {}
    texts: dict[str, str] = {}
    own = {name: found for name, found in data.items() if name not in _ABOUT_THE_EVENT}
    for name in unit_types:
        own.pop(name, None)
    for name, found in _flattened({"value": sent.get("value"), **own}):
        if isinstance(found, str):
            texts[name] = within(f"The property `{name}`", text_of(found), LONGEST_TEXT)
        else:
            numbers[name] = _number(name, found)
        if len(numbers) + len(texts) > MOST_PROPERTIES:
            detail = f"An event has at most {MOST_PROPERTIES} properties."
            raise invalid(Reason.TOO_MANY_PROPERTIES, detail)
    return numbers, texts


def _flattened(fields: Json, before: str = "") -> Iterator[tuple[str, str | float]]:
    for name, found in fields.items():
        path = within("A property's name", text_of(before + name), LONGEST_NAME)
        if not path:
            raise invalid(Reason.INVALID_DATA, "A property has a name.")
        if is_never_stored(name):
            continue
        if isinstance(found, dict):
            yield from _flattened(found, f"{path}.")
        elif isinstance(found, str | int | float):
            yield path, found


def _number(name: str, found: float) -> int:
    scaled = scaled_number(found)
    if scaled is None:
        detail = f"The property `{name}` is too large: numbers are within a billion of 0."
        raise invalid(Reason.NUMBER_TOO_LARGE, detail)
    return scaled


def read_attribution(sent: Json, data: Json) -> dict[str, str]:
    """What an outcome is put down to: short texts as sent, so that they can be told in results."""
    place = sent if sent.get("attribution") is not None else data
    named = object_field(place, "attribution", Reason.INVALID_ATTRIBUTION)
    if len(named) > MOST_ATTRIBUTIONS:
        detail = f"`attribution` has at most {MOST_ATTRIBUTIONS} entries."
        raise invalid(Reason.TOO_MANY_PROPERTIES, detail)
    found = {_attribution(name): _attribution(value) for name, value in named.items()}
    return {
        name: text for name, text in found.items() if name and text and not is_never_stored(name)
    }


def _attribution(found: Any) -> str:
    if found is not None and not isinstance(found, str | int | float):
        detail = "`attribution` holds texts, numbers, true or false by name."
        raise invalid(Reason.INVALID_ATTRIBUTION, detail)
    return within("Each name and text of `attribution`", text_of(found), LONGEST_ATTRIBUTION)
