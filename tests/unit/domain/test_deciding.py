"""Where experiments stand in the order of evaluation, what they answer, and what they note."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.answers import Answer
from burgee.domain.evaluation import Evaluator
from tests.unit.domain.experiments import FLAG, an_experiment, known, serving
from tests.unit.domain.rulesets import from_forms
from tests.unit.services.builders import a_flag_needing, a_flag_with

RUN = "gallery.1"
ALL_ON: dict[str, Any] = {"control": {"weight": 0}, "treatment": {"flags": {FLAG: "on"}}}
ALL_CONTROL: dict[str, Any] = {"control": {}, "treatment": {"weight": 0, "flags": {FLAG: "on"}}}
PROS = {"include": {"attributes": {"plan": ["pro"]}}}
USER = {"targetingKey": "user-1"}


def test_an_experiment_decides_before_the_rules() -> None:
    flag = a_flag_with(rules=[{"id": "r", "conditions": [], "variant": "off"}])

    answer = serving(an_experiment(variants=ALL_ON), flags=[flag]).evaluate(FLAG, USER)

    assert (answer.value, answer.variant, answer.reason) == (True, "on", "SPLIT")
    assert answer.metadata == {
        "experiment": "gallery",
        "run": 1,
        "experimentVariant": "treatment",
    }


def test_the_flags_own_metadata_stays() -> None:
    flag = {**a_flag_with(), "metadata": {"team": "shop"}}

    answer = serving(an_experiment(variants=ALL_ON), flags=[flag]).evaluate(FLAG, USER)

    assert (answer.metadata["team"], answer.metadata["experiment"]) == ("shop", "gallery")


def test_equal_answers_are_one_object() -> None:
    evaluator = serving(an_experiment(variants=ALL_ON))

    assert evaluator.evaluate(FLAG, USER) is evaluator.evaluate(FLAG, {"targetingKey": "user-2"})


def test_whoever_is_not_in_gets_the_ordinary_answer() -> None:
    answer = serving(an_experiment(eligibility=PROS)).evaluate(FLAG, USER)

    assert (answer.variant, answer.reason, answer.metadata) == ("off", "DEFAULT", {})


def test_a_flag_that_is_missing_its_unit_is_no_error() -> None:
    answer = serving(an_experiment()).evaluate(FLAG, {})

    assert (answer.reason, answer.error_code) == ("DEFAULT", None)


def test_control_without_an_entry_is_met_and_leaves_the_flag_to_its_rules() -> None:
    flag = a_flag_with(rules=[{"id": "r", "conditions": [], "variant": "on"}])
    context = known()

    answer = serving(an_experiment(variants=ALL_CONTROL), flags=[flag]).evaluate(FLAG, context)

    assert (answer.variant, answer.reason) == ("on", "TARGETING_MATCH")
    assert answer.metadata == {"rule": "r"}
    assert (context.units.met[RUN].variant, context.units.met[RUN].is_new) == ("control", True)


def test_a_variant_that_the_flag_has_no_more_falls_through() -> None:
    gone = {"control": {}, "treatment": {"flags": {FLAG: "gone"}}}

    answer = serving(an_experiment(variants=gone)).evaluate(
        FLAG, known(exposures={RUN: "treatment"})
    )

    assert (answer.variant, answer.reason) == ("off", "DEFAULT")


def columns(override: Any) -> Evaluator:
    """A configuration that an experiment overrides for everybody."""
    flag = {
        **a_flag_with(default_variant="three"),
        "kind": "number",
        "purpose": "configuration",
        "variants": {"three": {"value": 3}, "four": {"value": 4}},
    }
    shown = {"weight": 1, "configuration": {FLAG: override}}
    return serving(an_experiment(variants={"control": {"weight": 0}, "wide": shown}), flags=[flag])


def test_a_configuration_can_be_one_of_the_flags_variants() -> None:
    answer = columns("four").evaluate(FLAG, USER)

    assert (answer.value, answer.variant) == (4, "four")


def test_a_configuration_can_be_a_value_of_its_own() -> None:
    answer = columns({"value": 5.0}).evaluate(FLAG, USER)

    assert (repr(answer.value), answer.variant, answer.reason) == ("5.0", "wide", "SPLIT")


def test_an_experiment_that_was_stopped_is_in_nobodys_way() -> None:
    stopped = an_experiment("before", status="cancelled", halted=True)

    answer = serving(stopped, an_experiment(variants=ALL_ON)).evaluate(FLAG, USER)

    assert answer.metadata["experiment"] == "gallery"


def test_the_first_experiment_that_takes_a_unit_decides() -> None:
    ranges = [{"key": "shop", "begin": begin, "end": begin + 50} for begin in (0, 50)]
    evaluator = serving(
        an_experiment("a", group=ranges[0]),
        an_experiment("b", group=ranges[1]),
        groups=[{"key": "shop"}],
    )

    units = [{"targetingKey": f"user-{number}"} for number in range(100)]
    deciding = [evaluator.evaluate(FLAG, unit).metadata["experiment"] for unit in units]

    assert set(deciding) == {"a", "b"}


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"enabled": False}, "off"),
        ({"prerequisites": {"gone": ["on"]}}, "prerequisite"),
        ({"targets": {"on": ["user-1"]}}, "target"),
    ],
)
def test_what_comes_before_an_experiment_takes_exposed_units_from_it(
    settings: dict[str, Any], why: str
) -> None:
    context = known(exposures={RUN: "treatment"})

    serving(an_experiment(), flags=[a_flag_with(**settings)]).evaluate(FLAG, context)

    assert (context.units.left, context.units.met) == ({RUN: why}, {})


@pytest.mark.parametrize(
    "settings",
    [
        {"enabled": False},
        {"prerequisites": {"gone": ["on"]}},
        {"targets": {"on": ["user-1"]}},
    ],
    ids=["off", "prerequisite", "target"],
)
def test_without_an_experiment_nobody_is_taken_from_one(settings: dict[str, Any]) -> None:
    context = known(exposures={RUN: "treatment"})

    serving(flags=[a_flag_with(**settings)]).evaluate(FLAG, context)

    assert context.units.left == {}


def test_an_archived_flag_takes_exposed_units_too() -> None:
    context = known(exposures={RUN: "treatment"})
    archived = {**a_flag_with(), "lifecycle": "archived"}

    serving(an_experiment(), flags=[archived]).evaluate(FLAG, context)

    assert context.units.left == {RUN: "off"}


def test_an_experiment_of_a_prerequisite_is_met_too() -> None:
    flags = [a_flag_with(), a_flag_needing("b", FLAG)]
    context = known()

    serving(an_experiment(), flags=flags).evaluate("b", context)

    assert list(context.units.met) == [RUN]


def test_all_flags_at_once_decide_alike() -> None:
    flags = [a_flag_with(), {**a_flag_with(), "key": "other"}]
    both: dict[str, Any] = {"control": {"weight": 0}, "b": {"flags": {FLAG: "on", "other": "on"}}}
    context = known()

    answers = serving(an_experiment(variants=both), flags=flags).evaluate_all(context)

    assert {key: answer.variant for key, answer in answers.items()} == {FLAG: "on", "other": "on"}
    assert list(context.units.met) == [RUN]


def test_an_experiment_that_the_ruleset_does_not_hold_decides_nothing() -> None:
    form = {
        "enabled": True,
        "variants": {"on": True},
        "default": "on",
        "default_reason": "DEFAULT",
        "experiments": ["gone"],
    }

    assert from_forms(flag=form).evaluate("flag", USER).variant == "on"


def exposed_by(answer: Answer) -> tuple[str, str] | None:
    """The run and the variant that an answer exposes its unit to."""
    if answer.exposes is None:
        return None
    form, variant = answer.exposes
    return form["run"], variant


def test_an_answer_says_what_it_exposes_the_unit_to() -> None:
    answer = serving(an_experiment(variants=ALL_ON)).evaluate(FLAG, USER)

    assert exposed_by(answer) == (RUN, "treatment")


def test_an_override_exposes_too() -> None:
    assert exposed_by(columns({"value": 5}).evaluate(FLAG, USER)) == (RUN, "wide")


def test_a_variant_that_leaves_the_flag_to_its_rules_exposes_all_the_same() -> None:
    evaluator = serving(an_experiment(variants=ALL_CONTROL))

    answer = evaluator.evaluate(FLAG, USER)

    assert (answer.variant, exposed_by(answer)) == ("off", (RUN, "control"))
    assert answer is evaluator.evaluate(FLAG, USER)


def test_who_is_not_in_is_exposed_to_nothing() -> None:
    answer = serving(an_experiment(eligibility=PROS)).evaluate(FLAG, USER)

    assert exposed_by(answer) is None


@pytest.mark.parametrize(
    ("variants", "kept"),
    [(ALL_ON, "treatment"), (ALL_CONTROL, "control")],
    ids=["spoken", "silent"],
)
def test_an_experiment_that_was_halted_exposes_nobody(variants: dict[str, Any], kept: str) -> None:
    stopped = an_experiment(variants=variants, control=kept, status="cancelled", halted=True)
    evaluator = serving(stopped)
    assigner = evaluator.assigner("gallery")

    answer = evaluator.evaluate(FLAG, USER)

    assert assigner is not None
    assert (assigner.outcome(USER), exposed_by(answer)) == (("halted", kept), None)
