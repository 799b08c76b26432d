"""Bodies of `POST /api/v1/analytics/events`: one event, or a batch of them, each read by itself.

What is wrong with one event of a batch is an error in its place: the others are taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from burgee.domain.errors import (
    BodyTooLarge,
    BurgeeError,
    EnvironmentMismatch,
    InvalidEvent,
    MalformedRequest,
)
from burgee.domain.names import KEY_PATTERN, VARIANT_PATTERN
from burgee.domain.sent_events import (
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_TOKEN,
    MOST_DEPTH,
    MOST_EVENTS,
    FlagEvaluation,
    Reason,
    SentEvent,
    ShownVariant,
    evaluation_reason,
    invalid,
)
from burgee.domain.tracking import EventType
from burgee.wire.tracking_fields import (
    Json,
    moment_field,
    object_field,
    read_attribution,
    read_properties,
    read_units,
    text_field,
)

_TYPES: Mapping[str, EventType] = {str(one): one for one in EventType}
_INCOMPLETE = Reason.EXPOSURE_INCOMPLETE


@dataclass(frozen=True, slots=True)
class Sent:
    """What a body holds, in its order. `ids`: the events' ids as far as they are texts.

    A body without `events` is a single event, whose fault is the request's.
    """

    events: Sequence[SentEvent | BurgeeError]
    ids: Sequence[str | None]
    is_batch: bool


def read_body(body: Json, environment: str, unit_types: Sequence[str]) -> Sent:
    """The events in a body. Raises MalformedRequest, BodyTooLarge, EnvironmentMismatch."""
    if "events" not in body:
        return Sent([_read_or_fault(body, None, environment, unit_types)], [_id(body)], False)
    batch = body["events"]
    if not isinstance(batch, list):
        raise MalformedRequest('`events` is a list: {"events": [{...}, ...], "sent_at": ...}.')
    if len(batch) > MOST_EVENTS:
        raise BodyTooLarge(f"A batch has at most {MOST_EVENTS} events; send them in parts.")
    _require_environment(body, environment)
    sent_at = _sent_at(body)
    events = [_read_or_fault(one, sent_at, environment, unit_types) for one in batch]
    return Sent(events, [_id(one) for one in batch], True)


def _sent_at(body: Json) -> int | None:
    try:
        return moment_field(body, "sent_at")
    except InvalidEvent as fault:
        raise MalformedRequest(fault.detail) from None


def _id(sent: Any) -> str | None:
    found = sent.get("event_id") if isinstance(sent, dict) else None
    return found if isinstance(found, str) and len(found) <= LONGEST_ID else None


def _read_or_fault(
    sent: Any, sent_at: int | None, environment: str, unit_types: Sequence[str]
) -> SentEvent | BurgeeError:
    try:
        return _read(sent, sent_at, environment, unit_types)
    except (InvalidEvent, EnvironmentMismatch) as fault:
        return fault


def _read(sent: Any, sent_at: int | None, environment: str, unit_types: Sequence[str]) -> SentEvent:
    if not isinstance(sent, dict):
        raise invalid(Reason.NOT_AN_EVENT, 'An event is a JSON object: {"event_type": ...}.')
    if _is_deeper(sent, MOST_DEPTH):
        raise invalid(Reason.TOO_DEEP, f"An event is nested at most {MOST_DEPTH} levels deep.")
    event_type = _type(sent)
    data = object_field(sent, "data", Reason.INVALID_DATA)
    for place in (sent, data):
        _require_environment(place, environment)
    if event_type is EventType.FLAG_EVALUATION:
        return SentEvent(event_type, str(event_type), evaluated=_evaluation(data))
    return _read_of_unit(sent, data, event_type, sent_at, unit_types)


def _read_of_unit(
    sent: Json, data: Json, event_type: EventType, sent_at: int | None, unit_types: Sequence[str]
) -> SentEvent:
    """An event of a unit: an exposure or an outcome."""
    own_sent_at = moment_field(sent, "sent_at")
    timestamp = moment_field(_place(sent, data, "timestamp"), "timestamp")
    shown = _shown(sent, data) if event_type is EventType.EXPOSURE else None
    units = read_units(sent, data, unit_types)
    if not units and not (shown and shown.tokens):
        detail = "Say whose event it is: `targetingKey`, or `user_id`, beside or in `data`."
        raise invalid(Reason.UNIT_MISSING, detail)
    numbers, texts = ({}, {}) if shown else read_properties(sent, data, unit_types)
    return SentEvent(
        type=event_type,
        name=_name(sent, data) or str(event_type),
        id=text_field(sent, "event_id", LONGEST_ID, Reason.INVALID_ID),
        content="" if timestamp is None else _content(sent),
        timestamp=timestamp,
        sent_at=sent_at if own_sent_at is None else own_sent_at,
        units=units,
        numbers=numbers,
        texts=texts,
        attribution=read_attribution(sent, data),
        shown=shown,
    )


def _type(sent: Json) -> EventType:
    found = sent.get("event_type")
    event_type = _TYPES.get(found) if isinstance(found, str) else None
    if event_type is None:
        there_are = ", ".join(EventType)
        raise invalid(Reason.UNKNOWN_EVENT_TYPE, f"`event_type` is one of {there_are}.")
    return event_type


def _name(sent: Json, data: Json) -> str:
    return text_field(sent, "event_name", LONGEST_NAME, Reason.INVALID_NAME) or text_field(
        data, "event_name", LONGEST_NAME, Reason.INVALID_NAME
    )


def _content(sent: Json) -> str:
    """All that an event says, as a text that does not depend on the order of its fields, nor on
    when it was sent, nor on which experiments run when it comes again."""
    said = {name: found for name, found in sent.items() if name not in ("sent_at", "event_id")}
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def _require_environment(fields: Json, environment: str) -> None:
    named = fields.get("environment")
    if named is not None and named != environment:
        raise EnvironmentMismatch(
            f"This key belongs to {environment!r}; leave `environment` out or use another key."
        )


def _is_deeper(found: Any, levels: int) -> bool:
    if not isinstance(found, dict | list):
        return False
    inner: Iterable[Any] = found.values() if isinstance(found, dict) else found
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)


def _evaluation(data: Json) -> FlagEvaluation:
    flag_key = data.get("flag_key")
    if not isinstance(flag_key, str) or not re.fullmatch(KEY_PATTERN, flag_key):
        raise invalid(Reason.UNKNOWN_FLAG, "`data.flag_key` is the key of a flag.")
    variant = data.get("variant")
    is_variant = isinstance(variant, str) and re.fullmatch(VARIANT_PATTERN, variant) is not None
    reason = evaluation_reason(data.get("reason"), data.get("source"))
    return FlagEvaluation(flag_key, str(variant) if is_variant else "", reason)


def _shown(sent: Json, data: Json) -> ShownVariant:
    tokens = tuple(_either(sent, data, "token", LONGEST_TOKEN).split())
    if tokens:
        return ShownVariant(tokens=tokens)
    experiment = _either(sent, data, "experiment", LONGEST_NAME)
    run = _run(sent, data, experiment)
    variant = _either(sent, data, "variant", LONGEST_NAME)
    if not variant or not (run or experiment):
        detail = (
            "An exposure has the `token` that came with the flag or, with a server key, `run` or "
            "`experiment`, and `variant`."
        )
        raise invalid(Reason.EXPOSURE_INCOMPLETE, detail)
    return ShownVariant(
        run=run,
        experiment=experiment,
        variant=variant,
        dimensions=object_field(_place(sent, data, "dimensions"), "dimensions", _INCOMPLETE),
        cohort=_place(sent, data, "cohort").get("cohort"),
    )


def _run(sent: Json, data: Json, experiment: str) -> str:
    """`checkout.2`; or the number that stands in a flag's metadata, beside its experiment."""
    number = _place(sent, data, "run").get("run")
    if experiment and isinstance(number, int):
        return f"{experiment}.{number}"
    return _either(sent, data, "run", LONGEST_NAME * 2)


def _either(sent: Json, data: Json, name: str, longest: int) -> str:
    return text_field(_place(sent, data, name), name, longest, _INCOMPLETE)


def _place(sent: Json, data: Json, name: str) -> Json:
    """Where a field is: beside `data`, or else in it."""
    return data if sent.get(name) is None else sent
