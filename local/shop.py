"""A shop for glasses that asks for its flags over HTTP, and what its visitors got to see."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from local.trial import STANDING, Truth, visit
from local.visitors import Visitor, visitors

BULK = "/ofrep/v1/evaluate/flags"
EVENTS = "/api/v1/analytics/events"
SECONDS = 10.0
RECENT_VISITORS = 4
# A switched-off flag has no shares: its visitors say nothing about the split.
_UNDECIDED = frozenset({"DISABLED", "ERROR"})

_TAKEN = frozenset({200, 202})

Answer = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """What the visitors got, added up; safe to add to from several threads."""

    requests: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    shown: dict[str, Counter[str]] = field(default_factory=dict)
    recent: deque[tuple[Visitor, dict[str, Answer]]] = field(
        default_factory=lambda: deque(maxlen=RECENT_VISITORS)
    )
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add_request(self, milliseconds: float, status: int) -> None:
        with self.lock:
            self.requests += 1
            self.milliseconds.append(milliseconds)
            if status not in _TAKEN:
                self.failures[f"HTTP {status}"] += 1

    def add_failure(self, failure: Exception) -> None:
        with self.lock:
            self.failures[type(failure).__name__] += 1

    def add_visitor(self, visitor: Visitor, answers: Mapping[str, Answer]) -> None:
        with self.lock:
            for flag_key, answer in answers.items():
                if answer.get("reason") not in _UNDECIDED:
                    self.shown.setdefault(flag_key, Counter())[str(answer["variant"])] += 1
            self.recent.append((visitor, dict(answers)))

    def percentile(self, share: float) -> float | None:
        """Milliseconds within which this share of the requests was answered."""
        with self.lock:
            ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


class Client:
    """OFREP over one kept-alive connection; it opens a new one after a failure."""

    def __init__(self, url: str, key: str, tally: Tally | None = None) -> None:
        self._address = urlsplit(url).netloc
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._tally = tally or Tally()
        self._connection = HTTPConnection(self._address, timeout=SECONDS)

    def evaluate(self, flag_key: str, context: Mapping[str, Any]) -> Answer:
        """The answer of one flag; empty if there was none."""
        return self._ask(f"{BULK}/{flag_key}", {"context": context})

    def evaluate_all(self, context: Mapping[str, Any]) -> dict[str, Answer]:
        """The answers of all flags by key; empty if there was none."""
        return {
            answer["key"]: answer
            for answer in self._ask(BULK, {"context": context}).get("flags", ())
        }

    def send(self, tracking_events: list[dict[str, Any]]) -> bool:
        """Report what a visitor did; whether all of it was taken."""
        answer = self._ask(EVENTS, {"events": tracking_events})
        return bool(answer) and not answer.get("errors")

    def close(self) -> None:
        self._connection.close()

    def _ask(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        begun = time.perf_counter()
        try:
            self._connection.request("POST", path, json.dumps(body), self._headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, HTTPException) as failure:
            self._connection.close()
            self._tally.add_failure(failure)
            return {}
        self._tally.add_request((time.perf_counter() - begun) * 1000, response.status)
        answer: dict[str, Any] = json.loads(content) if response.status in _TAKEN else {}
        return answer


class Shop:
    """Visitors who arrive at an even pace and walk through it.

    `most`: so many come (None: without end). `truth`: what they did in the
    experiment, if there is one.
    """

    def __init__(
        self,
        url: str,
        key: str,
        truth: Truth | None = None,
        *,
        most: int | None = None,
        per_second: float = 80.0,
        workers: int = 2,
    ) -> None:
        self.tally = Tally()
        self.truth = truth
        self._url = url
        self._key = key
        self._pause = workers / per_second
        self._arriving = islice(visitors(), most)
        self._door = threading.Lock()
        self._closed = threading.Event()
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(workers)]

    def open(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def is_empty(self) -> bool:
        """Whether the last visitor has left."""
        return not any(thread.is_alive() for thread in self._threads)

    def close(self) -> None:
        """Let the visitors who are inside finish."""
        self._closed.set()
        for thread in self._threads:
            thread.join(SECONDS)

    def _serve(self) -> None:
        client = Client(self._url, self._key, self.tally)
        next_arrival = time.monotonic()
        while not self._closed.is_set() and (visitor := self._next_visitor()):
            walk(client, visitor, self.tally)
            if self.truth is not None:
                client.evaluate(STANDING, visitor.context)
                visit(client, visitor, self.truth)
            next_arrival = max(next_arrival + self._pause, time.monotonic() - 1)
            self._closed.wait(max(0.0, next_arrival - time.monotonic()))
        client.close()

    def _next_visitor(self) -> Visitor | None:
        with self._door:
            return next(self._arriving, None)


def walk(client: Client, visitor: Visitor, tally: Tally) -> None:
    """The home page, which asks for all flags at once."""
    answers = client.evaluate_all(visitor.context)
    if answers:
        tally.add_visitor(visitor, answers)


def configured_shares(flag: Mapping[str, Any], environment: str) -> dict[str, float]:
    """Share of each variant where chance alone decides; empty where rules decide."""
    settings = flag["environments"].get(environment, {})
    open_rules = [rule for rule in settings.get("rules") or () if not rule.get("conditions")]
    split = next((rule.get("split") for rule in open_rules if rule.get("split")), None)
    if split:
        whole = sum(split.values())
        return {variant: weight / whole for variant, weight in split.items()}
    rollout = settings.get("rollout")
    if not rollout:
        return {}
    share = rollout["percentage"] / 100
    return {rollout["variant"]: share, settings["default_variant"]: 1 - share}
