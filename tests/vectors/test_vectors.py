"""What is pinned for every language holds for this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from burgee.domain.answers import Answer
from burgee.domain.assignment import blocked_variant
from burgee.domain.bucketing import make_draw, seed_of, slot_of, unit_text
from burgee.domain.compilation import compile_flag
from burgee.domain.evaluation import Evaluator
from burgee.domain.experiment_forms import Holdout, reduced
from burgee.domain.known_units import KnownUnits
from burgee.domain.operators import OPERATORS
from tests.unit.domain.experiments import known, parsed_experiments, serving
from tests.unit.domain.ramps import parsed_rollouts, ramping
from tests.unit.domain.rulesets import a_ruleset, an_evaluator, parsed_flags, parsed_segments
from tests.unit.domain.tiers import first_tier, second_tier
from tests.unit.services.builders import a_flag_with
from tests.vectors.generate import (
    FILES,
    HERE,
    AnswerChangedError,
    answered_bucketing,
    as_file,
    as_text,
    with_added,
    written,
)

TIERS = pytest.mark.parametrize("tier", [first_tier, second_tier])
UNITS = written("bucketing.json")
CONDITIONS = written("operators.json")
WORLDS = written("evaluation.json")
TRIALS = written("experiments.json")
RAMPS = written("rollouts.json")
BLOCKS = written("blocks.json")


def matches(case: dict[str, Any]) -> bool:
    segments = case.get("segments", [])
    scope = an_evaluator(segments=segments, now=case["now"]).scope
    build = OPERATORS[case["operator"]].build
    return build(case["attribute"] or "", case["value"], scope)(case["context"])


def evaluator_of(world: dict[str, Any]) -> Evaluator:
    ruleset = a_ruleset(parsed_flags(world["flags"]), parsed_segments(world["segments"]))
    return Evaluator(ruleset, lambda: world["now"])


def test_units_are_hashed_as_pinned() -> None:
    for case in UNITS:
        assert unit_text(case["unit"]) == case["text"], case
        assert seed_of(case["salt"], case["purpose"]) == case["seed"], case


def test_units_are_drawn_as_pinned() -> None:
    drawn = [case for case in UNITS if case["text"] is not None]

    for case in drawn:
        bucketing = {"seed": case["seed"]}
        number = make_draw(bucketing)({"targetingKey": case["unit"]})
        assert (number, slot_of(bucketing, number)) == (case["hash"], case["slot"]), case
    assert len(drawn) > 50


def test_conditions_match_as_pinned() -> None:
    differ = [case for case in CONDITIONS if matches(case) is not case["matches"]]

    assert differ == []


def test_rules_of_one_condition_match_as_pinned() -> None:
    assert [case for case in CONDITIONS if decides(case) is not case["matches"]] == []


def test_rules_of_one_condition_match_as_pinned_in_the_second_tier() -> None:
    assert [case for case in CONDITIONS if decides(case, second_tier) is not case["matches"]] == []


def decides(case: dict[str, Any], tier: Callable[[Evaluator], Evaluator] = first_tier) -> bool:
    """Whether a flag shows the variant of a rule that has this one condition."""
    condition = {name: case[name] for name in ("attribute", "operator", "value")}
    flag = a_flag_with(rules=[{"conditions": [condition], "variant": "on"}])
    evaluator = tier(an_evaluator(flag, segments=case.get("segments", []), now=case["now"]))
    return evaluator.evaluate(flag["key"], case["context"]).variant == "on"


@TIERS
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world["world"])
def test_flags_answer_as_pinned(
    world: dict[str, Any], tier: Callable[[Evaluator], Evaluator]
) -> None:
    evaluator = tier(evaluator_of(world))

    for case in world["cases"]:
        answer = evaluator.evaluate(case["flag"], case["context"])
        assert as_text(told(answer)) == as_text(case["answer"]), case


@TIERS
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world["world"])
def test_flags_answer_as_pinned_when_all_are_asked(
    world: dict[str, Any], tier: Callable[[Evaluator], Evaluator]
) -> None:
    evaluator = tier(evaluator_of(world))
    known = {flag["key"] for flag in world["flags"]}

    for case in world["cases"]:
        if case["flag"] in known:
            answer = evaluator.evaluate_all(case["context"])[case["flag"]]
            assert as_text(told(answer)) == as_text(case["answer"]), case


def told(answer: Answer) -> dict[str, Any]:
    return {
        "value": answer.value,
        "variant": answer.variant,
        "reason": answer.reason,
        "error_code": answer.error_code,
        "metadata": dict(answer.metadata),
    }


def evaluator_of_trials(world: dict[str, Any]) -> Evaluator:
    return serving(
        *world["experiments"],
        flags=world["flags"],
        segments=world["segments"],
        groups=world["groups"],
        holdout=Holdout(*world["holdout"]),
        now=world["now"],
    )


def evaluator_of_runs(world: dict[str, Any]) -> Evaluator:
    return evaluator_of_ramps(world) if "rollouts" in world else evaluator_of_trials(world)


def evaluator_of_ramps(world: dict[str, Any]) -> Evaluator:
    return ramping(
        *world["rollouts"],
        flags=world["flags"],
        segments=world["segments"],
        experiments=world["experiments"],
        is_halted=world["halted"],
        now=world["now"],
    )


@TIERS
@pytest.mark.parametrize("world", TRIALS + RAMPS, ids=lambda world: world["world"])
def test_experiments_and_rollouts_decide_as_pinned(
    world: dict[str, Any], tier: Callable[[Evaluator], Evaluator]
) -> None:
    evaluator = tier(evaluator_of_runs(world))

    for case in world["cases"]:
        if case["known"] is None:
            answer = evaluator.evaluate(case["flag"], case["context"])
            assert as_text(told(answer)) == as_text(case["answer"]), case


@TIERS
@pytest.mark.parametrize("world", TRIALS + RAMPS, ids=lambda world: world["world"])
def test_they_decide_for_known_units_as_pinned(
    world: dict[str, Any], tier: Callable[[Evaluator], Evaluator]
) -> None:
    evaluator = tier(evaluator_of_runs(world))

    for case in world["cases"]:
        if case["known"] is not None:
            context = known(
                case["context"],
                exposures=case["known"].get("exposures"),
                drawn=case["known"].get("drawn"),
                takes_part=dict.fromkeys(case["known"].get("out", ()), False),
            )
            answer = evaluator.evaluate(case["flag"], context)
            assert as_text(told(answer)) == as_text(case["answer"]), case
            assert notes_of(context.units) == notes_in(case), case


def notes_of(units: KnownUnits) -> dict[str, Any]:
    met = {run: [met.variant, met.is_new] for run, met in units.met.items()}
    return {"met": met, "wanted": list(units.wanted), "left": units.left}


def notes_in(case: dict[str, Any]) -> dict[str, Any]:
    return {name: case[name] for name in ("met", "wanted", "left")}


@pytest.mark.parametrize("world", TRIALS, ids=lambda world: world["world"])
def test_experiments_are_compiled_as_pinned(world: dict[str, Any]) -> None:
    holdout = Holdout(*world["holdout"])
    served = parsed_experiments(world["experiments"], world["groups"], holdout)

    assert as_text(served.forms(world["environment"])) == as_text(world["forms"])


@pytest.mark.parametrize("world", RAMPS, ids=lambda world: world["world"])
def test_rollouts_are_compiled_as_pinned(world: dict[str, Any]) -> None:
    served = parsed_rollouts(world["rollouts"], is_halted=world["halted"])

    forms = served.forms(world["environment"], parsed_flags(world["flags"]))

    assert as_text(dict(sorted(forms.items()))) == as_text(world["forms"])


def test_blocks_are_shuffled_as_pinned() -> None:
    for case in BLOCKS:
        form = {
            "block_size": case["block_size"],
            "weights": reduced(case["weights"]),
            "split": {"seed": seed_of(case["salt"], "split")},
        }
        positions = range(3 * case["block_size"])
        shown = [blocked_variant(form, case["stratum"], position) for position in positions]
        assert shown == [variant for block in case["blocks"] for variant in block], case
    assert len(BLOCKS) > 10


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world["world"])
def test_flags_are_compiled_as_pinned(world: dict[str, Any]) -> None:
    flags = parsed_flags(world["flags"])

    forms = {flag.key: compile_flag(flag, world["environment"], 1) for flag in flags}

    assert as_text(forms) == as_text(world["forms"])


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_every_operator_is_asked_in_every_way(operator: str) -> None:
    ways = {case["about"] for case in CONDITIONS if case["operator"] == operator}

    assert ways == {"match", "mismatch", "missing", "wrong type"}


def test_what_is_said_to_match_does() -> None:
    wrong = [
        case
        for case in CONDITIONS
        if case["about"] in ("match", "mismatch")
        if case["matches"] is not (case["about"] == "match")
    ]

    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_every_case_that_is_written_down_is_pinned(name: str) -> None:
    asked, answer = FILES[name]

    assert (HERE / name).read_text() == as_file(with_added(written(name), asked(), answer))


def test_a_pinned_answer_is_never_changed() -> None:
    altered = {**UNITS[0], "slot": UNITS[0]["slot"] + 1}

    with pytest.raises(AnswerChangedError):
        with_added([altered], [], answered_bucketing)


def test_a_new_case_comes_after_those_that_are_pinned() -> None:
    fresh = {"unit": "somebody-new", "salt": "s", "purpose": "rollout"}

    grown = with_added(UNITS[:2], [fresh, UNITS[0]], answered_bucketing)

    assert grown == [*UNITS[:2], answered_bucketing(fresh)]
