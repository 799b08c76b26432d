"""Channels that keep what they are told, and a caller that answers what it is told to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from burgee.domain.addresses import read_address
from burgee.domain.notices import Notice
from burgee.services.notice_ports import Delivery
from burgee.services.notify import Channels


@dataclass
class Telling:
    """A channel, and a queue. `refuses`: ids that it does not take."""

    refuses: Collection[str] = ()
    notices: list[Notice] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def tell(self, notices: Sequence[Notice]) -> Collection[str]:
        self.notices += notices
        return [notice.id for notice in notices if notice.id in self.refuses]

    def send(self, deliveries: Sequence[Delivery]) -> Collection[str]:
        self.deliveries += deliveries
        return [each.id for each in deliveries if each.webhook in self.refuses]


@dataclass
class Everywhere:
    """All channels of a deployment."""

    bus: Telling = field(default_factory=Telling)
    people: Telling = field(default_factory=Telling)
    queue: Telling = field(default_factory=Telling)

    @property
    def channels(self) -> Channels:
        return Channels(self.bus, self.people, self.queue)


@dataclass(frozen=True)
class Posted:
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Caller:
    """Answers each call with `answer`, a status or a failure."""

    answer: int | Exception = 204
    posted: list[Posted] = field(default_factory=list)

    def check(self, url: str) -> None:
        read_address(url)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        self.posted.append(Posted(url, dict(headers), body))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
