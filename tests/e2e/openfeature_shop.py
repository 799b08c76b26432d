"""A `burgee dev` with a flag of every kind and an experiment, for OpenFeature's clients."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from burgee.cli.api import Api
from local.launch import launch
from local.trial import FLAG as TRIED
from tests.e2e.machines import UNLIMITED, DevMachine

ENVIRONMENT = "production"
BANNER = {"text": "Two for one", "until": 5, "share": 1.0, "tags": ["new"]}
SERVED_SECONDS = 30.0


def _flag(key: str, kind: str, values: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    variants = {name: {"value": value} for name, value in values.items()}
    served = {"enabled": True, "default_variant": next(iter(values)), **settings}
    return {"key": key, "kind": kind, "variants": variants, "environments": {ENVIRONMENT: served}}


_PRO = {
    "id": "pro",
    "conditions": [{"attribute": "plan", "operator": "equals", "value": "pro"}],
    "variant": "on",
}
_HALVES = {"id": "halves", "split": {"hello": 50, "hi": 50}}
FLAGS = (
    _flag("dark-mode", "boolean", {"off": False, "on": True}, rules=[_PRO]),
    _flag("greeting", "string", {"hello": "Hello", "hi": "Hi"}, rules=[_HALVES]),
    _flag("silence", "string", {"none": ""}),
    _flag("limit", "number", {"ten": 10}),
    _flag("largest", "number", {"largest": 2**53 - 1}),
    _flag("ratio", "number", {"ten": 10.0}),
    _flag("banner", "json", {"standard": BANNER}),
    _flag("sizes", "json", {"all": [1, 2.5, "xl"]}),
    _flag("asleep", "boolean", {"on": True}, enabled=False),
    _flag("resting", "boolean", {"on": True, "off": False}, enabled=False, off_variant="off"),
)
KEYS = {flag["key"] for flag in FLAGS} | {TRIED}


@contextmanager
def openfeature_shop(home: Path) -> Iterator[DevMachine]:
    """The machine, once all of it is served; ended on the way out."""
    words = ("--environment", ENVIRONMENT, "--no-examples")
    with DevMachine(home, *words, variables=UNLIMITED) as machine:
        with_flags(machine)
        launch(machine.url, machine.admin_key)
        _wait_until_served(machine)
        yield machine


def with_flags(machine: DevMachine) -> None:
    """Create the flags, as the owner of the machine."""
    api = Api(machine.url, machine.admin_key)
    for flag in FLAGS:
        api.admin("POST", "/flags", body={"document": flag, "reason": "A test"})
    api.close()


def exposures(machine: DevMachine, unit: str) -> dict[str, str]:
    """What rests of a unit: run -> the variant that it met."""
    return {one["run"]: one["variant"] for one in _unit(machine, unit)["exposures"]}


def events(machine: DevMachine, unit: str) -> int:
    """How many tracking events rest of a unit."""
    count: int = _unit(machine, unit)["events"]
    return count


def _unit(machine: DevMachine, unit: str) -> Mapping[str, Any]:
    with machine.client(machine.admin_key) as admin:
        answer = admin.get(f"/api/v1/admin/units/{ENVIRONMENT}/{unit}")
        found: Mapping[str, Any] = answer.raise_for_status().json()
        return found


def _wait_until_served(machine: DevMachine) -> None:
    deadline = time.monotonic() + SERVED_SECONDS
    with machine.client(machine.client_key) as client:
        while True:
            asked = {"context": {"targetingKey": "somebody-else"}}
            served = client.post("/ofrep/v1/evaluate/flags", json=asked).json().get("flags", [])
            reasons = {one["key"]: one.get("reason") for one in served}
            if reasons.keys() >= KEYS and reasons[TRIED] == "SPLIT":
                return
            assert time.monotonic() < deadline, reasons
            time.sleep(0.05)
