"""What was drawn while nothing could be written is still the unit's variant when it can be."""

from __future__ import annotations

from burgee.services.silence import SILENCE_SECONDS
from burgee.services.unit_heads import KEPT_SECONDS
from tests.unit.services.experiments import an_evaluator, an_experiment
from tests.unit.services.test_expose import RUN, World
from tests.unit.services.units import name_of

UNITS = [f"unit{number}" for number in range(20)]


def test_a_variant_that_was_drawn_stays_although_its_exposure_still_waits() -> None:
    world = World(an_evaluator(an_experiment(assignment="random")))
    shown = {}
    for unit in UNITS:
        world.units.failing = {"expose"}
        shown[unit] = world.ask(unit).variant
        world.units.failing = set()
        world.now += SILENCE_SECONDS

    world.now += KEPT_SECONDS

    assert {unit: world.ask(unit).variant for unit in UNITS} == shown
    waiting = {late.unit: late.exposure.variant for late in world.queue.late}
    assert waiting == {
        name_of(unit): world.units.exposures(name_of(unit))[RUN].variant for unit in UNITS
    }
