"""Exposures and tracking events as docs/events.md shows them."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from burgee.domain.bucketing import frozen_text, unit_text
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import reader

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from burgee.domain.predicates import Context

Event: TypeAlias = "dict[str, Any]"

LONGEST_UNIT = 512


def new_id() -> str:
    """An id that nobody else makes, from the operating system, which no snapshot repeats."""
    return os.urandom(16).hex()


def now_ms() -> int:
    """Wall time in ms since 1970."""
    return int(time.time() * 1000)


def tracking_event(
    name: str, event_type: str, context: Context, unit_types: Iterable[str] | None
) -> Event:
    """An event of the context's unit, with an id and the time; of other attributes it has those
    under which events rest, or where that is not known, all that could name a unit."""
    event: Event = {
        "event_type": event_type,
        "event_name": name,
        "event_id": new_id(),
        "timestamp": now_ms(),
    }
    if isinstance(context, Mapping):
        event |= _units(context, list(context) if unit_types is None else unit_types)
    return event


def exposure_of(form: Mapping[str, Any], variant: str, unit: str, context: Context) -> Event:
    """The exposure of a unit to a variant of a run in ruleset form."""
    bucket_by = form["bucket_by"]
    event: Event = {
        "event_type": "exposure",
        "run": form["run"],
        "variant": variant,
        "timestamp": now_ms(),
        **({TARGETING_KEY: unit} if bucket_by == TARGETING_KEY else {"units": {bucket_by: unit}}),
    }
    # As the server keeps them: so no value of an attribute is a reason not to send an exposure.
    dimensions = {name: frozen_text(reader(name)(context)) for name in form.get("dimensions", ())}
    told = {name: found for name, found in dimensions.items() if found}
    if told:
        event["dimensions"] = told
    cohort = context.get("cohort")
    if isinstance(cohort, str) and cohort:
        event["cohort"] = frozen_text(cohort)
    return event


def token_exposure(token: str) -> Event:
    """The exposure that an `exposureToken` of a flag's metadata stands for."""
    return {"event_type": "exposure", "token": token, "timestamp": now_ms()}


def flag_usage(flag_key: str) -> Event:
    """Tells the server that a flag was answered here."""
    return {
        "event_type": "flag_evaluation",
        "event_id": new_id(),
        "timestamp": now_ms(),
        "data": {"flag_key": flag_key, "source": "cache"},
    }


def _units(context: Context, unit_types: Iterable[str]) -> Event:
    own = unit_text(context.get(TARGETING_KEY))
    found = {name: unit_text(reader(name)(context)) for name in unit_types if _is_name(name)}
    units = {name: unit for name, unit in found.items() if unit and len(unit) <= LONGEST_UNIT}
    return {**({TARGETING_KEY: own} if own else {}), **({"units": units} if units else {})}


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and name != TARGETING_KEY
