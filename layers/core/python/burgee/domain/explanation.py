"""The whole trace of one evaluation: every step that was asked, up to the one that answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.domain.answers import FLAG_NOT_FOUND, Answer
from burgee.domain.assignment import (
    ASSIGNED,
    CHANCE,
    DRAWN_METHODS,
    STRATIFIED,
    Assigner,
    slot_in_split,
    stratum_of,
)
from burgee.domain.bucketing import UnitKeyMissing, make_draw, slot_of, unit_text
from burgee.domain.closures import is_met
from burgee.domain.evaluation import Evaluator
from burgee.domain.experiment_answers import answers_of
from burgee.domain.lookups import experiments_in
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import Context, Scope
from burgee.domain.rollout_traces import trace_rollout
from burgee.domain.traced_conditions import trace_condition

Step = dict[str, Any]
Form = Mapping[str, Any]


def explain(evaluator: Evaluator, flag_key: str, context: Context) -> dict[str, Any]:
    """The answer and `steps`: prerequisites, targets, experiments, rules with every condition,
    gate and split, and the shares of a rollout.

    Never raises for anything a caller sends; the answer is the one that `evaluate` gives.
    """
    answer = evaluator.evaluate(flag_key, context)
    ruleset = evaluator.ruleset
    trace: dict[str, Any] = {
        "key": answer.flag_key,
        "answer": answer_form(answer),
        "ruleset": {
            "environment": ruleset.environment,
            "number": ruleset.number,
            "published_at": ruleset.at,
        },
        "steps": [],
    }
    form = ruleset.flag(flag_key) if answer.error_code != FLAG_NOT_FOUND else None
    if form is not None and isinstance(context, Mapping):
        try:
            _Tracer(evaluator, flag_key, form, context, trace["steps"]).run()
        except UnitKeyMissing as missing:
            trace["steps"].append({"step": "error", "missing_attribute": missing.attribute})
        except Exception as fault:  # noqa: BLE001 - a trace ends where the evaluation failed
            trace["steps"].append({"step": "error", "error": type(fault).__name__})
    return trace


def answer_form(answer: Answer) -> dict[str, Any]:
    """An answer as JSON; without a value the caller's own default holds."""
    form: dict[str, Any] = {"reason": answer.reason, "variant": answer.variant}
    if answer.value is not None:
        form["value"] = answer.value
    if answer.metadata:
        form["metadata"] = dict(answer.metadata)
    if answer.error_code:
        form |= {"error_code": answer.error_code, "error_details": answer.error_details}
    return form


class _Tracer:
    """Walks the evaluation order, one method a step; each says whether it answered."""

    def __init__(
        self, evaluator: Evaluator, flag_key: str, form: Form, context: Context, steps: list[Step]
    ) -> None:
        self._evaluator = evaluator
        self._flag_key = flag_key
        self._form = form
        self._context = context
        self._steps = steps

    def run(self) -> None:
        if not self._enabled() or not self._prerequisites() or self._targets():
            return
        if self._experiments():
            return
        if any(self._rule(rule) for rule in self._form.get("rules", ())):
            return
        if "rollout" not in self._form or not self._rollout():
            self._steps.append({"step": "default", "variant": self._form["default"]})

    def _enabled(self) -> bool:
        enabled = bool(self._form.get("enabled"))
        self._steps.append({"step": "enabled", "enabled": enabled})
        return enabled

    def _prerequisites(self) -> bool:
        for key, accepted in self._form.get("prerequisites", ()):
            answer = self._evaluator.evaluate(key, self._context)
            met = is_met(answer, frozenset(accepted))
            self._steps.append(
                {
                    "step": "prerequisite",
                    "flag": key,
                    "accepted": accepted,
                    "answer": answer_form(answer),
                    "met": met,
                }
            )
            if answer.error_code not in (None, FLAG_NOT_FOUND):  # its error is this flag's too
                self._steps.append({"step": "error", "error": answer.error_code})
            if not met:
                return False
        return True

    def _targets(self) -> bool:
        unit = unit_text(self._context.get(TARGETING_KEY))
        targets = self._form.get("targets", {})
        found = next((variant for variant, units in targets.items() if unit in units), None)
        if targets:
            self._steps.append({"step": "targets", "variant": found})
        return found is not None

    def _experiments(self) -> bool:
        found = map(self._evaluator.assigner, experiments_in(self._form))
        for experiment in (each for each in found if each is not None):
            step = trace_experiment(experiment, self._context, self._evaluator.scope)
            self._steps.append(step)
            if step["variant"] is not None:
                answers = answers_of(self._flag_key, self._form, experiment.form)
                step["answers"] = step["variant"] in answers
                return bool(step["answers"])
        return False

    def _rule(self, rule: Form) -> bool:
        step: Step = {"step": "rule", "rule": rule["id"]}
        self._steps.append(step)
        scope = self._evaluator.scope
        conditions = [
            trace_condition(form, self._context, scope) for form in rule.get("conditions", ())
        ]
        if conditions:
            step["conditions"] = conditions
        step["matched"] = all(condition["matched"] for condition in conditions)
        return (
            step["matched"] and trace_gates(rule, self._context, step) and self._outcome(rule, step)
        )

    def _rollout(self) -> bool:
        step: Step = {"step": "rollout"}
        self._steps.append(step)
        trace_rollout(self._form["rollout"], self._context, self._evaluator.scope, step)
        return step["variant"] is not None

    def _outcome(self, rule: Form, step: Step) -> bool:
        if "split" not in rule:
            step["variant"] = rule["variant"]
            return True
        split = rule["split"]
        bucket = slot_of(split, make_draw(split)(self._context))
        chosen = next((v for low, high, v in split["ranges"] if low <= bucket < high), None)
        step["split"] = {"bucket": bucket, "ranges": split["ranges"]}
        step["variant"] = chosen
        return chosen is not None


def trace_experiment(experiment: Assigner, context: Context, scope: Scope) -> Step:
    """What one experiment makes of a unit: why, where it was drawn, and how likely each variant
    was before."""
    form = experiment.form
    why, variant = experiment.outcome(context)
    step: Step = {
        "step": "experiment",
        "experiment": form["experiment"],
        "run": form["number"],
        "status": form["status"],
        "outcome": why,
        "variant": variant,
        "probabilities": experiment.probabilities(context),
    }
    if form["conditions"]:
        step["conditions"] = [trace_condition(each, context, scope) for each in form["conditions"]]
    if why in CHANCE and not experiment.was_met(context):
        trace_gates(form, context, step)
    if why == ASSIGNED and form["method"] not in DRAWN_METHODS:
        bucket = slot_in_split(form, context)
        step["split"] = {"bucket": bucket, "ranges": form["split"]["ranges"]}
    if why == ASSIGNED and form["method"] == STRATIFIED:
        step["split"]["stratum"] = stratum_of(form, context).split("\0")
    return step


def trace_gates(form: Form, context: Context, step: Step) -> bool:
    """Adds the gates of a rule or an experiment up to the first closed one; whether all are
    open."""
    for gate in form.get("gates", ()):
        bucket = slot_of(gate, make_draw(gate)(context))
        passed = any(low <= bucket < high for low, high in gate["ranges"])
        named = {"gate": gate["gate"]} if "gate" in gate else {}
        gates = step.setdefault("gates", [])
        gates.append(named | {"bucket": bucket, "ranges": gate["ranges"], "passed": passed})
        if not passed:
            return False
    return True
