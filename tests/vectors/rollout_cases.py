"""Rollouts and who gets the new variant. A world that is written stays as it is: to ask more, add
one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.unit.domain.experiments import an_experiment
from tests.unit.domain.ramps import a_rollout, a_run, stages
from tests.vectors.evaluation_cases import IS_PRO, NO_UNITS, a_flag
from tests.vectors.experiment_cases import shows
from tests.vectors.operator_cases import NOON

Case = dict[str, Any]

FORTY = [{"targetingKey": f"user-{number}"} for number in range(1, 41)]
TWELVE = FORTY[:12]


def of(flag: str, **parts: Any) -> dict[str, Any]:
    """A rollout of its flag's own name."""
    return a_rollout(flag, flag=flag, **parts)


def ended(rollout: dict[str, Any]) -> dict[str, Any]:
    """With a run that has ended before the one that is open."""
    before = a_run(rollout, 1, ended_at="2026-11-25T11:30:00Z")
    return {**rollout, "runs": [before, *rollout["runs"]]}


GRADUAL = {
    "initial_percentage": 5,
    "increment_percentage": 15.5,
    "increment_interval": "1h",
    "maximum_percentage": 80,
}
AT_STAGES = ("at-0", "at-1", "at-2", "at-3")
STAGE_FLAGS = [
    *(a_flag(name, rollout={"variant": "on", "percentage": 90}) for name in AT_STAGES),
    {**a_flag("gradual"), "metadata": {"team": "shop", "size": 1.0}},
    a_flag("at-the-end"),
    a_flag("without-salt") | {"salt": None},
    a_flag("by-account"),
    a_flag("by-account-in-full"),
    a_flag("less-and-less"),
    a_flag("whole-first"),
    a_flag("nobody"),
]
STAGE_ROLLOUTS = [
    *(of(name, at=at, run=at + 1) for at, name in enumerate(AT_STAGES)),
    of("gradual", at=2, stages=[], gradual=GRADUAL),
    ended(of("at-the-end", at=5, stages=[], gradual=GRADUAL, run=2)),
    of("without-salt", at=1),
    of("by-account", bucket_by="account.id", run=1, stages=stages(50)),
    of("by-account-in-full", bucket_by="account.id", run=1, stages=stages(50, 100), at=1),
    of("less-and-less", stages=stages(60, 30, 70), at=2, run=1),
    of("whole-first", stages=stages(100, 10), at=1, run=1),
    of("nobody", stages=stages(0), run=1),
]
STAGE_CONTEXTS: list[dict[str, Any]] = [
    *FORTY,
    *NO_UNITS,
    {"targetingKey": 3.0},
    {"targetingKey": "user-1", "account": {"id": 7.0}},
    {"targetingKey": "user-2", "account": {"id": "acme"}},
]

WHO_FLAGS = [
    a_flag(name)
    for name in (
        *("named", "excluded", "excluded-account", "audience", "both", "segments", "then-all"),
        *("users", "attributes", "attributes-half", "share", "at-last-named"),
    )
]
PRO_STAGE = {"percentage": 50, "conditions": [IS_PRO]}
WHO_ROLLOUTS = [
    of("named", stages=[{"percentage": 10, "units": ["user-1", "3", "user-2"]}], run=1),
    of("excluded", at=3, excluded=["user-1", "3"], run=1),
    of("excluded-account", at=3, excluded=["user-1", "7"], bucket_by="account.id", run=1),
    of("audience", stages=[PRO_STAGE], run=1),
    of("both", stages=[{**PRO_STAGE, "percentage": 100, "segments": ["staff", "gone"]}], run=1),
    of("segments", stages=[{"percentage": 75, "segments": ["staff"]}, *stages(10)], at=1, run=1),
    of("then-all", stages=[PRO_STAGE, {**PRO_STAGE, "percentage": 100}, *stages(20)], at=2, run=1),
    of("users", strategy="user_list", user_list=["user-3", "user-1"], stages=[], excluded=["3"]),
    of("attributes", strategy="attribute_based", attributes=[IS_PRO], stages=[], run=1),
    of(
        "attributes-half",
        strategy="attribute_based",
        attributes=[IS_PRO],
        percentage=50,
        stages=[],
        run=1,
    ),
    of("share", strategy="percentage", percentage=33.333, stages=[], run=1),
    of(
        "at-last-named",
        stages=[*stages(20), {"percentage": 0, "units": ["user-5"]}],
        at=1,
        run=1,
    ),
]
WHO_SEGMENTS = [{"key": "staff", "included": ["user-2", "user-6"], "conditions": []}]
WHO_CONTEXTS: list[dict[str, Any]] = [
    *TWELVE,
    *({**unit, "plan": "pro"} for unit in TWELVE),
    {},
    {"plan": "pro"},
    {"targetingKey": 3.0, "account": {"id": 7}},
    {"targetingKey": "user-1", "account": {"id": "user-1"}},
    {"targetingKey": "user-1", "account": {"id": 8}},
]

STATUSES = ("pending", "ramping", "holding", "paused", "completed", "rolled_back", "aborted")
STANDING_FLAGS = [
    *(a_flag(name, rollout={"variant": "on", "percentage": 20}) for name in STATUSES),
    a_flag("settled", "on"),
    a_flag("elsewhere"),
    a_flag("off", enabled=False, off_variant="off"),
    a_flag(
        "ordered", targets={"off": ["user-1"]}, rules=[{"conditions": [IS_PRO], "variant": "on"}]
    ),
    a_flag("tried"),
    a_flag("needs-ramping", prerequisites={"ramping": ["on"]}),
    a_flag("twice"),
]
STANDING_ROLLOUTS = [
    *(of(name, at=2, status=name, run=1) for name in STATUSES),
    of("settled", at=3, status="completed", is_settled=True),
    of("elsewhere", at=3, environment="staging"),
    of("off", at=3, run=1),
    of("ordered", at=2, run=1),
    of("tried", at=2, run=1),
    a_rollout("b", flag="twice", at=3),
    a_rollout("a", flag="twice", at=0, run=1),
]
STANDING_EXPERIMENTS = [
    an_experiment("tried", traffic=50, variants=shows("tried", control=1, treatment=1)),
    an_experiment("waiting", status="paused", variants=shows("twice", control=1, treatment=1)),
]
STANDING_CONTEXTS: list[dict[str, Any]] = [*TWELVE, {"targetingKey": "user-2", "plan": "pro"}]
MET_BEFORE = {"exposures": {f"rollout:{name}.1": "on" for name in (*STATUSES, "tried", "a")}}
OPTED_OUT = {**MET_BEFORE, "out": ["targetingKey"]}

DRAW_FLAGS = [a_flag(name) for name in ("smaller-before", "larger-before", "both-before")]
SMALLER, LARGER = ({"percentage": share, "segments": ["staff"]} for share in (20, 75))
DRAW_ROLLOUTS = [
    of("smaller-before", stages=[SMALLER, *stages(50)], at=1, run=1),
    of("larger-before", stages=[LARGER, *stages(50)], at=1, run=1),
    of("both-before", stages=[SMALLER, LARGER, *stages(30, 50)], at=3, run=1),
]
STAFF = {"key": "staff", "included": [f"user-{number}" for number in range(1, 21)]}

# Name, flags, segments, experiments, rollouts, whether everything is stopped, contexts, what is
# known.
WORLDS: list[tuple[Any, ...]] = [
    ("stages", STAGE_FLAGS, [], [], STAGE_ROLLOUTS, False, STAGE_CONTEXTS, [None, {}]),
    ("who", WHO_FLAGS, WHO_SEGMENTS, [], WHO_ROLLOUTS, False, WHO_CONTEXTS, [None, {}]),
    (
        *("standing", STANDING_FLAGS, [], STANDING_EXPERIMENTS, STANDING_ROLLOUTS, False),
        *(STANDING_CONTEXTS, [None, {}, MET_BEFORE, OPTED_OUT]),
    ),
    (
        *("everything stopped", STANDING_FLAGS, [], STANDING_EXPERIMENTS, STANDING_ROLLOUTS, True),
        *(TWELVE[:4], [None, MET_BEFORE]),
    ),
    ("who is compared", DRAW_FLAGS, [STAFF], [], DRAW_ROLLOUTS, False, FORTY, [{}]),
]


def rollout_worlds() -> Iterator[Case]:
    """Every world with its questions, without their answers. `known` null: nothing is known."""
    for name, flags, segments, experiments, rollouts, is_halted, contexts, memories in WORLDS:
        yield {
            "world": name,
            "environment": "production",
            "now": NOON,
            "flags": flags,
            "segments": segments,
            "experiments": experiments,
            "rollouts": rollouts,
            "halted": is_halted,
            "cases": [
                {"flag": flag["key"], "context": context, "known": known}
                for known in memories
                for flag in flags
                for context in contexts
            ],
        }
