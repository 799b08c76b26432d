from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.evaluation import Evaluator
from burgee.domain.flags import Flag
from burgee.domain.rollout_changes import completed, settled
from burgee.domain.rollout_forms import Rollouts
from burgee.domain.rollout_settlement import settled_flag
from burgee.domain.rollouts import Rollout
from burgee.domain.segments import Segment
from tests.unit.domain.rollouts import in_stage, its_flag, parsed
from tests.unit.domain.rulesets import a_ruleset
from tests.unit.services.builders import NOON

IN_NORWAY = {"attribute": "country", "operator": "equals", "value": "NO"}
NORTHERN = {"attribute": "city", "operator": "equals", "value": "Tromsø"}
BETA = Segment(key="beta", included=["u3", "u4"])
RULE = {"id": "vip", "conditions": [NORTHERN], "variant": "off"}
CONTEXTS: list[dict[str, Any]] = [
    {"targetingKey": f"u{number}", "country": country, "city": city} | company
    for company in ({}, {"company": "u1"}, {"company": "c7"})
    for number in range(60)
    for country in ("NO", "SE")
    for city in ("Oslo", "Tromsø")
]

SETTLED: dict[str, dict[str, Any]] = {
    "everybody": {"stages": [{"percentage": 5}, {"percentage": 100}]},
    "a share": {"stages": [{"percentage": 5}, {"percentage": 40}]},
    "everybody, drawn by company": {"stages": [{"percentage": 100}], "bucket_by": "company"},
    "all companies but one": {
        "stages": [{"percentage": 100}],
        "bucket_by": "company",
        "excluded": ["u1"],
    },
    "a share of companies": {"stages": [{"percentage": 70}], "bucket_by": "company"},
    "named companies": {"stages": [{"units": ["u1"]}], "bucket_by": "company"},
    "everybody but some": {"stages": [{"percentage": 100}], "excluded": ["u1", "u2"]},
    "a share but some": {"stages": [{"percentage": 60}], "excluded": ["u1", "u2"]},
    "named units": {"strategy": "user_list", "user_list": ["u5", "u6"]},
    "an audience": {"strategy": "attribute_based", "attributes": [IN_NORWAY]},
    "segments, then named units, then a share": {
        "stages": [
            {"segments": ["beta"], "conditions": [IN_NORWAY]},
            {"units": ["u7"]},
            {"percentage": 20},
        ]
    },
    "audiences that the whole holds": {
        "stages": [{"percentage": 30, "conditions": [IN_NORWAY]}, {"percentage": 100}]
    },
}


def at_its_end(**parts: Any) -> Rollout:
    last = len(parsed(**parts).planned_stages) - 1
    return completed(in_stage(last, "completed", **parts), NOON)


def shown(flag: Flag, *rollouts: Rollout) -> list[str]:
    ruleset = a_ruleset([flag], [BETA], rollouts=Rollouts(rollouts))
    evaluator = Evaluator(ruleset, lambda: NOON)
    return [evaluator.evaluate(flag.key, context).variant or "" for context in CONTEXTS]


@pytest.mark.parametrize("parts", SETTLED.values(), ids=SETTLED)
def test_the_flag_alone_shows_everybody_what_the_rollout_showed(parts: dict[str, Any]) -> None:
    flag, rollout = its_flag(rules=[RULE]), at_its_end(**parts)

    after = settled_flag(flag, rollout)

    assert after is not None
    assert shown(after, settled(rollout)) == shown(flag, rollout)
    assert "on" in shown(flag, rollout)


@pytest.mark.parametrize("parts", SETTLED.values(), ids=SETTLED)
def test_settling_twice_is_settling_once(parts: dict[str, Any]) -> None:
    rollout = at_its_end(**parts)
    once = settled_flag(its_flag(rules=[RULE]), rollout)

    assert once is not None
    assert settled_flag(once, rollout) == once


def test_the_whole_becomes_the_default() -> None:
    after = settled_flag(its_flag(), at_its_end(**SETTLED["everybody"]))

    assert after is not None
    section = after.environments["production"]
    assert (section.default_variant, section.rollout, section.rules) == ("on", None, [])


def test_a_part_of_an_audience_cannot_be_said_by_a_flag() -> None:
    part = {"percentage": 30, "conditions": [IN_NORWAY]}

    assert settled_flag(its_flag(), at_its_end(stages=[part, {"percentage": 40}])) is None


def test_a_flag_that_has_no_room_for_rules_cannot_say_it() -> None:
    full = its_flag(rules=[{**RULE, "id": f"r{number}"} for number in range(200)])

    assert settled_flag(full, at_its_end(**SETTLED["named units"])) is None


@pytest.mark.parametrize(
    ("flag", "rollout"),
    [
        (its_flag().model_copy(update={"environments": {}}), at_its_end()),
        (its_flag(), parsed()),
    ],
)
def test_nothing_is_left_where_nothing_was_reached(flag: Flag, rollout: Rollout) -> None:
    assert settled_flag(flag, rollout) is None


def test_longest_keys_make_ids_that_fit() -> None:
    rollout = at_its_end(key="k" * 128, stages=[{"units": ["u1"]}], excluded=["u2"])

    after = settled_flag(its_flag(), rollout)

    assert after is not None
    assert [len(rule.id or "") for rule in after.environments["production"].rules] == [109, 108]
