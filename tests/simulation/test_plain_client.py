"""A client with nothing but POST: who reads a flag is exposed, and nobody else."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from burgee.domain.pseudonyms import pseudonym
from burgee.runtime import wiring
from tests.functions.evaluate_api import (
    PLAIN_BULK,
    PRODUCTION,
    UNLIMITED,
    EvaluateApi,
    a_switch,
    deployed,
)
from tests.unit.services.experiments import an_experiment

FLAG, RUN = "shown", "checkout.1"
VISITORS = 200
VALUE_OF = {"treatment": True, "control": False}


@pytest.fixture(scope="module")
def api() -> Iterator[EvaluateApi]:
    """Calls with a client key, where one flag has an experiment and another has none."""
    with deployed(**UNLIMITED) as running:
        running.create(a_switch(FLAG), a_switch("plain"))
        token = running.new_key()
        running.serve(an_experiment("checkout", FLAG))
        yield EvaluateApi(token)


def _name_of(user: str) -> str:
    return pseudonym(wiring.units().secret(), PRODUCTION, "targetingKey", user)


def test_exposures_are_the_units_that_read_the_flag(api: EvaluateApi) -> None:
    chance = random.Random(5)
    shown: dict[str, bool] = {}
    for number in range(VISITORS):
        context = {"context": {"user_id": f"user-{number}"}}
        fetched = api.post(PLAIN_BULK, context).json
        assert fetched == {"plain": False}
        for _ in range(chance.choice([0, 1, 1, 3])):
            value = api.evaluate_plain(FLAG, context).json["value"]
            assert shown.setdefault(_name_of(f"user-{number}"), value) is value
        api.evaluate_plain("plain", context)

    exposed = set(wiring.units().units_of(RUN))

    assert 100 < len(shown) < VISITORS
    assert exposed == set(shown)
    stored = {unit: wiring.units().head(unit).exposures[RUN].variant for unit in exposed}
    assert {unit: VALUE_OF[variant] for unit, variant in stored.items()} == shown
