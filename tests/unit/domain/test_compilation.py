from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.bucketing import SLOTS, seed_of
from burgee.domain.compilation import compile_flag, weight_ranges
from burgee.domain.flag_checks import parse_flag
from tests.unit.services.builders import a_flag, a_flag_with, settings

IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}


def compiled(body: dict[str, Any], environment: str = "production") -> dict[str, Any]:
    return compile_flag(parse_flag({"salt": "s", **body}), environment, 3)


def rules_of(**parts: Any) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = compiled(a_flag_with(**parts))["rules"]
    return rules


def test_a_flag_that_decides_nothing_is_its_default() -> None:
    assert compiled(a_flag_with()) == {
        "kind": "boolean",
        "version": 3,
        "variants": {"on": True, "off": False},
        "enabled": True,
        "default": "off",
        "default_reason": "STATIC",
    }


def test_an_environment_that_a_flag_does_not_mention_has_it_off() -> None:
    assert "enabled" not in compiled(a_flag_with(off_variant="off"), "staging")


@pytest.mark.parametrize(
    "body",
    [
        a_flag_with(enabled=False, off_variant="on"),
        {**a_flag_with(off_variant="on"), "lifecycle": "archived"},
    ],
)
def test_a_flag_that_is_off_or_archived_keeps_only_its_off_variant(body: dict[str, Any]) -> None:
    form = compiled(body)

    assert "enabled" not in form
    assert form["off"] == "on"


@pytest.mark.parametrize(
    "parts",
    [
        {"targets": {"on": ["u1"]}},
        {"rules": [{"variant": "on"}]},
        {"rollout": {"variant": "on", "percentage": 0}},
        {"prerequisites": {"other": ["on"]}},
    ],
)
def test_a_default_is_static_only_where_nothing_is_decided(parts: dict[str, Any]) -> None:
    assert compiled(a_flag_with(**parts))["default_reason"] == "DEFAULT"


def test_a_gate_and_a_split_of_one_rule_have_different_seeds() -> None:
    rule = {"id": "r", "percentage": 12.5, "split": {"on": 1, "off": 3}}

    assert rules_of(rules=[rule]) == [
        {
            "id": "r",
            "reason": "SPLIT",
            "gates": [{"seed": seed_of("s", "rule:r"), "ranges": [[0, 12500]]}],
            "split": {
                "seed": seed_of("s", "split:r"),
                "ranges": [[0, 75000, "off"], [75000, SLOTS, "on"]],
            },
        }
    ]


def test_a_rollout_is_the_last_rule() -> None:
    rollout = {"variant": "on", "percentage": 0.001, "bucket_by": "account.id"}

    rules = rules_of(rules=[{"id": "r", "variant": "off", "conditions": [IS_PRO]}], rollout=rollout)

    assert rules == [
        {
            "id": "r",
            "reason": "TARGETING_MATCH",
            "conditions": [["equals", "plan", "pro"]],
            "variant": "off",
        },
        {
            "id": "rollout",
            "reason": "SPLIT",
            "gates": [
                {"seed": seed_of("s", "rollout"), "key": [["account.id"]], "ranges": [[0, 1]]}
            ],
            "variant": "on",
        },
    ]


@pytest.mark.parametrize("name", ["targetingKey", "targeting_key"])
def test_the_targeting_key_needs_no_mention(name: str) -> None:
    (rule,) = rules_of(rollout={"variant": "on", "percentage": 5, "bucket_by": name})

    assert "key" not in rule["gates"][0]


def test_without_a_salt_the_key_is_the_salt() -> None:
    flag = parse_flag(a_flag_with(rollout={"variant": "on", "percentage": 5}))

    form = compile_flag(flag, "production", 1)

    assert form["rules"][0]["gates"][0]["seed"] == seed_of("new-gallery", "rollout")


def test_nested_conditions_keep_their_shape() -> None:
    node = {
        "and": [
            {"or": [IS_PRO, {"not": IS_PRO}]},
            {"operator": "month", "value": {"months": ["may"]}},
        ]
    }

    (rule,) = rules_of(rules=[{"conditions": [node], "variant": "on"}])

    is_pro = ["equals", "plan", "pro"]
    assert rule["conditions"] == [
        ["and", [["or", [is_pro, ["not", is_pro]]], ["month", None, {"months": ["may"]}]]]
    ]


def test_metadata_targets_and_prerequisites_are_kept() -> None:
    body = a_flag(
        metadata={"team": "shop"},
        environments={
            "production": settings(targets={"on": ["u1"]}, prerequisites={"other": ["on", "off"]})
        },
    )

    form = compiled(body)

    assert form["metadata"] == {"team": "shop"}
    assert form["targets"] == {"on": ["u1"]}
    assert form["prerequisites"] == [["other", ["on", "off"]]]


@pytest.mark.parametrize(
    ("weights", "ranges"),
    [
        ({"a": 1}, [[0, SLOTS, "a"]]),
        ({"a": 0, "b": 5}, [[0, SLOTS, "b"]]),
        ({"c": 1, "a": 1, "b": 1}, [[0, 33333, "a"], [33333, 66666, "b"], [66666, SLOTS, "c"]]),
        ({"a": 1_000_000, "b": 1}, [[0, 99999, "a"], [99999, SLOTS, "b"]]),
    ],
)
def test_weights_give_out_all_slots_in_the_order_of_keys(
    weights: dict[str, int], ranges: list[Any]
) -> None:
    assert weight_ranges(weights) == ranges
