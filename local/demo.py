"""`burgee demo`: the shop at work, its experiment, and how fast a switched flag is seen."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle
from typing import Any

from rich.console import Group

from burgee.cli.api import Api
from burgee.cli.results_page import results_page
from local.dev import DevOptions, Running, running
from local.launch import launch
from local.machine import Options
from local.rollout_act import MINUTE_SECONDS, RolloutAct
from local.shop import Client, Shop, configured_shares
from local.signals import Stop
from local.summary import Scene, as_text, live, summary
from local.sums import comparison, counted_of
from local.trial import EXPERIMENT, FLAG, HYPOTHESIS, STANDING, Truth

ENVIRONMENT = "production"
SWITCHED = "new-gallery"
MOST_VISITORS = 1000
SWITCH_SECONDS = 3.0
COUNTED_SECONDS = 60.0
LONGEST_WAIT_SECONDS = 10.0
POLL_SECONDS = 0.01
WIDTH_OF_RESULTS = 140
# The shop is one caller with one key; fifty requests a second would be a slow shop.
LIMITS = {"RATE_LIMIT_PER_SECOND": "100000", "RATE_LIMIT_BURST": "100000"}


@dataclass(frozen=True, slots=True)
class Switch:
    """One change of a flag, and how long it took to be written and to be seen in answers.

    `answered_ms` is None if the demo ended before.
    """

    flag_key: str
    enabled: bool
    written_ms: float
    answered_ms: float | None

    def __str__(self) -> str:
        done = f"{self.flag_key} switched {'on' if self.enabled else 'off'}"
        if self.answered_ms is None:
            return f"{done}: not seen in an answer before the demo ended"
        return (
            f"{done}: written in {self.written_ms:,.0f} ms, "
            f"seen in answers after {self.answered_ms:,.0f} ms"
        )


@dataclass(slots=True)
class Switcher:
    """Switches a flag off and on through the admin API and watches the answer change."""

    api: Api
    client: Client
    stop: Stop
    pause_seconds: float
    most: int | None
    done: list[Switch] = field(default_factory=list)
    finished: threading.Event = field(default_factory=threading.Event)
    is_over: bool = False

    def run(self) -> None:
        for enabled in cycle((False, True)):
            if len(self.done) == self.most or self.stop.wait(self.pause_seconds) or self.is_over:
                break
            self.done.append(self._switch(enabled=enabled))
        self.finished.set()

    def end(self) -> None:
        """Switch no more; wait a moment for the switch at hand."""
        self.is_over = True
        self.finished.wait(1)

    def _switch(self, *, enabled: bool) -> Switch:
        version = self.api.read("flag", SWITCHED).version
        body = {"environment": ENVIRONMENT, "enabled": enabled, "reason": "The demo"}
        begun = time.perf_counter()
        self.api.admin("POST", f"/flags/{SWITCHED}/toggle", body=body, version=version)
        written = time.perf_counter() - begun
        answered = self._wait_until(begun, enabled=enabled)
        return Switch(SWITCHED, enabled, written * 1000, answered)

    def _wait_until(self, begun: float, *, enabled: bool) -> float | None:
        """Milliseconds from `begun` to the first answer that knows of the switch."""
        while time.perf_counter() - begun < LONGEST_WAIT_SECONDS:
            reason = self.client.evaluate(SWITCHED, {"targetingKey": "watcher"}).get("reason")
            if reason is not None and (reason != "DISABLED") == enabled:
                return (time.perf_counter() - begun) * 1000
            if self.stop.wait(POLL_SECONDS):
                return None
        return None


class Act(StrEnum):
    """The demo's acts: a shop with its experiment, then a rollout that is taken back."""

    EXPERIMENT = "experiment"
    ROLLOUT = "rollout"


def run_demo(
    port: int,
    seconds: float | None,
    nasty: int | None = None,
    acts: Collection[Act] = tuple(Act),
) -> None:
    """The demo; its first act lasts so many seconds or a thousand visitors. Raises CannotStart.

    `nasty`: streams do whatever they may do, by this seed of chance.
    """
    stop = Stop()
    stop.listen()
    begun = time.monotonic()
    rollout = RolloutAct()
    machine = Options(environment=LIMITS, nasty=nasty, minute=MINUTE_SECONDS, pages=rollout.pages)
    options = DevOptions(port, ENVIRONMENT, machine=machine)
    print("Starting Burgee on this machine ...", flush=True)
    with running(options) as run:
        launch(run.machine.url, run.keys.admin, STANDING)
        run.machine.settle()
        print(opening(run, time.monotonic() - begun), flush=True)
        if Act.EXPERIMENT in acts:
            _trade(run, stop, seconds)
        if Act.ROLLOUT in acts and not stop.wished:
            rollout.play(run, stop)
    print("The demo has ended; nothing is kept. `burgee dev` runs Burgee for your own flags.")


def opening(run: Running, seconds: float) -> str:
    """Where it answers and what to try beside the shop."""
    key = run.keys.environments[ENVIRONMENT].client
    url = run.machine.url
    return (
        f"It answers at {url} after {seconds:.1f} s, with {len(run.created)} flags, segments and "
        f"experiments written through its admin API.\n\n"
        f"Ask for a flag yourself, in another terminal:\n"
        f"  curl -s {url}/ofrep/v1/evaluate/flags/checkout-button-color \\\n"
        f"    -H 'Authorization: Bearer {key}' \\\n"
        f"    -H 'Content-Type: application/json' "
        f'-d \'{{"context": {{"targetingKey": "you"}}}}\'\n'
    )


def _trade(run: Running, stop: Stop, seconds: float | None) -> None:
    key = run.keys.environments[ENVIRONMENT].client
    api = Api(run.machine.url, run.keys.admin)
    client = Client(run.machine.url, key)
    truth = Truth()
    shop = Shop(run.machine.url, key, truth, most=MOST_VISITORS if seconds is None else None)
    switcher = Switcher(api, client, stop, *_rhythm(seconds))
    scene = Scene(shop.tally, _configured(api), switcher.done)
    shop.open()
    threading.Thread(target=switcher.run, name="switcher", daemon=True).start()
    end = math.inf if seconds is None else time.monotonic() + seconds
    live(scene, stop, lambda: shop.is_empty or time.monotonic() > end)
    if seconds is not None and not stop.wished:
        switcher.finished.wait(LONGEST_WAIT_SECONDS)
    switcher.end()
    shop.close()
    print(summary(scene), flush=True)
    run.machine.settle(COUNTED_SECONDS)
    print(sums(api, truth))
    print(results(api))
    client.close()
    api.close()


def sums(api: Api, truth: Truth) -> str:
    """The experiment's sums beside the truth, and how often its flag was evaluated."""
    answer = api.admin("GET", f"/experiments/{EXPERIMENT}/sums")
    usage = api.admin("GET", f"/flags/{FLAG}/usage", query={"environment": ENVIRONMENT})
    title = f"Experiment {EXPERIMENT}, {truth.visitors:,} visitors: {HYPOTHESIS}"
    asked = f"Flag usage, up to half a minute old: {usage['evaluations']:,} evaluations of {FLAG}."
    return as_text(Group(title, "", comparison(truth, counted_of(answer)), asked))


def results(api: Api) -> str:
    """A look at each experiment, taken now: verdict, checks, and every metric's interval."""
    return "\n".join(_result(api, key) for key in (EXPERIMENT, STANDING))


def _result(api: Api, key: str) -> str:
    look = api.admin("POST", f"/experiments/{key}/looks", body={})
    shown = Group(f"\nResults of {key}, as `burgee results {key}` shows them:", *results_page(look))
    return as_text(shown, width_of_a_pipe=WIDTH_OF_RESULTS)


def _rhythm(seconds: float | None) -> tuple[float, int]:
    """How long to wait before each switch, and how many there are."""
    return (SWITCH_SECONDS, 2) if seconds is None else (seconds / 3, 1)


def _configured(api: Api) -> dict[str, dict[str, float]]:
    flags: list[dict[str, Any]] = [dict(row) for row in api.rows("/flags")]
    bodies = {row["key"]: api.read("flag", row["key"]).body for row in flags}
    return {key: configured_shares(body, ENVIRONMENT) for key, body in bodies.items()}
