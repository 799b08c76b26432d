"""A trace of an evaluation as a tree for terminals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from burgee.cli.tables import json_text, shown
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

SLOTS_PER_PERCENT = 1000
Step = Mapping[str, Json]

OUTCOMES: Mapping[str, str] = {
    "assigned": "assigned",
    "stored": "as it was when the unit was exposed",
    "halted": "stopped: control for all",
    "no_unit": "the unit has no value to draw by",
    "opted_out": "the unit has opted out",
    "excluded_unit": "the unit is excluded",
    "excluded_experiment": "the unit takes part in an excluded experiment",
    "ineligible": "the unit is not eligible",
    "paused": "paused: nobody new",
    "holdout": "the unit is held out of all experiments",
    "group": "another part of the exclusion group",
    "traffic": "outside of the traffic",
    "split": "outside of the split",
    "no_draw": "its variant is drawn when the unit is exposed",
}


def tree_of(trace: Mapping[str, Json]) -> Tree:
    """The answer, and below it every step that was asked, in order."""
    from rich.text import Text
    from rich.tree import Tree

    answer, ruleset = trace["answer"], trace["ruleset"]
    tree = Tree(Text(f"{trace['key']}: {answer_text(answer)}", style="bold"))
    if answer.get("error_code"):
        tree.add(Text(f"{answer['error_code']}: {answer.get('error_details', '')}", style="red"))
    origin = f"ruleset {ruleset['number']} of {ruleset['environment']}"
    tree.add(Text(f"{origin}, published {ruleset['published_at']}", style="dim"))
    if trace.get("stale"):
        tree.add(Text("stale: the newest ruleset could not be read", style="red"))
    for step in trace["steps"]:
        STEPS.get(step["step"], _add_other)(tree, step)
    return tree


def answer_text(answer: Mapping[str, Json]) -> str:
    """An answer on one line: `true (on, SPLIT)`."""
    value = json_text(answer["value"]) if "value" in answer else "no value"
    because = ", ".join(part for part in (answer.get("variant"), answer["reason"]) if part)
    return f"{value} ({because})"


def _add_enabled(tree: Tree, step: Step) -> None:
    tree.add(_marked(step["enabled"], "enabled" if step["enabled"] else "not enabled"))


def _add_prerequisite(tree: Tree, step: Step) -> None:
    wanted = f"prerequisite {step['flag']} must be {shown(step['accepted'])}"
    tree.add(_marked(step["met"], f"{wanted}: it is {answer_text(step['answer'])}"))


def _add_targets(tree: Tree, step: Step) -> None:
    variant = step["variant"]
    said = f"named for {variant}" if variant is not None else "not named"
    tree.add(_marked(variant is not None, f"targets: this unit is {said}"))


def _add_experiment(tree: Tree, step: Step) -> None:
    variant, name = step["variant"], f"experiment {step['experiment']} (run {step['run']})"
    said = OUTCOMES.get(step["outcome"], step["outcome"])
    gives = f": {variant}" if variant is not None else ""
    unsaid = "" if step.get("answers", True) else ", which says nothing of this flag"
    branch = tree.add(_marked(variant is not None, f"{name}{gives}, {said}{unsaid}"))
    _add_chance(branch, step)
    likely = ", ".join(f"{key} {share * 100:g} %" for key, share in step["probabilities"].items())
    branch.add(_marked(False, f"probabilities: {likely}"))


def _add_rule(tree: Tree, step: Step) -> None:
    variant = step.get("variant")
    gives = f": {variant}" if variant is not None else ""
    branch = tree.add(_marked(variant is not None, f"rule {step['rule']}{gives}"))
    _add_chance(branch, step)


def _add_rollout(tree: Tree, step: Step) -> None:
    variant = step["variant"]
    gives = f": {variant}" if variant is not None else ""
    said = ", the unit is excluded" if step["excluded"] else ""
    at = f"rollout {step['rollout']} (at stage {step['stage'] + 1})"
    branch = tree.add(_marked(variant is not None, f"{at}{gives}{said}"))
    for share in step["shares"]:
        _add_share(branch, share)
    if "run" in step:
        counted = f"counted in run {step['run']['number']} as {step['run']['variant']}"
        branch.add(_marked(True, counted))


def _add_share(tree: Tree, share: Step) -> None:
    if "named" in share:
        said = "this unit is named" if share["in"] else "not named"
        tree.add(_marked(share["in"], f"stage {share['stage'] + 1}: {said}"))
        return
    spans = ", ".join(f"{_span(low, high)} (stage {at + 1})" for low, high, at in share["ranges"])
    drawn = f"drawn at {_percent(share['bucket'])}, " if "bucket" in share else ""
    branch = tree.add(_marked(share["in"], f"{drawn}in are {spans}"))
    for condition in share.get("conditions", ()):
        _add_condition(branch, condition)


def _add_chance(branch: Tree, step: Step) -> None:
    for condition in step.get("conditions", ()):
        _add_condition(branch, condition)
    for gate in step.get("gates", ()):
        spans = ", ".join(_span(low, high) for low, high in gate["ranges"])
        named = f"{gate['gate']}: " if "gate" in gate else ""
        said = f"{named}drawn at {_percent(gate['bucket'])}, in are {spans or 'none'}"
        branch.add(_marked(gate["passed"], said))
    if "split" in step:
        split = step["split"]
        shares = ", ".join(f"{name} {_span(low, high)}" for low, high, name in split["ranges"])
        said = f"drawn at {_percent(split['bucket'])} of {shares}"
        if "stratum" in split:
            said += f", in the stratum {json_text(split['stratum'])}"
        branch.add(_marked(step["variant"] is not None, said))


def _add_condition(tree: Tree, condition: Step) -> None:
    matched = condition["matched"]
    for joined in ("and", "or"):
        if joined in condition:
            said = "all of these" if joined == "and" else "one of these"
            branch = tree.add(_marked(matched, said))
            for inner in condition[joined]:
                _add_condition(branch, inner)
            return
    if "not" in condition:
        _add_condition(tree.add(_marked(matched, "not")), condition["not"])
        return
    parts = [condition.get("attribute"), condition["operator"]]
    value = condition.get("value")
    parts.append(None if value is None else json_text(value))
    tree.add(_marked(matched, " ".join(part for part in parts if part)))


def _add_default(tree: Tree, step: Step) -> None:
    tree.add(_marked(True, f"otherwise: {step['variant']}"))


def _add_other(tree: Tree, step: Step) -> None:
    facts = (f"{name} {shown(entry)}" for name, entry in step.items() if name != "step")
    tree.add(_marked(False, f"{step['step']}: {', '.join(facts)}"))


STEPS: Mapping[str, Callable[[Tree, Step], None]] = {
    "enabled": _add_enabled,
    "prerequisite": _add_prerequisite,
    "targets": _add_targets,
    "experiment": _add_experiment,
    "rule": _add_rule,
    "rollout": _add_rollout,
    "default": _add_default,
}


def _marked(good: bool, said: str) -> Text:
    from rich.text import Text

    return Text(f"{'+' if good else '-'} {said}", style="green" if good else "dim")


def _percent(bucket: int) -> str:
    return f"{bucket / SLOTS_PER_PERCENT:g} %"


def _span(low: int, high: int) -> str:
    return f"{low / SLOTS_PER_PERCENT:g} to {high / SLOTS_PER_PERCENT:g} %"
