"""What a migration asks of storage. `burgee.storage.formats` fills it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from burgee.domain.documents import DocumentVersion


@dataclass(frozen=True, slots=True)
class OldVersion:
    """A stored version as it reads today, and the format in which it lies. `token` says which
    content it was read from: storage's own."""

    version: DocumentVersion
    format: int
    token: object = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the table: how many versions it holds, those of an older format, those that
    cannot be read (as sentences), and where the next part begins; empty at the end."""

    versions: int
    old: tuple[OldVersion, ...] = ()
    unreadable: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a migration has come. `target`: the formats that it leads to; `after`: behind which
    place it goes on. `rewritten` lacks those of a part in whose middle it was cut off."""

    target: str
    after: str = ""
    versions: int = 0
    rewritten: int = 0
    unreadable: tuple[str, ...] = field(default=())


class StoredFormats(Protocol):
    """The stored versions with their formats. Every method raises StorageUnavailable."""

    def stretch(self, after: str) -> Stretch:
        """The next part of the table; `after` empty for the first."""
        ...

    def rewrite(self, old: OldVersion) -> bool:
        """Write the version in the newest format over itself: same number, who, when and why.

        False, and nothing is written, where it is no longer what was read.
        """
        ...

    def progress(self) -> Progress | None:
        """What a migration that was cut off has left."""
        ...

    def keep(self, progress: Progress) -> None:
        """Remember how far a migration is."""
        ...

    def forget(self) -> None:
        """The migration is through."""
        ...
