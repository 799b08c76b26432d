"""The shop's experiment, and what its visitors did as the simulator itself saw it."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from burgee.domain.timestamps import iso
from local.visitors import Visitor

EXPERIMENT = "try-on-sells"
FLAG = "virtual-try-on"
CONTROL, TREATMENT = "control", "treatment"
STANDING = "standing-a-a"  # the key of the A/A experiment and of the flag that it decides
HYPOTHESIS = "Who can try frames on at home buys more often."
PURCHASE, VIEW, PAGE_ERROR = "purchase", "frame_viewed", "page_error"
VISITORS = "visitors"  # no metric: every unit counts once
BUYERS, REVENUE, VIEWS, ERRORS = "buyers", "revenue", "frames-viewed", "page-errors"

FLAG_DOCUMENT = {
    "key": FLAG,
    "name": "Try frames on in front of the camera",
    "kind": "boolean",
    "purpose": "experiment",
    "team": "Catalogue",
    "environments": {"production": {"enabled": True, "default_variant": "off"}},
}
_PURCHASES = {"event_name": PURCHASE, "window": "7d"}
EXPERIMENT_DOCUMENT = {
    "key": EXPERIMENT,
    "name": "Does trying on sell?",
    "hypothesis": HYPOTHESIS,
    "owner": "catalogue@shop.example",
    "team": "Catalogue",
    "environment": "production",
    "variants": {
        CONTROL: {"name": "Pictures only", "flags": {FLAG: "off"}},
        TREATMENT: {"name": "Virtual try-on", "flags": {FLAG: "on"}},
    },
    "metrics": {
        "goals": [{"key": BUYERS, "type": "conversion_rate", **_PURCHASES}],
        "secondary": [
            {"key": REVENUE, "type": "sum", **_PURCHASES},
            {"key": VIEWS, "type": "count", "event_name": VIEW},
        ],
        "guardrails": [
            {
                "key": ERRORS,
                "type": "count",
                "event_name": PAGE_ERROR,
                "direction": "decrease",
                "threshold": 0.1,
            }
        ],
    },
    "plan": {
        "minimum_detectable_effect": 0.25,
        "baseline": 0.12,
        "planned_units": 2700,
        "sequential": "pocock",  # spends enough on early looks to show something within a minute
        "minimum_units": 500,
        "minimum_days": 7,
        "dimensions": ["device_type"],
    },
}

# What is true in this shop, and what Burgee is not told.
BUYS = {CONTROL: 0.12, TREATMENT: 0.18}
PRICES = (79.0, 99.5, 129.0, 159.9, 249.0)
MOST_VIEWS = 3
FAILS = 0.03
RETRIES = 0.15
BEFORE = 0.05
COMES_BACK = 0.1
HOUR_SECONDS = 3600
CENTS = 100


class Asks(Protocol):
    """A client of the shop."""

    def evaluate(self, flag_key: str, context: Mapping[str, Any]) -> Mapping[str, Any]: ...

    def send(self, tracking_events: list[dict[str, Any]]) -> bool: ...


@dataclass(slots=True)
class Seen:
    """What the visitors of one variant did. `revenue` is in cents, so that it is exact."""

    visitors: int = 0
    buyers: int = 0
    revenue: int = 0
    views: int = 0
    errors: int = 0

    def as_sums(self) -> dict[str, int]:
        """Metric -> its sum over the visitors; money in cents."""
        return {
            VISITORS: self.visitors,
            BUYERS: self.buyers,
            REVENUE: self.revenue,
            VIEWS: self.views,
            ERRORS: self.errors,
        }


@dataclass(slots=True)
class Truth:
    """What happened, and what happened besides that must not count; safe for several threads."""

    variants: dict[str, Seen] = field(default_factory=lambda: {CONTROL: Seen(), TREATMENT: Seen()})
    besides: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def visitors(self) -> int:
        return sum(seen.visitors for seen in self.variants.values())


@dataclass(frozen=True, slots=True)
class Walk:
    """One visitor's way through the shop."""

    views: int
    price: float | None
    page_failed: bool
    is_sent_twice: bool
    came_before: bool
    comes_back: bool


def walk_of(visitor: Visitor, variant: str) -> Walk:
    """What a visitor does who is shown this variant; the same one always does the same."""
    chance = random.Random(f"{visitor.key}/{variant}")  # noqa: S311 - can be repeated
    return Walk(
        views=chance.randint(1, MOST_VIEWS),
        price=chance.choice(PRICES) if chance.random() < BUYS[variant] else None,
        page_failed=chance.random() < FAILS,
        is_sent_twice=chance.random() < RETRIES,
        came_before=chance.random() < BEFORE,
        comes_back=chance.random() < COMES_BACK,
    )


def visit(client: Asks, visitor: Visitor, truth: Truth) -> None:
    """Let a visitor meet the experiment, look at frames and perhaps buy; note it in `truth`.

    A visitor whom the experiment does not reach, or whose request fails, is no part of it.
    """
    variant = _variant(client.evaluate(FLAG, visitor.context))
    if variant is None:
        return
    walk = walk_of(visitor, variant)
    tracking_events = _events(visitor, walk)
    if walk.came_before:
        tracking_events.append(_before(visitor))
    sent = client.send(tracking_events)
    if walk.is_sent_twice:
        client.send(tracking_events)
    if walk.comes_back:
        client.evaluate(FLAG, visitor.context)
    _note(truth, variant, walk, was_sent=sent)


def _variant(answer: Mapping[str, Any]) -> str | None:
    metadata = answer.get("metadata", {})
    is_in_it = metadata.get("experiment") == EXPERIMENT
    variant: str | None = metadata.get("experimentVariant") if is_in_it else None
    return variant


def _events(visitor: Visitor, walk: Walk) -> list[dict[str, Any]]:
    names = [(VIEW, "engagement")] * walk.views
    names += [(PAGE_ERROR, "error")] * walk.page_failed
    tracking_events = [_event(visitor, name, kind, n) for n, (name, kind) in enumerate(names)]
    if walk.price is not None:
        bought = _event(visitor, PURCHASE, "conversion", len(names))
        tracking_events.append({**bought, "data": {"value": walk.price, "currency": "EUR"}})
    return tracking_events


def _event(visitor: Visitor, name: str, kind: str, number: int) -> dict[str, Any]:
    return {
        "event_id": f"{visitor.key}/{number}",
        "event_type": kind,
        "event_name": name,
        "targetingKey": visitor.key,
    }


def _before(visitor: Visitor) -> dict[str, Any]:
    """A purchase an hour before the visitor met the experiment."""
    now = time.time()
    bought = _event(visitor, PURCHASE, "conversion", -1)
    at = {"timestamp": iso(now - HOUR_SECONDS), "sent_at": iso(now)}
    return {**bought, **at, "data": {"value": PRICES[0]}}


def _note(truth: Truth, variant: str, walk: Walk, *, was_sent: bool) -> None:
    with truth.lock:
        seen = truth.variants[variant]
        seen.visitors += 1
        if not was_sent:
            truth.besides["lost on the way"] += 1
            return
        seen.views += walk.views
        seen.errors += walk.page_failed
        seen.buyers += walk.price is not None
        seen.revenue += round((walk.price or 0) * CENTS)
        truth.besides["batches sent twice"] += walk.is_sent_twice
        truth.besides["purchases before the visitor met it"] += walk.came_before
        truth.besides["visitors who came back"] += walk.comes_back
