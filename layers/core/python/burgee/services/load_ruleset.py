"""The ruleset that evaluation answers from: loaded, refreshed, and kept when storage fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from burgee.domain.errors import BurgeeError, RulesetUnavailable
from burgee.domain.evaluation import Evaluator
from burgee.domain.ruleset import Ruleset, chunk_hashes, parse_manifest
from burgee.services.ports import RulesetRepository

MOST_ENVIRONMENTS = 64  # held at once, so that made-up names cannot fill the memory


@dataclass(frozen=True, slots=True)
class Served:
    """What an environment is answered from. `stale`: the last check for a newer one failed."""

    evaluator: Evaluator
    stale: bool


@dataclass(slots=True)
class _Held:
    evaluator: Evaluator | None
    checked_at: float
    stale: bool = False


class RulesetCache:
    """Rulesets by environment, each checked against its pointer at most every few seconds.

    `now` is wall time in seconds: after a sandbox is restored from a snapshot, ages still hold.
    `on_fault` is told of each check that failed; the last good ruleset goes on answering.
    """

    def __init__(
        self,
        rulesets: RulesetRepository,
        *,
        now: Callable[[], float],
        refresh_seconds: float = 5.0,
        on_fault: Callable[[str, BurgeeError], None] = lambda _environment, _fault: None,
    ) -> None:
        self._rulesets = rulesets
        self._now = now
        self._refresh_seconds = refresh_seconds
        self._on_fault = on_fault
        self._held: dict[str, _Held] = {}
        self._refreshing = threading.Lock()

    def serve(self, environment: str) -> Served:
        """The newest ruleset known. Raises RulesetUnavailable if there never was a good one."""
        held = self._held.get(environment)
        if held is None or not self._is_fresh(held):
            held = self._refreshed(environment)
        if held.evaluator is None:
            raise RulesetUnavailable(f"no ruleset of {environment!r} could be read")
        return Served(held.evaluator, held.stale)

    def is_known_to_be_absent(self, environment: str) -> bool:
        """Whether storage answered, and had no ruleset of this environment."""
        held = self._held.get(environment)
        return held is not None and held.evaluator is None and not held.stale

    def expire(self) -> None:
        """Forget when rulesets were checked: for a sandbox restored from a snapshot."""
        for held in self._held.values():
            held.checked_at = float("-inf")

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments with a ruleset in hand."""
        return tuple(name for name, held in tuple(self._held.items()) if held.evaluator)

    def _is_fresh(self, held: _Held) -> bool:
        return 0 <= self._now() - held.checked_at < self._refresh_seconds

    def _refreshed(self, environment: str) -> _Held:
        with self._refreshing:
            held = self._held.get(environment)
            if held is None:
                self._make_room()
                held = self._held[environment] = _Held(None, float("-inf"))
            if not self._is_fresh(held):
                self._refresh(environment, held)
            return held

    def _refresh(self, environment: str, held: _Held) -> None:
        try:
            held.evaluator = self._newest(environment, held.evaluator)
            held.stale = False
        except BurgeeError as fault:
            held.stale = True
            self._on_fault(environment, fault)
        held.checked_at = self._now()

    def _newest(self, environment: str, current: Evaluator | None) -> Evaluator | None:
        pointer = self._rulesets.pointer(environment)
        if pointer is None or (current and pointer.number <= current.ruleset.number):
            return current
        ruleset = load(self._rulesets, environment, pointer.number, current)
        return Evaluator(ruleset, self._now)

    def _make_room(self) -> None:
        if len(self._held) < MOST_ENVIRONMENTS:
            return
        unused = next((name for name, held in self._held.items() if not held.evaluator), None)
        self._held.pop(unused or next(iter(self._held)))


def load(
    rulesets: RulesetRepository, environment: str, number: int, current: Evaluator | None = None
) -> Ruleset:
    """One ruleset, verified; chunks that `current` holds are not fetched again.

    Raises RulesetUnavailable if it is not whole, StorageUnavailable.
    """
    stored = rulesets.manifest(environment, number)
    if stored is None:
        raise RulesetUnavailable(f"ruleset {number} of {environment!r} is not stored")
    manifest = parse_manifest(stored)
    if (manifest["environment"], manifest["number"]) != (environment, number):
        raise RulesetUnavailable(f"ruleset {number} of {environment!r} is another one's manifest")
    known: Mapping[str, bytes] = current.ruleset.chunks if current else {}
    wanted = [name for name in chunk_hashes(manifest) if name not in known]
    fetched = rulesets.chunks(wanted) if wanted else {}
    return Ruleset.verified(manifest, {**known, **fetched}, trusted=frozenset(known))
