"""Documents and who asks. A world that is written stays as it is: to ask more, add a world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.operator_cases import NOON

Case = dict[str, Any]

UNITS = [{"targetingKey": f"user-{number}"} for number in range(1, 41)]
NO_UNITS: list[dict[str, Any]] = [{}, {"targetingKey": ""}, {"targetingKey": None}]
NO_UNITS += [{"targetingKey": True}, {"targetingKey": ["user-1"]}]


def section(default: str, **parts: Any) -> dict[str, dict[str, Any]]:
    return {"production": {"enabled": True, "default_variant": default, **parts}}


def a_flag(key: str, default: str = "off", **parts: Any) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "boolean",
        "salt": f"salt-of-{key}",
        "environments": section(default, **parts),
    }


def when(attribute: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"attribute": attribute, "operator": operator, "value": value}


IS_PRO = when("plan", "equals", "pro")
SIZES = {"small": {"value": 10.0}, "medium": {"value": 10}, "large": {"value": 1e21}}
LAYOUTS: dict[str, Any] = {
    "list": {"value": {"columns": 1, "gap": 0.5, "more": [None, True]}},
    "grid": {"value": {"columns": 3, "gap": 8.0, "more": []}},
    "none": {"value": None},
}

ORDER_FLAGS = [
    {**a_flag("off-without-variant", enabled=False), "metadata": {"team": "shop", "size": 1.0}},
    a_flag("off-with-variant", enabled=False, off_variant="on"),
    {**a_flag("archived", "on", off_variant="off"), "lifecycle": "archived"},
    {**a_flag("elsewhere"), "environments": {"staging": section("on")["production"]}},
    a_flag("static", "on"),
    a_flag("pros", rules=[{"id": "pros", "conditions": [IS_PRO], "variant": "on"}]),
    {
        **a_flag("needs-pros", "on", off_variant="off", prerequisites={"pros": ["on"]}),
        "metadata": {"team": "shop"},
    },
    a_flag("needs-needs-pros", "on", prerequisites={"needs-pros": ["on"]}),
    a_flag("needs-off", "on", prerequisites={"off-with-variant": ["on"]}),
    a_flag("needs-gone", "on", prerequisites={"gone": ["on"]}),
    a_flag("needs-share", "on", prerequisites={"share": ["on", "off"]}),
    a_flag("share", rollout={"variant": "on", "percentage": 50}),
    a_flag(
        "whole-order",
        targets={"off": ["ann", "3"], "on": ["bob"]},
        rules=[
            {
                "id": "staff",
                "conditions": [{"operator": "in_segment", "value": "staff"}],
                "variant": "on",
            },
            {"id": "few", "conditions": [IS_PRO], "percentage": 30, "variant": "off"},
            {"id": "pros", "conditions": [IS_PRO], "split": {"on": 1, "off": 3}},
        ],
        rollout={"variant": "on", "percentage": 25},
    ),
    a_flag(
        "nested",
        rules=[
            {
                "id": "nested",
                "variant": "on",
                "conditions": [
                    {
                        "or": [
                            IS_PRO,
                            {"and": [when("age", "greater_than", 17), when("os", "exists")]},
                        ]
                    },
                    {"not": when("account.country", "in", ["FR", "IT"])},
                ],
            }
        ],
    ),
    a_flag(
        "by-account",
        rules=[{"id": "half", "percentage": 50, "variant": "on", "bucket_by": "account.id"}],
    ),
]
ORDER_SEGMENTS = [
    {
        "key": "staff",
        "included": ["eve"],
        "excluded": ["mallory"],
        "conditions": [when("staff", "equals", True)],
    },
    {"key": "old", "included": ["ann"], "lifecycle": "archived"},
]
ORDER_CONTEXTS: list[dict[str, Any]] = [
    *NO_UNITS,
    *({"targetingKey": unit} for unit in ("ann", 3.0, "bob", "eve", "mallory", "\ud800")),
    *({"targetingKey": f"user-{number}", "plan": "pro"} for number in range(1, 13)),
    {"plan": "pro"},
    {"targetingKey": "mallory", "staff": True},
    {"targetingKey": "carl", "staff": True},
    {"targetingKey": "user-1", "age": 18, "os": "ios"},
    {"targetingKey": "user-1", "age": "18", "os": "ios"},
    {"plan": "pro", "account": {"country": "FR", "id": 7}},
    {"plan": "pro", "account": {"country": "DE", "id": "a-7"}},
    {"plan": ["pro"], "account": "DE", "account.id": 8},
]

SHARE_FLAGS = [
    {
        **a_flag(
            "size",
            "small",
            rules=[{"id": "thirds", "split": {"small": 1, "medium": 1, "large": 1}}],
        ),
        "kind": "number",
        "variants": SIZES,
    },
    {
        **a_flag(
            "layout",
            "none",
            rules=[{"id": "some", "percentage": 60.5, "percentages": {"grid": 12.5, "list": 87.5}}],
        ),
        "kind": "json",
        "variants": LAYOUTS,
    },
    {**a_flag("unsalted", rollout={"variant": "on", "percentage": 33.333}), "salt": None},
    a_flag("nobody", rollout={"variant": "on", "percentage": 0}),
    a_flag("everybody", rollout={"variant": "on", "percentage": 100}),
]
WORLDS = [
    ("the order of evaluation", ORDER_FLAGS, ORDER_SEGMENTS, ORDER_CONTEXTS),
    ("shares", SHARE_FLAGS, [], [*UNITS, *NO_UNITS, {"targetingKey": 17}]),
]


def evaluation_worlds() -> Iterator[Case]:
    """Every world with its questions, without their answers."""
    for name, flags, segments, contexts in WORLDS:
        keys = [*(flag["key"] for flag in flags), "gone"]
        yield {
            "world": name,
            "environment": "production",
            "now": NOON,
            "flags": flags,
            "segments": segments,
            "cases": [{"flag": key, "context": each} for key in keys for each in contexts],
        }
