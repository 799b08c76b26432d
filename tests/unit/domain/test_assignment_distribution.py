"""Who gets what of an experiment, over units of fixed keys: shares, and independence of the draws.

As in `test_distribution`: a share strays by more than 4 standard deviations once in 16,000 times,
and keys and salts are fixed, so that a test passes always or never.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

from burgee.domain.assignment import Assigner, blocked_variant, draw_random, slot_in_split
from burgee.domain.bucketing import make_draw, slot_of
from burgee.domain.experiment_forms import Holdout
from tests.unit.domain.experiments import FLAG, an_experiment, serving, weighted
from tests.unit.domain.test_distribution import SIGMAS, dependence, is_rare, strays

pytestmark = [pytest.mark.long, pytest.mark.unwatched]  # millions of draws

UNITS = 100_000
WEIGHTS = weighted(control=50, a=30, b=20)
GROUP = {"key": "shop", "salt": "salt-of-the-shop"}
IN_A_GROUP = {"group": {"key": "shop", "begin": 10, "end": 60}}


def units() -> list[dict[str, Any]]:
    return [{"targetingKey": f"user-{number}"} for number in range(UNITS)]


def assigner(*others: dict[str, Any], **parts: Any) -> Assigner:
    body = an_experiment("gallery", **parts)
    evaluator = serving(body, *others, groups=[GROUP], holdout=Holdout(20, "held"))
    found = evaluator.assigner("gallery")
    assert found is not None
    return found


def outcomes(found: Assigner, context: dict[str, Any] | None = None) -> list[tuple[str, Any]]:
    return [found.outcome(unit | (context or {})) for unit in units()]


@cache
def drawn(name: str, number: int = 1) -> Any:
    """The slot of each unit in one of the draws of the experiment."""
    form = assigner(traffic=50, variants=WEIGHTS, number=number, **IN_A_GROUP).form
    if name == "split":
        return np.array([slot_in_split(form, unit) for unit in units()])
    [gate] = (gate for gate in form["gates"] if gate["gate"] == name)
    draw = make_draw(gate)
    return np.array([slot_of(gate, draw(unit)) for unit in units()])


@pytest.mark.parametrize(
    "pair",
    [
        ("holdout", "group"),
        ("holdout", "traffic"),
        ("holdout", "split"),
        ("group", "traffic"),
        ("group", "split"),
        ("traffic", "split"),
    ],
    ids="-".join,
)
def test_the_draws_of_an_experiment_are_independent(pair: tuple[str, str]) -> None:
    table, expected, freedom = dependence(drawn(pair[0]), drawn(pair[1]), 20)

    assert not is_rare(table, expected, freedom)


@pytest.mark.parametrize("name", ["traffic", "split"])
def test_a_restart_draws_anew(name: str) -> None:
    table, expected, freedom = dependence(drawn(name, 1), drawn(name, 2), 20)

    assert not is_rare(table, expected, freedom)


@pytest.mark.parametrize("name", ["holdout", "group"])
def test_holdout_and_group_stay_through_a_restart(name: str) -> None:
    assert (drawn(name, 1) == drawn(name, 2)).all()


def test_every_gate_and_variant_takes_its_share() -> None:
    found = Counter(outcomes(assigner(traffic=50, variants=WEIGHTS, **IN_A_GROUP)))

    shares = {
        ("holdout", None): 0.2,
        ("group", None): 0.8 * 0.5,
        ("traffic", None): 0.8 * 0.5 * 0.5,
        ("assigned", "control"): 0.8 * 0.5 * 0.5 * 0.5,
        ("assigned", "a"): 0.8 * 0.5 * 0.5 * 0.3,
        ("assigned", "b"): 0.8 * 0.5 * 0.5 * 0.2,
    }
    assert set(found) == set(shares)
    assert all(strays(found[why], share, UNITS) < SIGMAS for why, share in shares.items())


@pytest.mark.parametrize("stratum", ["DE", "FR", None])
def test_every_stratum_is_split_by_its_weights(stratum: str | None) -> None:
    found = assigner(assignment="stratified", strata=["country"], variants=WEIGHTS)

    shown = Counter(variant for _, variant in outcomes(found, {"country": stratum}) if variant)

    taken = shown.total()
    assert strays(shown["a"], 0.3, taken) < SIGMAS
    assert strays(shown["b"], 0.2, taken) < SIGMAS


def test_random_draws_go_by_weight() -> None:
    form = assigner(assignment="random", variants=WEIGHTS).form
    randomness = Random(20261121)

    shown = Counter(draw_random(form, randomness.randrange) for _ in range(UNITS))

    assert strays(shown["a"], 0.3, UNITS) < SIGMAS
    assert strays(shown["b"], 0.2, UNITS) < SIGMAS


def test_full_blocks_are_exact_in_every_stratum() -> None:
    form = assigner(assignment="blocked", variants=WEIGHTS, block_size=20).form

    for stratum in ("DE", "FR"):
        shown = Counter(blocked_variant(form, stratum, position) for position in range(20 * 500))
        assert shown == {"control": 5000, "a": 3000, "b": 2000}


def test_two_experiments_of_a_group_never_share_a_unit() -> None:
    ranges = ((0, 33.333), (33.333, 50), (50, 100))
    bodies = [
        an_experiment(f"e{number}", group={"key": "shop", "begin": begin, "end": end})
        for number, (begin, end) in enumerate(ranges)
    ]
    evaluator = serving(*bodies, groups=[GROUP])
    found = [evaluator.assigner(body["key"]) for body in bodies]

    taken = [
        sum(each.outcome(unit)[1] is not None for each in found if each is not None)
        for unit in units()[:20_000]
    ]

    assert set(taken) == {1}


def test_the_holdout_is_the_same_for_all_experiments() -> None:
    other = an_experiment("other", variants={"control": {}, "b": {}})
    evaluator = serving(an_experiment(), other, holdout=Holdout(20, "held"))
    pair = [evaluator.assigner(key) for key in ("gallery", "other")]

    held = [
        [each.outcome(unit)[0] == "holdout" for each in pair if each is not None]
        for unit in units()[:20_000]
    ]

    assert all(one == other for one, other in held)
    assert strays(sum(one for one, _ in held), 0.2, 20_000) < SIGMAS


@pytest.mark.parametrize("method", ["deterministic", "stratified"])
def test_more_traffic_moves_nobody(method: str) -> None:
    few, more = (
        [variant for _, variant in outcomes(assigner(assignment=method, traffic=traffic))]
        for traffic in (10, 37.5)
    )

    assert all(after == before for before, after in zip(few, more, strict=True) if before)
    assert strays(sum(map(bool, more)), 0.8 * 0.375, UNITS) < SIGMAS


def test_less_holdout_moves_nobody() -> None:
    bodies = an_experiment(variants=WEIGHTS)
    shown = []
    for kept_out in (50, 5):
        found = serving(bodies, holdout=Holdout(kept_out, "held")).assigner("gallery")
        assert found is not None
        shown.append([variant for _, variant in outcomes(found)])

    assert all(after == before for before, after in zip(*shown, strict=True) if before)


def test_a_flag_shows_every_unit_what_it_was_assigned() -> None:
    evaluator = serving(an_experiment(variants=WEIGHTS))
    found = evaluator.assigner("gallery")
    assert found is not None

    shown = [evaluator.evaluate(FLAG, unit) for unit in units()[:5_000]]

    assigned = [found.outcome(unit)[1] for unit in units()[:5_000]]
    assert [answer.metadata["experimentVariant"] for answer in shown] == assigned
