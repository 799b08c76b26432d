"""What is recorded of a unit: tracking events and exposures, as they rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from enum import StrEnum

from burgee.domain.timestamps import iso

SCALE = 10_000  # every number of an event is a whole number of ten-thousandths
LARGEST_NUMBER = 1_000_000_000
CLAMP_DAYS = 7
EVENT_DAYS = 120  # more than the longest run, the longest window and the covariate's days
DAY_MS = 86_400_000
# What applications call user agents, addresses and referrers, without case and punctuation.
_NEVER_STORED = frozenset(
    {
        "useragent",
        "clientuseragent",
        "ua",
        "ip",
        "ipaddress",
        "clientip",
        "userip",
        "remoteip",
        "remoteaddr",
        "remoteaddress",
        "forwardedfor",
        "xforwardedfor",
        "address",
        "useraddress",
        "streetaddress",
        "email",
        "emailaddress",
        "mail",
        "referrer",
        "referer",
        "referrerurl",
        "refererurl",
        "httpreferrer",
        "httpreferer",
        "documentreferrer",
    }
)


class EventType(StrEnum):
    """What an application can report."""

    EXPOSURE = "exposure"
    FLAG_EVALUATION = "flag_evaluation"
    IMPRESSION = "impression"
    CLICK = "click"
    CONVERSION = "conversion"
    ENGAGEMENT = "engagement"
    ERROR = "error"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """An outcome that an application reported, as it rests under one unit.

    `at`: when it happened, `received`: when it came in, both in ms since 1970 (UTC). `numbers`
    are at the fixed scale. `texts` are keyed hashes: enough to count distinct values.
    """

    id: str
    type: EventType
    name: str
    at: int
    received: int
    numbers: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    attribution: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exposure:
    """The fact that a unit met a variant of a run; it rests once per (run, unit).

    `at`: when it was met, `received`: when it came in, in ms since 1970 (UTC); its `day` in all
    aggregates is the UTC day of `received`. `dimensions`: the unit's values at that moment.
    `mixed`: the unit was shown a second variant later. `left`: why the experiment did not decide
    for it at a later evaluation; empty while it did.
    """

    run: str
    variant: str
    at: int
    received: int
    dimensions: Mapping[str, str] = field(default_factory=dict)
    cohort: str = ""
    source: str = "evaluation"
    late: bool = False
    mixed: bool = False
    left: str = ""


def is_never_stored(name: str) -> bool:
    """Whether something of this name tells of a person what no experiment needs: their browser's
    user agent, an address, or the page they came from.

    >>> [is_never_stored(name) for name in ("page.User-Agent", "ipAddress", "country")]
    [True, True, False]
    """
    last = name.rpartition(".")[2]
    return "".join(filter(str.isalnum, last)).lower() in _NEVER_STORED


def day_of(milliseconds: int) -> str:
    """The UTC day of a moment.

    >>> day_of(86_400_000)
    '1970-01-02'
    """
    return iso(milliseconds / 1000)[:10]


def event_time(timestamp: int | None, sent_at: int | None, received: int) -> int:
    """When an event happened, by our clock, all in ms.

    The sender's clock is set right by `sent_at`; the result lies in the last 7 days. Without
    either, it happened when it was received.

    >>> event_time(1_000, 4_000, 1_000_000)
    997000
    >>> event_time(None, None, 5)
    5
    """
    if timestamp is None or sent_at is None:
        return received
    return min(received, max(received - CLAMP_DAYS * DAY_MS, timestamp + received - sent_at))


def scaled_number(number: float) -> int | None:
    """A number at the fixed scale, half to even; None if it is too large or none.

    >>> scaled_number(0.1), scaled_number(-19.99995), scaled_number(1e12), scaled_number(True)
    (1000, -200000, None, 10000)
    """
    try:
        exact = Decimal(repr(float(number)) if isinstance(number, float) else int(number))
        if not abs(exact) <= LARGEST_NUMBER:
            return None
        return int((exact * SCALE).quantize(Decimal(1), ROUND_HALF_EVEN))
    except InvalidOperation:
        return None
