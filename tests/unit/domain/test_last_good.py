from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import Outcome
from burgee.domain.documents import Action, DocumentVersion
from burgee.domain.last_good import (
    RolloutPast,
    answer_at_once,
    shown_in,
    spans,
    taken_back,
    variants_named,
)
from tests.unit.domain.alarm_histories import (
    PRODUCTION,
    STAGING,
    a_flag,
    at,
    good,
    section,
    seen,
    spans_of,
    versions,
)

COOL_DOWN = 30 * 60
OFF, ON, THIRD = (a_flag(section(default)) for default in ("off", "on", "third"))
SWITCHED_OFF = a_flag(section("on", enabled=False))
ABSENT = a_flag(None)
ARCHIVED = a_flag(section("off"), lifecycle="archived")
SCHEDULED = a_flag(section("off", schedule=[{"at": "2027-01-01", "enabled": False}]))
RULE = {"id": "beta", "name": "Beta", "conditions": [], "variant": "on"}


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([(0, OFF), (20, ON)], [1]),
        ([(0, OFF), (14.9, ON)], []),
        ([(0, OFF), (15, ON)], [1]),
        ([(0, ON)], []),
        ([(0, OFF), (20, THIRD), (25, ON)], [1]),
        ([(0, OFF), (20, THIRD), (40, ON)], [2, 1]),
        ([(0, OFF), (10, a_flag(section(), name="Named")), (20, ON)], [2]),
        ([(0, OFF), (20, SCHEDULED), (30, ON)], [2]),
        ([(0, ON), (20, OFF), (40, ON)], [2]),
        ([(0, ABSENT), (20, ON)], []),
        ([(0, OFF), (20, ARCHIVED), (60, ON)], [1]),
        ([(0, OFF), (20, ARCHIVED), (60, OFF), (70, ON)], [1]),
        ([(0, SWITCHED_OFF), (20, ON)], [1]),
        ([(0, OFF), (20, SWITCHED_OFF)], []),
        ([(0, a_flag(section("off", enabled=False))), (20, SWITCHED_OFF), (30, ON)], [2]),
    ],
    ids=[
        "the version before",
        "served for too short",
        "served for exactly the bake time",
        "the first version",
        "one that was hardly served is passed over",
        "several, newest first",
        "what shows the same is one span, and its newest version stands for it",
        "a planned change shows nothing",
        "what is shown now is no way back, however long it was good",
        "not set up there",
        "archived meanwhile",
        "archived meanwhile, and not long enough since",
        "off is good",
        "nothing switches on what is off",
        "of a flag that is off, what it would show does not count",
    ],
)
def test_the_way_back_leads_to_what_was_good(history: list[Any], expected: list[int]) -> None:
    assert good(versions(*history)) == expected


@pytest.mark.parametrize(
    ("remembered", "expected"),
    [
        ([seen(10)], []),
        ([seen(10, Outcome.RECORDED)], []),
        ([seen(10, Outcome.COOLING_DOWN)], []),
        ([seen(10, environment=STAGING)], [1]),
        ([seen(25)], [1]),
        ([seen(20)], [1]),
    ],
    ids=["rolled back", "recorded", "cooling down", "elsewhere", "later", "at its end"],
)
def test_a_span_in_which_an_alarm_went_on_is_not_good(
    remembered: list[Any], expected: list[int]
) -> None:
    # The alarm is remembered by a version that came after it.
    history = versions((0, OFF), (20, ON), (30, a_flag(section("third"), *remembered)))

    assert [version for version in good(history) if version == 1] == expected


def test_an_alarm_at_the_very_beginning_of_a_span_is_in_it() -> None:
    history = versions((0, THIRD), (20, OFF), (40, a_flag(section("on"), seen(20))))

    assert good(history) == [1]


def test_an_alarm_is_found_in_any_version_of_a_span() -> None:
    once = a_flag(section("on"), seen(10))
    history = versions((0, OFF), (20, once), (25, ON), (26, THIRD))

    assert good(history) == []


def test_what_went_wrong_later_is_not_good_in_an_older_span() -> None:
    history = versions(
        (0, THIRD),
        (20, ON),
        (40, OFF),
        (60, ON),
        (70, a_flag(section("off"), seen(65)), Action.ROLL_BACK),
        (80, a_flag(section("on", off_variant="third"), seen(65))),
    )

    assert good(history) == [3, 1]


def test_an_echo_of_a_rollback_taints_its_span_alone() -> None:
    echoed = a_flag(section("off"), seen(25), seen(28, Outcome.COOLING_DOWN))
    history = versions(
        (0, OFF),
        (20, ON),
        (26, a_flag(section("off"), seen(25)), Action.ROLL_BACK),
        (29, echoed, Action.ALARM),
        (90, a_flag(section("third"), seen(25), seen(28, Outcome.COOLING_DOWN))),
    )

    assert good(history) == [1]


def test_versions_are_read_only_as_far_as_spans_are_asked_for() -> None:
    read: list[int] = []

    def reading() -> Any:
        for version in versions((0, OFF), (20, ON), (40, THIRD)):
            read.append(version.version)
            yield version

    next(spans(reading(), PRODUCTION, at(60)))

    assert read == [3, 2]


def test_no_history_has_no_spans() -> None:
    assert spans_of([]) == []


def test_a_span_says_since_when_and_by_what_it_is_shown() -> None:
    newest, oldest = spans_of(
        versions((0, OFF, Action.CREATE), (20, ON, Action.ROLL_BACK), (25, ON, Action.ALARM)),
        now=30,
    )

    assert (newest.since, newest.until, newest.begun_by) == (at(20), at(30), Action.ROLL_BACK)
    assert (oldest.since, oldest.until, oldest.begun_by) == (at(0), at(20), Action.CREATE)


@pytest.mark.parametrize(
    "other",
    [
        section("off", off_variant="on"),
        section("off", targets={"on": ["ann"]}),
        section("off", rules=[RULE]),
        section("off", rollout={"variant": "on", "percentage": 5}),
        section("off", prerequisites={"other": ["on"]}),
        section("on"),
        section("off", enabled=False),
    ],
)
def test_each_part_that_decides_is_shown(other: dict[str, Any]) -> None:
    assert shown_in(a_flag(other), PRODUCTION) != shown_in(OFF, PRODUCTION)


@pytest.mark.parametrize(
    "parts",
    [
        {"alarms": ["errors"]},
        {"on_alarm": {"bake_time": "1m"}},
        {"schedule": [{"at": "2027-01-01", "enabled": False}]},
    ],
)
def test_what_is_planned_or_watched_is_not_shown(parts: dict[str, Any]) -> None:
    assert shown_in(a_flag(section(**parts)), PRODUCTION) == shown_in(OFF, PRODUCTION)


def test_a_rule_shows_the_same_under_another_name() -> None:
    named = a_flag(section(rules=[RULE]))
    renamed = a_flag(section(rules=[RULE | {"name": "Testers"}]))

    assert shown_in(named, PRODUCTION) == shown_in(renamed, PRODUCTION)


@pytest.mark.parametrize(
    ("variant", "is_shown"), [("off", True), ("third", False)], ids=["named", "not named"]
)
def test_the_value_of_a_variant_counts_where_it_is_named(variant: str, is_shown: bool) -> None:
    variants = {**OFF["variants"], variant: {"value": "other"}}
    changed = a_flag(section(), variants=variants)

    assert (shown_in(changed, PRODUCTION) != shown_in(OFF, PRODUCTION)) is is_shown


def test_every_place_that_names_a_variant_is_known() -> None:
    named = section(
        "a",
        off_variant="b",
        targets={"c": []},
        rules=[{"variant": "d"}, {"split": {"e": 1}}, {"percentages": {"f": 100}}],
        rollout={"variant": "g", "percentage": 1},
    )

    assert variants_named(named) == set("abcdefg")
    assert variants_named({"off_variant": None, "rollout": None}) == set()


def current(*history: Any) -> Any:
    return spans_of(versions(*history))[0]


ROLLED_BACK = a_flag(section("off"), seen(25))
SINCE_20 = current((0, OFF), (20, ON))
TAKEN_BACK = current((0, OFF), (20, ON), (26, ROLLED_BACK, Action.ROLL_BACK))
CHANGED_SINCE = current(
    (0, OFF),
    (20, ON),
    (26, ROLLED_BACK, Action.ROLL_BACK),
    (28, a_flag(section("third"), seen(25))),
)


@pytest.mark.parametrize(
    ("span", "minute", "past", "expected"),
    [
        (SINCE_20, 20, RolloutPast(), None),
        (SINCE_20, 19.9, RolloutPast(), Outcome.RECORDED),
        (SINCE_20, 24, RolloutPast(ended_at=at(25)), Outcome.RECORDED),
        (SINCE_20, 25, RolloutPast(ended_at=at(25)), None),
        (TAKEN_BACK, 25.5, RolloutPast(), Outcome.RECORDED),
        (TAKEN_BACK, 27, RolloutPast(), Outcome.COOLING_DOWN),
        (TAKEN_BACK, 60, RolloutPast(), Outcome.NOTHING_TO_GO_BACK_TO),
        (CHANGED_SINCE, 29, RolloutPast(), Outcome.COOLING_DOWN),
        (CHANGED_SINCE, 60, RolloutPast(), None),
        (SINCE_20, 31, RolloutPast(at(30), at(30)), Outcome.COOLING_DOWN),
        (SINCE_20, 61, RolloutPast(at(30), at(30)), Outcome.NOTHING_TO_GO_BACK_TO),
        (SINCE_20, 22, RolloutPast(at(10), at(10)), Outcome.COOLING_DOWN),
        (SINCE_20, 41, RolloutPast(at(10), at(10)), None),
    ],
    ids=[
        "at the very moment",
        "before what is shown came",
        "while a rollout decided",
        "since the rollout ended",
        "before the rollback was decided",
        "soon after the rollback",
        "on what a rollback left",
        "soon after the rollback, though changed",
        "changed since the rollback",
        "soon after a rollout was taken back",
        "on what a rollout's rollback left",
        "soon after a rollout's rollback, though changed",
        "changed since a rollout's rollback",
    ],
)
def test_some_alarms_are_answered_without_a_look_back(
    span: Any, minute: float, past: RolloutPast, expected: Outcome | None
) -> None:
    answer = answer_at_once(span, at=at(minute), cool_down_seconds=COOL_DOWN, past=past)

    assert (answer[0] if answer else None) == expected


def test_one_environment_goes_back_and_keeps_its_alarms_and_loses_its_plans() -> None:
    watched = {"alarms": ["errors"], "on_alarm": {"bake_time": "1m"}}
    plans = [{"at": "2027-01-01", "enabled": False}]
    before = a_flag(section("on", schedule=plans, **watched), name="Newer")

    after = taken_back(before, OFF, PRODUCTION)

    assert after == a_flag(section("off", **watched), name="Newer")


def test_values_come_back_with_what_names_them_and_newer_variants_stay() -> None:
    good_one = a_flag(section("off", targets={"third": ["ann"]}), json_schema=None)
    variants = {"off": {"value": "wrong", "name": "Off"}, "fourth": {"value": "new"}}
    before = a_flag(section("fourth"), variants=variants, environments={PRODUCTION: section("off")})

    after = taken_back(before, good_one, PRODUCTION)

    values = {key: variant["value"] for key, variant in after["variants"].items()}
    assert values == {"off": "off", "fourth": "new", "third": "third"}
    assert after["variants"]["off"]["name"] == "Off"
    assert shown_in(after, PRODUCTION) == shown_in(good_one, PRODUCTION)


def test_a_schema_comes_back_with_the_values_that_fit_it() -> None:
    schema = {"type": "object"}
    old = {"kind": "json", "json_schema": schema, "variants": {"off": {"value": {}}}}
    new = {"kind": "json", "json_schema": {"type": "number"}, "variants": {"off": {"value": 1}}}
    sections = {"environments": {PRODUCTION: section()}}

    after = taken_back(a_flag(None, **new, **sections), a_flag(None, **old, **sections), PRODUCTION)

    assert (after["json_schema"], after["variants"]["off"]["value"]) == (schema, {})


def test_the_salt_comes_back() -> None:
    after = taken_back(a_flag(section(), salt="other"), OFF, PRODUCTION)

    assert after["salt"] == "salt"


def a_version(body: dict[str, Any]) -> DocumentVersion:
    return versions((0, body))[0]


def test_a_flag_is_on_in_a_span_where_it_is_shown_and_enabled() -> None:
    found = [spans_of([a_version(body)])[0].is_on for body in (ON, SWITCHED_OFF, ABSENT)]

    assert found == [True, False, False]
