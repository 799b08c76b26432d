"""Documents that survive a restart: a table's changes, written to a folder as they come.

A line is on disk within milliseconds of its write, and flushed to the device; a process that is
killed loses at most what it wrote in that moment. Changes that the stream functions had not
taken yet are remembered as such and delivered again after the restart.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from local.problems import CannotStart
from local.streams import Batch, Record, sequence_of

Image = Mapping[str, Any]
Place = tuple[str, str]


class StateDamaged(CannotStart):
    """A journal that cannot be read: it names the file and the line."""


class StateInUse(CannotStart):
    """Another process works with this folder."""


class StateUnusable(CannotStart):
    """The folder cannot be made or written."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a journal holds: items that every function has seen, and changes that are still to
    be delivered, in their order (None: the item was deleted)."""

    items: dict[Place, Image] = field(default_factory=dict)
    pending: list[tuple[Place, Image | None]] = field(default_factory=list)


class Folder:
    """A state folder, held by one process at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = (path / "lock").open("w")
        except OSError as error:
            raise StateUnusable(f"{path} cannot be used: {error.strerror}") from error
        _lock(self._lock, path)

    def close(self) -> None:
        self._lock.close()


class Journal:
    """Appends a table's changes to a file; takes batches of its stream."""

    def __init__(self, path: Path, delivered: Callable[[], int]) -> None:
        self._path = path
        self._delivered = delivered
        self._written_delivered = 0
        self._draft = path.with_suffix(".draft")
        self._file: IO[bytes] = self._draft.open("wb")

    def begin(self, items: Iterable[Image]) -> None:
        """Start with these items, which need no delivery."""
        self._append(json.dumps({"put": image}) for image in items)

    def commit(self) -> None:
        """Put what was written so far in place of the journal before, all at once."""
        self._sync()
        self._draft.replace(self._path)

    def take(self, batch: Batch) -> None:
        """Append a batch of changes; on disk when this returns."""
        self._append(json.dumps(_line(record)) for record in batch.records)
        self.mark(batch.last_sequence)

    def mark(self, newest: int) -> None:
        """Note how far the functions have come, as far as the journal itself has."""
        delivered = min(self._delivered(), newest)
        if delivered > self._written_delivered:
            self._append([json.dumps({"delivered": delivered})])
            self._written_delivered = delivered

    def close(self) -> None:
        self._file.close()

    def _append(self, lines: Iterable[str]) -> None:
        good = self._file.tell()
        try:
            self._file.write(b"".join(line.encode() + b"\n" for line in lines))
            self._sync()
        except OSError:
            # A torn line must not stay between good ones: the batch is written again.
            self._file.truncate(good)
            self._file.seek(good)
            raise

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def restore(path: Path) -> Restored:
    """What the journal at `path` holds; nothing if there is none. Raises StateDamaged.

    A last line that was torn by the end of its process is left out.
    """
    restored = Restored()
    waiting: list[tuple[int, Place, Image | None]] = []
    for line in _lines(path):
        if "delivered" in line:
            done = [change for change in waiting if change[0] <= line["delivered"]]
            waiting = waiting[len(done) :]
            _apply(restored.items, done)
        elif "sequence" in line:
            waiting.append(_change(line))
        else:
            restored.items[_place(line["put"])] = line["put"]
    restored.pending.extend((place, image) for _, place, image in waiting)
    return restored


def to_boto(image: Image) -> dict[str, Any]:
    """An image of a journal as boto takes it: binary values as bytes."""
    return {name: _value(value) for name, value in image.items()}


def _line(record: Record) -> dict[str, Any]:
    change = record["dynamodb"]
    sequence = sequence_of(record)
    if record["eventName"] == "REMOVE":
        return {"sequence": sequence, "delete": change["Keys"]}
    return {"sequence": sequence, "put": change["NewImage"]}


def _change(line: Mapping[str, Any]) -> tuple[int, Place, Image | None]:
    image = line.get("put")
    return line["sequence"], _place(image or line["delete"]), image


def _apply(items: dict[Place, Image], changes: Iterable[tuple[int, Place, Image | None]]) -> None:
    for _, place, image in changes:
        if image is None:
            items.pop(place, None)
        else:
            items[place] = image


def _place(image: Image) -> Place:
    return image["pk"]["S"], image["sk"]["S"]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    text = path.read_bytes() if path.exists() else b""
    whole = text.split(b"\n")[:-1]  # the rest was being written when the process ended
    for number, line in enumerate(whole, start=1):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise StateDamaged(f"{path}, line {number} cannot be read: {error}") from error


def _value(value: Mapping[str, Any]) -> dict[str, Any]:
    ((kind, inner),) = value.items()
    if kind == "B":
        return {"B": base64.b64decode(inner)}
    if kind == "BS":
        return {"BS": [base64.b64decode(one) for one in inner]}
    if kind == "L":
        return {"L": [_value(one) for one in inner]}
    if kind == "M":
        return {"M": to_boto(inner)}
    return {kind: inner}


def _lock(file: IO[str], path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no advisory locks of this kind
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise StateInUse(f"{path} is in use by another burgee dev") from error
