"""Writes the vectors: `python -m tests.vectors.generate`. It only ever adds.

Answers are those of the plain interpreter in `tests/reference`. A case that is written already
stays as it is; if it would be answered otherwise today, nothing is written and the exit code is 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from burgee.domain.compilation import compile_flag
from burgee.domain.experiment_forms import Holdout
from burgee.domain.flag_checks import parse_flag
from burgee.domain.segment_checks import parse_segment
from tests.reference.experiments import Memory, Trials, block_of
from tests.reference.hashing import murmur3_32, seed_of, slot_of, unit_of
from tests.reference.interpreter import Interpreter
from tests.reference.operators import is_match
from tests.reference.rollouts import Ramps
from tests.unit.domain.experiments import parsed_experiments
from tests.unit.domain.ramps import parsed_rollouts
from tests.vectors.bucketing_cases import bucketing_cases
from tests.vectors.evaluation_cases import evaluation_worlds
from tests.vectors.experiment_cases import block_cases, experiment_worlds
from tests.vectors.operator_cases import operator_cases
from tests.vectors.rollout_cases import rollout_worlds
from tests.vectors.rulesets import published_form

HERE = Path(__file__).parent
Case = dict[str, Any]


class AnswerChangedError(Exception):
    """A case that is pinned would be answered otherwise."""


def answered_bucketing(case: Case) -> Case:
    """The text that is hashed, the seed, the hash and the slot; nulls where there is no unit."""
    text, seed = unit_of(case["unit"]), seed_of(case["salt"], case["purpose"])
    drawn = None if text is None else murmur3_32(text.encode(), seed)
    slot = None if text is None else slot_of(text, seed)
    return {**case, "text": text, "seed": seed, "hash": drawn, "slot": slot}


def answered_operator(case: Case) -> Case:
    """Whether the condition matches."""
    if case["operator"] == "in_segment":
        segments = [parse_segment(body) for body in case["segments"]]
        interpreter = Interpreter("production", [], segments, case["now"])
        return {**case, "matches": interpreter.is_in_segment(case["value"], case["context"])}
    asked = (case["operator"], case["attribute"], case["value"], case["context"], case["now"])
    return {**case, "matches": is_match(*asked)}


def answered_world(world: Case) -> Case:
    """Each flag in ruleset form, and an answer for each case."""
    flags = [parse_flag(body) for body in world["flags"]]
    segments = [parse_segment(body) for body in world["segments"]]
    interpreter = Interpreter(world["environment"], flags, segments, world["now"])
    cases = [
        {**case, "answer": vars(interpreter.evaluate(case["flag"], case["context"]))}
        for case in world["cases"]
    ]
    forms = {flag.key: compile_flag(flag, world["environment"], 1) for flag in flags}
    head = {name: part for name, part in world.items() if name != "cases"}
    return {**head, "forms": forms, "cases": cases}


def answered_experiments(world: Case) -> Case:
    """Each experiment in ruleset form, and for each case an answer and what was noted."""
    served = parsed_experiments(world["experiments"], world["groups"], Holdout(*world["holdout"]))
    environment, now = world["environment"], world["now"]
    trials = Trials(environment, served.experiments, served.groups, tuple(world["holdout"]), now)
    flags = [parse_flag(body) for body in world["flags"]]
    segments = [parse_segment(body) for body in world["segments"]]
    interpreter = Interpreter(environment, flags, segments, now, trials)
    head = {name: part for name, part in world.items() if name != "cases"}
    cases = [_with_notes(case, interpreter) for case in world["cases"]]
    return {**head, "forms": served.forms(environment), "cases": cases}


def _with_notes(case: Case, interpreter: Interpreter) -> Case:
    known = case["known"]
    memory = Memory(is_known=False) if known is None else Memory(**known)
    answer = vars(interpreter.evaluate(case["flag"], case["context"], memory))
    if known is None:
        return {**case, "answer": answer}
    notes = {"met": memory.met, "wanted": memory.wanted, "left": memory.left}
    return {**case, "answer": answer} | notes


def answered_rollouts(world: Case) -> Case:
    """Each rollout in ruleset form by its flag, and for each case an answer and what was noted."""
    environment, is_halted = world["environment"], world["halted"]
    served = parsed_rollouts(world["rollouts"], is_halted=is_halted)
    ramps = Ramps(environment, served.rollouts, is_halted=is_halted)
    tried = parsed_experiments(world["experiments"]).experiments
    trials = Trials(environment, tried, [], (0, ""), world["now"], is_halted=is_halted)
    flags = [parse_flag(body) for body in world["flags"]]
    segments = [parse_segment(body) for body in world["segments"]]
    interpreter = Interpreter(environment, flags, segments, world["now"], trials, ramps)
    head = {name: part for name, part in world.items() if name != "cases"}
    cases = [_with_notes(case, interpreter) for case in world["cases"]]
    forms = dict(sorted(served.forms(environment, flags).items()))
    return {**head, "forms": forms, "cases": cases}


def ruleset_cases() -> Iterator[Case]:
    """One for each world of the other files."""
    for name in WORLD_FILES:
        for place, world in enumerate(worlds_of(name)):
            yield {"file": name, "place": place, "world": world["world"]}


@cache
def worlds_of(name: str) -> list[Case]:
    """The worlds that a file has, or will have once it is written."""
    asked, answer = FILES[name]
    return with_added(written(name), asked(), answer)


def answered_ruleset(case: Case) -> Case:
    """The world as it is published."""
    published = published_form(worlds_of(case["file"])[case["place"]])
    return {name: case[name] for name in ("file", "place", "world")} | published


def answered_blocks(case: Case) -> Case:
    """The variants of the first three blocks."""
    asked = (case["weights"], case["block_size"], case["salt"], case["stratum"])
    return {**case, "blocks": [block_of(*asked, number) for number in range(3)]}


def written(name: str) -> list[Case]:
    """The cases of a file, none if it does not exist."""
    file = HERE / name
    return json.loads(file.read_text()) if file.exists() else []


def with_added(
    pinned: list[Case], asked: Iterable[Case], answer: Callable[[Case], Case]
) -> list[Case]:
    """The pinned cases, then those that are new. Raises AnswerChangedError."""
    known = [as_text(case) for case in pinned]
    for case, text in zip(pinned, known, strict=True):
        if as_text(answer(case)) != text:
            raise AnswerChangedError(text)
    fresh = {as_text(answer(case)): case for case in asked}
    return [*pinned, *(answer(fresh[text]) for text in fresh if text not in known)]


def as_text(case: Case) -> str:
    """JSON in one line; lone surrogates are escaped, 10.0 stays 10.0."""
    return json.dumps(case, allow_nan=False)


def as_file(cases: list[Case]) -> str:
    """One case in a line; a world has a line for itself and one for each of its cases."""
    return "[\n" + ",\n".join(map(_lines, cases)) + "\n]\n"


def _lines(case: Case) -> str:
    if "cases" not in case:
        return as_text(case)
    *head, last = case
    assert last == "cases"
    inner = ",\n".join(map(as_text, case["cases"]))
    return f'{as_text({name: case[name] for name in head})[:-1]}, "cases": [\n{inner}\n]}}'


FILES: dict[str, tuple[Callable[[], Iterable[Case]], Callable[[Case], Case]]] = {
    "bucketing.json": (bucketing_cases, answered_bucketing),
    "operators.json": (operator_cases, answered_operator),
    "evaluation.json": (evaluation_worlds, answered_world),
    "experiments.json": (experiment_worlds, answered_experiments),
    "rollouts.json": (rollout_worlds, answered_rollouts),
    "blocks.json": (block_cases, answered_blocks),
    "rulesets.json": (ruleset_cases, answered_ruleset),
}
WORLD_FILES = ("evaluation.json", "experiments.json", "rollouts.json")


def main() -> int:
    """Adds to every file what is new. All or nothing."""
    try:
        grown = {
            name: with_added(written(name), asked(), answer)
            for name, (asked, answer) in FILES.items()
        }
    except AnswerChangedError as changed:
        print(f"nothing written; this case would be answered otherwise: {changed}", file=sys.stderr)
        return 1
    for name, cases in grown.items():
        added = len(cases) - len(written(name))
        (HERE / name).write_text(as_file(cases))
        print(f"{name}: {len(cases)} ({added} new)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
