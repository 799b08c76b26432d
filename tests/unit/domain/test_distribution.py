"""Who gets what, over a million units of fixed seeds: sizes, evenness and independence.

A count of n units with share p strays from n p by more than 4 standard deviations, sqrt(n p (1-p)),
once in 16,000 times; a chi-square above its 99.99 % quantile is as rare. Keys and salts are fixed,
so that a test passes always or never.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from math import sqrt
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from scipy.stats import chi2  # type: ignore[import-untyped]  # it publishes no types

from burgee.domain.bucketing import SLOTS, make_draw, seed_of, slot_of
from tests.unit.domain.rulesets import an_evaluator
from tests.unit.services.builders import a_flag_with

pytestmark = [pytest.mark.long, pytest.mark.unwatched]  # millions of draws

UNITS = 1_000_000
RARE = 0.9999
SIGMAS = 4


def sequential() -> list[Any]:
    return [f"user-{number}" for number in range(UNITS)]


def uuids() -> list[Any]:
    randomness = Random(20261121)
    return [str(UUID(int=randomness.getrandbits(128), version=4)) for _ in range(UNITS)]


def whole_numbers() -> list[Any]:
    return list(range(1, UNITS + 1))


UNIT_KEYS = {"sequential": sequential, "uuids": uuids, "whole numbers": whole_numbers}


@cache
def drawn(salt: str, purpose: str, keys: str = "sequential") -> Any:
    """The slot of each unit, by the evaluator's own draw."""
    bucketing = {"seed": seed_of(salt, purpose)}
    draw = make_draw(bucketing)
    hashes = np.fromiter(
        (draw({"targetingKey": unit}) for unit in UNIT_KEYS[keys]()), np.uint64, UNITS
    )
    slots = hashes * SLOTS >> 32
    assert slots[0] == slot_of(bucketing, int(hashes[0]))
    return slots


def strays(count: float, share: float, units: int = UNITS) -> float:
    """How many standard deviations a count lies from its share."""
    return abs(count - units * share) / sqrt(units * share * (1 - share))


def is_rare(observed: Any, expected: Any, freedom: int) -> bool:
    statistic = float((((observed - expected) ** 2) / expected).sum())
    return bool(statistic > chi2.ppf(RARE, freedom))


def dependence(one: Any, other: Any, cells: int) -> tuple[Any, Any, int]:
    """A table of counts, what independence would make of it, and its degrees of freedom."""
    table = np.histogram2d(one, other, bins=cells)[0]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return table, expected, (cells - 1) ** 2


@pytest.mark.parametrize("keys", UNIT_KEYS)
def test_slots_are_even(keys: str) -> None:
    counts = np.bincount(drawn("gallery", "rollout", keys) // 100, minlength=1000)

    assert not is_rare(counts, UNITS / 1000, 999)


def test_every_slot_is_drawn_about_as_often() -> None:
    counts = np.bincount(drawn("gallery", "rollout"), minlength=SLOTS)

    assert not is_rare(counts, UNITS / SLOTS, SLOTS - 1)


@pytest.mark.parametrize("keys", UNIT_KEYS)
@pytest.mark.parametrize("percentage", [0.1, 1, 12.5, 50, 99.9])
def test_a_percentage_takes_its_share(keys: str, percentage: float) -> None:
    inside = int((drawn("gallery", "rollout", keys) < percentage * 1000).sum())

    assert strays(inside, percentage / 100) < SIGMAS


def test_evaluation_gives_each_weight_its_share_of_a_million_units() -> None:
    weights = {"a": 1, "b": 2, "c": 7, "d": 90}
    flag = a_flag_with(default_variant="a", rules=[{"id": "r", "split": weights}])
    variants = {name: {"value": name} for name in weights}
    evaluator = an_evaluator({**flag, "kind": "string", "variants": variants, "salt": "shop"})

    counts = Counter(
        evaluator.evaluate("new-gallery", {"targetingKey": unit}).variant for unit in sequential()
    )

    assert all(strays(counts[name], weight / 100) < SIGMAS for name, weight in weights.items())


PAIRS = {
    "gate and split of one rule": (("gallery", "rule:r"), ("gallery", "split:r")),
    "rollout and rule of one flag": (("gallery", "rollout"), ("gallery", "rule:r")),
    "two rules of one flag": (("gallery", "rule:r"), ("gallery", "rule:q")),
    "two flags": (("gallery", "rollout"), ("checkout", "rollout")),
    "two flags with neighbouring salts": (("salt-1", "rollout"), ("salt-2", "rollout")),
    "two flags with one salt in the other": (("a", "rollout"), ("aa", "rollout")),
}


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("cells", [2, 50])
def test_two_draws_of_a_unit_are_independent(pair: str, cells: int) -> None:
    one, other = (drawn(*bucketing) for bucketing in PAIRS[pair])

    table, expected, freedom = dependence(one, other, cells)

    assert not is_rare(table, expected, freedom)


@pytest.mark.parametrize("step", [1, 2, 10, 1000])
def test_neighbouring_units_are_independent(step: int) -> None:
    slots = drawn("gallery", "rollout")

    table, expected, freedom = dependence(slots[:-step], slots[step:], 50)

    assert not is_rare(table, expected, freedom)


def test_a_share_of_a_share_is_as_large_as_both_say() -> None:
    rule = {"id": "r", "percentage": 20, "split": {"on": 1, "off": 3}}
    evaluator = an_evaluator({**a_flag_with(rules=[rule]), "salt": "gallery"})
    units = sequential()[:200_000]

    on = sum(
        evaluator.evaluate("new-gallery", {"targetingKey": unit}).variant == "on" for unit in units
    )

    assert strays(on, 0.2 * 0.25, len(units)) < SIGMAS
