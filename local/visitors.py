"""People who come to the shop: always the same ones, in the same order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COUNTRIES = {"DE": 40, "AT": 10, "FR": 20, "NL": 15, "GB": 15}
DEVICES = {"mobile": 60, "desktop": 35, "tablet": 5}
ORDERS = {0: 55, 1: 20, 2: 10, 3: 8, 5: 5, 12: 2}


@dataclass(frozen=True, slots=True)
class Visitor:
    """One visitor and what the shop knows of them."""

    key: str
    country: str
    device: str
    orders: int

    @property
    def context(self) -> dict[str, Any]:
        """The evaluation context that the shop sends."""
        return {
            "targetingKey": self.key,
            "country": self.country,
            "orders": self.orders,
            "device_type": self.device,
        }

    def __str__(self) -> str:
        return f"{self.key} ({self.country}, {self.device}, orders: {self.orders})"


def visitors(seed: int = 7) -> Iterator[Visitor]:
    """Visitors without end, each new; the same seed brings the same ones."""
    chance = random.Random(seed)  # noqa: S311 - a simulation that can be repeated
    number = 0
    while True:
        number += 1
        yield Visitor(
            key=f"shopper-{number:06d}",
            country=_draw(chance, COUNTRIES),
            device=_draw(chance, DEVICES),
            orders=_draw(chance, ORDERS),
        )


def _draw(chance: random.Random, weights: dict[Any, int]) -> Any:
    (drawn,) = chance.choices(list(weights), list(weights.values()))
    return drawn
