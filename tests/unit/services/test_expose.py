"""What evaluation reads and writes of a unit: once what must be, and never too much."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from burgee.domain.answers import Answer
from burgee.domain.errors import BurgeeError, StorageUnavailable, TooManyRequests
from burgee.domain.evaluation import Evaluator
from burgee.domain.tracking import Exposure
from burgee.domain.units import Total
from burgee.services import expose
from burgee.services.expose import Exposer
from burgee.services.late_exposures import LateExposure, decode_late_exposure
from burgee.services.silence import SILENCE_SECONDS
from burgee.storage.memory_table import MemoryTable
from burgee.storage.units import DynamoUnits
from tests.unit.services.builders import NOON
from tests.unit.services.experiments import a_flag, an_evaluator, an_experiment
from tests.unit.services.units import MemoryUnits, name_of

RUN = "checkout.1"
VALUE_OF = {"treatment": True, "control": False}
OTHER_OF = {"treatment": "control", "control": "treatment"}


class MemoryQueue:
    """Messages that wait; `fails` makes it refuse them."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.asked = 0
        self.fails = False

    def send(self, message: str) -> None:
        self.asked += 1
        if self.fails:
            raise StorageUnavailable("The queue did not take a message.")
        self.messages.append(message)

    @property
    def late(self) -> list[LateExposure]:
        return [decode_late_exposure(message) for message in self.messages]


class Told:
    """What was reported."""

    def __init__(self) -> None:
        self.faults: list[BurgeeError] = []
        self.lates = 0
        self.losses: list[str] = []

    def fault(self, fault: BurgeeError) -> None:
        self.faults.append(fault)

    def late(self) -> None:
        self.lates += 1

    def lost(self, why: str) -> None:
        self.losses.append(why)


class World:
    """An exposer over units in memory, at a time that stands still until it is moved."""

    def __init__(self, evaluator: Evaluator | None = None) -> None:
        self.now = NOON
        self.evaluator = evaluator or an_evaluator(an_experiment())
        self.units = MemoryUnits()
        self.queue = MemoryQueue()
        self.told = Told()
        self.exposer = self.another_sandbox()

    def another_sandbox(self) -> Exposer:
        self.exposer = Exposer(
            self.units,
            self.queue,
            self.told,
            now=lambda: self.now,
            randomness=random.Random(1).randrange,
        )
        return self.exposer

    def ask(self, unit: str = "ann", flag: str = "shown", **attributes: Any) -> Answer:
        answer, _ = self.exposer.evaluate(self.evaluator, flag, self._context(unit, attributes))
        return answer

    def is_stale(self, unit: str = "ann", flag: str = "shown") -> bool:
        return self.exposer.evaluate(self.evaluator, flag, self._context(unit, {}))[1]

    def fetch(self, unit: str = "ann", **attributes: Any) -> expose.Fetched:
        return self.exposer.evaluate_all(self.evaluator, self._context(unit, attributes))

    def exposure(self, unit: str = "ann", run: str = RUN) -> Exposure:
        return self.units.exposures(name_of(unit))[run]

    def store(self, variant: str, unit: str = "ann", run: str = RUN) -> None:
        """Storage has an exposure already; no call is counted for it."""
        self.units.expose(name_of(unit), Exposure(run, variant, 1, 1))
        self.units.calls.clear()

    @property
    def calls(self) -> dict[str, int]:
        """Calls since the world began, the one for the secret aside."""
        return {method: times for method, times in self.units.calls.items() if method != "secret"}

    def _context(self, unit: str, attributes: dict[str, Any]) -> dict[str, Any]:
        return {"targetingKey": unit, **attributes}


@pytest.fixture
def world() -> World:
    return World()


def a_world(*experiments: dict[str, Any], **documents: Any) -> World:
    return World(an_evaluator(*experiments, **documents))


class TestFirstTime:
    def test_the_first_exposure_takes_one_read_and_one_write(self, world: World) -> None:
        answer = world.ask()

        assert world.calls == {"head": 1, "expose": 1}
        assert answer.reason == "SPLIT"
        assert answer.value is VALUE_OF[world.exposure().variant]

    def test_what_rests_is_run_variant_moment_and_source(self, world: World) -> None:
        world.ask()

        at = int(NOON * 1000)
        assert world.exposure() == Exposure(
            RUN, world.exposure().variant, at, at, source="evaluation"
        )

    def test_a_returning_unit_takes_nothing_within_the_minute(self, world: World) -> None:
        world.ask()
        world.units.calls.clear()

        world.ask()

        assert world.calls == {}

    def test_a_returning_unit_takes_one_read_elsewhere_and_later(self, world: World) -> None:
        world.ask()
        world.units.calls.clear()

        world.another_sandbox()
        world.ask()
        world.now += 60
        world.ask()

        assert world.calls == {"head": 2}

    def test_a_flag_without_experiments_takes_nothing(self) -> None:
        world = a_world(an_experiment(), flags=[a_flag(), a_flag("plain")])

        world.ask(flag="plain")
        world.ask(flag="no-such-flag")

        assert world.units.calls == {}

    def test_without_a_unit_there_is_nobody_to_expose(self, world: World) -> None:
        answer, is_stale = world.exposer.evaluate(world.evaluator, "shown", {})

        assert (answer.reason, is_stale) == ("DEFAULT", False)
        assert world.units.calls == {}

    def test_dimensions_and_cohort_are_frozen_and_nothing_else_rests(self) -> None:
        dimensions = ["country", "plan.name", "age", "is_new", "missing"]
        world = a_world(an_experiment(run={"dimensions": dimensions}))

        world.ask(
            country="D" * 100, plan={"name": "pro"}, age=3.0, is_new=True, cohort="c", mail="a@b"
        )

        exposure = world.exposure()
        assert exposure.dimensions == {
            "country": "D" * 64,
            "plan.name": "pro",
            "age": "3",
            "is_new": "true",
            "missing": "",
        }
        assert exposure.cohort == "c"

    @pytest.mark.parametrize(("cohort", "rests"), [("x" * 65, "x" * 64), (7, ""), (None, "")])
    def test_a_cohort_is_a_text(self, world: World, cohort: Any, rests: str) -> None:
        world.ask(cohort=cohort)

        assert world.exposure().cohort == rests

    def test_a_text_that_no_table_could_hold_is_mended(self) -> None:
        world = a_world(an_experiment(run={"dimensions": ["country"]}))

        world.ask(country="\ud800", cohort="\udfff")

        assert (world.exposure().dimensions, world.exposure().cohort) == (
            {"country": "\ufffd"},
            "\ufffd",
        )

    def test_another_unit_type_is_exposed_under_its_own_name(self) -> None:
        world = a_world(an_experiment(bucket_by="company"))

        world.ask(company="acme")

        assert set(world.units.exposures(name_of("acme", "company"))) == {RUN}
        assert world.units.exposures(name_of("ann")) == {}

    def test_a_prerequisite_whose_experiment_decided_is_an_exposure_too(self) -> None:
        world = a_world(
            an_experiment(),
            an_experiment("gallery", "asking"),
            flags=[a_flag(), a_flag("asking", prerequisites={"shown": ["on", "off"]})],
        )

        world.ask(flag="asking")

        assert set(world.units.exposures(name_of("ann"))) == {RUN, "gallery.1"}
        assert world.calls == {"head": 1, "expose": 2}


class TestWhatStandsWins:
    @pytest.mark.parametrize("variant", ["control", "treatment"])
    def test_a_stored_variant_wins_over_the_hash(self, world: World, variant: str) -> None:
        world.store(variant)

        assert world.ask().value is VALUE_OF[variant]
        assert world.calls == {"head": 1}

    def test_a_lost_race_is_answered_with_what_the_other_one_wrote(self, world: World) -> None:
        hashed = a_world(an_experiment()).ask().metadata["experimentVariant"]
        other = OTHER_OF[hashed]
        world.units.before_expose = [Exposure(RUN, other, 1, 1)]

        answer = world.ask()

        assert answer.metadata["experimentVariant"] == other
        assert answer.value is VALUE_OF[other]
        assert world.exposure().variant == other

    def test_it_is_known_from_then_on(self, world: World) -> None:
        hashed = a_world(an_experiment()).ask().metadata["experimentVariant"]
        world.units.before_expose = [Exposure(RUN, OTHER_OF[hashed], 1, 1)]
        first = world.ask()
        world.units.calls.clear()

        again = world.ask()

        assert again is first
        assert world.calls == {}


class TestWhoDoesNotTakePart:
    @pytest.mark.parametrize("way", ["opted out", "erased"])
    def test_an_opted_out_or_erased_unit_meets_nothing(self, world: World, way: str) -> None:
        if way == "erased":
            world.units.erase(name_of("ann"))
        else:
            world.units.opt_out(name_of("ann"))

        answer = world.ask()

        assert answer.reason != "SPLIT"
        assert world.calls == {"head": 1}

    def test_a_pause_takes_nobody_new_and_keeps_those_who_are_in(self) -> None:
        world = a_world(an_experiment(status="paused"))
        world.store("treatment", "ann")

        assert world.ask("ann").value is True
        assert world.ask("bob").reason != "SPLIT"
        assert world.calls == {"head": 2}

    def test_an_emergency_stop_shows_control_to_all_and_exposes_nobody(self) -> None:
        world = a_world(an_experiment(status="cancelled", halted=True))
        world.store("treatment", "ann")

        assert [world.ask(unit).value for unit in ("ann", "bob")] == [False, False]
        assert world.units.exposures(name_of("bob")) == {}
        assert world.calls == {"head": 2}

    def test_a_unit_that_is_eligible_no_more_is_noted_once(self) -> None:
        include = {"include": {"attributes": {"plan": ["pro"]}}}
        world = a_world(an_experiment(eligibility=include))
        world.ask(plan="pro")
        world.units.calls.clear()

        for _ in range(3):
            world.ask(plan="free")
        world.another_sandbox()
        world.ask(plan="free")

        assert world.exposure().left == "ineligible"
        assert world.calls == {"mark_left": 1, "head": 1}

    def test_a_note_that_fails_is_made_by_the_next_request(self) -> None:
        world = a_world(an_experiment(eligibility={"include": {"attributes": {"plan": ["pro"]}}}))
        world.ask(plan="pro")
        world.units.failing = {"mark_left"}
        world.ask(plan="free")
        world.ask(plan="free")
        assert world.units.calls["mark_left"] == 1

        world.units.failing = set()
        world.now += SILENCE_SECONDS
        world.ask(plan="free")

        assert world.exposure().left == "ineligible"


class TestDraws:
    def test_a_random_draw_is_kept(self) -> None:
        world = a_world(an_experiment(assignment="random"))
        drawn = {unit: world.ask(unit).value for unit in map(str, range(50))}

        world.another_sandbox()

        assert {unit: world.ask(unit).value for unit in drawn} == drawn
        assert set(drawn.values()) == {True, False}
        assert world.calls == {"head": 100, "expose": 50}

    def test_a_lost_draw_is_answered_with_the_stored_one(self) -> None:
        world = a_world(an_experiment(assignment="random"))
        other_wrote = [Exposure(RUN, "treatment", 1, 1) for _ in range(20)]
        world.units.before_expose = other_wrote

        assert {world.ask(str(unit)).value for unit in range(20)} == {True}

    def test_every_full_block_is_exact(self) -> None:
        world = a_world(
            an_experiment(
                assignment="blocked", block_size=4, run={"weights": {"control": 1, "treatment": 3}}
            )
        )

        drawn = [world.ask(str(unit)).metadata["experimentVariant"] for unit in range(200)]

        blocks = [Counter(drawn[begin : begin + 4]) for begin in range(0, 200, 4)]
        assert blocks == [Counter(control=1, treatment=3)] * 50

    def test_strata_are_blocked_apart(self) -> None:
        world = a_world(an_experiment(assignment="blocked", block_size=2, strata=["plan"]))

        drawn = {
            plan: [world.ask(f"{plan}-{unit}", plan=plan).value for unit in range(10)]
            for plan in ("free", "pro")
        }

        assert all(sum(values) == 5 for values in drawn.values())

    @pytest.mark.parametrize("assignment", ["random", "blocked"])
    def test_without_the_head_nothing_is_drawn(self, assignment: str) -> None:
        world = a_world(an_experiment(assignment=assignment))
        world.units.failing = {"head"}

        assert world.ask().reason != "SPLIT"
        assert world.queue.messages == []
        assert world.calls == {"head": 1}

    def test_without_a_position_nothing_is_drawn(self) -> None:
        world = a_world(an_experiment(assignment="blocked"))
        world.units.failing = {"next_position"}

        assert world.ask().reason != "SPLIT"
        assert world.calls == {"head": 1, "next_position": 1}

    def test_a_counter_that_does_not_answer_is_asked_once(self) -> None:
        world = a_world(
            an_experiment(assignment="blocked"),
            an_experiment("gallery", "asking", assignment="blocked"),
            flags=[a_flag(), a_flag("asking", prerequisites={"shown": ["on", "off"]})],
        )
        world.units.failing = {"next_position"}

        world.ask(flag="asking")

        assert world.units.calls["next_position"] == 1

    def test_sandboxes_side_by_side_agree_on_each_draw(self) -> None:
        units = DynamoUnits(MemoryTable())
        world = a_world(an_experiment(assignment="random"))

        def answers(seed: int) -> list[bool]:
            exposer = Exposer(
                units,
                world.queue,
                world.told,
                now=lambda: NOON,
                randomness=random.Random(seed).randrange,
            )
            contexts = ({"targetingKey": str(unit)} for unit in range(300))
            return [exposer.evaluate(world.evaluator, "shown", each)[0].value for each in contexts]

        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(answers, range(4)))

        assert found[1:] == found[:1] * 3
        assert 100 < sum(found[0]) < 200

    def test_a_unit_that_is_known_draws_no_position(self) -> None:
        world = a_world(an_experiment(assignment="blocked"))
        world.ask()
        world.another_sandbox()

        world.ask()

        assert world.units.calls["next_position"] == 1


class TestFaults:
    def test_an_exposure_that_cannot_be_written_waits_in_the_queue(self, world: World) -> None:
        world.units.failing = {"expose"}

        answer = world.ask(cohort="c")

        late = world.queue.late[0]
        assert (late.environment, late.unit) == ("production", name_of("ann"))
        assert late.exposure.late
        assert late.exposure.cohort == "c"
        assert late.exposure.variant == answer.metadata["experimentVariant"]
        assert (world.told.lates, world.told.losses) == (1, [])

    def test_it_is_sent_once_and_written_as_soon_as_the_head_is_read_again(
        self, world: World
    ) -> None:
        world.units.failing = {"expose"}
        for _ in range(3):
            world.ask()
        assert len(world.queue.messages) == 1

        world.units.failing = set()
        world.now += 60
        world.ask()

        assert RUN in world.units.exposures(name_of("ann"))
        assert len(world.queue.messages) == 1

    def test_throttling_goes_to_the_queue_too(self, world: World) -> None:
        world.units.failing, world.units.fault = {"expose"}, TooManyRequests("Slow down.")

        world.ask()

        assert len(world.queue.messages) == 1

    def test_a_table_that_hangs_is_waited_for_once_in_a_few_seconds(self, world: World) -> None:
        world.units.failing = {"head", "expose", "mark_left", "next_position"}
        for unit in range(20):
            world.ask(str(unit))
        assert world.calls == {"head": 1}
        assert len(world.queue.messages) == 20

        world.now += SILENCE_SECONDS
        world.ask("20")

        assert world.calls == {"head": 2}

    def test_units_that_are_spared_are_not_waited_for(self, world: World) -> None:
        world.exposer.spare_storage()

        world.ask()

        assert world.units.calls == {}
        assert world.told.losses == ["the unit's pseudonym cannot be told"]

    def test_without_the_head_a_hash_decides_all_the_same_and_says_that_it_is_stale(
        self, world: World
    ) -> None:
        expected = a_world(an_experiment()).ask()
        world.units.failing = {"head", "expose"}

        answer, is_stale = world.exposer.evaluate(world.evaluator, "shown", {"targetingKey": "ann"})

        assert (answer.value, answer.reason) == (expected.value, "SPLIT")
        assert is_stale
        assert len(world.queue.messages) == 1

    def test_a_queue_that_fails_too_loses_the_exposure_and_that_is_told(self, world: World) -> None:
        world.units.failing = {"expose"}
        world.queue.fails = True

        answer = world.ask()

        assert answer.reason == "SPLIT"
        assert len(world.told.losses) == 1
        assert world.units.exposures(name_of("ann")) == {}

    def test_a_queue_that_hangs_is_waited_for_once_in_a_few_seconds(self, world: World) -> None:
        world.units.failing = {"expose"}
        world.queue.fails = True
        for unit in range(5):
            world.ask(str(unit))
        assert (world.queue.asked, len(world.told.losses)) == (1, 5)

        world.queue.fails = False
        world.now += SILENCE_SECONDS
        world.ask("5")

        assert len(world.queue.messages) == 1

    def test_a_lost_exposure_is_tried_again_by_the_next_request(self, world: World) -> None:
        world.units.failing = {"expose"}
        world.queue.fails = True
        world.ask()
        world.units.failing = set()
        world.now += SILENCE_SECONDS

        world.ask()

        assert RUN in world.units.exposures(name_of("ann"))

    def test_without_the_secret_the_exposure_is_lost_and_the_answer_goes_out(
        self, world: World
    ) -> None:
        world.units.failing = {"secret"}

        assert world.ask().reason == "SPLIT"
        assert len(world.told.losses) == 1
        assert world.is_stale()

    def test_a_restored_sandbox_asks_at_once(self, world: World) -> None:
        world.units.failing = {"head"}
        world.queue.fails = True
        world.ask()
        world.units.failing = set()

        world.exposer.forget()

        assert not world.is_stale()


ENGAGED = {"operator": "action_value", "value": {"action": "buy", "at_least": 30}}
BOUGHT = {"buy": {"last": "2026-11-25", "days": {"2026-11-25": {"count": 1, "value": 31.5}}}}


class TestProfiles:
    @pytest.fixture
    def shop(self) -> World:
        rule = {"id": "r", "conditions": [ENGAGED], "variant": "on"}
        return a_world(flags=[a_flag(rules=[rule])])

    def _store(self, world: World, value: int) -> None:
        body = {"buy": {"last": "2026-11-25", "days": {"2026-11-25": {"count": 1, "value": value}}}}
        world.units.put_profile(name_of("ann"), Total(1, body=body))

    @pytest.mark.parametrize(("value", "shown"), [(300_000, True), (299_999, False)])
    def test_a_condition_sees_the_stored_profile(
        self, shop: World, value: int, shown: bool
    ) -> None:
        self._store(shop, value)

        assert shop.ask().value is shown

    def test_the_stored_profile_wins_over_what_is_sent(self, shop: World) -> None:
        self._store(shop, 1)

        assert shop.ask(actions=BOUGHT).value is False

    def test_what_is_sent_counts_for_a_unit_of_whom_nothing_is_stored(self, shop: World) -> None:
        assert shop.ask(actions=BOUGHT).value is True

    def test_bulk_sees_it_too(self, shop: World) -> None:
        self._store(shop, 300_000)

        assert shop.fetch().answers["shown"].value is True


def test_to_look_at_a_unit_reads_its_head_and_records_nothing(world: World) -> None:
    world.store("treatment")

    known = world.exposer.known(world.evaluator, "shown", {"targetingKey": "ann"})

    assert world.evaluator.evaluate("shown", known).value is True
    assert world.calls == {"head": 1}
    assert world.exposer.known(world.evaluator, "plain", known) is known
