"""Events, exposures and run plans for tests of what is measured."""

from __future__ import annotations

from typing import Any

from burgee.domain.experiments import Run
from burgee.domain.run_plans import RunPlan, compile_run
from burgee.domain.tracking import EventType, Exposure, TrackingEvent

DAY = 86_400_000
MET = 100 * DAY  # when the unit of these tests met its variant


def an_event(name: str = "buy", at: int = 0, value: int | None = None, **given: Any) -> Any:
    """An event so many ms after the exposure; `value` at the fixed scale."""
    numbers = {} if value is None else {"value": value}
    fields = {"id": f"{name}{at}{value}", "received": MET + at, "numbers": numbers, **given}
    return TrackingEvent(type=EventType.CUSTOM, name=name, at=MET + at, **fields)


def an_exposure(**given: Any) -> Exposure:
    return Exposure(**{"run": "shop.1", "variant": "a", "at": MET, "received": MET, **given})


def a_plan(*metrics: dict[str, Any], dimensions: tuple[str, ...] = ()) -> RunPlan:
    """The plan of a run with these goals, each with an event name and a key if it has none."""
    goals = [{"key": "m", "event_name": "buy", "type": "sum", **metric} for metric in metrics]
    run = Run.model_validate(
        {
            "number": 1,
            "salt": "s",
            "environment": "production",
            "bucket_by": "targetingKey",
            "assignment": "deterministic",
            "control": "a",
            "weights": {"a": 1, "b": 1},
            "metrics": {"goals": goals},
            "dimensions": list(dimensions),
            "started_at": "2026-11-01T00:00:00Z",
        }
    )
    return compile_run("shop.1", run)


def as_it_is(_: str, value: str) -> str:
    """A registry of values that takes them all."""
    return value
