"""Designs of experiments whose checklists are closed, and a ledger with what they name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.domain.checklist import Counted
from burgee.domain.experiments import Experiment
from burgee.services.checklist import Evidence
from burgee.services.create_document import create_flag
from burgee.services.start_experiment import start_experiment
from burgee.services.update_experiment import create_experiment
from burgee.services.writing import Ledger
from burgee.storage.memory import MemoryDocuments
from tests.unit.services.builders import a_flag, a_ledger, by

KEY = "gallery-layout"
FLAG = "new-gallery"
PURCHASE = "purchase"


def showing(flag: str = FLAG, **variants: str) -> dict[str, Any]:
    """Variants of an experiment: which variant of one flag each shows."""
    shown = variants or {"control": "off", "treatment": "on"}
    return {key: {"flags": {flag: variant}} for key, variant in shown.items()}


def a_metric(key: str = "bought", **parts: Any) -> dict[str, Any]:
    return {"key": key, "type": "conversion_rate", "event_name": PURCHASE, **parts}


METRICS = {"goals": [a_metric()], "guardrails": [a_metric("errors", event_name="error")]}
PLAN = {"planned_units": 4000, "minimum_detectable_effect": 0.1, "baseline": 0.05}


def a_design(key: str = KEY, **parts: Any) -> dict[str, Any]:
    """A draft in development with everything that its checklist asks for."""
    return {
        "key": key,
        "environment": "development",
        "hypothesis": "A larger picture sells more.",
        "owner": "ann",
        "variants": showing(),
        "metrics": METRICS,
        "plan": PLAN,
        **parts,
    }


def a_studio(documents: MemoryDocuments | None = None) -> Ledger:
    """A ledger with the flag that designs name."""
    ledger = a_ledger(documents)
    create_flag(ledger, by(), a_flag())
    return ledger


def evidence(
    *seen: str, counted: Counted | None = None, units: Mapping[str, int] | None = None
) -> Evidence:
    """Events that were seen (those of the design, if none are named) and what a run counts."""
    names = dict.fromkeys(seen or (PURCHASE, "error"), "2026-11-25")
    count = counted or Counted(units or {})
    return Evidence(lambda _: names, lambda _, __: count)


def start(ledger: Ledger, key: str = KEY, **options: Any) -> Experiment:
    version = start_experiment(ledger, by(), key, evidence(), **options)
    return Experiment.model_validate(version.body)


def running(ledger: Ledger, key: str = KEY, **parts: Any) -> Experiment:
    """An experiment that was designed and started."""
    create_experiment(ledger, by(), a_design(key, **parts))
    return start(ledger, key)
