"""The evaluator for Node answers what the one for Python does, whatever is asked.

`BURGEE_WORLDS=2000` asks about more worlds than the tests do by themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burgee.domain.evaluation import Evaluator
from burgee.domain.known_units import KnownContext
from burgee.domain.operators import OPERATORS
from tests.unit.clients.answering import NodeEvaluator, build, run_tests
from tests.unit.domain.rulesets import an_evaluator
from tests.unit.domain.strategies import NOW, VALUES, contexts
from tests.unit.domain.test_evaluation_properties import flags_of_every_operator, hostile_contexts
from tests.unit.domain.test_rollout_properties import Ramped, ramped
from tests.unit.domain.trials import Trial, known_of, memories, trials
from tests.unit.domain.worlds import FLAGS
from tests.unit.services.builders import a_flag_with

pytestmark = pytest.mark.node

WORLDS = int(os.environ.get("BURGEE_WORLDS", "5"))
some_worlds = settings(
    max_examples=WORLDS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
several_contexts = st.lists(contexts(), min_size=3, max_size=3)


@pytest.fixture(scope="module")
def node() -> Iterator[NodeEvaluator]:
    build()
    running = NodeEvaluator()
    yield running
    running.close()


def answered(
    evaluator: Evaluator, flag: str, context: Any, known: dict[str, Any] | None
) -> dict[str, Any]:
    """What Python answers, as `NodeEvaluator.ask` tells it."""
    asked = context if known is None else known_of(known, context)
    answer, needs = evaluator.evaluate(flag, asked), evaluator.needs(flag)
    form, variant = answer.exposes or (None, None)
    names = ("value", "variant", "reason", "error_code")
    told = {name: getattr(answer, name) for name in names} | {"metadata": dict(answer.metadata)}
    return {
        "answer": told,
        "exposes": [form["run"], variant] if form is not None else None,
        "notes": notes_of(asked) if known is not None else None,
        "needs": [list(needs.unit_types), needs.profile] if needs is not None else None,
    }


def notes_of(context: KnownContext) -> dict[str, Any]:
    units = context.units
    met = {run: [each.variant, each.is_new] for run, each in units.met.items()}
    return {"met": met, "wanted": list(units.wanted), "left": units.left}


def normal(told: dict[str, Any]) -> str:
    """One text for equal answers: JavaScript has no whole numbers of its own. What was noted
    before an evaluation failed is nothing to rely on."""
    kept = {**told, "notes": None} if told["answer"]["error_code"] else told
    return json.dumps(_with_floats(kept), sort_keys=True)


def _with_floats(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _with_floats(each) for name, each in found.items()}
    if isinstance(found, list):
        return [_with_floats(each) for each in found]
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else found


def as_sent(context: Any) -> Any:
    """The context as it arrives: two halves of a surrogate pair become one character."""
    return json.loads(json.dumps(context))


def check(
    node: NodeEvaluator,
    evaluator: Evaluator,
    flag: str,
    context: Any,
    known: dict[str, Any] | None = None,
) -> None:
    sent = as_sent(context)
    expected = answered(evaluator, flag, sent, known)
    assert normal(node.ask(flag, sent, known)) == normal(expected)


def test_the_vectors_hold(node: NodeEvaluator) -> None:
    assert run_tests("vectors.test.js").endswith("# fail 0")


@some_worlds
@given(flags_of_every_operator(), st.lists(hostile_contexts, min_size=2, max_size=2))
def test_every_operator_matches_alike_for_hostile_contexts(
    node: NodeEvaluator, flags: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> None:
    evaluator = an_evaluator(*flags, now=NOW[0])
    node.load(evaluator.ruleset, NOW[0])

    for context in asked:
        for flag in flags:
            check(node, evaluator, flag["key"], context)


@pytest.mark.parametrize("operator", sorted(set(OPERATORS) - {"in_segment"}))
@some_worlds
@given(data=st.data())
def test_each_operator_matches_alike(
    node: NodeEvaluator, operator: str, data: st.DataObject
) -> None:
    condition: dict[str, Any] = {"operator": operator, "value": data.draw(VALUES[operator])}
    attributes = ("plan", "account.plan", "version", "ip", "since", "tags", "age")
    if OPERATORS[operator].takes_attribute:
        condition["attribute"] = data.draw(st.sampled_from(attributes))
    now = data.draw(st.sampled_from(NOW))
    evaluator = an_evaluator(
        a_flag_with(rules=[{"conditions": [condition], "variant": "on"}]), now=now
    )
    node.load(evaluator.ruleset, now)

    for _ in range(4):
        check(node, evaluator, "new-gallery", data.draw(contexts(like=operator)))


@some_worlds
@given(trials(), st.one_of(st.none(), memories()), several_contexts)
def test_experiments_answer_and_note_alike(
    node: NodeEvaluator, trial: Trial, known: dict[str, Any] | None, asked: list[dict[str, Any]]
) -> None:
    evaluator = trial.evaluator()
    node.load(evaluator.ruleset, trial.world.now)

    for context in asked:
        for flag in FLAGS:
            check(node, evaluator, flag, context, known)


@some_worlds
@given(ramped(), st.one_of(st.none(), memories()), several_contexts)
def test_rollouts_answer_and_note_alike(
    node: NodeEvaluator, world: Ramped, known: dict[str, Any] | None, asked: list[dict[str, Any]]
) -> None:
    evaluator = world.evaluator()
    node.load(evaluator.ruleset, world.world.now)

    for context in asked:
        for flag in (*FLAGS, "nowhere"):
            check(node, evaluator, flag, context, known)


@some_worlds
@given(ramped(), st.one_of(st.none(), st.booleans(), st.text(), st.lists(st.text())))
def test_contexts_that_are_no_objects_are_refused_or_not_read(
    node: NodeEvaluator, world: Ramped, context: Any
) -> None:
    evaluator = world.evaluator()
    node.load(evaluator.ruleset, world.world.now)

    for flag in FLAGS:
        told = node.ask(flag, context, None)
        if told["answer"]["error_code"] != "INVALID_CONTEXT":
            assert normal(told) == normal(answered(evaluator, flag, {}, None))
