from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.flag_checks import parse_flag
from burgee.domain.locks import (
    locked_environment_changes,
    locked_flag_changes,
    locked_group_changes,
    locked_share_changes,
)
from tests.unit.services.builders import a_flag, settings

VALUES = {"on": {"value": 1}, "off": {"value": 0}}


def flag(**parts: Any) -> dict[str, Any]:
    body = a_flag(kind="number", variants=VALUES, salt="s1") | parts
    return parse_flag(body).model_dump(mode="json", by_alias=True)


def locked(**parts: Any) -> list[str]:
    return [found["field"] for found in locked_flag_changes(flag(), flag(**parts), "production")]


@pytest.mark.parametrize(
    ("parts", "fields"),
    [
        ({"kind": "json"}, ["kind"]),
        ({"salt": "s2"}, ["salt"]),
        ({"variants": VALUES | {"off": {"value": 0.0}}}, ["variants"]),
        ({"variants": VALUES | {"new": {"value": 2}}}, ["variants"]),
        ({"lifecycle": "archived"}, ["lifecycle"]),
        ({"environments": {"development": settings()}}, ["environments.production"]),
    ],
)
def test_what_an_experiment_decides_with_is_held(parts: dict[str, Any], fields: list[str]) -> None:
    assert locked(**parts) == fields


@pytest.mark.parametrize(
    "parts",
    [
        {"name": "Gallery"},
        {"variants": VALUES | {"on": {"value": 1, "name": "Shown"}}},
        {"environments": {"production": settings(enabled=False, targets={"on": ["ann"]})}},
        {"environments": {"production": settings(rules=[{"variant": "on"}])}},
    ],
)
def test_the_rest_of_a_flag_is_free(parts: dict[str, Any]) -> None:
    assert locked(**parts) == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"salt": "s2"}, ["salt"]),
        ({"bucket_by": "session"}, ["bucket_by"]),
        ({"lifecycle": "archived"}, ["lifecycle"]),
        ({"name": "Shop"}, []),
    ],
)
def test_the_buckets_of_a_group_are_held(change: dict[str, Any], fields: list[str]) -> None:
    group = {"salt": "s1", "bucket_by": "targetingKey", "lifecycle": "active"}

    found = locked_group_changes(group, group | change)

    assert [each["field"] for each in found] == fields


@pytest.mark.parametrize(
    ("before", "change", "fields"),
    [
        ({"holdout_salt": "s1"}, {"holdout_salt": "s2"}, ["holdout_salt"]),
        ({"holdout_salt": None}, {"holdout_salt": "s2", "holdout": 5}, []),
        ({"holdout_salt": "s1", "holdout": 5}, {"holdout": 10}, []),
        ({"holdout_salt": "s1", "holdout": 5}, {"holdout": 1}, []),
        ({}, {"lifecycle": "archived"}, ["lifecycle"]),
    ],
)
def test_who_is_held_out_is_drawn_once_but_how_many_is_free(
    before: dict[str, Any], change: dict[str, Any], fields: list[str]
) -> None:
    found = locked_environment_changes(before, before | change)

    assert [each["field"] for each in found] == fields


SHARE = {"variant": "on", "percentage": 5}
AT = {"at": "2026-12-01T00:00:00Z"}


def in_production(**parts: Any) -> dict[str, Any]:
    return flag(environments={"production": settings(**parts)})


@pytest.mark.parametrize(
    ("after", "fields"),
    [
        (flag(salt="s2"), ["salt"]),
        (in_production(default="on"), ["environments.production.default_variant"]),
        (in_production(rollout=SHARE), ["environments.production.rollout"]),
        (
            in_production(schedule=[AT | {"default_variant": "on"}]),
            ["environments.production.schedule"],
        ),
        (in_production(schedule=[AT | {"rollout": SHARE}]), ["environments.production.schedule"]),
        (flag(environments={"staging": settings()}), ["environments.production"]),
    ],
)
def test_what_a_rollout_is_in_charge_of_is_held(after: dict[str, Any], fields: list[str]) -> None:
    found = [each["field"] for each in locked_share_changes(in_production(), after, "production")]

    assert found == fields


@pytest.mark.parametrize(
    "after",
    [
        in_production(enabled=False),
        in_production(targets={"on": ["ann"]}),
        in_production(schedule=[AT | {"enabled": False}]),
        flag(environments={"production": settings(), "staging": settings("on")}),
    ],
)
def test_beside_its_share_a_flag_is_free(after: dict[str, Any]) -> None:
    assert list(locked_share_changes(in_production(), after, "production")) == []


def test_a_change_that_was_scheduled_before_may_stay() -> None:
    timed = in_production(schedule=[AT | {"default_variant": "on"}])

    assert list(locked_share_changes(timed, timed, "production")) == []
