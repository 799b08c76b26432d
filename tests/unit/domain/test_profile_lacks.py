"""Which of a unit's events a profile may lack."""

from __future__ import annotations

from functools import reduce

from burgee.domain.profile import Profile, lacked, with_action
from burgee.domain.tracking import DAY_MS, EventType, TrackingEvent

NOW = 20_000 * DAY_MS


def _event(number: int, name: str = "buy", at: int = NOW) -> TrackingEvent:
    return TrackingEvent(str(number), EventType.CUSTOM, name, at, NOW)


def _profile(*events: TrackingEvent) -> Profile:
    nothing: Profile = {}
    return reduce(lambda profile, event: with_action(profile, event, NOW), events, nothing)


def test_a_profile_of_all_events_lacks_none() -> None:
    events = [_event(1), _event(2), _event(3, "visit"), _event(4, at=NOW - DAY_MS)]

    assert lacked(_profile(*events), events) == []


def test_without_a_profile_every_event_may_be_lacked() -> None:
    events = [_event(1), _event(2, "visit")]

    assert lacked({}, events) == events


def test_where_one_event_of_a_day_is_missing_any_of_them_may_be_it() -> None:
    first, second = _event(1), _event(2)

    assert lacked(_profile(first), [first, second]) == [first, second]


def test_other_days_and_actions_are_told_apart() -> None:
    known, earlier, other = _event(1), _event(2, at=NOW - DAY_MS), _event(3, "visit")

    assert lacked(_profile(known), [known, earlier, other]) == [earlier, other]
