"""Runs of rollouts: who is exposed, what is accepted, counted and counted anew."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.errors import UnknownRun
from burgee.domain.exposure_tokens import read_exposure_token
from burgee.domain.tracking import Exposure
from burgee.services.frozen_runs import run_names
from burgee.services.reconcile import Budget, reconcile
from burgee.services.recount import recount
from burgee.services.run_plans import RunPlans
from burgee.services.run_sums import run_sums
from burgee.storage.memory import MemoryDocuments
from burgee.storage.usage import DynamoUsage
from tests.unit.domain.ramps import FLAG, RUN, a_rollout, a_run, ramping, stages
from tests.unit.services import recording
from tests.unit.services.builders import a_flag_with
from tests.unit.services.counting import Counting
from tests.unit.services.deployments import PRODUCTION, Deployment, value_of
from tests.unit.services.recording import codes
from tests.unit.services.test_expose import World
from tests.unit.services.units import SECRET, name_of
from tests.unit.wire.sent import a_sent

UNITS = [f"u{number}" for number in range(200)]
THE_CHANGE = Change("ann", "2026-11-25T12:00:00.000Z", Action.UPDATE)


def a_world(**parts: Any) -> World:
    return World(ramping(a_rollout(run=1, stages=stages(50), **parts)))


def stored(body: dict[str, Any], number: int = 1, kind: Kind = Kind.ROLLOUT) -> DocumentVersion:
    return DocumentVersion(kind, body["key"], number, body, THE_CHANGE)


def documents_with(*versions: DocumentVersion) -> MemoryDocuments:
    documents = MemoryDocuments()
    for version in versions:
        documents.put(version)
        documents.derive(version)
    return documents


class TestExposures:
    def test_both_sides_are_exposed_once(self) -> None:
        world = a_world()
        answers = {unit: world.ask(unit, FLAG).variant for unit in UNITS for _ in range(2)}

        assert {unit: world.exposure(unit, RUN).variant for unit in UNITS} == answers
        assert set(answers.values()) == {"on", "off"}
        assert world.calls["expose"] == len(UNITS)

    @pytest.mark.parametrize("standing", ["on", "off"])
    def test_what_stands_in_storage_does_not_change_the_answer(self, standing: str) -> None:
        world, hashed = a_world(), a_world().ask("ann", FLAG).variant
        world.store(standing, run=RUN)

        answers = {world.ask("ann", FLAG).variant for _ in range(3)}

        assert answers == {hashed}
        assert world.exposure(run=RUN).variant == standing

    def test_a_race_with_another_sandbox_changes_no_answer(self) -> None:
        world = a_world()
        before = a_world().ask("ann", FLAG).variant
        world.units.before_expose = [Exposure(RUN, "on", 1, 1), Exposure(RUN, "off", 1, 1)]

        assert world.ask("ann", FLAG).variant == before

    def test_fetching_gives_tokens_of_the_run(self) -> None:
        world = a_world()

        fetched = world.fetch("ann")

        claim = read_exposure_token(SECRET, PRODUCTION, fetched.tokens[FLAG], world.now)
        assert (claim.run, claim.unit) == (RUN, name_of("ann"))
        assert claim.variant == fetched.answers[FLAG].variant
        assert fetched.decided == {FLAG}
        assert world.calls == {"head": 1}

    def test_fetching_exposes_where_the_rollout_says_so(self) -> None:
        world = a_world(expose_on="fetch")

        fetched = world.fetch("ann")

        assert (fetched.tokens, fetched.decided) == ({}, set())
        assert world.exposure("ann", RUN).source == "fetch"

    def test_an_exposure_that_cannot_be_written_goes_to_the_queue(self) -> None:
        world = a_world()
        world.units.failing = {"expose"}

        answer = world.ask("ann", FLAG)

        assert [(late.exposure.run, late.exposure.variant) for late in world.queue.late] == [
            (RUN, answer.variant)
        ]

    def test_without_a_run_no_unit_is_read(self) -> None:
        world = World(ramping(a_rollout()))

        world.ask("ann", FLAG)

        assert world.calls == {}


class TestSentExposures:
    def _world(self, **run: Any) -> recording.World:
        body = a_rollout(run=1)
        body["runs"] = [a_run(body, **run)]
        return recording.World([], documents=documents_with(stored(body)))

    def test_a_server_says_on_which_side_of_the_run_a_unit_is(self) -> None:
        world = self._world()

        outcomes = world.take(a_sent("exposure", run=RUN, variant="off"), kind="server")

        assert codes(outcomes) == ["accepted"]
        assert world.units.exposures_of("ann")[RUN].variant == "off"

    @pytest.mark.parametrize(
        ("run", "variant", "code"),
        [
            ("rollout:ramp.2", "on", "UNKNOWN_RUN"),
            ("rollout:gone.1", "on", "UNKNOWN_RUN"),
            ("ramp.1", "on", "UNKNOWN_RUN"),
            (RUN, "gone", "UNKNOWN_VARIANT"),
        ],
    )
    def test_a_run_or_side_that_is_not_there_is_rejected(
        self, run: str, variant: str, code: str
    ) -> None:
        event = a_sent("exposure", run=run, variant=variant)

        assert codes(self._world().take(event, kind="server")) == [code]

    def test_its_units_are_of_the_runs_type(self) -> None:
        world = self._world(bucket_by="targeting_key")

        outcomes = world.take(a_sent("exposure", run=RUN, variant="on"), kind="server")

        assert codes(outcomes) == ["accepted"]


class RampCounting(Counting):
    """Counting, with a rollout in its run."""

    def __init__(self) -> None:
        super().__init__()
        version = stored(a_rollout(run=1))
        self.documents.put(version)
        self.documents.derive(version)
        for number, variant in enumerate(("on", "off", "off")):
            self.expose(f"u{number}", run=RUN, variant=variant)
            self.record(f"e{number}", f"u{number}", name="error")
        self.pump()

    def numbers(self) -> dict[str, Any]:
        sums = run_sums(self.aggregates, self.aggregator.plans.plan(RUN))
        counted = sums.metrics["errors"].all.variants
        return {variant: (part["units"], part["moved"]) for variant, part in counted.items()}


class TestSums:
    def test_a_run_of_a_rollout_is_counted_as_an_experiments(self) -> None:
        assert RampCounting().numbers() == {"on": (1, 1), "off": (2, 2)}

    def test_it_can_be_counted_anew(self) -> None:
        counting = RampCounting()

        done = recount(counting.aggregator, RUN, lambda: bool(counting.pump()) or True)

        assert (done.is_done, done.found) == (True, 3)
        assert counting.numbers() == {"on": (1, 1), "off": (2, 2)}

    def test_the_daily_check_looks_at_it_until_the_rollout_is_archived(self) -> None:
        counting = RampCounting()
        usage = DynamoUsage(counting.aggregates_table)
        budget = Budget(lambda: False, lambda: None)
        before = reconcile(counting.aggregator, usage, budget)
        archived = stored(a_rollout(run=1, is_archived=True), 2)
        counting.documents.put(archived)
        counting.documents.derive(archived)

        after = reconcile(counting.aggregator, usage, budget)

        assert (before.mismatches, before.checked - after.checked) == (0, 1)


class TestPlans:
    @pytest.mark.parametrize(
        ("run", "why"),
        [
            ("rollout:gone.1", "No rollout has a run 'rollout:gone.1'."),
            ("rollout:ramp.7", "The rollout 'ramp' has no run 7."),
            ("rollout:broken.1", "The rollout of run 'rollout:broken.1' cannot be read."),
        ],
    )
    def test_a_run_that_is_not_there_says_so(self, run: str, why: str) -> None:
        broken = stored(a_rollout("broken") | {"runs": [{"number": "x"}]})
        plans = RunPlans(documents_with(stored(a_rollout(run=1)), broken))

        with pytest.raises(UnknownRun, match=why.replace(".", r"\.")):
            plans.plan(run)

    def test_runs_are_named_after_what_has_them(self) -> None:
        experiment = {"key": "shop", "runs": [{"number": 1}, {"number": 2}]}
        old = {"key": "old", "status": "archived", "runs": [{"number": 1}]}
        documents = documents_with(
            *(stored(body, kind=Kind.EXPERIMENT) for body in (experiment, old)),
            stored(a_rollout(run=1)),
        )

        assert list(run_names(documents)) == ["shop.1", "shop.2", RUN]


class TestPublishing:
    def _deployment(self, **parts: Any) -> Deployment:
        deployment = Deployment()
        deployment.create(a_flag_with())
        self._put(deployment, a_rollout(at=3, **parts))
        return deployment

    def _put(self, deployment: Deployment, body: dict[str, Any], kind: Kind = Kind.ROLLOUT) -> None:
        documents = deployment.ledger.documents
        newest = documents.newest(kind, body["key"])
        version = stored(body, newest.version + 1 if newest else 1, kind)
        documents.put(version)
        documents.derive(version)

    def test_one_version_of_the_rollout_changes_what_is_served(self) -> None:
        deployment = self._deployment()
        deployment.publish()
        cache = deployment.cache()
        before = value_of(cache)
        self._put(deployment, a_rollout(at=3, status="rolled_back"))

        moved = deployment.publish()
        deployment.clock.pass_seconds(60)

        assert [(pointer.environment, pointer.number) for pointer in moved] == [("production", 2)]
        assert (before, value_of(cache)) == (True, False)

    def test_a_stop_of_everything_takes_it_from_its_environment(self) -> None:
        deployment = self._deployment()
        halt = {"at": "2026-11-25T12:00:00Z", "by": "ann", "reason": "fire"}

        self._put(deployment, {"key": "production", "halt": halt}, Kind.ENVIRONMENT)
        deployment.publish()

        assert value_of(deployment.cache()) is False
