"""What the sender of tracking events is told of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from burgee.domain.errors import BurgeeError, InvalidEvent, StorageUnavailable, TooManyRequests
from burgee.domain.sent_events import Outcome, Taken
from burgee.wire.responses import Response, response
from burgee.wire.tracking import Sent

ACCEPTED = 202
_AGAIN = (StorageUnavailable, TooManyRequests)


def tracking_response(sent: Sent, outcomes: Sequence[Outcome]) -> Response:
    """202 with what became of the events; those that are `mixed` are among the `accepted`.

    Raises the fault of a single event, and the fault of storage where nothing of a batch could be
    written and something could be sent again.
    """
    faults = [one for one in outcomes if isinstance(one, BurgeeError)]
    if not sent.is_batch and faults:
        raise _of_request(faults[0])
    again = [fault for fault in faults if isinstance(fault, _AGAIN)]
    if again and len(faults) == len(outcomes):
        raise again[0]
    body = {
        "accepted": sum(one in (Taken.ACCEPTED, Taken.MIXED) for one in outcomes),
        "duplicates": sum(one is Taken.DUPLICATE for one in outcomes),
        "mixed": sum(one is Taken.MIXED for one in outcomes),
        "rejected": [
            _rejected(index, sent.ids[index], outcome)
            for index, outcome in enumerate(outcomes)
            if isinstance(outcome, BurgeeError)
        ],
    }
    return response(ACCEPTED, json.dumps(body, separators=(",", ":")))


def _rejected(index: int, event_id: str | None, fault: BurgeeError) -> dict[str, Any]:
    return {
        "index": index,
        "event_id": event_id,
        "code": _code(fault),
        "detail": fault.detail,
        "retry": isinstance(fault, _AGAIN),
    }


def _of_request(fault: BurgeeError) -> BurgeeError:
    if isinstance(fault, InvalidEvent):
        fault.errors = [{"code": _code(fault), "detail": fault.detail}]
    return fault


def _code(fault: BurgeeError) -> str:
    return str(fault.reason) if isinstance(fault, InvalidEvent) else fault.code
