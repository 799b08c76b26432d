"""What a flag answers while a rollout decides its share, and who is in its run."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.answers import Answer
from burgee.domain.evaluation import Evaluator
from tests.unit.domain.experiments import an_experiment, known
from tests.unit.domain.ramps import FLAG, RUN, a_rollout, a_run, ramping, stages
from tests.unit.services.builders import a_flag, a_flag_needing, a_flag_with, settings

EVERYBODY = [f"user-{number}" for number in range(1000)]
IS_PRO = {"attribute": "plan", "operator": "equals", "value": "pro"}


def asked(
    evaluator: Evaluator, unit: Any = "user-1", flag: str = FLAG, **attributes: Any
) -> Answer:
    return evaluator.evaluate(flag, {"targetingKey": unit, **attributes})


def shown(evaluator: Evaluator) -> set[str]:
    """The units that get the new variant."""
    return {unit for unit in EVERYBODY if asked(evaluator, unit).variant == "on"}


def sides(evaluator: Evaluator, run: str = RUN) -> dict[str, str]:
    """Which side of the run each unit is on, of those that are in it."""
    found = {}
    for unit in EVERYBODY:
        context = known({"targetingKey": unit})
        evaluator.evaluate(FLAG, context)
        if run in context.units.met:
            found[unit] = context.units.met[run].variant
    return found


def share_of(flag_share: float) -> Evaluator:
    share = {"variant": "on", "percentage": flag_share}
    return ramping(flags=[a_flag_with(rollout=share)])


@pytest.mark.parametrize(("at", "percentage"), [(0, 10), (1, 20), (2, 50), (3, 100)])
def test_a_stage_shows_the_new_variant_to_whom_the_flags_own_share_would(
    at: int, percentage: float
) -> None:
    assert shown(ramping(a_rollout(at=at))) == shown(share_of(percentage))


def test_a_rollout_stands_in_the_place_of_the_flags_own_share() -> None:
    flag = a_flag_with(rollout={"variant": "on", "percentage": 90})

    assert shown(ramping(a_rollout(), flags=[flag])) == shown(share_of(10))


def test_an_answer_says_of_which_stage_it_is() -> None:
    evaluator = ramping(a_rollout(at=1), flags=[{**a_flag_with(), "metadata": {"team": "shop"}}])
    unit = min(shown(share_of(10)))

    answer = asked(evaluator, unit)

    assert (answer.variant, answer.reason) == ("on", "SPLIT")
    assert answer.metadata == {"team": "shop", "rollout": "ramp", "stage": 0}


def test_who_comes_in_later_is_of_the_later_stage() -> None:
    unit = min(shown(share_of(20)) - shown(share_of(10)))

    assert asked(ramping(a_rollout(at=1)), unit).metadata["stage"] == 1


def test_where_all_are_in_chance_decided_nothing() -> None:
    late = min(set(EVERYBODY) - shown(share_of(50)))

    assert asked(ramping(a_rollout(at=3)), late).reason == "TARGETING_MATCH"


def test_who_is_not_in_gets_the_default() -> None:
    answer = asked(ramping(a_rollout()), min(set(EVERYBODY) - shown(share_of(10))))

    assert (answer.variant, answer.reason, answer.metadata) == ("off", "DEFAULT", {})


def test_excluded_units_keep_the_old_variant() -> None:
    evaluator = ramping(a_rollout(at=3, excluded=["user-1", "7"], stages=stages(1, 2, 3, 100)))

    assert [asked(evaluator, unit).variant for unit in ("user-1", 7.0, "user-2")] == [
        "off",
        "off",
        "on",
    ]


def test_named_units_are_in_whatever_the_share() -> None:
    named = {"percentage": 0, "units": ["user-1", "7"], "wait": "1h"}
    evaluator = ramping(a_rollout(stages=[named, *stages(10)]))

    answers = [asked(evaluator, unit) for unit in ("user-1", 7.0, "user-2")]

    assert [answer.variant for answer in answers] == ["on", "on", "off"]
    assert (answers[0].reason, answers[0].metadata["stage"]) == ("TARGETING_MATCH", 0)


def test_an_audience_is_any_segment_and_every_condition() -> None:
    stage = {"segments": ["staff", "beta"], "conditions": [IS_PRO]}
    segments = [{"key": "staff", "included": ["ann"]}, {"key": "beta", "included": ["bob"]}]
    evaluator = ramping(a_rollout(stages=[stage]), segments=segments)

    found = {
        (unit, plan): asked(evaluator, unit, plan=plan).variant
        for unit in ("ann", "bob", "cid")
        for plan in ("pro", "free")
    }

    assert [who for who, variant in found.items() if variant == "on"] == [
        ("ann", "pro"),
        ("bob", "pro"),
    ]


def test_what_an_earlier_stage_gave_stays() -> None:
    first = {"percentage": 100, "conditions": [IS_PRO]}
    evaluator = ramping(a_rollout(at=1, stages=[first, *stages(10)]))

    assert all(asked(evaluator, unit, plan="pro").variant == "on" for unit in EVERYBODY)
    assert shown(evaluator) == shown(share_of(10))


@pytest.mark.parametrize("percentages", [(50, 20), (50, 20, 40), (20, 50, 30, 50)], ids=str)
def test_a_smaller_stage_after_a_larger_one_takes_nobody_out(percentages: list[float]) -> None:
    at = len(percentages) - 1

    assert shown(ramping(a_rollout(at=at, stages=stages(*percentages)))) == shown(share_of(50))


def test_rules_of_the_flag_come_first() -> None:
    rule = {"conditions": [IS_PRO], "variant": "off"}
    evaluator = ramping(a_rollout(at=3), flags=[a_flag_with(rules=[rule])])

    assert asked(evaluator, plan="pro").variant == "off"
    assert asked(evaluator, plan="free").variant == "on"


@pytest.mark.parametrize(
    "parts",
    [
        {"status": "pending", "stage": None},
        {"status": "rolled_back"},
        {"status": "aborted"},
        {"status": "completed", "is_settled": True},
        {"environment": "staging"},
        {"flag": "gone"},
        {"variant": "gone"},
    ],
    ids=str,
)
def test_what_is_not_served_leaves_the_flag_as_it_is(parts: dict[str, Any]) -> None:
    evaluator = ramping(a_rollout(at=3) | parts)

    assert asked(evaluator).reason == "STATIC"


@pytest.mark.parametrize("status", ["ramping", "holding", "paused", "completed"])
def test_an_open_rollout_is_served_until_it_is_settled(status: str) -> None:
    assert asked(ramping(a_rollout(at=3, status=status))).variant == "on"


def test_a_halted_environment_serves_no_rollout() -> None:
    assert asked(ramping(a_rollout(at=3), is_halted=True)).variant == "off"


def test_a_halted_environment_shows_the_control_of_every_experiment() -> None:
    experiment = an_experiment(status="paused")
    evaluator = ramping(experiments=[experiment], is_halted=True)

    answer = asked(evaluator)

    assert (answer.variant, answer.metadata["experiment"]) == ("off", "gallery")


def test_of_two_rollouts_of_a_flag_the_one_that_was_started_first_decides() -> None:
    earlier, later = "2026-11-25T10:00:00Z", "2026-11-25T11:00:00Z"
    evaluator = ramping(
        a_rollout("a", at=3, started_at=later),
        a_rollout("b", stages=stages(0.001), started_at=earlier),
        a_rollout("c", at=3, started_at=earlier),
    )

    assert "rollout" not in asked(evaluator).metadata


def test_without_a_unit_a_share_cannot_be_drawn() -> None:
    answer = ramping(a_rollout(at=2)).evaluate(FLAG, {})

    assert answer.error_code == "TARGETING_KEY_MISSING"


def test_without_a_unit_a_share_of_an_audience_cannot_be_drawn_by_who_is_in_it() -> None:
    evaluator = ramping(a_rollout(stages=[{"percentage": 50, "conditions": [IS_PRO]}]))

    met = evaluator.evaluate(FLAG, {"plan": "pro"})
    passed = evaluator.evaluate(FLAG, {"plan": "basic"})

    assert (met.error_code, passed.variant) == ("TARGETING_KEY_MISSING", "off")


def test_without_a_unit_the_whole_audience_is_in_all_the_same() -> None:
    answer = ramping(a_rollout(at=3)).evaluate(FLAG, {})

    assert (answer.variant, answer.metadata["stage"]) == ("on", 3)


def test_without_a_unit_another_audience_is_not_asked() -> None:
    stage = {"percentage": 50, "conditions": [IS_PRO]}

    assert ramping(a_rollout(stages=[stage])).evaluate(FLAG, {}).variant == "off"


def test_both_sides_of_the_reached_stage_are_in_its_run() -> None:
    evaluator = ramping(a_rollout(at=1, run=1))

    found = sides(evaluator)

    earlier = shown(share_of(10))
    assert found.keys() == set(EVERYBODY) - earlier
    assert {unit for unit, side in found.items() if side == "on"} == shown(evaluator) - earlier


def test_a_whole_stage_has_a_run_without_an_old_side() -> None:
    evaluator = ramping(a_rollout(at=3, run=1))

    assert set(sides(evaluator).values()) == {"on"}


def test_named_and_excluded_units_are_in_no_run() -> None:
    first = {"percentage": 50, "units": ["user-1"]}
    evaluator = ramping(a_rollout(run=1, stages=[first], excluded=["user-2"]))

    assert {"user-1", "user-2"}.isdisjoint(sides(evaluator))
    assert len(sides(evaluator)) == len(EVERYBODY) - 2


def test_who_is_outside_of_the_audience_is_in_no_run() -> None:
    stage = {"percentage": 50, "conditions": [IS_PRO]}

    assert sides(ramping(a_rollout(run=1, stages=[stage]))) == {}


def test_a_stage_that_draws_nobody_has_no_run() -> None:
    named = {"percentage": 0, "units": ["user-1"]}

    assert sides(ramping(a_rollout(run=1, stages=[named]))) == {}


def test_a_run_that_has_ended_exposes_nobody() -> None:
    body = a_rollout(run=1)
    body["runs"] = [a_run(body, ended_at="2026-11-25T11:30:00Z")]

    evaluator = ramping(body)

    assert sides(evaluator) == {}
    assert evaluator.needs(FLAG) is None


@pytest.mark.parametrize(
    "parts",
    [
        {"enabled": False},
        {"targets": {"off": EVERYBODY}},
        {"prerequisites": {"gone": ["on"]}},
        {"rules": [{"variant": "off"}]},
    ],
    ids=str,
)
def test_what_comes_before_a_rollout_keeps_units_out_of_its_run(parts: dict[str, Any]) -> None:
    assert sides(ramping(a_rollout(run=1), flags=[a_flag_with(**parts)])) == {}


def test_a_unit_that_an_experiment_decides_for_is_not_in_the_run() -> None:
    evaluator = ramping(a_rollout(run=1), experiments=[an_experiment(traffic=50)])

    inside = {
        unit
        for unit in EVERYBODY
        if "experiment" in evaluator.evaluate(FLAG, known({"targetingKey": unit})).metadata
    }

    assert 300 < len(inside) < 700
    assert sides(evaluator).keys() == set(EVERYBODY) - inside


def test_what_storage_knows_never_overrides_the_hash() -> None:
    evaluator = ramping(a_rollout(run=1))
    out = min(set(EVERYBODY) - shown(evaluator))
    context = known({"targetingKey": out}, exposures={RUN: "on"})

    answer = evaluator.evaluate(FLAG, context)

    assert answer.variant == "off"
    assert (context.units.met[RUN].variant, context.units.met[RUN].is_new) == ("off", False)


def test_a_unit_that_has_opted_out_is_shown_the_same_and_not_exposed() -> None:
    evaluator = ramping(a_rollout(at=3, run=1))
    context = known(takes_part={"targetingKey": False})

    assert evaluator.evaluate(FLAG, context).variant == "on"
    assert context.units.met == {}


def test_without_what_is_known_nothing_is_noted() -> None:
    evaluator = ramping(a_rollout(at=3, run=1))

    assert evaluator.evaluate(FLAG, {"targetingKey": "user-1"}).variant == "on"


def test_a_unit_less_context_is_in_no_run() -> None:
    context = known({})

    assert ramping(a_rollout(at=3, run=1)).evaluate(FLAG, context).variant == "on"
    assert context.units.met == {}


def test_a_rollout_without_a_run_needs_to_know_nothing_of_units() -> None:
    evaluator = ramping(a_rollout())

    assert (evaluator.needs(FLAG), evaluator.needs_all()) == (None, None)


def test_a_run_needs_to_know_the_units_that_it_counts() -> None:
    evaluator = ramping(a_rollout(run=1, bucket_by="account.id"))

    needs = evaluator.needs(FLAG)

    assert needs is not None
    assert (needs.unit_types, needs.profile) == (("account.id",), False)
    assert evaluator.needs_all() is not None


def test_the_run_of_a_prerequisite_counts_too() -> None:
    flags = [a_flag_with(), a_flag_needing("detail", FLAG)]
    evaluator = ramping(a_rollout(run=1), flags=flags)
    context = known()

    evaluator.evaluate("detail", context)

    needs = evaluator.needs("detail")
    assert needs is not None
    assert needs.unit_types == ("targetingKey",)
    assert list(context.units.met) == [RUN]


def test_an_audience_by_what_units_did_needs_their_profile() -> None:
    often = {"operator": "action_count", "value": {"action": "visit", "at_least": 1}}
    evaluator = ramping(a_rollout(stages=[{"conditions": [often]}]))

    needs = evaluator.needs(FLAG)

    assert needs is not None
    assert needs.profile
    assert evaluator.ruleset.manifest["profile"] is True


def test_units_are_told_apart_by_what_the_rollout_says() -> None:
    evaluator = ramping(a_rollout(bucket_by="account.id", excluded=["7"], at=3))

    variants = [
        evaluator.evaluate(FLAG, {"targetingKey": "user-1", "account": {"id": number}}).variant
        for number in (7, 8)
    ]

    assert variants == ["off", "on"]


def test_a_published_rollout_says_which_attributes_it_reads() -> None:
    device = {"attribute": "device_type", "operator": "equals", "value": "mobile"}
    body = a_rollout(run=1, stages=[{"percentage": 50, "conditions": [device]}], bucket_by="region")
    body["runs"] = [a_run(body, dimensions=["browser"])]
    manifest = ramping(body).ruleset.manifest

    assert manifest["edge"] == ["browser", "device_type", "region"]
    assert (manifest["unit_types"], manifest["tracked_unit_types"]) == (["region"], ["region"])


def test_events_rest_for_guardrails_until_the_rollout_is_archived() -> None:
    bodies = [a_rollout(run=1, status="pending", bucket_by="account"), a_rollout("plain")]

    assert ramping(*bodies).ruleset.manifest["tracked_unit_types"] == ["account"]
    assert ramping(bodies[0] | {"is_archived": True}).ruleset.manifest["tracked_unit_types"] == []


def test_other_environments_have_their_own_share() -> None:
    flag = a_flag(environments={"production": settings(), "staging": settings()})

    assert asked(ramping(a_rollout(at=3, environment="staging"), flags=[flag])).variant == "off"
