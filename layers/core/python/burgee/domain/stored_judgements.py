"""Judgements of guardrails as JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from burgee.domain.judgements import (
    Breach,
    Count,
    GuardrailReading,
    Judgement,
    Trigger,
    Watched,
)
from burgee.domain.rollouts import Signal

Stored = Mapping[str, Any]


def judgement_body(judgement: Judgement) -> dict[str, Any]:
    """A judgement, as JSON; its counts, of which there are many, as rows without names."""
    rows = [[each.at, each.units, each.events] for each in judgement.counts]
    return {**asdict(judgement), "counts": rows}


def judgement_from(body: Stored) -> Judgement:
    """The judgement back from `judgement_body`. Raises KeyError, TypeError, ValueError for what is
    none."""
    watched = body["watched"].items()
    return Judgement(
        run=body["run"],
        at=body["at"],
        units=body["units"],
        readings=tuple(
            GuardrailReading(**{**each, "signal": Signal(each["signal"])})
            for each in body["readings"]
        ),
        breaches=tuple(
            Breach(**{**each, "trigger": Trigger(each["trigger"])}) for each in body["breaches"]
        ),
        new=body["new"],
        looks=body["looks"],
        watched={key: Watched(**each) for key, each in watched},
        counts=tuple(Count(*row) for row in body["counts"]),
    )
