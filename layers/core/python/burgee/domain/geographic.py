"""Where a unit is: a box of latitudes and longitudes.

Country, region, city and time zone are attributes and need no operator of their own.
"""

from __future__ import annotations

from burgee.domain.predicates import (
    Context,
    Json,
    Operator,
    Predicate,
    Scope,
    is_number,
    needs_fields,
)


def _latitude(value: Json) -> str | None:
    return None if is_number(value) and -90 <= value <= 90 else "a latitude from -90 to 90"


def _longitude(value: Json) -> str | None:
    return None if is_number(value) and -180 <= value <= 180 else "a longitude from -180 to 180"


_fields = needs_fields(
    {"north": _latitude, "south": _latitude, "east": _longitude, "west": _longitude}, {}
)


def _problem(value: Json) -> str | None:
    if wrong := _fields(value):
        return wrong
    return None if value["south"] <= value["north"] else "south lies north of north"


def _within_bounds(_attribute: str, value: Json, _scope: Scope) -> Predicate:
    north, south, east, west = (value[side] for side in ("north", "south", "east", "west"))

    def is_within(context: Context) -> bool:
        latitude, longitude = context.get("latitude"), context.get("longitude")
        if not is_number(latitude) or not is_number(longitude):
            return False
        if not south <= latitude <= north:
            return False
        if west <= east:
            return bool(west <= longitude <= east)
        return bool(longitude >= west or longitude <= east)  # across the 180th meridian

    return is_within


GEOGRAPHIC: dict[str, Operator] = {
    "within_bounds": Operator(_problem, _within_bounds, takes_attribute=False)
}
