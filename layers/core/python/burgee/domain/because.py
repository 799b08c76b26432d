"""Why a flag answers what it does, as one sentence for people: told from a trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from burgee.domain.assignment import HALTED, STORED
from burgee.domain.flags import SLOTS_PER_PERCENT

Step = Mapping[str, Any]


def because(trace: Mapping[str, Any]) -> str:
    """The step of a trace that decided, in a sentence that asks for no knowledge of rulesets.

    >>> steps = [{"step": "enabled", "enabled": True}, {"step": "default", "variant": "off"}]
    >>> because({"answer": {}, "steps": steps})
    'Everybody gets it.'
    """
    answer, steps = trace["answer"], trace["steps"]
    if answer.get("error_code"):
        return f"It cannot be answered: {answer['error_details']}."
    last = steps[-1]
    if last["step"] == "default":
        return _default(steps[:-1])
    return _TELLING[last["step"]](last)


def _default(before: list[Step]) -> str:
    asked = {step["step"] for step in before} - {"enabled", "prerequisite"}
    return "Nothing before the default is for this unit." if asked else "Everybody gets it."


def _off(_: Step) -> str:
    return "The flag is off here."


def _prerequisite(step: Step) -> str:
    wanted, found = " or ".join(step["accepted"]), step["answer"]["variant"] or "nothing"
    return f"The flag {step['flag']} has to answer {wanted} first, and answers {found}."


def _target(step: Step) -> str:
    return f"The unit is named for {step['variant']}."


def _experiment(step: Step) -> str:
    name, variant = f"the experiment {step['experiment']}", step["variant"]
    if step["outcome"] == HALTED:
        return f"{_begun(name)} is stopped: everybody gets {variant}, its control."
    if step["outcome"] == STORED:
        return f"The unit met {variant} of {name} before, and keeps it."
    return f"{_begun(name)} drew {variant} for this unit."


def _rule(step: Step) -> str:
    variant, rule = step["variant"], f"The rule {step['rule']}"
    if "split" in step:
        return f"{rule} is for this unit, and drew {variant} for it."
    if "gates" not in step:
        return f"{rule} is for this unit."
    share = f"{sum(high - low for low, high in step['gates'][0]['ranges']) / SLOTS_PER_PERCENT:g}"
    if "conditions" in step:
        return f"{rule} is for {share} % of such units, and this is one of them."
    return f"{share} % of all units get {variant}, and this is one of them."


def _rollout(step: Step) -> str:
    share = step["shares"][-1]
    stage = f"stage {step['stage'] + 1} of the rollout {step['rollout']}"
    if share.get("named"):
        return f"The unit is named for {step['variant']} by the rollout {step['rollout']}."
    return f"With {stage}, {step['variant']} has come to this unit."


def _cut_short(_: Step) -> str:
    return "The steps that led to it cannot be told."


def _begun(words: str) -> str:
    return words[0].upper() + words[1:]


_TELLING: Mapping[str, Callable[[Step], str]] = {
    "enabled": _off,
    "prerequisite": _prerequisite,
    "targets": _target,
    "experiment": _experiment,
    "rule": _rule,
    "rollout": _rollout,
    "error": _cut_short,
}
