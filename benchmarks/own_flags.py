"""The workload as Burgee's own documents, and the examples, which use every operator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import workload
from benchmarks.workload import BenchFlag, Condition
from burgee.cli.files import read_documents
from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag
from burgee.domain.segments import Segment

ENVIRONMENT = "production"
EXAMPLE_ENVIRONMENT = "development"
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
OPERATORS = {"eq": "equals", "in": "in", "gt": "greater_than"}


def flag(each: BenchFlag) -> Flag:
    """One flag of the workload, parsed and checked as administration does it."""
    settings = {"enabled": True, "default_variant": "off", **SETTINGS[each.kind](each)}
    body = {
        "key": each.key,
        "kind": "json" if each.kind == "w4" else "boolean",
        "salt": f"salt-{each.number}",
        "environments": {ENVIRONMENT: settings},
    }
    if each.kind == "w4":
        body["variants"] = {name: {"value": value} for name, _, value in workload.VARIANTS}
    return parse_flag(body)


def flags(count: int) -> list[Flag]:
    return [flag(each) for each in workload.flags(count)]


def example_documents() -> tuple[list[Flag], list[Segment]]:
    """The flags and segments of all examples: between them they use every operator."""
    documents = [each.document for each in read_documents([EXAMPLES])]
    return (
        [each for each in documents if isinstance(each, Flag)],
        [each for each in documents if isinstance(each, Segment)],
    )


def _w1(each: BenchFlag) -> dict[str, Any]:
    return {"default_variant": "on"}


def _w2(each: BenchFlag) -> dict[str, Any]:
    rules = [
        {"id": f"r{number}", "conditions": [_condition(c) for c in rule], "variant": "on"}
        for number, rule in enumerate(workload.rules(each))
    ]
    return {"rules": rules}


def _w3(each: BenchFlag) -> dict[str, Any]:
    return {"rollout": {"variant": "on", "percentage": workload.SHARE}}


def _w4(each: BenchFlag) -> dict[str, Any]:
    split = {name: weight for name, weight, _ in workload.VARIANTS}
    return {"default_variant": "control", "rules": [{"id": "split", "split": split}]}


SETTINGS = {"w1": _w1, "w2": _w2, "w3": _w3, "w4": _w4}


def _condition(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    return {"attribute": attribute, "operator": OPERATORS[operator], "value": value}
