"""A rollout that ramps, is broken on purpose and taken back by its alarm, told as it happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from burgee.cli.api import Api
from burgee.domain.rollouts import FINAL
from burgee.domain.timestamps import seconds_of
from local.checkout import FAILED, FLAG, NEW, OLD, Checkout
from local.shop import Client
from local.signals import Stop

ENVIRONMENT = "production"
ROLLOUT = "express-checkout-for-all"
GUARDRAIL = "checkout-failures"
REASON = "The demo"
BREAKS_IN_STAGE = 1
BREAKS_AFTER_SECONDS = 3.0
LOOK_SECONDS = 0.1
POLL_SECONDS = 0.01
LONGEST_SECONDS = 90.0

FLAG_DOCUMENT = {
    "key": FLAG,
    "name": "Express checkout",
    "kind": "boolean",
    "purpose": "release",
    "team": "Checkout",
    "environments": {ENVIRONMENT: {"enabled": True, "default_variant": OLD}},
}
ROLLOUT_DOCUMENT = {
    "key": ROLLOUT,
    "name": "Express checkout for everybody",
    "owner": "checkout@shop.example",
    "flag": FLAG,
    "environment": ENVIRONMENT,
    "variant": NEW,
    "strategy": "gradual",
    "stages": [
        {"percentage": 20, "wait": "6s"},
        {"percentage": 50, "wait": "15s"},
        {"percentage": 100, "wait": "15s"},
    ],
    "guardrails": [
        {
            "signal": "error_rate",
            "metric": {
                "key": GUARDRAIL,
                "type": "conversion_rate",
                "event_name": FAILED,
                "window": "1h",
                "direction": "decrease",
                "margin": 0.1,
            },
            "criterion": 0.1,
        }
    ],
    "minimum_units": 50,
    # The alarm is to be seen at work; by themselves these would often be faster.
    "triggers": {"harm": False, "error_rate_spike": False},
    "make_alarms": [
        {
            "name": "failures",
            "kind": "error_rate",
            "guardrail": GUARDRAIL,
            "above": 0.15,
            "period_seconds": 10,
            "periods": 1,
        }
    ],
    "on_alarm": {"bake_time": "5s", "cool_down": "30m"},
}


@dataclass(slots=True)
class Story:
    """What happened, second by second, and how it stands; safe for several threads."""

    tell_at_once: Callable[[str], None]
    begun: float = field(default_factory=time.monotonic)
    lines: list[str] = field(default_factory=list)
    standing: Mapping[str, Any] = field(default_factory=dict)
    ending: str = ""

    def begin(self) -> None:
        """Count seconds from now on."""
        self.begun = time.monotonic()

    def tell(self, sentence: str) -> None:
        line = f"{time.monotonic() - self.begun:5.1f} s  {sentence}"
        self.lines.append(line)
        self.tell_at_once(line)


class Ramp:
    """Drives the rollout through the admin API, and watches what one unit is answered."""

    def __init__(
        self, api: Api, client: Client, checkout: Checkout, story: Story, stop: Stop
    ) -> None:
        self._api = api
        self._client = client
        self._checkout = checkout
        self._story = story
        self._stop = stop
        self._answered_old: float | None = None

    def run(self) -> None:
        """Until the rollout has ended, or somebody wishes the end."""
        self._begin()
        reached, entered, deadline = None, 0.0, time.monotonic() + LONGEST_SECONDS
        while not self._stop.wait(LOOK_SECONDS) and time.monotonic() < deadline:
            rollout = self._api.read("rollout", ROLLOUT).body
            self._note(rollout)
            if rollout["status"] in FINAL:
                self._end(rollout)
                return
            if rollout["stage"] != reached:
                reached, entered = rollout["stage"], time.monotonic()
                self._story.tell(f"{_share(rollout)} of the visitors get the express checkout")
            is_time = time.monotonic() - entered > BREAKS_AFTER_SECONDS
            if reached == BREAKS_IN_STAGE and is_time and not self._checkout.is_broken.is_set():
                self._break()

    def _begin(self) -> None:
        self._api.admin("POST", "/flags", body={"document": FLAG_DOCUMENT, "reason": REASON})
        body = {"document": ROLLOUT_DOCUMENT, "reason": REASON}
        self._api.admin("POST", "/rollouts", body=body)
        version = self._api.read("rollout", ROLLOUT).version
        self._api.admin(
            "POST", f"/rollouts/{ROLLOUT}/start", body={"reason": REASON}, version=version
        )

    def _note(self, rollout: Mapping[str, Any]) -> None:
        because = rollout["because"]
        if because and because != self._story.standing.get("because"):
            self._story.tell(f"{rollout['status'].replace('_', ' ')}: {because}")
        self._story.standing = rollout

    def _break(self) -> None:
        self._checkout.is_broken.set()
        self._story.tell("the express checkout starts to fail for half of its visitors")
        unit = self._unit_with(NEW)
        threading.Thread(target=self._watch, args=(unit,), daemon=True).start()

    def _unit_with(self, variant: str) -> str:
        units = (f"watcher-{number}" for number in range(1000))
        return next(unit for unit in units if self._answer(unit) == variant)

    def _watch(self, unit: str) -> None:
        while not self._stop.wished:
            if self._answer(unit) == OLD:
                self._answered_old = time.time()
                return
            time.sleep(POLL_SECONDS)

    def _answer(self, unit: str) -> str | None:
        variant: str | None = self._client.evaluate(FLAG, {"targetingKey": unit}).get("variant")
        return variant

    def _end(self, rollout: Mapping[str, Any]) -> None:
        deadline = time.monotonic() + 10
        while self._answered_old is None and time.monotonic() < deadline:
            if self._stop.wait(LOOK_SECONDS):
                return
        self._story.ending = self._ending(rollout)
        self._story.tell(self._story.ending)

    def _ending(self, rollout: Mapping[str, Any]) -> str:
        if self._answered_old is None:
            return "the old checkout was not seen in an answer before the demo ended"
        acted = [seen for seen in rollout["seen_alarms"] if seen["outcome"] == "rolled_back"]
        since = seconds_of(acted[-1]["at"] if acted else rollout["ended_at"]) or 0.0
        decided = (seconds_of(rollout["ended_at"]) or 0.0) - since
        answered = f"answered over HTTP after {self._answered_old - since:.1f} s"
        if not acted:
            return f"everybody has the old checkout again, {answered}"
        return (
            f"everybody has the old checkout again: decided {decided:.1f} s after the alarm "
            f"{acted[-1]['alarm']} went on, {answered}"
        )


def _share(rollout: Mapping[str, Any]) -> str:
    return f"{rollout['stages'][rollout['stage']]['percentage']:g} %"
