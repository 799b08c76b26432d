"""A breached guardrail stops a running experiment at the next look, if its plan says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.documents import Kind
from burgee.domain.results import Finding, Look, Part, VariantResult
from burgee.services.apply_schedule import Applied, apply_due
from burgee.services.reading import read
from burgee.services.restart_experiment import restart_experiment
from burgee.services.writing import Ledger
from tests.looks import a_comparison, a_look, a_metric_result
from tests.unit.services.builders import by
from tests.unit.services.designs import KEY, a_design, a_studio, evidence, running, start

FIRST = f"{KEY}.1"


def a_guarded_look(finding: Finding = Finding.HARMED, **parts: Any) -> Look:
    metric = a_metric_result(
        "errors",
        **{
            "part": Part.GUARDRAIL,
            "variants": (
                VariantResult("control", 1200, 0.0402, 0.03, 0.05),
                VariantResult("treatment", 1210, 0.0813, 0.07, 0.1),
            ),
            "comparisons": (a_comparison(finding=finding),),
            **parts,
        },
    )
    return a_look(4, metrics=(a_metric_result(), metric))


def guarded(**plan: Any) -> Ledger:
    ledger = a_studio()
    running(ledger, plan={**a_design()["plan"], "stop_on_guardrail": True, **plan})
    return ledger


def apply(ledger: Ledger, looks: Mapping[str, Look]) -> list[Applied]:
    return apply_due(ledger, replace(evidence(), latest_look=looks.get))


def status(ledger: Ledger) -> str:
    return str(read(ledger.documents, Kind.EXPERIMENT, KEY).body["status"])


def test_it_is_stopped_with_the_breach_in_words() -> None:
    ledger = guarded()

    [applied] = apply(ledger, {FIRST: a_guarded_look()})

    version = read(ledger.documents, Kind.EXPERIMENT, KEY)
    assert (applied.action, version.body["status"]) == ("emergency_stop", "cancelled")
    assert version.change.actor == "schedule"
    assert version.change.reason == (
        "At look 4 the guardrail 'errors' is breached by 'treatment': "
        "0.0813 against 0.0402 of 'control'."
    )


def test_a_threshold_is_named_and_what_has_no_value() -> None:
    ledger = guarded()
    look = a_guarded_look(threshold=0.05, variants=(VariantResult("control", 0, None, None, None),))

    apply(ledger, {FIRST: look})

    reason = read(ledger.documents, Kind.EXPERIMENT, KEY).change.reason
    assert "no value against no value of 'control', threshold 0.05." in reason


def test_a_plan_that_says_nothing_of_it_goes_on() -> None:
    ledger = guarded(stop_on_guardrail=False)

    assert apply(ledger, {FIRST: a_guarded_look()}) == []
    assert status(ledger) == "running"


@pytest.mark.parametrize(
    "looks",
    [
        {},
        {FIRST: a_guarded_look(Finding.SAFE)},
        {FIRST: a_guarded_look(part=Part.SECONDARY)},
        {"another.1": a_guarded_look()},
    ],
)
def test_without_a_breach_it_goes_on(looks: Mapping[str, Look]) -> None:
    ledger = guarded()

    assert apply(ledger, looks) == []
    assert status(ledger) == "running"


def test_it_is_stopped_once_and_a_later_run_by_its_own_looks_alone() -> None:
    ledger, looks = guarded(), {FIRST: a_guarded_look()}
    apply(ledger, looks)
    assert apply(ledger, looks) == []
    restart_experiment(ledger, by(), KEY)
    start(ledger)

    assert apply(ledger, looks) == []
    assert status(ledger) == "running"
