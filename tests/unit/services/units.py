"""Units in memory, as far as evaluation asks of them: calls are counted, and made to fail."""

from __future__ import annotations

import dataclasses
from collections import Counter

from burgee.domain.errors import BurgeeError, StorageUnavailable
from burgee.domain.pseudonyms import pseudonym
from burgee.domain.tracking import Exposure
from burgee.domain.units import Head, OptOut, Total
from tests.unit.services.usage import PRODUCTION

SECRET = b"s" * 32


def name_of(unit: str, bucket_by: str = "targetingKey", environment: str = PRODUCTION) -> str:
    """The pseudonym of a unit here."""
    return pseudonym(SECRET, environment, bucket_by, unit)


class MemoryUnits:
    """Heads by pseudonym. `calls` counts each method; those in `failing` raise `fault`;
    `before_expose` is what another writer does just before an exposure is written."""

    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        self.positions: Counter[tuple[str, str]] = Counter()
        self.calls: Counter[str] = Counter()
        self.failing: set[str] = set()
        self.fault: BurgeeError = StorageUnavailable("DynamoDB did not answer.")
        self.before_expose: list[Exposure] = []

    def secret(self) -> bytes:
        self._called("secret")
        return SECRET

    def head(self, unit: str, *, profile: bool = False) -> Head:
        self._called("head")
        found = self.heads.get(unit, Head())
        return found if profile else dataclasses.replace(found, profile=None)

    def expose(self, unit: str, exposure: Exposure) -> Exposure:
        self._called("expose")
        if self.before_expose:
            self._write(unit, self.before_expose.pop(0))
        standing = self.exposures(unit).get(exposure.run)
        return standing or self._write(unit, exposure)

    def mark_left(self, unit: str, run: str, why: str) -> None:
        self._called("mark_left")
        standing = self.exposures(unit).get(run)
        if standing and not standing.left:
            self._write(unit, dataclasses.replace(standing, left=why))

    def next_position(self, run: str, stratum: str) -> int:
        self._called("next_position")
        self.positions[run, stratum] += 1
        return self.positions[run, stratum] - 1

    def exposures(self, unit: str) -> dict[str, Exposure]:
        """What stands there; to look at it is no call."""
        return dict(self.heads.get(unit, Head()).exposures)

    def opt_out(self, unit: str, *, out: bool = True) -> None:
        self._change(unit, opt_out=OptOut(out, 1))

    def erase(self, unit: str) -> None:
        self.heads[unit] = Head(erased=True)

    def put_profile(self, unit: str, profile: Total) -> None:
        self._change(unit, profile=profile)

    def _write(self, unit: str, exposure: Exposure) -> Exposure:
        self._change(unit, exposures={**self.exposures(unit), exposure.run: exposure})
        return exposure

    def _change(self, unit: str, **parts: object) -> None:
        self.heads[unit] = dataclasses.replace(self.heads.get(unit, Head()), **parts)  # type: ignore[arg-type]  # named by the callers above

    def _called(self, method: str) -> None:
        self.calls[method] += 1
        if method in self.failing:
            raise self.fault
