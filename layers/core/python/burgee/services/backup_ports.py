"""What backing up and restoring ask of the outside world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from burgee.domain.documents import DocumentVersion, Kind

Address = tuple[str, str]  # partition and sort key


@dataclass(frozen=True, slots=True)
class CriticalItem:
    """An item without which nothing works: of which family, where, and its content as one line of
    JSON that is the same whenever the item is."""

    family: str
    address: Address
    line: bytes


@dataclass(frozen=True, slots=True)
class FoundVersion:
    """A version in a table; `version` None where it cannot be read, with the reason in `fault`."""

    kind: Kind
    key: str
    number: int
    version: DocumentVersion | None
    fault: str = ""


class CriticalItems(Protocol):
    """The critical items of one table of documents: versions with their parts, and the rulesets
    that are served. All else is derived from them."""

    def items(self) -> Iterator[CriticalItem]:
        """All of them; what a version needs is never left out, also while others write."""
        ...

    def lines(self, addresses: Iterable[Address]) -> Mapping[Address, bytes]:
        """Those of the items that there are."""
        ...

    def put(self, line: bytes) -> Address:
        """Write an item as it was exported, and where it lies; what is there already stays."""
        ...

    def versions(self) -> Iterator[FoundVersion]:
        """Every version of every document, also those that cannot be read."""
        ...


class Exports(Protocol):
    """A place for the objects of one export."""

    def put(self, name: str, content: bytes) -> None: ...

    def get(self, name: str) -> bytes:
        """Raises RestoreFailed where there is none."""
        ...


class TableBackups(Protocol):
    """What DynamoDB keeps of a table."""

    def keep_continuously(self, table: str) -> None:
        """Turn point-in-time recovery on, and look that it is. Raises BackupFailed."""
        ...

    def back_up(self, table: str, name: str) -> str:
        """The ARN of a backup on demand, once it can be restored. Raises BackupFailed."""
        ...


class NewTables(Protocol):
    """Tables that come to be by restoring. A target that is there already is gone on with."""

    def from_backup(self, arn: str, target: str) -> None: ...

    def from_time(self, source: str, time: float, target: str) -> None: ...

    def empty(self, target: str, like: str) -> None:
        """For documents, encrypted as the table `like` is, if there is one."""
        ...

    def prepare(self, name: str, target: str) -> None:
        """Give the table what a restore leaves out: expiry and stream. `name`: what the schema
        calls it."""
        ...
