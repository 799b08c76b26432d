"""What a unit did, per action and day."""

from __future__ import annotations

from typing import Any

from burgee.domain.profile import MOST_ACTIONS, with_action
from tests.unit.domain.experiences import DAY, MET, an_event


def _profile(*events: Any, now: int = MET) -> Any:
    profile: Any = {}
    for event in events:
        profile = with_action(profile, event, now)
    return profile


def test_counts_and_values_are_kept_by_day() -> None:
    profile = _profile(an_event(at=5, value=100), an_event(at=2, value=50), an_event(at=-DAY))

    assert profile == {
        "buy": {
            "last": MET + 5,
            "days": {
                "1970-04-11": {"count": 2, "value": 150},
                "1970-04-10": {"count": 1, "value": 0},
            },
        }
    }


def test_days_and_actions_of_long_ago_go() -> None:
    old = _profile(an_event("visit"), an_event("buy"))

    profile = with_action(old, an_event("buy", at=91 * DAY), MET + 91 * DAY)

    assert list(profile) == ["buy"]
    assert list(profile["buy"]["days"]) == ["1970-07-11"]


def test_the_actions_that_happened_last_are_kept() -> None:
    many = [an_event(f"action{number}", at=number) for number in range(MOST_ACTIONS + 3)]

    profile = _profile(*many)

    assert len(profile) == MOST_ACTIONS
    assert "action2" not in profile
