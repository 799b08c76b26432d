"""A deployment in memory: documents, what is published of them, and storage that can fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from burgee.domain.documents import Kind
from burgee.domain.errors import BurgeeError, StorageUnavailable
from burgee.domain.ruleset import parse_manifest
from burgee.domain.timestamps import iso
from burgee.services.create_document import create_flag, create_segment
from burgee.services.create_key import create_key
from burgee.services.load_ruleset import RulesetCache
from burgee.services.ports import Pointer
from burgee.services.publish import publish
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.writing import Ledger
from burgee.storage.memory import MemoryRulesets
from tests.unit.services.builders import NOON, a_flag, a_ledger, by, settings

PRODUCTION = "production"


class HandClock:
    """A clock that moves when it is told to; seconds since 1970."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += seconds


class FaultyRulesets(MemoryRulesets):
    """Rulesets that remember what they were asked for, and can be silent, altered or behind."""

    def __init__(self) -> None:
        super().__init__()
        self.is_silent = False
        self.behind: Pointer | None = None
        self.pointers_read: list[str] = []
        self.chunks_read: list[str] = []

    def pointer(self, environment: str, *, consistent: bool = False) -> Pointer | None:
        self.pointers_read.append(environment)
        if self.is_silent:
            raise StorageUnavailable("DynamoDB could not be reached.")
        return self.behind or super().pointer(environment, consistent=consistent)

    def chunks(self, hashes: Iterable[str]) -> Mapping[str, bytes]:
        wanted = list(hashes)
        self.chunks_read.extend(wanted)
        return super().chunks(wanted)

    def alter(self, chunk: str, content: bytes | None) -> None:
        """Another content for a stored chunk, or none at all."""
        self._chunks.pop(chunk)
        if content is not None:
            self._chunks[chunk] = content

    def alter_manifest(self, number: int, manifest: bytes) -> None:
        self._manifests[PRODUCTION, number] = manifest

    def published(self, number: int) -> dict[str, Any]:
        """The manifest of one ruleset of production, taken apart."""
        manifest = self.manifest(PRODUCTION, number)
        assert manifest is not None
        return parse_manifest(manifest)


@dataclass
class Deployment:
    """Writes documents as administration does and publishes them when it is told to."""

    ledger: Ledger = field(default_factory=a_ledger)
    rulesets: FaultyRulesets = field(default_factory=FaultyRulesets)
    clock: HandClock = field(default_factory=HandClock)
    faults: list[str] = field(default_factory=list)

    def create(self, *flags: dict[str, Any]) -> None:
        for flag in flags:
            create_flag(self.ledger, by(), flag)

    def create_segment(self, segment: dict[str, Any]) -> None:
        create_segment(self.ledger, by(), segment)

    def change(self, flag: dict[str, Any]) -> None:
        update_document(self.ledger, by(), Kind.FLAG, flag["key"], flag)

    def toggle(self, key: str, *, enabled: bool) -> None:
        toggle_flag(self.ledger, by(), key, environment=PRODUCTION, enabled=enabled)

    def new_key(self, kind: str = "client", environment: str = PRODUCTION) -> str:
        """The token of a new key."""
        made = create_key(self.ledger, by(), {"kind": kind, "environment": environment})
        return made.token.text

    def publish(self) -> list[Pointer]:
        return publish(self.ledger.documents, self.rulesets, lambda: iso(self.clock.now))

    def cache(self) -> RulesetCache:
        return RulesetCache(self.rulesets, now=self.clock, on_fault=self._report)

    def _report(self, environment: str, fault: BurgeeError) -> None:
        self.faults.append(f"{environment} {fault.code}")


def a_switch(key: str = "new-gallery", default: str = "off") -> dict[str, Any]:
    """A flag that shows the same to everybody in production."""
    return a_flag(key, environments={PRODUCTION: settings(default)})


def many_switches(count: int) -> list[dict[str, Any]]:
    """So many flags, large enough to fill several partitions."""
    return [
        a_switch(f"flag-{number:04d}") | {"metadata": {"of": "x" * 400}} for number in range(count)
    ]


def a_deployment(*flags: dict[str, Any]) -> Deployment:
    """A deployment whose flags are published as its first ruleset."""
    deployment = Deployment()
    deployment.create(*(flags or (a_switch(),)))
    deployment.publish()
    return deployment


def value_of(cache: RulesetCache, flag_key: str = "new-gallery", **context: Any) -> Any:
    return cache.serve(PRODUCTION).evaluator.evaluate(flag_key, context).value
