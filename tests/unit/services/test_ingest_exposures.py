"""Exposures that are sent: by clients as tokens of ours, by servers as what they showed."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.errors import StorageUnavailable
from burgee.domain.exposure_tokens import ExposureClaim, make_exposure_token
from burgee.domain.timestamps import iso
from burgee.services.shown_runs import ENDED_SECONDS, KEPT_SECONDS
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.experiments import a_run, an_experiment
from tests.unit.services.recording import World, codes
from tests.unit.services.usage import PRODUCTION
from tests.unit.wire.sent import a_sent

RUN = "checkout.1"
ACCEPTED, DUPLICATE, MIXED = "accepted", "duplicate", "mixed"


@pytest.fixture
def world() -> World:
    return World([an_experiment(run={"dimensions": ["country"]})])


def a_token(
    world: World, variant: str = "treatment", environment: str = PRODUCTION, **parts: Any
) -> str:
    """A token that ann got for the run."""
    claim = ExposureClaim(RUN, world.units.named("ann"), variant, int(world.clock.now) + 60)
    claim = dataclasses.replace(claim, **parts)
    return make_exposure_token(world.units.secret(), environment, claim)


def a_shown(variant: str = "treatment", **parts: Any) -> dict[str, Any]:
    """What a server says that it showed to ann."""
    return a_sent("exposure", **{"run": RUN, "variant": variant, **parts})


class TestTokens:
    def test_a_token_is_written_as_it_was_signed(self, world: World) -> None:
        token = a_token(world, dimensions={"country": "DE"}, cohort="early")

        outcomes = world.take({"event_type": "exposure", "token": token})

        exposure = world.units.exposures_of("ann")[RUN]
        assert codes(outcomes) == [ACCEPTED]
        assert (exposure.variant, exposure.source) == ("treatment", "token")
        assert (exposure.dimensions, exposure.cohort) == ({"country": "DE"}, "early")

    def test_the_unit_is_the_tokens_whatever_the_event_says(self, world: World) -> None:
        world.take(a_sent("exposure", targetingKey="eve", token=a_token(world)))

        assert world.units.exposures_of("eve") == {}
        assert list(world.units.exposures_of("ann")) == [RUN]

    def test_a_token_that_is_sent_again_changes_nothing(self, world: World) -> None:
        event = {"event_type": "exposure", "token": a_token(world)}
        world.take(event)
        before = world.units.exposures_of("ann")
        world.clock.pass_seconds(5)

        assert codes(world.take(event)) == [DUPLICATE]
        assert world.units.exposures_of("ann") == before

    def test_several_tokens_are_one_event(self, world: World) -> None:
        tokens = f"{a_token(world)} {a_token(world, run='other.1')}"

        assert codes(world.take({"event_type": "exposure", "token": tokens})) == [ACCEPTED]
        assert set(world.units.exposures_of("ann")) == {RUN, "other.1"}

    def test_a_second_variant_marks_the_unit_as_mixed(self, world: World) -> None:
        world.take({"event_type": "exposure", "token": a_token(world)})

        outcomes = world.take({"event_type": "exposure", "token": a_token(world, "control")})

        exposure = world.units.exposures_of("ann")[RUN]
        assert codes(outcomes) == [MIXED]
        assert (exposure.variant, exposure.mixed) == ("treatment", True)

    def test_it_expires(self, world: World) -> None:
        event = {"event_type": "exposure", "token": a_token(world)}
        world.clock.pass_seconds(60)

        assert codes(world.take(event)) == ["EXPIRED_TOKEN"]

    @pytest.mark.parametrize(
        "token", ["x", ".", "..", "a.b", "é.é", "A" * 8000, "W10.AAAA", "\x00.\x00", "a.b.c"]
    )
    def test_one_that_we_did_not_make_is_rejected(self, world: World, token: str) -> None:
        assert codes(world.take({"event_type": "exposure", "token": token})) == ["INVALID_TOKEN"]

    def test_one_of_another_environment_is_rejected(self, world: World) -> None:
        token = a_token(world, environment="staging")

        assert codes(world.take({"event_type": "exposure", "token": token})) == ["INVALID_TOKEN"]

    def test_no_part_of_a_token_can_be_changed(self, world: World) -> None:
        token = a_token(world)
        forged = [
            token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in (0, 9)
        ]

        outcomes = world.take(*({"event_type": "exposure", "token": one} for one in forged))

        assert codes(outcomes) == ["INVALID_TOKEN"] * 2


class TestServers:
    def test_a_server_says_what_it_showed_to_whom(self, world: World) -> None:
        outcomes = world.take(
            a_shown(dimensions={"country": "DE", "ip": "::1"}, cohort="early"), kind="server"
        )

        exposure = world.units.exposures_of("ann")[RUN]
        assert codes(outcomes) == [ACCEPTED]
        assert (exposure.variant, exposure.source) == ("treatment", "server")
        assert (exposure.dimensions, exposure.cohort) == ({"country": "DE"}, "early")

    def test_a_client_cannot(self, world: World) -> None:
        assert codes(world.take(a_shown())) == ["SERVER_KEY_NEEDED"]

    def test_the_experiment_stands_for_its_newest_run(self, world: World) -> None:
        event = a_sent("exposure", experiment="checkout", variant="control")

        world.take(event, kind="server")

        assert list(world.units.exposures_of("ann")) == [RUN]

    @pytest.mark.parametrize(
        "run", ["checkout.7", "made-up.1", "checkout", "x.y", "", "checkout.1x"]
    )
    def test_a_run_that_is_not_there_is_rejected(self, world: World, run: str) -> None:
        event = a_shown(run=run, experiment="made-up")

        assert codes(world.take(event, kind="server")) == ["UNKNOWN_RUN"]

    def test_a_variant_that_is_not_there_is_rejected(self, world: World) -> None:
        assert codes(world.take(a_shown("made-up"), kind="server")) == ["UNKNOWN_VARIANT"]

    def test_the_unit_is_that_of_the_runs_type(self) -> None:
        world = World([an_experiment(bucket_by="device")])

        outcomes = world.take(a_shown(), a_shown(units={"device": "d1"}), kind="server")

        assert codes(outcomes) == ["UNIT_MISSING", ACCEPTED]
        assert list(world.units.exposures_of("d1", "device")) == [RUN]


class CountedDocuments(MemoryDocuments):
    """Documents that count how often they are asked, and can be silent."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.is_silent = False

    def newest(self, kind: Kind, key: str) -> DocumentVersion | None:
        self.asked += 1
        if self.is_silent:
            raise StorageUnavailable("DynamoDB did not answer.")
        return super().newest(kind, key)


class TestRunsThatAreNotServed:
    @pytest.fixture
    def documents(self) -> CountedDocuments:
        return CountedDocuments()

    @pytest.fixture
    def world(self, documents: CountedDocuments) -> World:
        return World([], documents=documents)

    def _store(self, world: World, ended_ago: float | None, **run: Any) -> None:
        ended = None if ended_ago is None else iso(world.clock.now - ended_ago)
        body = an_experiment(status="completed")
        body["runs"] = [a_run(ended_at=ended, **run)]
        change = Change("ann", "2026-11-25T12:00:00.000Z", Action.UPDATE)
        world.documents.put(DocumentVersion(Kind.EXPERIMENT, "checkout", 1, body, change))

    @pytest.mark.parametrize(
        ("ended_ago", "code"),
        [(None, ACCEPTED), (60, ACCEPTED), (ENDED_SECONDS + 1, "UNKNOWN_RUN")],
    )
    def test_exposures_are_taken_until_a_day_after_the_end(
        self, world: World, ended_ago: float | None, code: str
    ) -> None:
        self._store(world, ended_ago)

        assert codes(world.take(a_shown(), kind="server")) == [code]

    def test_a_run_of_another_environment_is_none_of_this(self, world: World) -> None:
        self._store(world, None, environment="staging")

        assert codes(world.take(a_shown(), kind="server")) == ["UNKNOWN_RUN"]

    def test_a_document_that_cannot_be_read_loses_no_other_event(self, world: World) -> None:
        self._store(world, None, salt=7)

        outcomes = world.take(a_shown(), a_sent(), kind="server")

        assert codes(outcomes) == ["UNKNOWN_RUN", ACCEPTED]

    def test_a_run_is_looked_for_once_a_minute(
        self, world: World, documents: CountedDocuments
    ) -> None:
        events = [a_shown(targetingKey=f"unit-{number}") for number in range(50)]
        world.take(*events, kind="server")
        world.clock.pass_seconds(KEPT_SECONDS)

        world.take(*events, kind="server")

        assert documents.asked == 2

    def test_silent_documents_are_not_asked_for_each_event(
        self, world: World, documents: CountedDocuments
    ) -> None:
        documents.is_silent = True
        events = [a_shown(run=f"checkout.{number}") for number in range(1, 50)]

        outcomes = world.take(*events, a_sent(), kind="server")

        assert codes(outcomes) == [*["STORAGE_UNAVAILABLE"] * 49, ACCEPTED]
        assert documents.asked == 1
