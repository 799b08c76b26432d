"""What a sandbox knows of units: their heads, read at most once a minute and kept within bounds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from burgee.domain.errors import BurgeeError
from burgee.domain.pseudonyms import pseudonym
from burgee.domain.tracking import SCALE
from burgee.domain.units import Head, Total
from burgee.services.silence import Silence

KEPT_SECONDS = 60.0
MOST_UNITS = 10_000
MOST_TALLIES = 200_000  # days of actions in the profiles of all units together


class HeadRepository(Protocol):
    """The part of UnitRepository that evaluation reads."""

    def secret(self) -> bytes: ...

    def head(self, unit: str, *, profile: bool = False) -> Head: ...


class KnownUnit:
    """One unit as a sandbox knows it; it is changed in place as the sandbox learns more.

    `variants`: run -> variant that is stored. `sent`: run -> variant of an exposure that waits in
    the queue. `drawn`: those sent before the last read, which may wait there yet; the unit keeps
    them, drawn as they were. `left`: runs for which storage knows that the unit left. `actions`:
    the profile, as conditions read it; None where there is none, or none was asked for.
    """

    __slots__ = (
        "actions",
        "drawn",
        "has_profile",
        "left",
        "pseudonym",
        "read_at",
        "sent",
        "takes_part",
        "tallies",
        "variants",
    )

    def __init__(self, pseudonym: str) -> None:
        self.pseudonym = pseudonym
        self.variants: dict[str, str] = {}
        self.sent: dict[str, str] = {}
        self.drawn: dict[str, str] = {}
        self.left: set[str] = set()
        self.takes_part = True
        self.actions: Mapping[str, Any] | None = None
        self.has_profile = False
        self.tallies = 0
        self.read_at = float("-inf")

    @classmethod
    def read(cls, pseudonym: str, head: Head, *, profile: bool, at: float) -> KnownUnit:
        """A unit as it was read at a moment; `profile`: whether that was asked for too."""
        known = cls(pseudonym)
        known.variants = {run: exposure.variant for run, exposure in head.exposures.items()}
        known.left = {run for run, exposure in head.exposures.items() if exposure.left}
        known.takes_part = head.takes_part
        known.has_profile = profile
        known.actions = actions_of(head.profile) if profile else None
        known.tallies = _tallies(known.actions)
        known.read_at = at
        return known


class UnitHeads:
    """Heads by pseudonym; the unit that was not asked for longest goes first.

    A head that cannot be read is not asked for again for a few seconds; what was known of it
    before goes on to hold. `now` is wall time, so that ages hold after a restore too.
    """

    def __init__(
        self,
        units: HeadRepository,
        *,
        now: Callable[[], float],
        silence: Silence,
        on_fault: Callable[[BurgeeError], None],
    ) -> None:
        self._units = units
        self._now = now
        self._silence = silence
        self._on_fault = on_fault
        self._secret: bytes | None = None
        self._held: OrderedDict[str, KnownUnit] = OrderedDict()
        self._tallies = 0
        self._changing = threading.Lock()

    def secret(self) -> bytes | None:
        """The deployment's secret, read once; None while it cannot be read."""
        if self._secret is None and not self._silence.is_on:
            try:
                self._secret = self._units.secret()
            except BurgeeError as fault:
                self._fail(fault)
        return self._secret

    def of(
        self, environment: str, bucket_by: str, unit: str, *, profile: bool = False
    ) -> KnownUnit | None:
        """What is known of a unit; None where not even its pseudonym can be told."""
        secret = self.secret()
        if secret is None:
            return None
        name = pseudonym(secret, environment, bucket_by, unit)
        held = self._find(name)
        if held and self.is_fresh(held) and (held.has_profile or not profile):
            return held
        known = self._read(name, held, profile=profile or bool(held and held.has_profile))
        if known is None:
            known = held or KnownUnit(name)
        if known is not held:
            self._keep(known)
        return known

    def is_fresh(self, known: KnownUnit) -> bool:
        """Whether it was read within the last minute."""
        return 0 <= self._now() - known.read_at < KEPT_SECONDS

    def forget(self) -> None:
        """Everything but the secret, which never changes: for a sandbox that was restored."""
        with self._changing:
            self._held.clear()
            self._tallies = 0
        self._silence.end()

    def _find(self, name: str) -> KnownUnit | None:
        with self._changing:
            held = self._held.get(name)
            if held is not None:
                self._held.move_to_end(name)
            return held

    def _read(self, name: str, held: KnownUnit | None, *, profile: bool) -> KnownUnit | None:
        if self._silence.is_on:
            return None
        at = self._now()
        try:
            head = self._units.head(name, profile=profile)
        except BurgeeError as fault:
            self._fail(fault)
            return None
        known = KnownUnit.read(name, head, profile=profile, at=at)
        if held is not None and not head.erased:  # the read may be older than our last write
            known.variants = held.variants | known.variants
            known.drawn = held.drawn | held.sent
        return known

    def _keep(self, known: KnownUnit) -> None:
        with self._changing:
            replaced = self._held.pop(known.pseudonym, None)
            self._tallies += known.tallies - (replaced.tallies if replaced else 0)
            self._held[known.pseudonym] = known
            while len(self._held) > MOST_UNITS or self._tallies > MOST_TALLIES:
                _, dropped = self._held.popitem(last=False)
                self._tallies -= dropped.tallies

    def _fail(self, fault: BurgeeError) -> None:
        self._silence.begin()
        self._on_fault(fault)


def actions_of(profile: Total | None) -> Mapping[str, Any] | None:
    """A stored profile as the attribute `actions`, its values back at their own scale; None for a
    unit that did nothing yet.

    >>> stored = {"buy": {"last": 5, "days": {"2026-11-25": {"count": 2, "value": 305_000}}}}
    >>> actions_of(Total(1, body=stored))
    {'buy': {'last': 5, 'days': {'2026-11-25': {'count': 2, 'value': 30.5}}}}
    """
    if profile is None or not profile.body:
        return None
    return {
        name: {**action, "days": {day: _unscaled(tally) for day, tally in action["days"].items()}}
        for name, action in profile.body.items()
    }


def _unscaled(tally: Mapping[str, Any]) -> dict[str, Any]:
    return {**tally, "value": tally.get("value", 0) / SCALE}


def _tallies(actions: Mapping[str, Any] | None) -> int:
    return sum(len(action["days"]) for action in (actions or {}).values())
