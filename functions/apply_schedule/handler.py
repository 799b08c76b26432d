"""Entry of the apply_schedule function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.domain.documents import Kind
from burgee.runtime.administration import ledger
from burgee.runtime.observability import logger
from burgee.runtime.wiring import maintained_aggregates, maintained_looks, maintained_usage
from burgee.services.apply_schedule import Applied, apply_due, apply_one
from burgee.services.checklist import Evidence
from burgee.services.gather_evidence import gather_evidence


def handler(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
    """Trigger: a document's one-time schedule, with its kind and key, or the timer, with `job`.
    Answer: what was changed.

    What is made is due no more, so that a second or late call changes nothing. A fault is raised:
    Lambda calls twice more, then parks the event in the dead-letter queue; the timer's next call
    makes good what was left.
    """
    evidence = gather_evidence(maintained_aggregates(), maintained_usage(), maintained_looks())
    applied = _apply(event, evidence)
    for change in applied:
        logger().info(
            "Change applied",
            kind=str(change.kind),
            key=change.key,
            version=change.version,
            action=str(change.action),
        )
    return {"applied": [f"{change.kind} {change.key} {change.action}" for change in applied]}


def _apply(event: Mapping[str, Any], evidence: Evidence) -> list[Applied]:
    if event.get("job") == "due":
        return apply_due(ledger(), evidence)
    return apply_one(ledger(), evidence, Kind(event["kind"]), event["key"])
