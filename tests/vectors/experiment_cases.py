"""Experiments and who meets them. A world that is written stays as it is: to ask more, add one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.unit.domain.experiments import an_experiment
from tests.vectors.evaluation_cases import NO_UNITS, a_flag, when
from tests.vectors.operator_cases import NOON

Case = dict[str, Any]

TWELVE = [{"targetingKey": f"user-{number}"} for number in range(1, 13)]


def shows(flag: str, **weights: int) -> dict[str, Any]:
    """Control shows the flag off, all others show it on."""
    return {
        name: {"weight": weight, "flags": {flag: "off" if name == "control" else "on"}}
        for name, weight in weights.items()
    }


def over(flag: str, **parts: Any) -> dict[str, Any]:
    """An experiment of its flag's own name, in halves where nothing else is said."""
    return an_experiment(flag, **{"variants": shows(flag, control=1, treatment=1), **parts})


METHODS = ("deterministic", "stratified", "random", "blocked")
METHOD_FLAGS = [
    *(a_flag(name) for name in METHODS),
    {**a_flag("weighted"), "metadata": {"team": "shop"}},
    a_flag("by-account"),
    a_flag("silent-control", "on", rollout={"variant": "off", "percentage": 30}),
    {
        **a_flag("columns", "three"),
        "kind": "number",
        "purpose": "configuration",
        "variants": {"three": {"value": 3}, "four": {"value": 4}},
    },
]
METHOD_EXPERIMENTS = [
    *(
        over(name, assignment=name, strata=["country", "account.plan"])
        for name in ("deterministic", "stratified", "random")
    ),
    over("blocked", assignment="blocked", strata=["country"], block_size=8),
    over("weighted", variants=shows("weighted", control=70, fast=20, slow=10, never=0)),
    over("by-account", bucket_by="account.id"),
    over("silent-control", variants={"control": {}, "on": {"flags": {"silent-control": "on"}}}),
    over(
        "columns",
        number=3,
        variants={
            "control": {"configuration": {"columns": "three"}},
            "four": {"configuration": {"columns": "four"}},
            "five": {"configuration": {"columns": {"value": 5.0}}},
        },
    ),
]
COUNTRIES: list[Any] = ["DE", "FR", 7.0, True, None, "é" * 70, ["DE"]]
METHOD_CONTEXTS: list[dict[str, Any]] = [
    *TWELVE,
    *NO_UNITS,
    *(
        {"targetingKey": f"user-{number}", "country": country, "account": {"plan": "pro", "id": 7}}
        for number in (1, 2)
        for country in COUNTRIES
    ),
]
DRAWN = {"drawn": {"random.1": "treatment"}}

PARTS = {
    "platform": {"platforms": ["web", "ios"]},
    "region": {"regions": ["BY"]},
    "device": {"device_types": ["mobile", "tablet"]},
    "segment": {"segments": ["staff", "gone"]},
    "attribute": {"attributes": {"plan": ["pro", 7, True], "account.plan": ["pro"]}},
    "condition": {"conditions": [when("age", "greater_than", 17), when("plan", "exists")]},
}
WHO_FLAGS = [
    *(a_flag(f"in-{name}") for name in PARTS),
    *(a_flag(f"not-{name}") for name in PARTS),
    *(
        a_flag(name)
        for name in ("no-robots", "robots", "not-named", "everybody", "first", "second")
    ),
    *(a_flag(name) for name in ("apart", "mutual", "some", "lost")),
]
WHO_EXPERIMENTS = [
    *(over(f"in-{name}", eligibility={"include": part}) for name, part in PARTS.items()),
    *(over(f"not-{name}", eligibility={"exclude": part}) for name, part in PARTS.items()),
    over("no-robots"),
    over("robots", eligibility={"exclude": {"bots": False}}),
    over("not-named", eligibility={"exclude": {"units": ["user-1", "7"]}}),
    over("everybody"),
    over("first", group={"key": "shop", "begin": 0, "end": 33.333}),
    over("second", group={"key": "shop", "begin": 33.333, "end": 80}, traffic=75),
    over("apart", eligibility={"exclude": {"experiments": ["first", "mutual", "gone"]}}),
    over("mutual", traffic=40, eligibility={"exclude": {"experiments": ["apart"]}}),
    over("some", traffic=12.5),
    over("lost", group={"key": "gone", "begin": 0, "end": 100}),
]
WHO_SEGMENTS = [{"key": "staff", "included": ["user-2"], "conditions": [when("staff", "exists")]}]
WHO_CONTEXTS: list[dict[str, Any]] = [
    *TWELVE,
    {"targetingKey": 7.0},
    *(
        {"targetingKey": "user-4", **attributes}
        for attributes in (
            {"platform": "web"},
            {"platform": "WEB"},
            {"region": "BY"},
            {"device_type": "mobile"},
            {"device_type": "bot"},
            {"staff": 1},
            {"plan": "pro"},
            {"plan": 7, "account": {"plan": "pro"}},
            {"plan": True, "age": 18},
            {"plan": 1, "age": 17},
            {"age": 18},
        )
    ),
]
MET_BEFORE = {"exposures": {"first.1": "control", "some.1": "treatment", "apart.1": "treatment"}}

STANDING_FLAGS = [
    a_flag("running", targets={"on": ["user-1"]}),
    a_flag("paused"),
    a_flag("halted"),
    a_flag("halted-in-blocks"),
    a_flag("off", enabled=False),
    a_flag("needs-running", prerequisites={"running": ["on"]}),
    a_flag("needs-off", prerequisites={"off": ["on"]}),
    a_flag("done"),
    a_flag("taken-over"),
]
ONLY_PROS = {"include": {"attributes": {"plan": ["pro"]}}}
STANDING_EXPERIMENTS = [
    over("running", eligibility=ONLY_PROS),
    over("paused", status="paused"),
    over("halted", status="cancelled", halted=True, traffic=50),
    over("halted-in-blocks", status="failed", halted=True, assignment="blocked"),
    over("off"),
    over("needs-running", traffic=1),
    over("needs-off"),
    over("done", status="completed"),
    over("elsewhere", environment="staging", variants=shows("done", control=1, treatment=1)),
    an_experiment(
        "before",
        status="cancelled",
        halted=True,
        variants=shows("taken-over", control=1, treatment=1),
    ),
    over("taken-over", traffic=50),
]
STANDING_CONTEXTS: list[dict[str, Any]] = [
    *({"targetingKey": f"user-{number}", "plan": "pro"} for number in range(1, 11)),
    {"targetingKey": "user-2"},
]
ALL_MET = {
    "exposures": {
        f"{name}.1": "treatment"
        for name in ("running", "paused", "halted", "off", "needs-running", "needs-off", "done")
    }
}
OPTED_OUT = {**ALL_MET, "out": ["targetingKey"]}

APART_FLAGS = [a_flag(name) for name in ("stopped", "from-stopped", "one", "other", "from-paused")]
APART_EXPERIMENTS = [
    over("stopped", status="cancelled", halted=True),
    over("from-stopped", eligibility={"exclude": {"experiments": ["stopped"]}}),
    over("one", eligibility={"exclude": {"experiments": ["other"]}}),
    over("other", eligibility={"exclude": {"experiments": ["one"]}}),
    an_experiment("waiting", status="paused", variants={"control": {}, "treatment": {}}),
    over("from-paused", eligibility={"exclude": {"experiments": ["waiting"]}}),
]
MET_STOPPED = {"exposures": {"stopped.1": "treatment", "waiting.1": "control"}}
MET_ONE = {"exposures": {"one.1": "treatment"}}
MET_BOTH = {"exposures": {"one.1": "treatment", "other.1": "control"}}

SHOP_GROUP = {"key": "shop", "salt": "salt-of-the-shop"}

# Name, flags, segments, experiments, groups, holdout, contexts, what is known.
WORLDS: list[tuple[Any, ...]] = [
    (
        *("methods", METHOD_FLAGS, [], METHOD_EXPERIMENTS, [], [0, ""]),
        *(METHOD_CONTEXTS, [None, DRAWN]),
    ),
    (
        *("who takes part", WHO_FLAGS, WHO_SEGMENTS, WHO_EXPERIMENTS, [SHOP_GROUP]),
        *([0, ""], WHO_CONTEXTS, [None, MET_BEFORE]),
    ),
    (
        *("a holdout", WHO_FLAGS[-8:], [], WHO_EXPERIMENTS[-8:], [SHOP_GROUP], [20, "held"]),
        *(TWELVE, [None, MET_BEFORE]),
    ),
    (
        *("standing", STANDING_FLAGS, [], STANDING_EXPERIMENTS, [], [0, ""]),
        *(STANDING_CONTEXTS, [None, {}, ALL_MET, OPTED_OUT]),
    ),
    (
        *("apart from others", APART_FLAGS, [], APART_EXPERIMENTS, [], [0, ""]),
        *(TWELVE[:4], [None, {}, MET_STOPPED, MET_ONE, MET_BOTH]),
    ),
]


def experiment_worlds() -> Iterator[Case]:
    """Every world with its questions, without their answers. `known` null: nothing is known."""
    for name, flags, segments, experiments, groups, holdout, contexts, memories in WORLDS:
        yield {
            "world": name,
            "environment": "production",
            "now": NOON,
            "flags": flags,
            "segments": segments,
            "experiments": experiments,
            "groups": groups,
            "holdout": holdout,
            "cases": [
                {"flag": flag["key"], "context": context, "known": known}
                for known in memories
                for flag in flags
                for context in contexts
            ],
        }


def block_cases() -> Iterator[Case]:
    """The first three blocks of some weights in some strata."""
    for weights, size in (
        ({"control": 1, "treatment": 1}, 4),
        ({"control": 50, "treatment": 25, "other": 25}, 12),
        ({"b": 3, "a": 1, "c": 0}, 8),
        ({"a": 7, "b": 13}, 20),
    ):
        for stratum in ("", "DE", "é\0pro"):
            yield {"salt": "s3cret", "weights": weights, "block_size": size, "stratum": stratum}
