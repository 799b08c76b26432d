"""Webhooks from their making to their end. Their secrets are made here and shown once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import InvalidDocument
from burgee.domain.parsing import detail_of, parse, problem
from burgee.domain.timestamps import iso
from burgee.domain.webhooks import OWN_FIELDS, SECRET_PREFIX, SECRETS_OVERLAP_SECONDS, Webhook
from burgee.services.deliver_webhook import Delivered, send
from burgee.services.notice_ports import Delivery, WebhookCaller
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.surroundings import require_environments_known
from burgee.services.writing import Author, Edit, Ledger, amend, create

UNKNOWN_SECRET = "0" * 64  # while the rest of a draft is checked
TEST_TYPE = "webhook.test"
_SECRETS = ("secret", "former_secret")


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A webhook's version and the secret that it has from now on, which no other answer holds."""

    version: DocumentVersion
    secret: str


def create_webhook(ledger: Ledger, author: Author, caller: WebhookCaller, body: Json) -> NewSecret:
    """A webhook as `body` asks for it, with a secret of its own.

    Raises InvalidDocument, AddressRefused, UnknownEnvironment, DocumentExists, Forbidden.
    """
    if isinstance(body, dict):
        _refuse_given(body, OWN_FIELDS)
        body = {**body, "secret": UNKNOWN_SECRET}
    _check(ledger.documents, caller, parse(Webhook, body))
    secret = _new_secret(ledger)
    version = create(ledger, author, Kind.WEBHOOK, {**body, "secret": secret})
    return NewSecret(version, secret)


def update_webhook(
    ledger: Ledger, author: Author, caller: WebhookCaller, key: str, body: Json
) -> DocumentVersion:
    """The webhook, equal to `body` but for what Burgee writes itself.

    Raises what `create_webhook` raises, and DocumentNotFound, VersionConflict.
    """

    def replaced(before: Mapping[str, Json]) -> Json:
        if not isinstance(body, dict):
            return body
        _refuse_given(body, _SECRETS)
        after = {"key": key, **body, **{part: before[part] for part in OWN_FIELDS}}
        _check(ledger.documents, caller, parse(Webhook, after))
        return after

    return amend(ledger, author, Edit(Kind.WEBHOOK, key, Action.UPDATE, replaced))


def rotate_secret(ledger: Ledger, author: Author, key: str) -> NewSecret:
    """The webhook with a new secret; for a day the old one signs beside it."""
    secret = _new_secret(ledger)
    until = iso(ledger.now() + SECRETS_OVERLAP_SECONDS)

    def rotated(before: Mapping[str, Json]) -> Json:
        former = {"former_secret": before["secret"], "former_until": until}
        return {**before, "secret": secret, **former}

    version = amend(ledger, author, Edit(Kind.WEBHOOK, key, Action.UPDATE, rotated))
    return NewSecret(version, secret)


def archive_webhook(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """The webhook, which gets nothing any more, for good."""
    edit = Edit(Kind.WEBHOOK, key, Action.ARCHIVE, lambda before: {**before, "is_archived": True})
    return amend(ledger, author, edit)


def check_delivery(ledger: Ledger, caller: WebhookCaller, key: str) -> Delivered:
    """What became of a message that is sent at once, also to a webhook that is off, to see whether
    it arrives. Raises DocumentNotFound."""
    webhook = Webhook.model_validate(read(ledger.documents, Kind.WEBHOOK, key).body)
    now = ledger.now()
    delivery_id = ledger.randomness.new_id()
    body = {"id": f"webhook/{key}/test/{delivery_id}", "type": TEST_TYPE, "at": iso(now)}
    delivery = Delivery(key, delivery_id, TEST_TYPE, json.dumps({**body, "key": key}))
    return send(caller, webhook, delivery, attempt=1, now=now)


def _new_secret(ledger: Ledger) -> str:
    return f"{SECRET_PREFIX}{ledger.randomness.new_secret()}"


def _check(documents: DocumentRepository, caller: WebhookCaller, webhook: Webhook) -> None:
    caller.check(webhook.url)
    require_environments_known(documents, webhook.environments)


def _refuse_given(body: Mapping[str, Json], parts: tuple[str, ...]) -> None:
    given = [part for part in parts if part in body]
    if given:
        problems = [problem(part, "is made by Burgee; remove it") for part in given]
        raise InvalidDocument(detail_of("webhook", problems), errors=problems)
