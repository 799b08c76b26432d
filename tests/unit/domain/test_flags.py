from __future__ import annotations

import pytest

from burgee.domain.errors import InvalidDocument, TooManyRequests
from burgee.domain.flag_checks import parse_flag, prerequisites_of, segments_of_flag
from burgee.domain.names import is_environment_name
from tests.unit.services.builders import a_flag, a_flag_with, asking_for, settings

NOON = "2026-11-25T12:00:00Z"


def test_a_boolean_flag_is_on_or_off_unless_it_says_otherwise() -> None:
    flag = parse_flag(a_flag())

    assert {key: variant.value for key, variant in flag.variants.items()} == {
        "on": True,
        "off": False,
    }


def test_a_flag_knows_the_segments_and_flags_that_it_needs_anywhere() -> None:
    rules = [{"variant": "on", "conditions": [{"not": asking_for("staff")}]}]
    environments = {
        "staging": settings(rules=rules),
        "production": settings(prerequisites={"checkout": ["on"]}),
    }
    flag = parse_flag(a_flag(environments=environments))

    assert segments_of_flag(flag) == {"staff"}
    assert prerequisites_of(flag) == {"checkout"}


def test_different_alarms_may_be_named() -> None:
    flag = parse_flag(a_flag_with(alarms=["errors", "latency"]))

    assert flag.environments["production"].alarms == ["errors", "latency"]


def test_a_scheduled_change_changes_something() -> None:
    with pytest.raises(InvalidDocument, match="sets enabled, default_variant or rollout"):
        parse_flag(a_flag_with(schedule=[{"at": NOON}]))


@pytest.mark.parametrize("change", [{"enabled": False}, {"default_variant": "on"}])
def test_a_change_may_be_scheduled(change: dict[str, object]) -> None:
    flag = parse_flag(a_flag_with(schedule=[{"at": NOON, **change}]))

    assert flag.environments["production"].schedule[0].at == NOON


@pytest.mark.parametrize("name", ["", "-a", "Production", "a b", "a" * 33, "production\n"])
def test_what_is_no_environment_is_none(name: str) -> None:
    assert not is_environment_name(name)


def test_a_refusal_for_too_many_requests_says_when_to_come_back() -> None:
    assert TooManyRequests("Too many.", retry_after=3).retry_after == 3
