"""One attempt to deliver one message to one webhook, and when to try again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from burgee.domain.documents import Kind
from burgee.domain.errors import AddressRefused
from burgee.domain.signatures import SIGNATURE_HEADER, sign
from burgee.domain.webhooks import Webhook
from burgee.services.notice_ports import Delivery, WebhookCaller, WebhookUnreachable
from burgee.services.ports import DocumentRepository

JITTER = 0.2  # of a pause, either way: what failed together does not come again together


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of an attempt. `is_done`: it is not to be tried again. `status`: the answer's,
    where there was one; `problem`: what went wrong, for people."""

    is_done: bool
    status: int | None = None
    problem: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it."""
        return self.is_done and self.status is not None


def deliver(
    documents: DocumentRepository,
    caller: WebhookCaller,
    delivery: Delivery,
    *,
    attempt: int,
    now: float,
) -> Delivered:
    """Send a delivery to its webhook as that is now. One that is gone, off or archived gets
    nothing, and the delivery is done. Raises StorageUnavailable."""
    found = documents.newest(Kind.WEBHOOK, delivery.webhook)
    webhook = Webhook.model_validate(found.body) if found else None
    if webhook is None or not webhook.is_open:
        return Delivered(is_done=True, problem="the webhook is off")
    return send(caller, webhook, delivery, attempt=attempt, now=now)


def send(
    caller: WebhookCaller, webhook: Webhook, delivery: Delivery, *, attempt: int, now: float
) -> Delivered:
    """Sign and send a delivery, whether its webhook is on or not."""
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Burgee",
        "Burgee-Event": delivery.type,
        "Burgee-Delivery": delivery.id,
        "Burgee-Attempt": str(attempt),
        SIGNATURE_HEADER: sign(webhook.secrets(now), body, int(now)),
    }
    try:
        status = caller.post(webhook.url, headers, body)
    except (AddressRefused, WebhookUnreachable) as failure:
        return Delivered(is_done=False, problem=failure.detail)
    if 200 <= status < 300:
        return Delivered(is_done=True, status=status)
    return Delivered(is_done=False, status=status, problem=f"The receiver answered {status}.")


def pause_after(attempt: int, pauses: Sequence[float], chance: float) -> int | None:
    """Seconds until the next attempt after this one, from 1 on, failed; None if that was the last.

    `chance` is in [0, 1) and moves the pause by a fifth either way.

    >>> [pause_after(attempt, (5, 30), 0.5) for attempt in (1, 2, 3)]
    [5, 30, None]
    """
    if attempt > len(pauses):
        return None
    return round(pauses[attempt - 1] * (1 + JITTER * (2 * chance - 1)))
