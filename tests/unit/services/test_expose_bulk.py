"""Fetching all flags: tokens instead of exposures, unless an experiment wants it otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.exposure_tokens import ExposureClaim, read_exposure_token
from burgee.domain.tracking import Exposure
from burgee.services import expose
from tests.unit.services.builders import NOON
from tests.unit.services.experiments import a_flag, an_experiment
from tests.unit.services.test_expose import RUN, VALUE_OF, World, a_world
from tests.unit.services.units import SECRET, name_of
from tests.unit.services.usage import PRODUCTION

DAY = 86_400
MIDNIGHT = NOON - NOON % DAY


def claims_of(world: World, tokens: str) -> list[ExposureClaim]:
    return [
        read_exposure_token(SECRET, PRODUCTION, token, world.now) for token in tokens.split(" ")
    ]


@pytest.fixture
def world() -> World:
    return a_world(
        an_experiment(run={"dimensions": ["country"]}), flags=[a_flag(), a_flag("plain")]
    )


def test_fetching_exposes_nobody(world: World) -> None:
    fetched = world.fetch()

    assert set(fetched.answers) == {"shown", "plain"}
    assert world.calls == {"head": 1}


def test_a_token_says_what_the_unit_would_meet(world: World) -> None:
    fetched = world.fetch(country="DE", cohort="c")

    assert claims_of(world, fetched.tokens["shown"]) == [
        ExposureClaim(
            RUN,
            name_of("ann"),
            fetched.answers["shown"].metadata["experimentVariant"],
            int(MIDNIGHT) + 2 * DAY,
            {"country": "DE"},
            "c",
        )
    ]
    assert set(fetched.tokens) == {"shown"}


def test_a_token_holds_still_until_midnight(world: World) -> None:
    world.now = MIDNIGHT
    first = world.fetch().tokens
    world.now = MIDNIGHT + DAY - 1
    assert world.fetch().tokens == first

    world.now += 1

    assert world.fetch().tokens != first


def test_a_unit_that_is_exposed_already_gets_no_token(world: World) -> None:
    world.store("treatment")

    fetched = world.fetch()

    assert fetched.answers["shown"].value is True
    assert fetched.tokens == {}


def test_an_exposure_of_a_moment_ago_needs_none(world: World) -> None:
    world.ask()

    assert world.fetch().tokens == {}


def test_flags_that_a_running_experiment_decides_are_named(world: World) -> None:
    assert world.fetch().decided == {"shown"}

    world.store("treatment")
    world.another_sandbox()

    assert world.fetch().decided == {"shown"}


@pytest.mark.parametrize("way", ["paused", "opted out"])
def test_flags_that_none_decides_are_not(way: str) -> None:
    world = a_world(an_experiment(status="paused" if way == "paused" else "running"))
    if way == "opted out":
        world.units.opt_out(name_of("ann"))
    else:
        world.store("treatment")

    fetched = world.fetch()

    assert (fetched.decided, fetched.tokens) == (set(), {})


def test_a_flag_with_a_prerequisite_in_an_experiment_gets_its_token() -> None:
    world = a_world(
        an_experiment(),
        an_experiment("gallery", "asking"),
        flags=[a_flag(), a_flag("asking", prerequisites={"shown": ["on", "off"]})],
    )

    fetched = world.fetch()

    assert [claim.run for claim in claims_of(world, fetched.tokens["asking"])] == [
        RUN,
        "gallery.1",
    ]
    assert fetched.decided == {"shown", "asking"}


@pytest.mark.parametrize("assignment", ["random", "blocked"])
def test_nothing_is_drawn_for_a_fetch_and_the_flag_is_named(assignment: str) -> None:
    world = a_world(an_experiment(assignment=assignment))

    fetched = world.fetch()

    assert fetched.answers["shown"].reason != "SPLIT"
    assert (fetched.tokens, fetched.decided) == ({}, {"shown"})
    assert world.calls == {"head": 1}


def test_a_stored_draw_is_answered() -> None:
    world = a_world(an_experiment(assignment="random"))
    drawn = world.ask().value

    assert world.fetch().answers["shown"].value is drawn


class TestExposeOnFetch:
    @pytest.mark.parametrize("assignment", ["deterministic", "stratified", "random", "blocked"])
    def test_a_fetch_exposes_and_draws(self, assignment: str) -> None:
        world = a_world(an_experiment(expose_on="fetch", assignment=assignment))

        fetched = world.fetch()

        exposure = world.exposure()
        assert exposure.source == "fetch"
        assert fetched.answers["shown"].value is VALUE_OF[exposure.variant]
        assert (fetched.tokens, fetched.decided) == ({}, set())

    def test_what_stands_wins(self) -> None:
        world = a_world(an_experiment(expose_on="fetch"))
        for unit, variant in (("a", "control"), ("b", "treatment")):
            world.units.before_expose = [Exposure(RUN, variant, 1, 1)]

            assert world.fetch(unit).answers["shown"].value is VALUE_OF[variant]

    def test_only_those_experiments_do(self) -> None:
        world = a_world(
            an_experiment(expose_on="fetch"),
            an_experiment("gallery", "other"),
            flags=[a_flag(), a_flag("other")],
        )

        fetched = world.fetch()

        assert set(world.units.exposures(name_of("ann"))) == {RUN}
        assert set(fetched.tokens) == {"other"}
        assert fetched.decided == {"other"}

    def test_an_exposure_that_cannot_be_written_waits_in_the_queue(self) -> None:
        world = a_world(an_experiment(expose_on="fetch"))
        world.units.failing = {"expose"}

        world.fetch()

        assert world.queue.late[0].exposure.source == "fetch"

    def test_two_flags_of_one_experiment_are_one_exposure(self) -> None:
        both = {"shown": "on", "other": "on"}
        world = a_world(
            an_experiment(
                expose_on="fetch",
                assignment="random",
                variants={"control": {}, "treatment": {"flags": both}},
            ),
            flags=[a_flag(), a_flag("other")],
        )

        answers = world.fetch().answers

        assert answers["shown"].value is answers["other"].value
        assert world.calls == {"head": 1, "expose": 1}


def test_that_a_unit_left_is_noted_by_a_fetch_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expose, "MOST_LEFT", 2)
    keys = ["one", "two", "three"]
    include: dict[str, Any] = {"include": {"attributes": {"plan": ["pro"]}}}
    world = a_world(
        *(an_experiment(key, key, eligibility=include) for key in keys),
        flags=[a_flag(key) for key in keys],
    )
    for key in keys:
        world.ask(flag=key, plan="pro")

    for times in (2, 3, 3):
        world.fetch(plan="free")
        assert world.units.calls["mark_left"] == times


def test_without_the_head_flags_of_experiments_are_stale_and_others_are_not(
    world: World,
) -> None:
    world.units.failing = {"head"}

    fetched = world.fetch()

    assert fetched.stale == {"shown"}
    assert set(fetched.tokens) == {"shown"}


def test_without_the_secret_there_are_no_tokens(world: World) -> None:
    world.units.failing = {"secret"}

    fetched = world.fetch()

    assert fetched.stale == {"shown"}
    assert fetched.tokens == {}


def test_without_experiments_nobody_is_read() -> None:
    world = a_world()

    fetched = world.fetch()

    assert set(fetched.answers) == {"shown"}
    assert world.units.calls == {}
