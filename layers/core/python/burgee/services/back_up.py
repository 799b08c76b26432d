"""A backup of a deployment: of its tables by DynamoDB, of its critical items by ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from burgee.services.backup_ports import CriticalItems, Exports, TableBackups
from burgee.services.exports import Manifest, write_items, write_manifest


@dataclass(frozen=True, slots=True)
class Deployed:
    """What is backed up: the real names of the tables by their names in the schema, the critical
    items, and the SHA-256 of the deployment's secret."""

    tables: Mapping[str, str]
    items: CriticalItems
    secret: str = ""


def back_up(
    deployed: Deployed, exports: Exports, at: str, backups: TableBackups | None = None
) -> Manifest:
    """Turn point-in-time recovery on, export the critical items, back each table up, and write the
    manifest. Raises BackupFailed, StorageUnavailable: without a manifest there is no backup.

    The export comes before the tables' backups: versions are never changed, so that a table that
    is restored from its backup holds all of it. Without `backups` there is an export alone.
    """
    tables = deployed.tables if backups else {}
    for table in tables.values():
        if backups:
            backups.keep_continuously(table)
    exported = write_items(exports, deployed.items.items())
    name = f"burgee-{''.join(filter(str.isalnum, at))}"
    manifest = Manifest(
        at=at,
        tables=deployed.tables,
        backups={table: backups.back_up(real, name) for table, real in tables.items() if backups},
        objects=exported.objects,
        families=exported.families,
        secret=deployed.secret,
    )
    write_manifest(exports, manifest)
    return manifest
