"""Random histories of a few units: what clients and operators do, one step after the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.tracking import EventType, Exposure, TrackingEvent

NOW = 1_795_608_000  # the second at which all clocks stand: 2026-11-25T12:00:00Z
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

EXPERIMENTS: dict[str, list[dict[str, Any]]] = {
    "shop": [
        {"key": "bought", "type": "conversion_rate", "event_name": "buy"},
        {"key": "revenue", "type": "sum", "event_name": "buy", "cap": 40, "attribution": "via"},
        {"key": "order", "type": "average_value", "event_name": "buy", "window": "2d"},
        {
            "key": "per_visit",
            "type": "ratio",
            "event_name": "buy",
            "cap": 60,
            "denominator": {"event_name": "visit", "aggregation": "count"},
        },
        {"key": "late_visit", "type": "retention", "event_name": "visit", "begin": "1d"},
        {"key": "first_buy", "type": "time_to_event", "event_name": "buy"},
        {"key": "funnel", "type": "funnel_step", "event_name": "buy", "after": ["visit", "cart"]},
    ],
    "search": [
        {
            "key": "kinds",
            "type": "count",
            "event_name": "cart",
            "aggregation": "unique_count",
            "value_property": "sku",
        },
        {"key": "last", "type": "sum", "event_name": "visit", "aggregation": "last"},
        {"key": "mean", "type": "sum", "event_name": "visit", "aggregation": "average"},
        {"key": "middle", "type": "quantile", "event_name": "cart", "quantile": 0.5},
    ],
}
DIMENSIONS = {"shop": ["country"], "search": []}
RUNS = tuple(f"{key}.1" for key in EXPERIMENTS)


def experiment(key: str) -> DocumentVersion:
    """An experiment whose first run is going on."""
    run = {
        "number": 1,
        "salt": "s",
        "environment": "production",
        "bucket_by": "targetingKey",
        "assignment": "deterministic",
        "control": "control",
        "weights": {"control": 1, "treatment": 1},
        "metrics": {"goals": EXPERIMENTS[key]},
        "dimensions": DIMENSIONS[key],
        "started_at": "2026-11-01T00:00:00Z",
    }
    body = {"key": key, "environment": "production", "status": "running", "runs": [run]}
    change = Change(actor="ann", at="2026-11-01T00:00:00Z", action=Action.START)
    return DocumentVersion(Kind.EXPERIMENT, key, 1, body, change)


@dataclass(frozen=True)
class Record:
    unit: str
    event: TrackingEvent


@dataclass(frozen=True)
class Expose:
    unit: str
    exposure: Exposure


@dataclass(frozen=True)
class Mix:
    unit: str
    run: str


@dataclass(frozen=True)
class Leave:
    unit: str
    run: str
    why: str


@dataclass(frozen=True)
class OptOutStep:
    unit: str
    out: bool
    at: int


@dataclass(frozen=True)
class Erase:
    unit: str


@dataclass(frozen=True)
class FoldDays:
    pass


@dataclass(frozen=True)
class Recount:
    run: str
    anew: bool


Step = Record | Expose | Mix | Leave | OptOutStep | Erase | FoldDays | Recount


def history(seed: int, *, most: int = 22) -> list[Step]:
    """The steps of one history; they may happen at any moment of the stream's delivery."""
    chance = random.Random(seed)
    units = [f"unit{number}" for number in range(chance.randint(1, 3))]
    names = list(_MAKERS)
    weights = [weight for weight, _ in _MAKERS.values()]
    steps = []
    for at in range(chance.randint(4, most)):
        name = chance.choices(names, weights)[0]
        steps.append(_MAKERS[name][1](chance, chance.choice(units), at))
    return steps


def _record(chance: random.Random, unit: str, at: int) -> Step:
    received = (NOW + at) * 1000
    back = chance.choice([0, 0, 1, HOUR_MS, 20 * HOUR_MS, 2 * DAY_MS, 3 * DAY_MS, 6 * DAY_MS])
    numbers = {"value": chance.choice([1, 5_000, 12_345, -20_000, 333_333, 999_999])}
    event = TrackingEvent(
        id=str(chance.randrange(12)),
        type=EventType.CUSTOM,
        name=chance.choice(["buy", "buy", "visit", "visit", "cart", "other"]),
        at=received - back,
        received=received,
        numbers=numbers if chance.random() < 0.85 else {},
        texts={"sku": chance.choice("abc")} if chance.random() < 0.7 else {},
        attribution={"via": chance.choice(["mail", "ad"])} if chance.random() < 0.6 else {},
    )
    return Record(unit, event)


def _expose(chance: random.Random, unit: str, at: int) -> Step:
    received = (NOW + at) * 1000
    exposure = Exposure(
        run=chance.choice(RUNS),
        variant=chance.choice(["control", "treatment"]),
        at=received - chance.choice([0, 0, 1, HOUR_MS, DAY_MS, 3 * DAY_MS]),
        received=received - chance.choice([0, 0, DAY_MS]),
        dimensions={"country": chance.choice(["NO", "SE", ""])},
        late=chance.random() < 0.2,
    )
    return Expose(unit, exposure)


Make = Callable[[random.Random, str, int], Step]

_MAKERS: dict[str, tuple[float, Make]] = {
    "record": (12, _record),
    "expose": (5, _expose),
    "mix": (0.8, lambda chance, unit, _: Mix(unit, chance.choice(RUNS))),
    "leave": (
        0.6,
        lambda chance, unit, _: Leave(unit, chance.choice(RUNS), chance.choice(["bot", "region"])),
    ),
    "opt_out": (
        0.8,
        lambda chance, unit, _: OptOutStep(unit, chance.random() < 0.6, chance.randrange(50)),
    ),
    "erase": (1.0, lambda _, unit, __: Erase(unit)),
    "fold_days": (1.2, lambda _, __, ___: FoldDays()),
    "recount": (
        0.8,
        lambda chance, _, __: Recount(chance.choice(RUNS), anew=chance.random() < 0.3),
    ),
}


def shrunk(steps: Sequence[Step], fails: Callable[[Sequence[Step]], bool]) -> list[Step]:
    """A shorter history that still fails: steps are left out one by one."""
    left = list(steps)
    position = 0
    while position < len(left):
        without = left[:position] + left[position + 1 :]
        if fails(without):
            left = without
        else:
            position += 1
    return left
