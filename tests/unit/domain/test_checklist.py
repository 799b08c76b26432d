from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.checklist import ITEMS, Counted, Facts, Item, Phase, checklist_of
from burgee.domain.decisions import decided, decision_signed_off
from burgee.domain.experiment_changes import ended, signed_off, started
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiments import (
    Decision,
    DecisionSignOff,
    Experiment,
    SignOff,
    Status,
)
from burgee.domain.flag_checks import parse_flag
from burgee.domain.results import Recommendation
from burgee.domain.roles import Caller, DecisionRole, Role
from burgee.domain.timestamps import iso
from tests.looks import a_look, a_verdict
from tests.unit.services.builders import NOON, a_flag, settings
from tests.unit.services.designs import METRICS, PLAN, a_design, a_metric

DAY = 86_400
FLAGS = {"new-gallery": parse_flag(a_flag())}
EVEN = {"control": 5000, "treatment": 5000}


def design(**parts: Any) -> Experiment:
    return parse_experiment(a_design(**parts))


def facts(experiment: Experiment | None = None, **parts: Any) -> Facts:
    """Facts of which no item before the start is open."""
    closed: dict[str, Any] = {
        "now": NOON,
        "flags": FLAGS,
        "events_seen": {"purchase", "error"},
        "dry_run": EVEN,
    }
    return Facts(experiment or design(), **{**closed, **parts})


def running(units: dict[str, int], *, days: float = 1, **counted: Any) -> Facts:
    experiment = started(design(), salt="s", at=iso(NOON - days * DAY))
    served = experiment.model_copy(update={"status": Status.RUNNING})
    return facts(served, counted=Counted(units, **counted))


def item(found: Facts, key: str) -> Item:
    [one] = [each for each in checklist_of(found) if each.key == key]
    return one


def test_every_phase_has_items_and_every_item_its_own_key() -> None:
    keys = [key for _, key, _, _ in ITEMS]

    assert [phase for phase in Phase if any(row[0] is phase for row in ITEMS)] == list(Phase)
    assert len(set(keys)) == len(keys)


def test_a_whole_design_is_ready_to_start() -> None:
    before = {"design", "setup", "validation", "pre_launch"}

    unfinished = [each.key for each in checklist_of(facts()) if not each.done]

    assert unfinished == [row[1] for row in ITEMS if row[0] not in before]


@pytest.mark.parametrize(
    ("parts", "key", "detail"),
    [
        ({"hypothesis": " "}, "hypothesis", "Write what you expect"),
        ({"owner": ""}, "owner", "Write who answers"),
        ({"metrics": {"guardrails": METRICS["guardrails"]}}, "goal", "Add a metric"),
        ({"variants": {"control": {}, "a": {}}}, "flags", "No variant names a flag"),
        ({"traffic": 0}, "traffic", "0 % of"),
        ({"plan": {}}, "sample_size", "plan.planned_units, plan.minimum_detectable_effect, plan.b"),
        (
            {"metrics": {"goals": [a_metric(type="sum")]}},
            "sample_size",
            "Write plan.baseline_deviation",
        ),
        ({"metrics": {"goals": [a_metric()]}}, "guardrails", "Add one"),
        ({"end_at": iso(NOON + 6 * DAY)}, "schedule", "less than the 7 days"),
        (
            {"start_at": iso(NOON + 3 * DAY), "end_at": iso(NOON + 9 * DAY)},
            "schedule",
            "less than the 7 days",
        ),
        ({"maximum_units": 7999}, "room", "is 7999, but 8000 are planned"),
    ],
)
def test_a_design_that_lacks_something_says_what_to_do(
    parts: dict[str, Any], key: str, detail: str
) -> None:
    found = item(facts(design(**parts)), key)

    assert not found.done
    assert detail in found.detail


@pytest.mark.parametrize(
    ("plan", "detail"),
    [
        ({}, "too few. It takes 31231; these find it with 0.17."),
        ({"planned_units": 31231}, "enough for one look, which takes 31231"),
        ({"baseline": 1}, "such an effect cannot be: correct plan.baseline."),
    ],
)
def test_planned_units_are_held_against_what_it_takes(plan: dict[str, Any], detail: str) -> None:
    found = item(facts(design(plan=PLAN | plan)), "sample_size")

    assert found.done
    assert detail in found.detail


def test_what_it_takes_goes_by_how_many_comparisons_are_corrected() -> None:
    goals = {"goals": [a_metric(), a_metric("again")]}
    two = item(facts(design(metrics=goals)), "sample_size")
    uncorrected = design(metrics=goals, plan=PLAN | {"correction": "none"})
    one = item(facts(uncorrected), "sample_size")

    assert "at alpha 0.025 per comparison" in two.detail
    assert "at alpha 0.05 per comparison" in one.detail


def test_what_it_takes_goes_by_the_deviation_where_a_goal_is_no_rate() -> None:
    goals = {"goals": [a_metric(type="sum")]}
    plan = PLAN | {"baseline": 10, "minimum_detectable_effect": 0.05, "baseline_deviation": 4}

    found = item(facts(design(metrics=goals, plan=plan)), "sample_size")

    assert "enough for one look, which takes 1005" in found.detail


@pytest.mark.parametrize(
    ("parts", "key", "detail"),
    [
        ({"plan": PLAN | {"baseline_deviation": 2.5}}, "sample_size", "4000 units per variant"),
        ({"end_at": iso(NOON + 8 * DAY)}, "schedule", "2026-12-03"),
        ({"maximum_units": 8000}, "room", "8000 planned, 8000 allowed"),
    ],
)
def test_a_design_that_has_it_is_done(parts: dict[str, Any], key: str, detail: str) -> None:
    found = item(facts(design(**parts)), key)

    assert found.done
    assert detail in found.detail


def test_a_flag_that_is_off_has_to_be_switched_on() -> None:
    off = a_flag(environments={"development": settings(enabled=False)})

    found = item(facts(flags={"new-gallery": parse_flag(off)}), "flags")

    assert (found.done, found.detail) == (False, "Switch on in development: new-gallery.")


def test_a_flag_that_is_not_set_up_is_left_to_the_references() -> None:
    elsewhere = parse_flag(a_flag(environments={"staging": settings()}))

    assert item(facts(flags={"new-gallery": elsewhere}), "flags").done


def test_what_is_not_there_is_listed() -> None:
    missing = [{"field": "group.key", "detail": "there is no exclusion group 'g'"}]

    found = item(facts(references=missing), "references")

    assert (found.done, found.detail) == (False, "group.key: there is no exclusion group 'g'")


def test_weights_of_nobody_are_open() -> None:
    nobody = design().model_copy(update={"variants": {}})

    assert not item(facts(nobody), "weights").done


def test_every_event_of_every_metric_has_to_be_seen() -> None:
    ratio = a_metric("r", type="ratio", denominator={"event_name": "visit"})
    funnel = a_metric("f", type="funnel_step", after=["cart"])
    experiment = design(metrics={"goals": [ratio, funnel]})

    found = item(facts(experiment, events_seen={"purchase"}), "events")

    assert not found.done
    assert "Never received in development: cart, visit." in found.detail


def test_clashes_are_listed() -> None:
    found = item(facts(clashes=[("other", "decides the flag too")]), "clashes")

    assert (found.done, found.detail) == (False, "'other' decides the flag too")


@pytest.mark.parametrize(
    ("counts", "detail"),
    [
        ({}, "Nobody could be assigned."),
        ({"control": 5300, "treatment": 4700}, "control 5300 instead of 5000"),
        ({"control": 10_000}, "treatment 0 instead of 5000"),
    ],
)
def test_a_dry_run_that_is_far_from_the_plan_is_open(counts: dict[str, int], detail: str) -> None:
    found = item(facts(dry_run=counts), "dry_run")

    assert not found.done
    assert detail in found.detail


def test_production_asks_for_a_sign_off() -> None:
    unsigned = item(facts(is_production=True), "sign_off")
    mark = SignOff(by="eve", role="owner", at=iso(NOON))

    signed = item(facts(signed_off(design(), mark), is_production=True), "sign_off")

    assert (unsigned.done, signed.done) == (False, True)
    assert signed.detail == "By eve (owner)."


@pytest.mark.parametrize(
    ("found", "key", "is_done", "detail"),
    [
        (running({}), "exposures", False, "None came in yet."),
        (running({"control": 3, "treatment": 2}), "exposures", True, "5 units."),
        (running({}), "exact", True, "Nothing is in doubt."),
        (running({}, inexact=("parked",)), "exact", False, "parked: ask for a recount."),
        (running({"control": 99}, mixed=1), "mixed", False, "1 units, 1 %."),
        (running({"control": 100}, mixed=1), "mixed", True, "1 units, 0.99 %."),
        (running({}), "mixed", True, "0 units, 0 %."),
        (running({}, days=6.99), "minimum_days", False, "6.99 of 7 days."),
        (running({}, days=7), "minimum_days", True, "7 of 7 days."),
        (running({"control": 1000}), "minimum_units", False, "0 of 1000 units"),
        (running({"control": 1000, "treatment": 1000}), "minimum_units", True, "1000 of 1000"),
        (running({}), "decision", False, "No decision is recorded"),
        (running({}), "verdict", False, "No look was taken yet."),
        (running({}), "decision_sign_off", True, "Not needed in development."),
    ],
)
def test_a_run_is_measured_by_what_was_counted(
    found: Facts, key: str, is_done: bool, detail: str
) -> None:
    line = item(found, key)

    assert line.done is is_done
    assert detail in line.detail


@pytest.mark.parametrize("key", ["exposures", "exact", "mixed", "minimum_days", "minimum_units"])
def test_a_draft_has_not_started_whatever_ran_before(key: str) -> None:
    before = started(design(), salt="s", at=iso(NOON))

    assert item(facts(before), key).detail == "It has not started."


@pytest.mark.parametrize("key", ["verdict", "decision_sign_off", "decision"])
def test_a_draft_has_no_decision_whatever_ran_before(key: str) -> None:
    assert not item(facts(started(design(), salt="s", at=iso(NOON))), key).done


def test_a_look_that_says_what_to_do_is_a_verdict() -> None:
    look = a_look(3, verdict=a_verdict(recommendation=Recommendation.PROMOTE, sentence="Do."))

    found = item(replace(running({}), look=look), "verdict")

    assert (found.done, found.detail) == (True, "Look 3: promote. Do.")


def test_production_asks_both_roles_for_the_decision() -> None:
    asked = replace(running({}), is_production=True)
    marks = [
        DecisionSignOff(by=who, role=role, promoted="treatment", at=iso(NOON))
        for who, role in (("ann", DecisionRole.PRODUCT), ("eve", DecisionRole.ENGINEERING))
    ]

    found = [
        item(replace(asked, experiment=_signed(asked.experiment, *marks[:count])), _AGREED)
        for count in range(3)
    ]

    assert [each.done for each in found] == [False, False, True]
    assert found[0].detail == "Nobody so far. Two people have to say the same."
    assert found[1].detail.startswith("ann for product: 'treatment' is promoted.")


def test_people_are_told_by_name() -> None:
    asked = running({})
    ann: dict[str, Any] = {"by": "user:1", "by_name": "Ann", "promoted": None, "at": iso(NOON)}
    mark = DecisionSignOff(role=DecisionRole.PRODUCT, **ann)
    both = decided(_signed(asked.experiment, mark), Decision(**ann))

    told = [item(replace(asked, experiment=both), key).detail for key in (_AGREED, "decision")]

    assert told[0].startswith("Ann for product: the control is kept.")
    assert told[1] == f"On {iso(NOON)} by Ann: the control is kept."


def test_a_decision_is_told() -> None:
    asked = running({})
    decision = Decision(promoted=None, by="ann", at=iso(NOON))

    found = item(replace(asked, experiment=decided(asked.experiment, decision)), "decision")

    assert (found.done, found.detail) == (True, f"On {iso(NOON)} by ann: the control is kept.")


_AGREED = "decision_sign_off"


def _signed(experiment: Experiment, *marks: DecisionSignOff) -> Experiment:
    for mark in marks:
        experiment = decision_signed_off(experiment, mark)
    return experiment


def test_days_are_counted_to_the_end_of_a_run() -> None:
    begun = started(design(), salt="s", at=iso(NOON - 20 * DAY))
    over = ended(begun, at=iso(NOON - 10 * DAY), by=Caller("ann", Role.EDITOR))
    completed = over.model_copy(update={"status": Status.COMPLETED})

    assert item(facts(completed, counted=Counted()), "minimum_days").detail == "10 of 7 days."
