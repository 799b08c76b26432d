"""What holds for every rollout, and every context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.evaluation import Evaluator
from burgee.domain.explanation import answer_form, explain
from tests.reference.experiments import Trials
from tests.reference.interpreter import Interpreter
from tests.reference.rollouts import Ramps
from tests.unit.domain.experiments import parsed_experiments
from tests.unit.domain.ramps import a_rollout, parsed_rollouts, ramping
from tests.unit.domain.rulesets import ENVIRONMENT, parsed_flags, parsed_segments
from tests.unit.domain.strategies import UNITS, conditions, contexts, leaves
from tests.unit.domain.test_evaluation_properties import hostile_contexts
from tests.unit.domain.test_experiment_properties import notes, outcome, read_notes
from tests.unit.domain.trials import EXPERIMENTS, experiments, known_of, memory_of
from tests.unit.domain.worlds import FLAGS, VARIANTS, World, bucket_keys, percentages, worlds
from tests.unit.properties import examples

pytestmark = pytest.mark.unwatched  # thousands of worlds: being watched takes three times as long

KEYS = ("ramp", "ramp-2")
STATUSES = ("ramping",) * 6 + ("holding", "paused", "completed", "rolled_back")
several_contexts = st.lists(contexts(), min_size=3, max_size=3)
named = st.lists(st.sampled_from(UNITS), max_size=2)


@dataclass(frozen=True)
class Ramped:
    """A world with experiments and rollouts as JSON."""

    world: World
    experiments: list[dict[str, Any]]
    rollouts: list[dict[str, Any]]
    is_halted: bool

    def evaluator(self) -> Evaluator:
        return ramping(
            *self.rollouts,
            flags=self.world.flags,
            segments=self.world.segments,
            experiments=self.experiments,
            is_halted=self.is_halted,
            now=self.world.now,
        )

    def interpreter(self) -> Interpreter:
        now, is_halted = self.world.now, self.is_halted
        tried = parsed_experiments(self.experiments).experiments
        trials = Trials(ENVIRONMENT, tried, [], (0, ""), now, is_halted=is_halted)
        ramped = parsed_rollouts(self.rollouts).rollouts
        ramps = Ramps(ENVIRONMENT, ramped, is_halted=is_halted)
        flags, segments = parsed_flags(self.world.flags), parsed_segments(self.world.segments)
        return Interpreter(ENVIRONMENT, flags, segments, now, trials, ramps)


@st.composite
def stages(draw: st.DrawFn) -> dict[str, Any]:
    stage: dict[str, Any] = {"percentage": draw(percentages)}
    if draw(st.sampled_from((True, False, False))):
        stage["segments"] = draw(st.sampled_from((["staff"], ["gone", "beta"])))
    if draw(st.sampled_from((True, False, False))):
        stage["conditions"] = draw(conditions(leaves()))
    if draw(st.sampled_from((True, False, False))):
        stage["units"] = draw(named)
    return stage


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """How it is written, and where it stands."""
    way = draw(st.sampled_from(("stages",) * 6 + ("gradual", "percentage", "users", "attributes")))
    if way == "gradual":
        gradual: dict[str, Any] = {"initial_percentage": 12.5, "increment_percentage": 30}
        gradual |= {"increment_interval": "1h", "maximum_percentage": 100}
        return {"gradual": gradual, "stages": [], "at": draw(st.integers(0, 3))}
    if way == "stages":
        written = draw(st.lists(stages(), min_size=1, max_size=4))
        return {"stages": written, "at": draw(st.integers(0, len(written) - 1))}
    if way == "users":
        return {"strategy": "user_list", "user_list": draw(named), "stages": []}
    if way == "percentage":
        return {"strategy": "percentage", "percentage": draw(percentages), "stages": []}
    share = draw(st.sampled_from((None, 50)))
    written = draw(conditions(leaves()))
    shared = {"attributes": written, "percentage": share, "stages": []}
    return {"strategy": "attribute_based", **shared}


@st.composite
def rollouts(draw: st.DrawFn, key: str) -> dict[str, Any]:
    return a_rollout(
        key,
        run=draw(st.sampled_from((None, 1, 2))),
        flag=draw(st.sampled_from((*FLAGS, FLAGS[0]))),
        variant=draw(st.sampled_from(VARIANTS)),
        bucket_by=draw(bucket_keys),
        excluded=draw(named),
        status=draw(st.sampled_from(STATUSES)),
        **draw(plans()),
    )


@st.composite
def ramped(draw: st.DrawFn) -> Ramped:
    return Ramped(
        draw(worlds()),
        [draw(experiments(key)) for key in EXPERIMENTS[: draw(st.integers(0, 2))]],
        [draw(rollouts(key)) for key in KEYS],
        draw(st.sampled_from((False,) * 9 + (True,))),
    )


@st.composite
def memories(draw: st.DrawFn) -> dict[str, Any]:
    runs = st.sampled_from([f"rollout:{key}.{number}" for key in KEYS for number in (1, 2)])
    out = st.sampled_from(([],) * 7 + (["targetingKey"], ["plan"], ["account.id"]))
    exposures = st.dictionaries(runs, st.sampled_from(VARIANTS), max_size=4)
    return {"exposures": draw(exposures), "drawn": {}, "out": draw(out)}


@examples(30)
@given(ramped(), memories(), several_contexts)
def test_rollouts_answer_and_note_as_their_documents_read(
    world: Ramped, found: dict[str, Any], asked: list[dict[str, Any]]
) -> None:
    evaluator, interpreter = world.evaluator(), world.interpreter()

    for context in asked:
        for flag_key in FLAGS:
            units, memory = known_of(found, context), memory_of(found)
            read = interpreter.evaluate(flag_key, context, memory)
            assert outcome(evaluator.evaluate(flag_key, units)) == read
            if read.error_code is None:
                assert notes(units.units) == read_notes(memory)


@examples(15)
@given(ramped(), memories(), contexts())
def test_what_is_known_of_a_unit_changes_no_answer_of_a_rollout(
    world: Ramped, found: dict[str, Any], context: dict[str, Any]
) -> None:
    evaluator = Ramped(world.world, [], world.rollouts, is_halted=False).evaluator()

    for flag_key in FLAGS:
        answer = evaluator.evaluate(flag_key, context)
        again = evaluator.evaluate(flag_key, known_of(found, context))
        assert outcome(again) == outcome(answer)


@examples(15)
@given(worlds(), rollouts("ramp"), several_contexts)
def test_the_next_stage_takes_nobody_out_and_lets_no_excluded_unit_in(
    world: World, rollout: dict[str, Any], asked: list[dict[str, Any]]
) -> None:
    before = Ramped(world, [], [rollout], is_halted=False).evaluator()
    last = parsed_rollouts([rollout]).rollouts
    longest = max(len(each.planned_stages) - 1 for each in last)
    after = Ramped(world, [], [{**rollout, "stage": longest}], is_halted=False).evaluator()

    for context in asked:
        first, then = (each.evaluate(rollout["flag"], context) for each in (before, after))
        if first.metadata.get("rollout") and not first.error_code:
            assert outcome(then) == outcome(first)
        if str(context.get("targetingKey")) in rollout["excluded"]:
            assert rollout["bucket_by"] != "targetingKey" or "rollout" not in then.metadata


@examples(15)
@given(ramped(), contexts())
def test_an_explanation_of_a_rollout_says_what_its_answer_does(
    world: Ramped, context: dict[str, Any]
) -> None:
    evaluator = world.evaluator()

    for flag_key in FLAGS:
        units = known_of({"exposures": {}, "drawn": {}, "out": []}, context)
        trace = explain(evaluator, flag_key, context)
        answer = evaluator.evaluate(flag_key, units)
        assert trace["answer"] == answer_form(answer)
        told = [step for step in trace["steps"] if step["step"] == "rollout" and step["variant"]]
        decided = [answer.variant] if "rollout" in answer.metadata else []
        assert [step["variant"] for step in told] == decided
        runs = [
            step["run"]["variant"] for step in trace["steps"] if "rollout" in step and "run" in step
        ]
        met = {run: each for run, each in units.units.met.items() if run.startswith("rollout:")}
        if not trace["steps"] or trace["steps"][0]["enabled"]:
            assert set(runs) <= {each.variant for each in met.values()}


@examples(10)
@given(ramped(), hostile_contexts)
def test_no_context_makes_a_rollout_fail(world: Ramped, context: dict[str, Any]) -> None:
    answers = world.evaluator().evaluate_all(context)

    assert {answer.error_code for answer in answers.values()} <= {None, "TARGETING_KEY_MISSING"}
