"""Whatever people and alarms do to a flag, in whatever order they are heard."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burgee.domain.alarms import AlarmChange, AlarmState
from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.last_good import shown_in
from burgee.domain.timestamps import seconds_of
from tests.unit.services.alarming import (
    ALARM,
    FLAG,
    PRODUCTION,
    STAGING,
    Account,
    a_change,
)

pytestmark = pytest.mark.unwatched  # thousands of histories: being watched takes several times

WATCHING = {"bake_time": "15m", "cool_down": "30m", "on_insufficient_data": "roll_back"}
MINUTES = st.sampled_from([16, 31, 60, 0, 1, 14, 29, 3000])
RULE = {"id": "r", "conditions": [], "variant": "on"}

sections = st.fixed_dictionaries(
    {
        "enabled": st.sampled_from([True, True, True, False]),
        "default_variant": st.sampled_from(["on", "off"]),
        "rules": st.sampled_from([[], [RULE]]),
        "alarms": st.just([ALARM]),
        "on_alarm": st.just(WATCHING),
    }
)
flags = st.fixed_dictionaries(
    {
        "key": st.just(FLAG),
        "kind": st.just("string"),
        "name": st.sampled_from(["", "Gallery"]),
        "salt": st.just("salt"),
        "variants": st.fixed_dictionaries(
            {key: st.fixed_dictionaries({"value": st.sampled_from("xy")}) for key in ("on", "off")}
        ),
        "environments": st.fixed_dictionaries({PRODUCTION: sections}, optional={STAGING: sections}),
    }
)
edits = st.tuples(st.just("edit"), MINUTES, flags)
alarms = st.tuples(
    st.just("alarm"),
    MINUTES,
    st.tuples(
        st.sampled_from([AlarmState.ALARM, AlarmState.INSUFFICIENT_DATA, AlarmState.OK]),
        st.sampled_from([0, 5, 600]),  # seconds until it is heard
        st.integers(1, 3),  # times that it is heard
    ),
)
histories = st.lists(st.one_of(edits, edits, alarms), min_size=4, max_size=24)


def live(flag: dict[str, Any], history: list[Any]) -> tuple[list[DocumentVersion], list[Any]]:
    """All versions of a flag after such a history, and the changes of alarms, as heard."""
    account = Account()
    account.create(flag)
    late: list[AlarmChange] = []
    heard: list[AlarmChange] = []
    for what, minutes, written in history:
        account.pass_minutes(minutes)
        if what == "edit":
            account.change(written)
            continue
        state, delay, times = written
        late.append(a_change(account.clock.now, state))
        account.clock.pass_seconds(delay)
        if delay == 600:  # it is heard after the next one
            continue
        for change in [late[-1]] * times + late[:-1]:
            assert not account.hear(change).failed
            heard.append(change)
    newest = account.newest().version
    found = [account.documents.version(Kind.FLAG, FLAG, n) for n in range(1, newest + 1)]
    return [version for version in found if version], heard


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(flags, histories)
def test_every_rollback_is_safe_and_they_come_to_an_end(flag: dict[str, Any], history: Any) -> None:
    versions, heard = live(flag, history)

    for before, after in pairwise(versions):
        if after.change.action is Action.ROLL_BACK:
            shows_what_was_shown_before(versions[: before.version], after)
            leaves_all_else(before, after)
            came_before_the_alarm(versions[: before.version], after)
    come_to_an_end(versions, heard)


def shows_what_was_shown_before(earlier: list[DocumentVersion], after: DocumentVersion) -> None:
    environment = after.body["seen_alarms"][-1]["environment"]
    *before, latest = (shown_in(version.body, environment) for version in earlier)
    assert shown_in(after.body, environment) in before
    assert shown_in(after.body, environment) != latest


def leaves_all_else(before: DocumentVersion, after: DocumentVersion) -> None:
    environment = after.body["seen_alarms"][-1]["environment"]
    assert after.body["name"] == before.body["name"]
    for name, section in before.body["environments"].items():
        now = after.body["environments"][name]
        assert (now["alarms"], now["on_alarm"]) == (section["alarms"], section["on_alarm"])
        assert name == environment or now == section


def came_before_the_alarm(earlier: list[DocumentVersion], after: DocumentVersion) -> None:
    """What was taken back was there when the alarm changed."""
    seen = after.body["seen_alarms"][-1]
    taken_back = shown_in(earlier[-1].body, seen["environment"])
    since = earlier[-1].change.at
    for version in reversed(earlier):
        if shown_in(version.body, seen["environment"]) != taken_back:
            break
        since = version.change.at
    assert (seconds_of(since) or 0) <= (seconds_of(seen["at"]) or 0)


def come_to_an_end(versions: list[DocumentVersion], heard: list[AlarmChange]) -> None:
    """Between two rollbacks of an environment somebody has changed it, and a change of an alarm
    makes at most one version for each environment, however often it comes."""
    actions = [version.change.action for version in versions]
    by_people = sum(action in {Action.CREATE, Action.UPDATE} for action in actions)
    for environment in (PRODUCTION, STAGING):
        rollbacks = [
            version
            for version in versions
            if version.change.action is Action.ROLL_BACK
            and version.body["seen_alarms"][-1]["environment"] == environment
        ]
        assert len(rollbacks) <= by_people
    assert len(versions) - by_people <= 2 * len({change.at for change in heard})
