"""What holds for every experiment, and every context."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.answers import Answer
from burgee.domain.explanation import answer_form, explain
from burgee.domain.known_units import KnownUnits
from tests.reference.experiments import Memory
from tests.reference.interpreter import Outcome
from tests.unit.domain.strategies import any_json, contexts
from tests.unit.domain.test_evaluation_properties import hostile_contexts
from tests.unit.domain.trials import Trial, known_of, memories, memory_of, trials
from tests.unit.domain.worlds import FLAGS
from tests.unit.properties import examples

pytestmark = pytest.mark.unwatched  # thousands of worlds: being watched takes three times as long

several_contexts = st.lists(contexts(), min_size=3, max_size=3)


def outcome(answer: Answer) -> Outcome:
    return Outcome(
        answer.value, answer.variant, answer.reason, answer.error_code, dict(answer.metadata)
    )


def notes(units: KnownUnits) -> Any:
    met = {run: [each.variant, each.is_new] for run, each in units.met.items()}
    return met, set(units.wanted), units.left


def read_notes(memory: Memory) -> Any:
    return memory.met, set(memory.wanted), memory.left


@examples(50)
@given(trials(), several_contexts)
def test_experiments_answer_as_their_documents_read(
    trial: Trial, asked: list[dict[str, Any]]
) -> None:
    evaluator, interpreter = trial.evaluator(), trial.interpreter()

    for context in asked:
        for flag_key in FLAGS:
            read = interpreter.evaluate(flag_key, context)
            assert outcome(evaluator.evaluate(flag_key, context)) == read


@examples(50)
@given(trials(), memories(), several_contexts)
def test_experiments_answer_and_note_for_known_units_as_their_documents_read(
    trial: Trial, found: dict[str, Any], asked: list[dict[str, Any]]
) -> None:
    evaluator, interpreter = trial.evaluator(), trial.interpreter()

    for context in asked:
        for flag_key in FLAGS:
            units, memory = known_of(found, context), memory_of(found)
            read = interpreter.evaluate(flag_key, context, memory)
            assert outcome(evaluator.evaluate(flag_key, units)) == read
            if read.error_code is None:
                assert notes(units.units) == read_notes(memory)


@examples(15)
@given(trials(), memories(), contexts())
def test_who_was_exposed_is_answered_alike_ever_after(
    trial: Trial, found: dict[str, Any], context: dict[str, Any]
) -> None:
    evaluator = trial.evaluator()

    for flag_key in FLAGS:
        first = known_of(found, context)
        answer = evaluator.evaluate(flag_key, first)
        met = {run: each.variant for run, each in first.units.met.items()}
        stored = {**found, "exposures": found["exposures"] | met, "drawn": {}}
        again = known_of(stored, context)
        if answer.error_code is None and not first.units.left:
            assert evaluator.evaluate(flag_key, again) is answer
            assert not any(each.is_new for each in again.units.met.values())


@examples(15)
@given(trials(), memories(), contexts())
def test_probabilities_add_up_to_at_most_one_and_allow_what_was_assigned(
    trial: Trial, found: dict[str, Any], context: dict[str, Any]
) -> None:
    evaluator, units = trial.evaluator(), known_of(found, context)

    for body in trial.experiments:
        experiment = evaluator.assigner(body["key"])
        if experiment is not None:
            likely = experiment.probabilities(units)
            variant = experiment.outcome(units)[1]
            assert all(0 <= each <= 1 for each in likely.values())
            assert sum(likely.values()) <= 1 + 1e-9
            assert variant is None or likely[variant] > 0


@examples(15)
@given(trials(), memories(), contexts())
def test_an_explanation_of_an_experiment_says_what_its_answer_does(
    trial: Trial, found: dict[str, Any], context: dict[str, Any]
) -> None:
    evaluator = trial.evaluator()

    for flag_key in FLAGS:
        trace = explain(evaluator, flag_key, known_of(found, context))
        answer = evaluator.evaluate(flag_key, known_of(found, context))
        assert trace["answer"] == answer_form(answer)
        told = [step for step in trace["steps"] if step.get("answers")]
        decided = [answer.metadata["experimentVariant"]] if "run" in answer.metadata else []
        assert [step["variant"] for step in told] == decided


@examples(10)
@given(trials(), hostile_contexts)
def test_no_context_makes_an_experiment_fail(trial: Trial, context: dict[str, Any]) -> None:
    answers = trial.evaluator().evaluate_all(context)

    assert {answer.error_code for answer in answers.values()} <= {None, "TARGETING_KEY_MISSING"}


@examples(10)
@given(trials(), any_json.filter(lambda found: not isinstance(found, dict)))
def test_a_context_that_is_no_object_is_an_answer(trial: Trial, context: Any) -> None:
    answers = trial.evaluator().evaluate_all(context)

    assert {answer.error_code for answer in answers.values()} <= {None, "INVALID_CONTEXT"}
