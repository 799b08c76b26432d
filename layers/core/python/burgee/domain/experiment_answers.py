"""What a flag answers where an experiment decides, and what is noted where something else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from burgee.domain.answers import NO_METADATA, SPLIT, Answer
from burgee.domain.assignment import HALTED, Assigner
from burgee.domain.predicates import Context

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Decide: TypeAlias = "Callable[[Context], Answer]"
Form: TypeAlias = "Mapping[str, Any]"
Leave: TypeAlias = "Callable[[Context, str], None]"
# An experiment, and the answer for each of its variants.
Deciding: TypeAlias = "Iterable[tuple[Assigner, Mapping[str, Answer]]]"


def make_leave(experiments: tuple[Assigner, ...]) -> Leave:
    """Notes for each experiment that something before it decided."""

    def leave(context: Context, why: str) -> None:
        for experiment in experiments:
            experiment.leave(context, why)

    return leave


def answers_of(flag_key: str, form: Form, experiment: Form) -> dict[str, Answer]:
    """The answer for each variant that says what this flag shows. Those of a run that was halted
    expose nobody."""
    answers: dict[str, Answer] = {}
    is_halted = experiment["status"] == HALTED
    for key, shown in experiment["variants"].items():
        entry = shown.get(flag_key)
        metadata = {
            **form.get("metadata", NO_METADATA),
            "experiment": experiment["experiment"],
            "run": experiment["number"],
            "experimentVariant": key,
        }
        if isinstance(entry, dict):
            answer = Answer(flag_key, entry["value"], key, SPLIT, metadata)
        elif entry in form["variants"]:
            answer = Answer(flag_key, form["variants"][entry], entry, SPLIT, metadata)
        else:
            continue
        answers[key] = answer if is_halted else answer.exposing(experiment, key)
    return answers


def by_experiments(deciding: Deciding, otherwise: Decide) -> Decide:
    """The first experiment that takes the unit decides; a variant of it that says nothing of this
    flag leaves the flag its ordinary answer, which exposes the unit all the same."""
    silent: dict[tuple[str, str, Answer], Answer] = {}

    def exposing(experiment: Assigner, variant: str, answer: Answer) -> Answer:
        if experiment.is_halted:
            return answer
        place = (experiment.run, variant, answer)
        if place not in silent:
            silent[place] = answer.exposing(experiment.form, variant)
        return silent[place]

    def decide(context: Context) -> Answer:
        for experiment, answers in deciding:
            variant = experiment.assigned(context)
            if variant is not None:
                return answers.get(variant) or exposing(experiment, variant, otherwise(context))
        return otherwise(context)

    return decide
