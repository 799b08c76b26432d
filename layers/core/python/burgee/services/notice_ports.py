"""What telling others of changes asks of the outside world. `burgee.runtime` fills these."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from burgee.domain.notices import Notice


class WebhookUnreachable(Exception):
    """A webhook's receiver did not answer; `detail` says why, in a sentence without its address."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Channel(Protocol):
    """Somewhere that notices are told."""

    def tell(self, notices: Sequence[Notice]) -> Collection[str]:
        """Tell them all; the ids of those that were not taken, to be told again."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one webhook. `id` is the same at every attempt, and if it comes twice;
    `body` is sent as it stands."""

    webhook: str
    id: str
    type: str
    body: str


class DeliveryQueue(Protocol):
    """Where deliveries wait until they are made."""

    def send(self, deliveries: Sequence[Delivery]) -> Collection[str]:
        """Send them all; the ids of those that were not taken."""
        ...


class WebhookCaller(Protocol):
    """Calls addresses of the public internet, and no others."""

    def check(self, url: str) -> None:
        """Raises AddressRefused for what may not be the address of a webhook."""
        ...

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status that answers a POST. Nothing else of the answer is read, and no redirect is
        followed. Raises AddressRefused, WebhookUnreachable."""
        ...
