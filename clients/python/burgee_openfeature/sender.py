"""One batch of events to the server, and what became of it."""

from __future__ import annotations

import json

from burgee_openfeature.events import now_ms
from burgee_openfeature.http_connection import Unreachable

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from burgee_openfeature.http_connection import Connections, Reply

PATH = "/api/v1/analytics/events"
ACCEPTED = 202
# The server read it and says that it is none; all else may be otherwise the next time, also a key
# that is not known there yet.
UNREADABLE = frozenset({400, 413, 415, 422})
LONGEST_PAUSE = 300.0


class Delivery:
    """What became of a batch: how many events the server has, how many it refused for good, which
    of them (by their places) to send again, and after how many seconds if it said so."""

    __slots__ = ("after", "again", "rejected", "sent")

    def __init__(
        self,
        *,
        sent: int = 0,
        rejected: int = 0,
        again: Sequence[int] = (),
        after: float | None = None,
    ) -> None:
        self.sent = sent
        self.rejected = rejected
        self.again = again
        self.after = after


def deliver(connections: Connections, batch: Sequence[str], timeout: float) -> Delivery:
    """Send events, each a JSON text; never raises for what a server does."""
    body = f'{{"sent_at":{now_ms()},"events":[{",".join(batch)}]}}'
    try:
        reply = connections.post(PATH, body.encode(), timeout=timeout)
    except Unreachable:
        return Delivery(again=range(len(batch)))
    if reply.status in UNREADABLE:
        return Delivery(rejected=len(batch))
    found = _rejected(reply) if reply.status == ACCEPTED else None
    if found is None:
        return Delivery(again=range(len(batch)), after=retry_after(reply))
    again = sorted(place for place, retry in found.items() if retry and 0 <= place < len(batch))
    rejected = sum(not retry for retry in found.values())
    return Delivery(sent=len(batch) - len(again) - rejected, rejected=rejected, again=again)


def retry_after(reply: Reply) -> float | None:
    """The seconds that a server asks to be left alone, five minutes at the most; None: it did not
    say, or by a date."""
    try:
        seconds = float(reply.headers.get("retry-after", ""))
    except ValueError:
        return None
    return min(seconds, LONGEST_PAUSE) if seconds >= 0 else None


def _rejected(reply: Reply) -> dict[int, bool] | None:
    """Places of rejected events, and whether to send them again; None for an answer that is none
    of our server's, which then has not taken anything."""
    try:
        answer: Any = json.loads(reply.body)
        return {int(one["index"]): one.get("retry") is True for one in answer["rejected"]}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
