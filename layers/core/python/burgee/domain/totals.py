"""A unit's total in one run: what its exposure, its events and its opt-out come to.

A total's body is JSON. It is a function of these items alone, not of the order or the time in which
they were folded. `metrics` holds, per metric, `y` (and `z` of a ratio: its denominator) since the
exposure, `x` (and `w`) of the days before it, and `by`: value of the attribution -> `y`, `z`.
`counted` names events that were counted although their records are still to come.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from burgee.domain.accumulators import added
from burgee.domain.metrics import COVARIATE_DAYS
from burgee.domain.run_plans import ATTRIBUTION, MetricPlan, RunPlan
from burgee.domain.tracking import DAY_MS, Exposure, TrackingEvent, day_of
from burgee.domain.units import OptOut

MOST_VALUES = 20  # of a dimension that are told apart
OTHER = "other"  # all further values together

Body = Mapping[str, Any]
Resolve = Callable[[str, str], str]  # (dimension, value) -> the value that it counts under

_DIGEST_BYTES = 12


def begin_total(exposure: Exposure, plan: RunPlan, resolve: Resolve) -> Body:
    """The total of a unit that has done nothing yet."""
    dimensions = {
        name: resolve(name, exposure.dimensions.get(name, "")) for name in plan.dimensions
    }
    return {
        "variant": exposure.variant,
        "day": day_of(exposure.received),
        "at": exposure.at,
        "received": exposure.received,
        **({"late": 1} if exposure.late else {}),
        **({"dimensions": dimensions} if dimensions else {}),
    }


def with_head(body: Body, exposure: Exposure, opt_out: OptOut | None) -> Body:
    """The total with what its unit's head says by now; the same object if that is no news.

    It only ever grows, so that a head that was read a moment too early takes nothing back.
    """
    news: dict[str, Any] = {}
    if exposure.mixed and "mixed" not in body:
        news["mixed"] = 1
    if exposure.left and "left" not in body:
        news["left"] = exposure.left
    if opt_out:
        said = [opt_out.out_at, int(opt_out.out)]
        if said > body.get("opt_out", [-1, 0]):
            news["opt_out"] = said
    return {**body, **news} if news else body


def with_event(body: Body, event: TrackingEvent, plan: RunPlan, resolve: Resolve) -> Body:
    """The total with one more event; the same object if the event counts for nothing."""
    listening = plan.listening.get(event.name, ())
    offset = event.at - body["at"]
    if not listening or offset < -COVARIATE_DAYS * DAY_MS:
        return body
    news: dict[str, Any] = {} if offset >= 0 else {"before": body.get("before", 0) + 1}
    metrics = body.get("metrics", {})
    moved = {
        metric.key: state
        for metric in listening
        if (state := _measured(metric, metrics.get(metric.key, {}), body, event, resolve))
    }
    if moved:
        news["metrics"] = {**metrics, **moved}
    return {**body, **news} if news else body


def _measured(
    metric: MetricPlan, state: Body, body: Body, event: TrackingEvent, resolve: Resolve
) -> Body | None:
    """A metric's state with the event; None where it counts for nothing."""
    offset = event.at - body["at"]
    if offset < 0:
        counts = metric.has_covariate and event.received < body["received"]
        return _grown(metric, state, event, "xw") if counts else None
    if not metric.begin <= offset < metric.end:
        return None
    grown = _grown(metric, state, event, "yz")
    found = event.attribution.get(metric.attribution)
    if found is None:
        return grown
    value = resolve(ATTRIBUTION + metric.attribution, found)
    parts = state.get("by", {})
    part = _grown(metric, parts.get(value, {}), event, "yz")
    if part is None:
        return grown
    return {**(grown or state), "by": {**parts, value: part}}


def _grown(metric: MetricPlan, state: Body, event: TrackingEvent, names: str) -> Body | None:
    news = {
        name: grown
        for name, term in zip(names, metric.terms, strict=False)
        if (grown := added(term, state.get(name), event)) is not state.get(name)
    }
    return {**state, **news} if news else None


def total_of(
    exposure: Exposure,
    opt_out: OptOut | None,
    events: Iterable[TrackingEvent],
    plan: RunPlan,
    resolve: Resolve,
) -> Body:
    """The total of a unit from its items."""
    body = with_head(begin_total(exposure, plan, resolve), exposure, opt_out)
    for event in events:
        body = with_event(body, event, plan, resolve)
    return body


def counts_for(event: TrackingEvent, exposure: Exposure, plan: RunPlan) -> bool:
    """Whether an event may ever move the total of a unit with this exposure."""
    return event.name in plan.listening and event.at >= exposure.at - COVARIATE_DAYS * DAY_MS


def digest(event_id: str) -> str:
    """A short name of an event, so that remembering it takes no more than its place.

    >>> len(digest("an id of up to 128 characters"))
    16
    """
    hashed = hashlib.blake2b(event_id.encode(), digest_size=_DIGEST_BYTES).digest()
    return base64.urlsafe_b64encode(hashed).decode()


def without_counted(body: Body, oldest: int) -> Body:
    """The total without ids of events that came in before `oldest` (s): their records have come."""
    counted = body.get("counted")
    if not counted:
        return body
    kept = {event: received for event, received in counted.items() if received >= oldest}
    rest = {name: value for name, value in body.items() if name != "counted"}
    return {**rest, "counted": kept} if kept else rest
