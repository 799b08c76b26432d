"""What a sandbox knows of units, for how long, and how much of it."""

from __future__ import annotations

import pytest

from burgee.domain.errors import BurgeeError, TooManyRequests
from burgee.domain.tracking import Exposure
from burgee.domain.units import Total
from burgee.services import unit_heads
from burgee.services.silence import SILENCE_SECONDS, Silence
from burgee.services.unit_heads import KnownUnit, UnitHeads
from tests.unit.services.builders import NOON
from tests.unit.services.units import MemoryUnits, name_of
from tests.unit.services.usage import PRODUCTION

ANN = name_of("ann")
RUN = "checkout.1"
PROFILE = Total(
    1,
    body={"buy": {"last": 1, "days": {"2026-11-25": {"count": 2, "value": 305_000}}}},
)


def an_exposure(run: str = RUN, variant: str = "treatment", left: str = "") -> Exposure:
    return Exposure(run, variant, 1, 1, left=left)


class World:
    """Heads over units in memory, at a time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON
        self.units = MemoryUnits()
        self.faults: list[BurgeeError] = []
        self.silence = Silence(lambda: self.now)
        self.heads = UnitHeads(
            self.units, now=lambda: self.now, silence=self.silence, on_fault=self.faults.append
        )

    def known(self, unit: str = "ann", *, profile: bool = False) -> KnownUnit:
        known = self.heads.of(PRODUCTION, "targetingKey", unit, profile=profile)
        assert known
        return known

    @property
    def reads(self) -> int:
        return self.units.calls["head"]


@pytest.fixture
def world() -> World:
    return World()


def test_a_unit_is_known_by_its_exposures_and_whether_it_takes_part(world: World) -> None:
    world.units.expose(ANN, an_exposure())
    world.units.expose(ANN, an_exposure("other.1", "control", left="off"))

    known = world.known()

    assert known.pseudonym == ANN
    assert known.variants == {RUN: "treatment", "other.1": "control"}
    assert known.left == {"other.1"}
    assert known.takes_part
    assert world.heads.is_fresh(known)


@pytest.mark.parametrize("way", ["opted out", "erased"])
def test_a_unit_that_does_not_take_part_is_known_to(world: World, way: str) -> None:
    if way == "erased":
        world.units.erase(ANN)
    else:
        world.units.opt_out(ANN)

    assert not world.known().takes_part


def test_a_head_is_read_once_a_minute(world: World) -> None:
    world.known()
    world.now += 59
    world.known()
    assert world.reads == 1

    world.now += 1
    world.units.opt_out(ANN)

    assert not world.known().takes_part
    assert world.reads == 2


def test_a_clock_that_went_back_reads_again(world: World) -> None:
    world.known()
    world.now -= 10

    world.known()

    assert world.reads == 2


def test_the_secret_is_read_once(world: World) -> None:
    for unit in "abc":
        world.known(unit)

    assert world.units.calls["secret"] == 1


def test_units_are_told_apart_by_environment_and_attribute(world: World) -> None:
    names = {
        known.pseudonym
        for environment in (PRODUCTION, "staging")
        for bucket_by in ("targetingKey", "company")
        if (known := world.heads.of(environment, bucket_by, "ann"))
    }

    assert len(names) == 4


def test_a_read_that_is_older_than_our_write_does_not_undo_it(world: World) -> None:
    world.known().variants[RUN] = "treatment"  # written, but the next read misses it still

    assert world.known(profile=True).variants == {RUN: "treatment"}


def test_an_erased_unit_is_known_to_have_nothing(world: World) -> None:
    world.units.expose(ANN, an_exposure())
    world.known()
    world.units.erase(ANN)
    world.now += 60

    assert world.known().variants == {}


class TestProfiles:
    def test_one_is_read_where_it_is_asked_for_with_values_at_their_own_scale(
        self, world: World
    ) -> None:
        world.units.put_profile(ANN, PROFILE)

        assert world.known(profile=True).actions == {
            "buy": {"last": 1, "days": {"2026-11-25": {"count": 2, "value": 30.5}}}
        }

    def test_one_that_is_known_is_not_lost_to_those_who_do_not_ask(self, world: World) -> None:
        world.units.put_profile(ANN, PROFILE)
        world.known(profile=True)

        world.known()
        world.known(profile=True)

        assert world.reads == 1

    def test_one_is_read_again_with_its_head(self, world: World) -> None:
        world.known(profile=True)
        world.units.put_profile(ANN, PROFILE)
        world.now += 60

        assert world.known().actions is not None

    @pytest.mark.parametrize("profile", [None, Total(0), Total(3)])
    def test_a_unit_that_did_nothing_has_none(self, world: World, profile: Total | None) -> None:
        if profile:
            world.units.put_profile(ANN, profile)

        assert world.known(profile=True).actions is None


class TestBounds:
    def test_the_unit_that_was_not_asked_for_longest_goes_first(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unit_heads, "MOST_UNITS", 2)
        for unit in ("ann", "bob", "ann", "cid"):
            world.known(unit)
        assert world.reads == 3

        world.known("ann")
        assert world.reads == 3

        world.known("bob")
        assert world.reads == 4

    def test_large_profiles_make_room_for_fewer_units(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unit_heads, "MOST_TALLIES", 2)
        for unit in ("ann", "bob", "cid"):
            world.units.put_profile(name_of(unit), PROFILE)
            world.known(unit, profile=True)
        assert world.reads == 3

        world.known("bob", profile=True)
        world.known("cid", profile=True)
        assert world.reads == 3

        world.known("ann", profile=True)
        assert world.reads == 4

    def test_reading_one_again_takes_no_further_room(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unit_heads, "MOST_TALLIES", 2)
        for unit in ("ann", "bob"):
            world.units.put_profile(name_of(unit), PROFILE)
        for _ in range(5):
            world.known("ann", profile=True)
            world.known("bob", profile=True)
            world.now += 60

        world.known("ann", profile=True)
        world.known("bob", profile=True)
        world.known("ann", profile=True)

        assert world.reads == 12

    def test_a_profile_that_is_larger_than_all_room_is_not_kept(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unit_heads, "MOST_TALLIES", 0)
        world.units.put_profile(ANN, PROFILE)

        world.known(profile=True)

        assert world.known(profile=True).actions is not None
        assert world.reads == 2


class TestSilence:
    def test_a_head_that_cannot_be_read_is_empty_and_not_fresh(self, world: World) -> None:
        world.units.failing = {"head"}

        known = world.known()

        assert (known.variants, known.takes_part) == ({}, True)
        assert not world.heads.is_fresh(known)
        assert len(world.faults) == 1

    def test_it_is_not_asked_for_again_for_a_few_seconds(self, world: World) -> None:
        world.units.failing = {"head"}
        for unit in ("ann", "bob", "ann"):
            world.known(unit)
        assert world.reads == 1

        world.now += SILENCE_SECONDS
        world.units.failing = set()

        assert world.heads.is_fresh(world.known())

    def test_what_was_known_before_goes_on_to_hold(self, world: World) -> None:
        world.units.expose(ANN, an_exposure())
        world.known()
        world.units.failing = {"head"}
        world.now += 60

        known = world.known()

        assert known.variants == {RUN: "treatment"}
        assert not world.heads.is_fresh(known)

    def test_what_was_sent_to_the_queue_is_remembered_until_a_head_can_be_read(
        self, world: World
    ) -> None:
        world.units.failing = {"head"}
        world.known().sent[RUN] = "treatment"
        assert world.known().sent == {RUN: "treatment"}

        world.units.failing = set()
        world.now += SILENCE_SECONDS

        assert world.known().sent == {}

    def test_without_the_secret_nobody_is_known(self, world: World) -> None:
        world.units.failing = {"secret"}

        assert world.heads.of(PRODUCTION, "targetingKey", "ann") is None
        assert world.heads.of(PRODUCTION, "targetingKey", "bob") is None
        assert world.units.calls["secret"] == 1

    def test_too_many_requests_are_a_reason_to_leave_it_alone_too(self, world: World) -> None:
        world.units.failing, world.units.fault = {"head"}, TooManyRequests("Slow down.")

        world.known()
        world.known()

        assert world.reads == 1

    def test_a_restored_sandbox_knows_nobody_and_asks_at_once(self, world: World) -> None:
        world.known()
        world.silence.begin()

        world.heads.forget()

        assert world.heads.is_fresh(world.known())
        assert world.reads == 2
