"""Tells of every change: the bus of the deployment, people where it matters, webhooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pydantic import ValidationError

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.environments import Environment
from burgee.domain.names import DEFAULT_ENVIRONMENTS
from burgee.domain.notices import Notice, body_of, notice_of
from burgee.domain.seen_alarms import SEEN
from burgee.domain.webhooks import Webhook
from burgee.services.kinds import RULES
from burgee.services.notice_ports import Channel, Delivery, DeliveryQueue
from burgee.services.ports import DocumentRepository
from burgee.services.surroundings import implicit_environment

Address = tuple[Kind, str, int]

DELIVERY_ID_LENGTH = 32
# Touches every environment and remembers no alarm, whatever was before; its members may be many.
UNCOMPARED = frozenset({Kind.SEGMENT})


@dataclass(frozen=True, slots=True)
class Channels:
    """Where notices go: all to the `bus`, the important ones to `people`, and what webhooks ask
    for to the queue of `deliveries`."""

    bus: Channel
    people: Channel
    deliveries: DeliveryQueue


def notify(
    documents: DocumentRepository, channels: Channels, written: Iterable[Address]
) -> set[Address]:
    """Tell of these versions; those that have to be told again.

    Each channel is tried whatever became of the others. What is told again goes to all of them
    again, under the same ids, by which a receiver drops what it has; so all is read before
    anybody hears, as a fault then wakes nobody twice. Raises StorageUnavailable.
    """
    notices = list(_notices(documents, written))
    if not notices:
        return set()
    webhooks = list(_webhooks(documents))
    missed = {
        *channels.bus.tell(notices),
        *channels.people.tell([notice for notice in notices if notice.is_important]),
        *_queue(webhooks, channels.deliveries, notices),
    }
    return {(notice.kind, notice.key, notice.version) for notice in notices if notice.id in missed}


def delivery_of(webhook_key: str, notice: Notice) -> Delivery:
    """What is sent to a webhook for a notice."""
    name = f"{webhook_key}|{notice.id}".encode()
    delivery_id = hashlib.sha256(name).hexdigest()[:DELIVERY_ID_LENGTH]
    body = json.dumps(body_of(notice), separators=(",", ":"))
    return Delivery(webhook_key, delivery_id, notice.type, body)


def _notices(documents: DocumentRepository, written: Iterable[Address]) -> Iterator[Notice]:
    found = [version for each in written if (version := documents.version(*each))]
    is_asked = any(version.change.action is Action.RESTORE for version in found)
    production = _production(documents) if is_asked else frozenset()
    for version in found:
        before = _body_before(documents, version)
        touched = _touched(version, before)
        yield notice_of(version, before, touched, production=production)


def _body_before(documents: DocumentRepository, version: DocumentVersion) -> Mapping[str, Json]:
    if version.kind in UNCOMPARED:
        return {}
    number = version.version - 1
    before = documents.version(version.kind, version.key, number) if number else None
    return before.body if before else {}


def _touched(version: DocumentVersion, before: Mapping[str, Json]) -> frozenset[str] | None:
    return RULES[version.kind].touched(_without_memory(before), _without_memory(version.body))


def _without_memory(body: Mapping[str, Json]) -> dict[str, Json]:
    # It is of a whole flag, though each alarm in it is of one environment.
    return {part: value for part, value in body.items() if part != SEEN}


def _production(documents: DocumentRepository) -> frozenset[str]:
    unwritten = (implicit_environment(name) for name in DEFAULT_ENVIRONMENTS)
    by_key = {environment.key: environment for environment in unwritten if environment}
    for version in documents.current(Kind.ENVIRONMENT):
        by_key[version.key] = Environment.model_validate(version.body)
    return frozenset(key for key, found in by_key.items() if found.is_production)


def _webhooks(documents: DocumentRepository) -> Iterator[Webhook]:
    """All webhooks but those that a later release wrote: they keep nobody else from hearing."""
    for version in documents.current(Kind.WEBHOOK):
        with suppress(ValidationError):
            yield Webhook.model_validate(version.body)


def _queue(
    webhooks: Sequence[Webhook], queue: DeliveryQueue, notices: Sequence[Notice]
) -> Collection[str]:
    """Put what webhooks want into the queue; the ids of notices that did not get there."""
    wanted = [
        (notice.id, delivery_of(webhook.key, notice))
        for notice in notices
        for webhook in webhooks
        if webhook.wants(notice)
    ]
    if not wanted:
        return ()
    missed = set(queue.send([delivery for _, delivery in wanted]))
    return [notice_id for notice_id, delivery in wanted if delivery.id in missed]
