"""A rollout over real HTTP: who is shown what, stage by stage, and what was counted in its runs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest

from local.shop import Client
from tests.e2e.machines import UNLIMITED, DevMachine

FLAG, ROLLOUT = "faster-checkout", "faster"
PATH = f"/api/v1/admin/rollouts/{ROLLOUT}"
REASON = {"reason": "shown by a test"}
COUNTED_SECONDS = 60.0
VISITORS = [f"visitor-{number}" for number in range(60)]
NASTY = ("--nasty", "--seed", "5")
FLAG_DOCUMENT: dict[str, Any] = {
    "key": FLAG,
    "kind": "boolean",
    "environments": {"production": {"enabled": True, "default_variant": "off"}},
}
ROLLOUT_DOCUMENT: dict[str, Any] = {
    "key": ROLLOUT,
    "flag": FLAG,
    "environment": "production",
    "variant": "on",
    "stages": [{"percentage": share, "wait": "9d"} for share in (30, 60, 100)],
    "excluded": ["visitor-0"],
    "triggers": {"harm": False, "threshold": False, "error_rate_spike": False},
    "guardrails": [{"metric": {"key": "errors", "type": "count", "event_name": "error"}}],
}
Counts = dict[int, dict[str, tuple[int, int]]]  # run -> variant -> units and their errors


class Ramp:
    """Visitors who meet the flag and have errors, and what that has to come to."""

    def __init__(self, machine: DevMachine) -> None:
        self._client = Client(machine.url, machine.client_key)
        self.sides: dict[int, dict[str, str]] = {}
        self._errors: dict[int, Counter[str]] = {}

    def answer(self, unit: str) -> Mapping[str, Any]:
        """What a unit is answered; a connection that was idle for long is opened anew."""
        for _ in range(3):
            if answer := self._client.evaluate(FLAG, {"targetingKey": unit}):
                return answer
        raise AssertionError("nobody answered")

    def close(self) -> None:
        self._client.close()

    def visit(self, stage: int) -> None:
        """Let everybody in while a stage is served; the run of a stage has its number, from 1."""
        run = stage + 1
        self.sides[run], self._errors[run] = {}, Counter()
        for number, unit in enumerate(VISITORS):
            answer = self.answer(unit)
            reached = answer.get("metadata", {}).get("stage")
            if unit not in ROLLOUT_DOCUMENT["excluded"] and reached in {None, stage}:
                self.sides[run][unit] = answer["variant"]
            self._fail(unit, number % 3)

    def _fail(self, unit: str, times: int) -> None:
        """Errors of a unit count in every run that it is in by now."""
        failed = {"event_type": "error", "event_name": "error", "targetingKey": unit}
        if times:
            assert self._client.send([failed] * times)
        for run, sides in self.sides.items():
            self._errors[run][unit] += times if unit in sides else 0

    @property
    def shown(self) -> set[str]:
        """Who gets the new variant now."""
        return {unit for unit in VISITORS if self.answer(unit)["value"]}

    @property
    def truth(self) -> Counts:
        found: Counts = {}
        for run, sides in self.sides.items():
            found[run] = {}
            for variant in set(sides.values()):
                units = [unit for unit, side in sides.items() if side == variant]
                found[run][variant] = len(units), sum(self._errors[run][unit] for unit in units)
        return found


def _counted(admin: httpx.Client, runs: list[int]) -> Counts:
    found: Counts = {}
    for run in runs:
        answer = admin.get(f"{PATH}/sums", params={"run": run}).raise_for_status().json()
        errors = answer["metrics"]["errors"]["all"]["variants"]
        found[run] = {
            variant: (units["n"], int(float(errors[variant]["y"])))
            for variant, units in answer["units"]["variants"].items()
            if units.get("n")
        }
    return found


def _until(holds: Callable[[], bool], seconds: float = COUNTED_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)


def _post(admin: httpx.Client, path: str, body: dict[str, Any]) -> Any:
    answer = admin.post(path, json={**REASON, **body}, headers={"If-Match": "*"})
    assert answer.is_success, answer.text
    return answer.json()


def _enter(admin: httpx.Client, application: httpx.Client, verb: str, stage: int) -> None:
    """Take a step, and wait until its stage is served: to explain exposes nobody."""
    assert _post(admin, f"{PATH}/{verb}", {})["document"]["stage"] == stage

    def is_served() -> bool:
        asked = {"context": {"targetingKey": "scout"}}
        answer = application.post(f"/api/v1/flags/{FLAG}/explain", json=asked)
        steps = answer.json().get("steps", ())
        return any(step["step"] == "rollout" and step["stage"] == stage for step in steps)

    _until(is_served)


@pytest.fixture(params=[(), NASTY], ids=["calm", "nasty"])
def machine(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[DevMachine]:
    words = ("--environment", "production", "--no-examples", *request.param)
    with DevMachine(tmp_path, *words, variables=UNLIMITED) as running:
        yield running


@pytest.fixture
def ramp(machine: DevMachine) -> Iterator[Ramp]:
    ramp = Ramp(machine)
    yield ramp
    ramp.close()


@pytest.mark.long
def test_a_ramp_shows_and_counts_what_happened(machine: DevMachine, ramp: Ramp) -> None:
    shown = []
    with machine.client(machine.admin_key) as admin, machine.client(machine.server_key) as server:
        _post(admin, "/api/v1/admin/flags", {"document": FLAG_DOCUMENT})
        _post(admin, "/api/v1/admin/rollouts", {"document": ROLLOUT_DOCUMENT})
        for stage, verb in enumerate(("start", "ramp-up", "ramp-up")):
            _enter(admin, server, verb, stage)
            ramp.visit(stage)
            shown.append(ramp.shown)
        truth, runs = ramp.truth, list(ramp.sides)
        _until(lambda: _counted(admin, runs) == truth)
        counted = _counted(admin, runs)
        _post(admin, f"{PATH}/roll-back", {})
        _until(lambda: not ramp.shown)
        shown.append(ramp.shown)

    assert counted == truth
    assert shown[0] < shown[1] < shown[2] == set(VISITORS) - {"visitor-0"}
    assert {run: set(sides) for run, sides in counted.items()} == {
        1: {"on", "off"},
        2: {"on", "off"},
        3: {"on"},
    }
    assert shown[3] == set()
