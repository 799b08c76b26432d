"""Traces as people see them, from the explanations that evaluation really gives."""

from __future__ import annotations

from typing import Any

import pytest

from burgee.cli.trace import OUTCOMES
from burgee.domain import assignment
from burgee.domain.evaluation import Evaluator
from burgee.domain.experiment_forms import Experiments
from burgee.domain.explanation import explain
from burgee.domain.flag_checks import parse_flag
from burgee.domain.publication import build
from burgee.domain.ruleset import Ruleset
from burgee.domain.segment_checks import parse_segment
from tests.unit.cli.builders import a_flag, a_section, a_segment
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import Server
from tests.unit.domain import ramps
from tests.unit.domain.experiments import an_experiment, known, parsed_experiments
from tests.unit.domain.ramps import a_rollout, ramping, stages

RAMPED = ramps.FLAG
PUBLISHED = "2026-11-21T12:00:00.000Z"


def explained(
    flags: list[Any], context: dict[str, Any], experiments: Experiments | None = None
) -> Any:
    """The trace of the last of these flags in production."""
    publication = build(
        "production",
        flags=[(parse_flag(flag), 1) for flag in flags],
        segments=[parse_segment(a_segment())],
        keys=[],
        experiments=experiments,
    )
    ruleset = Ruleset.load(publication.numbered(3, PUBLISHED), publication.chunks)
    return explain(Evaluator(ruleset, lambda: 0.0), flags[-1]["key"], context)


@pytest.fixture
def tree(run: Run, server: Server) -> Any:
    """Explains a flag with this section and returns the lines of its tree."""

    def tree(section: dict[str, Any], *others: Any, **context: Any) -> list[str]:
        flags = [*others, a_flag(salt="s", environments={"production": section})]
        path = "/api/v1/flags/new-checkout/explain"
        server.canned[path] = (200, explained(flags, context))
        ran = run("explain", "new-checkout")
        assert ran.code == 0, ran.err
        return [line.strip() for line in ran.out.splitlines()]

    return tree


def test_a_trace_begins_with_the_answer_and_its_ruleset(tree: Any) -> None:
    lines = tree(a_section())
    assert lines[0] == "new-checkout: false (off, STATIC)"
    assert f"ruleset 3 of production, published {PUBLISHED}" in lines[1]
    assert "+ otherwise: off" in lines[-1]


def test_a_flag_that_is_not_enabled_says_so(tree: Any) -> None:
    lines = tree(a_section(enabled=False))
    assert lines[0] == "new-checkout: no value (DISABLED)"
    assert "- not enabled" in lines[-1]


def test_each_condition_says_whether_it_matched(tree: Any) -> None:
    pro = {"attribute": "plan", "operator": "equals", "value": "pro"}
    staff = {"operator": "in_segment", "value": "staff"}
    rule = {"id": "early", "conditions": [{"or": [pro, {"not": staff}]}], "variant": "on"}
    lines = tree(a_section(rules=[rule]), plan="free", targetingKey="ann")
    text = "\n".join(lines)
    assert "- rule early" in text
    assert "- one of these" in text
    assert '- plan equals "pro"' in text
    assert "- not" in text
    assert '+ in_segment "staff"' in text


def test_shares_are_told_in_percent(tree: Any) -> None:
    rules = [
        {"id": "tenth", "percentage": 0, "variant": "on"},
        {"id": "halves", "split": {"on": 1, "off": 3}},
    ]
    text = "\n".join(tree(a_section(rules=rules), targetingKey="ann"))
    assert "in are 0 to 0 %" in text
    assert "of off 0 to 75 %, on 75 to 100 %" in text


def test_a_prerequisite_tells_its_own_answer(tree: Any) -> None:
    section = a_section(prerequisites={"first": ["on"]}, off_variant="off")
    lines = tree(section, a_flag("first"))
    assert "- prerequisite first must be on: it is false (off, STATIC)" in lines[-1]


def test_a_target_is_named(tree: Any) -> None:
    lines = tree(a_section(targets={"on": ["ann"]}), targetingKey="ann")
    assert "+ targets: this unit is named for on" in lines[-1]


def test_an_error_is_told_with_its_code(tree: Any) -> None:
    section = a_section(rollout={"variant": "on", "percentage": 5})
    text = "\n".join(tree(section))
    assert "TARGETING_KEY_MISSING" in text
    assert "missing_attribute targetingKey" in text


def test_a_stale_answer_says_so(run: Run, server: Server) -> None:
    trace = explained([a_flag(salt="s")], {})
    server.canned["/api/v1/flags/new-checkout/explain"] = (200, {**trace, "stale": True})
    assert "stale: the newest ruleset could not be read" in run("explain", "new-checkout").out


@pytest.fixture
def tried(run: Run, server: Server) -> Any:
    """Explains a flag in an experiment of these parts and returns the lines of its tree."""

    def tried(context: Any, **parts: Any) -> list[str]:
        variants = {"control": {}, "b": {"weight": 3, "flags": {"new-checkout": "on"}}}
        served = parsed_experiments([an_experiment(**{"variants": variants, **parts})])
        flag = a_flag(salt="s", environments={"production": a_section()})
        path = "/api/v1/flags/new-checkout/explain"
        server.canned[path] = (200, explained([flag], context, served))
        ran = run("explain", "new-checkout")
        assert ran.code == 0, ran.err
        return [line.strip() for line in ran.out.splitlines()]

    return tried


def test_an_experiment_shows_what_it_assigned_and_how_likely_that_was(tried: Any) -> None:
    context = {"targetingKey": "user-1", "country": "DE"}

    text = "\n".join(tried(context, assignment="stratified", strata=["country"], traffic=99.999))

    assert "+ experiment gallery (run 1): b, assigned" in text
    assert "+ traffic: drawn at" in text
    assert 'of b 0 to 75 %, control 75 to 100 %, in the stratum ["DE"]' in text
    assert "probabilities: control 24.9998 %, b 74.9993 %" in text


def test_an_experiment_that_says_nothing_of_the_flag_says_so(tried: Any) -> None:
    stored = known(exposures={"gallery.1": "control"})

    lines = tried(stored)

    said = "control, as it was when the unit was exposed, which says nothing of this flag"
    assert any(f"+ experiment gallery (run 1): {said}" in line for line in lines)


def test_an_experiment_says_why_it_does_not_decide(tried: Any) -> None:
    lines = tried({"targetingKey": "user-1"}, group={"key": "gone", "begin": 0, "end": 50})

    assert any("- experiment gallery (run 1), another part of the" in line for line in lines)
    assert any("- group: drawn at" in line and "in are none" in line for line in lines)


@pytest.fixture
def ramped(run: Run, server: Server) -> Any:
    """Explains a flag that a rollout ramps and returns the lines of its tree."""

    def ramped(unit: str, **parts: Any) -> list[str]:
        trace = explain(ramping(a_rollout(**parts)), RAMPED, {"targetingKey": unit})
        server.canned[f"/api/v1/flags/{RAMPED}/explain"] = (200, trace)
        ran = run("explain", RAMPED)
        assert ran.code == 0, ran.err
        return [line.strip() for line in ran.out.splitlines()]

    return ramped


def test_a_rollout_shows_where_the_unit_was_drawn_and_as_what_it_counts(ramped: Any) -> None:
    text = "\n".join(ramped("user-1", at=3, run=2, stages=stages(0.001, 0.002, 0.003, 100)))

    assert "+ rollout ramp (at stage 4): on" in text
    assert "in are 0 to 100 % (stage 4)" in text
    assert "+ counted in run 2 as on" in text


def test_a_rollout_says_who_is_named_and_who_is_excluded(ramped: Any) -> None:
    condition = {"attribute": "plan", "operator": "equals", "value": "pro"}
    stage = {"percentage": 50, "units": ["ann"], "conditions": [condition]}

    named, other, excluded = (
        "\n".join(ramped(unit, stages=[stage], excluded=["eve"])) for unit in ("ann", "bob", "eve")
    )

    assert "+ stage 1: this unit is named" in named
    assert "- stage 1: not named" in other
    assert '- plan equals "pro"' in other
    assert "- rollout ramp (at stage 1), the unit is excluded" in excluded


def test_every_outcome_of_an_experiment_is_put_into_words() -> None:
    outcomes = {name for name, in_words in vars(assignment).items() if is_outcome(in_words)}

    said = {vars(assignment)[name][0] for name in outcomes} | {"assigned", "stored", "halted"}
    gates = {"holdout", "group", "traffic"}
    assert said | gates == set(OUTCOMES)


def is_outcome(found: Any) -> bool:
    return isinstance(found, tuple) and len(found) == 2 and found[1] is None
