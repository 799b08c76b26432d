"""Tables that survive a restart: their changes, written to a folder as they come.

Each line is a *cut*: every change of every table up to one moment, to which shard of which
function's stream it went, and how far each function was at that moment. So what is restored is one
state that the tables were in, and what the functions had not taken yet comes again under the same
shard and sequence number. A process that is killed loses at most what it wrote in its last moment.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from local.problems import CannotStart
from local.streams import Record

Image = Mapping[str, Any]
Place = tuple[str, str]


class StateDamaged(CannotStart):
    """A journal that cannot be read: it names the file and the line."""


class StateInUse(CannotStart):
    """Another process works with this folder."""


class StateUnusable(CannotStart):
    """The folder cannot be made or written."""


@dataclass(slots=True)
class KeptShard:
    """A shard with the records that its function has not taken, oldest first."""

    parents: tuple[str, ...]
    records: list[Record] = field(default_factory=list)


@dataclass(slots=True)
class Restored:
    """What a journal holds: the items of each table, and the shards of each function's stream."""

    items: dict[str, dict[Place, Image]] = field(default_factory=dict)
    shards: dict[str, dict[str, KeptShard]] = field(default_factory=dict)


@dataclass(slots=True)
class Cut:
    """Everything that changed since the cut before.

    `changes`: of tables whose stream feeds no function. `shards`: (function, shard, its parents),
    opened since. `records`: (function, shard, record). `delivered`: function -> shard -> the
    newest sequence number that it has taken, as far as that moved.
    """

    changes: list[tuple[str, Record]] = field(default_factory=list)
    shards: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    records: list[tuple[str, str, Record]] = field(default_factory=list)
    delivered: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.shards or self.records or self.delivered)


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
    """Appends cuts to a file, each on disk when `append` returns.

    It begins as a draft, which takes the place of the journal before all at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_suffix(".draft")
        self._file: IO[bytes] = self._draft.open("wb")

    def begin(self, restored: Restored) -> None:
        """Start with what an earlier journal held, and put this one in its place."""
        for table, items in restored.items.items():
            self._write({"table": table, "put": image} for image in items.values())
        for function, shards in restored.shards.items():
            for name, shard in shards.items():
                kept = {"function": function, "shard": name, "parents": shard.parents}
                self._write([{**kept, "kept": shard.records}])
        self._sync()
        self._draft.replace(self._path)

    def append(self, cut: Cut) -> None:
        good = self._file.tell()
        try:
            self._write([{part: getattr(cut, part) for part in Cut.__slots__}])
            self._sync()
        except OSError:
            # A torn line must not stay between good ones: the cut is written again.
            self._file.truncate(good)
            self._file.seek(good)
            raise

    def close(self) -> None:
        self._file.close()

    def _write(self, lines: Iterable[Any]) -> None:
        self._file.writelines(json.dumps(line).encode() + b"\n" for line in lines)

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def restore(path: Path, table_of: Mapping[str, str]) -> Restored:
    """What the journal at `path` holds; nothing if there is none. Raises StateDamaged.

    `table_of`: function -> the table whose stream feeds it. A last line that was torn by the end
    of its process is left out.
    """
    restored = Restored()
    for line in _lines(path):
        if "put" in line:
            restored.items.setdefault(line["table"], {})[_place(line["put"])] = line["put"]
        elif "kept" in line:
            kept = KeptShard(tuple(line["parents"]), line["kept"])
            restored.shards.setdefault(line["function"], {})[line["shard"]] = kept
        else:
            _apply(restored, line, table_of)
    for shards in restored.shards.values():
        for name in [name for name, shard in shards.items() if not shard.records]:
            del shards[name]
    return restored


def to_boto(image: Image) -> dict[str, Any]:
    """An image of a journal as boto takes it: binary values as bytes."""
    return {name: _value(value) for name, value in image.items()}


def _apply(restored: Restored, cut: Mapping[str, Any], table_of: Mapping[str, str]) -> None:
    for table, record in cut["changes"]:
        _change(restored.items.setdefault(table, {}), record)
    for function, shard, parents in cut["shards"]:
        restored.shards.setdefault(function, {})[shard] = KeptShard(tuple(parents))
    for function, shard, record in cut["records"]:
        _change(restored.items.setdefault(table_of[function], {}), record)
        restored.shards[function][shard].records.append(record)
    for function, numbers in cut["delivered"].items():
        for shard, newest in numbers.items():
            kept = restored.shards.get(function, {}).get(shard)
            if kept is not None:
                kept.records = [r for r in kept.records if sequence_text(r) > newest]


def sequence_text(record: Record) -> str:
    """A record's sequence number as it is written, all of one length here."""
    number: str = record["dynamodb"]["SequenceNumber"]
    return number


def _change(items: dict[Place, Image], record: Record) -> None:
    change = record["dynamodb"]
    if record["eventName"] == "REMOVE":
        items.pop(_place(change["Keys"]), None)
    else:
        items[_place(change["NewImage"])] = change["NewImage"]


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
