from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.documents import Action
from burgee.domain.timelines import Window, told_experiment, told_flag


def section(**parts: Any) -> dict[str, Any]:
    return {"environments": {"production": {"enabled": True, "targets": {}, **parts}}}


@pytest.mark.parametrize(
    ("action", "before", "after", "detail"),
    [
        (Action.CREATE, {}, {"name": "Gallery"}, ""),
        (Action.PAUSE, {"status": "running"}, {"status": "paused"}, ""),
        (Action.UPDATE, {"name": "a", "owner": "b"}, {"name": "c", "owner": "b"}, "changed name"),
        (Action.RESTORE, {"name": "a"}, {"name": "b"}, "changed name"),
        (Action.START, {}, {"runs": [{"number": 1}, {"number": 2}]}, "run 2"),
        (Action.TRAFFIC, {"traffic": 12.5}, {"traffic": 50}, "from 12.5 % to 50 %"),
        (Action.SIGN_OFF, {}, {"sign_offs": [{"by": "k1", "role": "owner"}]}, "by k1 (owner)"),
        (
            Action.SIGN_OFF,
            {},
            {"sign_offs": [{"by": "user:1", "by_name": "Ann", "role": "owner"}]},
            "by Ann (owner)",
        ),
        (Action.FAIL, {}, {"failure": "It clashes."}, "It clashes."),
        (
            Action.SIGN_OFF_DECISION,
            {},
            {"runs": [{"sign_offs": [{"by": "k1", "role": "product", "promoted": "b"}]}]},
            "by k1 for product: 'b' is promoted",
        ),
        (
            Action.DECIDE,
            {},
            {"runs": [{"decision": {"promoted": None}}]},
            "the control is kept",
        ),
    ],
)
def test_each_step_of_an_experiment_is_told(
    action: Action, before: dict[str, Any], after: dict[str, Any], detail: str
) -> None:
    assert told_experiment(action, before, after) == detail


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        (section(), section(enabled=False), "switched off"),
        (section(enabled=False), section(), "switched on"),
        (section(), section(targets={"on": ["ann"]}), "changed targets"),
        (
            section(),
            section(enabled=False, rules=[{"variant": "on"}]),
            "switched off; changed rules",
        ),
        (section(), section(alarms=["slow"]), ""),
        (section(), {"environments": {}}, "switched off; changed targets"),
        ({}, section(), "switched on; changed targets"),
    ],
)
def test_what_a_flag_went_through_is_told(
    before: dict[str, Any], after: dict[str, Any], detail: str
) -> None:
    assert told_flag(before, after, "production") == detail


@pytest.mark.parametrize(
    ("window", "at", "is_in"),
    [
        (Window("2026-01-02", "2026-01-04"), "2026-01-01", False),
        (Window("2026-01-02", "2026-01-04"), "2026-01-02", True),
        (Window("2026-01-02", "2026-01-04"), "2026-01-05", False),
        (Window("2026-01-02", None), "2026-01-05", True),
    ],
)
def test_a_window_holds_its_ends(window: Window, at: str, is_in: bool) -> None:
    assert window.holds(at) is is_in
