"""Entry of the advance_rollouts function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.runtime.observability import logger
from burgee.runtime.steering import steering
from burgee.services.advance_rollouts import Moved, advance_due, advance_one


def handler(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
    """Trigger: a rollout's one-time schedule, with its key and the stage that it was made for, or
    the timer each minute, with `job`. Answer: what was moved.

    A step is decided on one version and put right after it, so that a second, late or reordered
    call moves nothing. A fault is raised: Lambda calls twice more, then parks the event in the
    dead-letter queue; the timer's next call makes good what was left.
    """
    moved = _advance(event)
    for step in moved:
        logger().info("Rollout moved", key=step.key, version=step.version, action=str(step.action))
    return {"moved": [f"{step.key} {step.action}" for step in moved]}


def _advance(event: Mapping[str, Any]) -> list[Moved]:
    if event.get("job") == "due":
        return advance_due(steering())
    return advance_one(steering(), event["key"], int(event["stage"]))
