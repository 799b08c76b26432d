"""All flags at once by generated source: what is left to closures, and what goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest

from burgee.domain import generated_bulk
from burgee.domain.answers import Answer, failed
from burgee.domain.closures import Parts
from burgee.domain.evaluation import BULKS_PER_CALL, Evaluator
from burgee.domain.generated_bulk import MOST_CONSTANTS, MOST_FLAGS, fill_of
from burgee.domain.known_units import KnownContext, KnownUnits
from burgee.domain.predicates import Context, Scope
from burgee.domain.ruleset import Ruleset
from tests.unit.domain.experiments import an_experiment, serving
from tests.unit.domain.ramps import a_rollout, ramping, stages
from tests.unit.domain.rulesets import BROKEN, from_forms
from tests.unit.domain.test_generated import drawn, form_with
from tests.unit.domain.tiers import first_tier, second_tier

IS_PRO = ["equals", "plan", "pro"]
STAFF = ["in_segment", None, "staff"]
SCOPE = Scope(lambda: 0.0, lambda _key, context: "staff" in context)
PRO = {"targetingKey": "u1", "plan": "pro"}
CONSTANT = {"enabled": True, "variants": {"on": True}, "default": "on", "default_reason": "STATIC"}


def rule(*conditions: Any, **parts: Any) -> dict[str, Any]:
    outcome = {} if "split" in parts else {"variant": "on"}
    return {"id": "r", "reason": "SPLIT", "conditions": list(conditions), **outcome, **parts}


class Closures:
    """Stands in for the evaluator's: remembers which flags it was asked for."""

    def __init__(self, scope: Scope = SCOPE, **forms: Any) -> None:
        self.scope = scope
        self.forms = forms
        self.asked: list[str] = []
        self.fill, self.base = fill_of(sorted(forms), self.parts, self)

    def parts(self, flag_key: str) -> Parts:
        return Parts(flag_key, self.forms[flag_key], self.scope)

    def __call__(
        self, flag_keys: Iterable[str], context: Context, answers: dict[str, Answer]
    ) -> None:
        for flag_key in flag_keys:
            self.asked.append(flag_key)
            answers[flag_key] = failed(flag_key, "ASKED", "")

    def answers(self, context: Any) -> dict[str, str]:
        """What each flag showed, `?` where a closure was asked."""
        answers = self.base.copy()
        self.fill(context, answers)
        return {key: "?" if each.error_code else each.variant for key, each in answers.items()}


PLAIN = {
    "a": form_with([rule(IS_PRO)]),
    "b": form_with([rule(IS_PRO, ["greater_than", "age", 17]), rule(STAFF)]),
    "c": CONSTANT,
    "d": form_with([rule(STAFF, split={"ranges": [[0, 100_000, "on"]]})]),
    "e": form_with([rule()]),
    "f": form_with([rule(["exists", "plan", None])], targets={"on": ["u1"]}),
}


@pytest.mark.parametrize(
    ("context", "shown"),
    [
        (PRO, ["on", "off", "on", "off", "on", "on"]),
        ({**PRO, "age": 18}, ["on", "on", "on", "off", "on", "on"]),
        ({"targetingKey": "u2", "staff": 1}, ["off", "on", "on", "on", "on", "off"]),
        (KnownContext(PRO, KnownUnits({})), ["on", "off", "on", "off", "on", "on"]),
    ],
)
def test_plain_flags_are_decided_without_a_closure(context: Any, shown: list[str]) -> None:
    closures = Closures(**PLAIN)

    assert list(closures.answers(context).values()) == shown
    assert closures.asked == []


@pytest.mark.parametrize(
    "context",
    [{"plan": "pro"}, {**PRO, "plan": ["pro"]}, [], None, "text"],
    ids=["no unit", "an attribute that is no text", "a list", "null", "a text"],
)
def test_with_a_strange_context_closures_decide_whatever_may_vary(context: Any) -> None:
    closures = Closures(**PLAIN)

    assert list(closures.answers(context).values()) == ["?", "?", "on", "?", "?", "?"]


@pytest.mark.parametrize(
    "form",
    [
        BROKEN,
        {**form_with([]), "prerequisites": [["a", ["on"]]]},
        form_with([rule(gates=[drawn("account", [[0, 50_000]])])]),
        form_with([rule(gates=[drawn("targetingKey", [[0, 1], [2, 3]])])]),
        form_with([rule(split={"ranges": [[0, 50, "on"]]})]),
        form_with([rule(["equals", "plan", f"plan-{number}"]) for number in range(400)]),
    ],
    ids=["broken", "prerequisite", "other unit", "two ranges", "gap", "too large"],
)
def test_a_flag_that_is_not_plain_is_decided_by_its_closure_and_keeps_its_place(
    form: dict[str, Any],
) -> None:
    closures = Closures(a=form_with([rule(IS_PRO)]), b=form, c=form_with([rule(IS_PRO)]))

    assert list(closures.answers(PRO).items()) == [("a", "on"), ("b", "?"), ("c", "on")]


def test_a_condition_that_fails_leaves_the_block_to_closures() -> None:
    def fail(_key: str, _context: Context) -> bool:
        raise OSError("no members")

    scope = Scope(lambda: 0.0, fail)
    closures = Closures(scope, a=form_with([rule(STAFF)]), b=CONSTANT)

    assert closures.answers(PRO) == {"a": "?", "b": "on"}


def test_experiments_and_runs_are_left_to_closures_which_note_them() -> None:
    for evaluator in (serving(an_experiment()), ramping(a_rollout(run=1, stages=stages(50)))):
        context = KnownContext(PRO, KnownUnits({}))

        second_tier(evaluator).evaluate_all(context)

        assert len(context.units.met) == 1


def test_a_rollout_of_everybody_is_decided_in_place() -> None:
    share = {"stage": 0, "conditions": [], "ranges": [[0, 50_000, 0]]}
    rollout = {"rollout": "r", "variant": "on", "bucket_by": "targetingKey", "draw": {"seed": 3}}
    alone = form_with([], rollout={**rollout, "rules": [share]})
    after = form_with([rule(IS_PRO)], rollout={**rollout, "rules": [share]})
    closures = Closures(a=alone, b=after)

    shown = [closures.answers({"targetingKey": f"u{number}"}) for number in range(50)]

    assert {tuple(each.values()) for each in shown} == {("on", "on"), ("off", "off")}


def test_a_block_ends_after_so_many_flags() -> None:
    forms = {f"flag-{number:03}": CONSTANT for number in range(MOST_FLAGS + 1)}

    assert len(Closures(**forms).base) == MOST_FLAGS


def test_a_block_ends_after_so_many_constants() -> None:
    rules = [rule(["equals", "plan", f"plan-{number}"]) for number in range(100)]
    forms = {f"flag-{number:03}": form_with(rules) for number in range(50)}

    assert 1 < len(Closures(**forms).base) <= MOST_CONSTANTS / 100


class CountingRuleset(Ruleset):
    """Counts how often a flag is read, which is when something is compiled from it."""

    read = 0

    def flag(self, flag_key: str) -> dict[str, Any] | None:
        self.read += 1
        return super().flag(flag_key)


def growing(flags: int, hot_calls: int) -> tuple[Evaluator, CountingRuleset]:
    forms = {f"flag-{number:03}": form_with([rule(IS_PRO)]) for number in range(flags)}
    found = from_forms(**forms).ruleset
    ruleset = CountingRuleset(found.manifest, found.chunks)
    return Evaluator(ruleset, lambda: 0.0, hot_calls=hot_calls), ruleset


def test_each_call_compiles_one_block_more_once_all_flags_are_hot() -> None:
    evaluator, ruleset = growing(2 * MOST_FLAGS + 1, hot_calls=2 * BULKS_PER_CALL)

    read = [0]
    for _ in range(6):
        evaluator.evaluate_all(PRO)
        read.append(ruleset.read)

    by_call = [after - before for before, after in pairwise(read)]
    assert by_call == [2 * MOST_FLAGS + 1, 0, MOST_FLAGS, MOST_FLAGS, 1, 0]


def test_answers_are_the_same_while_blocks_are_compiled() -> None:
    evaluator, _ = growing(2 * MOST_FLAGS + 1, hot_calls=0)
    closures = first_tier(evaluator)

    for plan in ("pro", "free") * 3:
        answers, expected = (
            each.evaluate_all({"targetingKey": "u1", "plan": plan})
            for each in (evaluator, closures)
        )
        assert list(answers) == list(expected)
        assert {each.variant for each in answers.values()} == {"on" if plan == "pro" else "off"}


def test_without_any_flag_there_is_nothing_to_compile() -> None:
    evaluator, _ = growing(0, hot_calls=0)

    assert [evaluator.evaluate_all(PRO) for _ in range(3)] == [{}, {}, {}]


def test_what_cannot_be_compiled_is_left_to_closures(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: Any) -> Any:
        raise MemoryError  # the only way for it to fail: no document makes such source

    monkeypatch.setattr(generated_bulk, "compiled", fail)

    closures = Closures(a=form_with([rule(IS_PRO)]), b=CONSTANT)

    assert closures.answers(PRO) == {"a": "?", "b": "on"}


def test_source_that_fails_is_left_to_closures(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_context: Any, _answers: Any) -> Any:
        raise NameError("the source names what there is not")

    monkeypatch.setattr(generated_bulk, "compiled", lambda *_given: fail)
    evaluator, _ = growing(2 * MOST_FLAGS + 1, hot_calls=0)
    expected = first_tier(evaluator).evaluate_all(PRO)

    for _ in range(4):
        answers = evaluator.evaluate_all(PRO)
        assert {key: each.variant for key, each in answers.items()} == dict.fromkeys(expected, "on")


def test_a_second_tier_that_cannot_be_loaded_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "burgee.domain.generated_bulk", None)
    evaluator, ruleset = growing(3, hot_calls=0)

    answers = [evaluator.evaluate_all(PRO) for _ in range(3)]

    assert [{each.variant for each in told.values()} for told in answers] == [{"on"}] * 3
    assert [list(told) for told in answers] == [list(evaluator.ruleset.flag_keys)] * 3
    assert ruleset.read == 3
