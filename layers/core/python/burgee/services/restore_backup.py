"""A backup into new tables, verified before anybody switches to them. Nobody is switched here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from json import loads

from burgee.domain.errors import RestoreFailed
from burgee.services.backup_ports import Address, CriticalItems, Exports, NewTables
from burgee.services.exports import Manifest, read_items, read_manifest
from burgee.services.verify_restored import Restored, Verified, verify_restored

CONFIG = "config"  # the table whose items an export holds
POINTER = "pointer"
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Source:
    """What is restored: `backups`: name in the schema -> ARN; or the tables as they were at `time`,
    in seconds; or, with neither, an export's items. `tables`: their real names."""

    backups: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    time: float | None = None

    @property
    def is_export(self) -> bool:
        return not self.backups and self.time is None

    @property
    def names(self) -> list[str]:
        """The tables that come of it, as the schema calls them."""
        if self.is_export:
            return [CONFIG]
        return list(self.backups) if self.backups else list(self.tables)


def make_tables(new: NewTables, source: Source, targets: Mapping[str, str]) -> None:
    """Restore each table under its name in `targets`, and give it what a restore leaves out.

    A table that is there already is gone on with, so that this can be repeated.
    """
    for name in source.names:
        target = targets[name]
        if source.is_export:
            new.empty(target, source.tables.get(name, ""))
        elif source.backups:
            new.from_backup(source.backups[name], target)
        else:
            new.from_time(source.tables[name], source.time or 0.0, target)
        new.prepare(name, target)


def fill_from_export(items: CriticalItems, exports: Exports) -> int:
    """Every item of an export, written as it was where there is none; how many. What is there
    already is not written over, as the table may be in use: `verify` names what differs. Raises
    RestoreFailed."""
    manifest = read_manifest(exports)
    return sum(1 for _, line in read_items(exports, manifest) if items.put(line))


def verify(
    restored: Restored, export: Exports | None = None, *, is_export: bool, secret: str | None = None
) -> Verified:
    """What is wrong with the restored tables: by themselves, and against an export.

    `is_export`: they were filled from it. Else a pointer may be further than the export's, as the
    export was made a moment before the backup. `secret`: SHA-256 of the restored deployment's
    secret, None where its table was not restored.
    """
    verified = verify_restored(restored)
    if export is None:
        return verified
    manifest = read_manifest(export)
    expected = (line for _, line in read_items(export, manifest))
    while batch := list(islice(expected, _BATCH)):
        _compare(restored.items, batch, verified, pointers_move=not is_export)
    if secret is not None and secret != manifest.secret:
        verified.find("the secret of the deployment", "is not the one that was backed up")
    return verified


def require_whole(verified: Verified) -> None:
    """Raises RestoreFailed with everything that was found."""
    if verified.faults:
        first = verified.faults[0]
        raise RestoreFailed(
            f"{len(verified.faults)} faults in what was restored, as {first.where}: {first.what} "
            "Do not switch to it.",
            errors=[{"field": each.where, "detail": each.what} for each in verified.faults],
        )


def require_older(manifest: Manifest, at: float, *, than: float) -> None:
    """Raises RestoreFailed where an export was made (`at`) after the time that is restored: it
    would miss what came between."""
    if at > than:
        raise RestoreFailed(
            f"The export was made at {manifest.at}, after the time that is restored: "
            "compare with an older one, or with none."
        )


def _compare(
    items: CriticalItems, batch: list[bytes], verified: Verified, *, pointers_move: bool
) -> None:
    expected = dict(_addressed(batch))
    found = items.lines(expected)
    for address, line in expected.items():
        standing = found.get(address)
        verified.count("items of the export")
        if standing is None:
            verified.find(_place(address), "is missing: the export holds it")
        elif standing != line and not (pointers_move and address[1] == POINTER):
            verified.find(_place(address), "is not what the export holds")


def _addressed(lines: list[bytes]) -> Iterator[tuple[Address, bytes]]:
    for line in lines:
        item = loads(line)
        yield (item["pk"]["S"], item["sk"]["S"]), line


def _place(address: Address) -> str:
    return " ".join(address)
