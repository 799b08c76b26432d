"""Both tiers answer alike, whatever documents and contexts come."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burgee.domain.answers import Answer
from burgee.domain.evaluation import Evaluator
from burgee.domain.explanation import answer_form
from tests.unit.domain.rulesets import an_evaluator
from tests.unit.domain.strategies import NOW, any_json, contexts
from tests.unit.domain.test_evaluation_properties import (
    evaluator_of,
    flags_of_every_operator,
    hostile_contexts,
)
from tests.unit.domain.test_experiment_properties import notes, outcome
from tests.unit.domain.test_rollout_properties import Ramped, ramped
from tests.unit.domain.tiers import first_tier, is_generated, second_tier
from tests.unit.domain.trials import Trial, known_of, memories, trials
from tests.unit.domain.worlds import FLAGS, World, worlds
from tests.unit.properties import examples

pytestmark = pytest.mark.unwatched  # thousands of worlds: being watched takes three times as long

many_contexts = st.lists(
    st.one_of(contexts(), contexts(), hostile_contexts, any_json), min_size=3, max_size=3
)


def told(answer: Answer) -> dict[str, Any]:
    exposes = answer.exposes and (answer.exposes[0]["run"], answer.exposes[1])
    return {"key": answer.flag_key, **answer_form(answer), "exposes": exposes}


def check_tiers(evaluator: Evaluator, asked: list[Any]) -> None:
    closures, source = first_tier(evaluator), second_tier(evaluator)
    for context in asked:
        all_of_them = closures.evaluate_all(context)
        at_once = source.evaluate_all(context)
        assert list(at_once) == list(all_of_them)
        for key, answer in all_of_them.items():
            assert told(source.evaluate(key, context)) == told(answer)
            assert told(at_once[key]) == told(answer)


@examples(20)
@given(worlds(), many_contexts)
def test_both_tiers_answer_alike(world: World, asked: list[Any]) -> None:
    check_tiers(evaluator_of(world), asked)


@examples(20)
@given(trials(), many_contexts)
def test_both_tiers_decide_experiments_alike(trial: Trial, asked: list[Any]) -> None:
    check_tiers(trial.evaluator(), asked)


@examples(20)
@given(ramped(), many_contexts)
def test_both_tiers_decide_rollouts_alike(world: Ramped, asked: list[Any]) -> None:
    check_tiers(world.evaluator(), asked)


@examples(20)
@given(st.one_of(trials(), ramped()), st.lists(contexts(), min_size=3, max_size=3))
def test_generated_source_answers_as_the_documents_read(
    world: Trial | Ramped, asked: list[dict[str, Any]]
) -> None:
    source, interpreter = second_tier(world.evaluator()), world.interpreter()

    for context in asked:
        together = source.evaluate_all(context)
        for flag_key in FLAGS:
            read = interpreter.evaluate(flag_key, context)
            assert outcome(source.evaluate(flag_key, context)) == read
            assert outcome(together[flag_key]) == read


@examples(15)
@given(flags_of_every_operator(), st.lists(hostile_contexts, min_size=4, max_size=4))
def test_both_tiers_ask_every_operator_alike(flags: list[dict[str, Any]], asked: list[Any]) -> None:
    check_tiers(an_evaluator(*flags, now=NOW[0]), asked)


@examples(20)
@given(st.one_of(trials(), ramped()), memories(), st.lists(contexts(), min_size=2, max_size=2))
def test_both_tiers_note_alike_of_known_units(
    world: Trial | Ramped, found: dict[str, Any], asked: list[dict[str, Any]]
) -> None:
    tiers = first_tier(world.evaluator()), second_tier(world.evaluator())

    for context in asked:
        for flag_key in FLAGS:
            first, second = known_of(found, context), known_of(found, context)
            answers = [tiers[0].evaluate(flag_key, first), tiers[1].evaluate(flag_key, second)]
            assert told(answers[0]) == told(answers[1])
            assert notes(first.units) == notes(second.units)
        first, second = known_of(found, context), known_of(found, context)
        together = tiers[0].evaluate_all(first), tiers[1].evaluate_all(second)
        assert [*map(told, together[0].values())] == [*map(told, together[1].values())]
        assert notes(first.units) == notes(second.units)


def test_most_random_flags_that_decide_anything_are_generated() -> None:
    seen: list[bool] = []

    @settings(max_examples=50, database=None)
    @given(worlds())
    def look(world: World) -> None:
        source = second_tier(evaluator_of(world))
        for key in FLAGS:
            source.evaluate(key, {})
            seen.append(is_generated(source, key))

    look()

    assert sum(seen) > len(seen) / 2
