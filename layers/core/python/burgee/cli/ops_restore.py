"""`burgee ops restore`: a backup into new tables, verified; nobody is switched to them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.aws import storage
from burgee.cli.failures import CommandError, UsageProblem
from burgee.cli.ops_tables import STACK, require_tables
from burgee.cli.session import Session
from burgee.cli.tables import pairs
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from burgee.services.restore_backup import Source
    from burgee.services.verify_restored import Verified


HOW = (
    "docs/runbooks/restore.md says how to go on, and how to go back. To switch, write this into "
    "the deployment in infra/deployments.py, and deploy it:"
)


class NotRestored(CommandError):
    """Something is missing or altered; the answer names it."""

    shown = True


def restore(
    session: Session,
    backup: Annotated[
        list[str] | None, typer.Option(help="ARN of a table's backup; once for each table.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--time", help="All tables as they were then (RFC 3339).")
    ] = None,
    export: Annotated[
        str | None,
        typer.Option(help="An export: what is restored, or what --backup or --time is held to."),
    ] = None,
    suffix: Annotated[
        str | None, typer.Option(help="What the names of the new tables end with.")
    ] = None,
    stack: STACK = None,
    verify_only: Annotated[
        bool, typer.Option("--verify-only", help="Look at tables of that suffix, restore none.")
    ] = False,
) -> None:
    """Restore into new tables and verify them: counts, checksums, and what vouches for what.

    A fault is RESTORE_FAILED, and named. Can be repeated with the same suffix. Nobody is switched:
    it says what to set then. Needs AWS credentials.
    """
    ending = suffix or f"-restored-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}"
    with storage() as wiring:
        tables = require_tables(stack).tables
        source = _source(backup or [], at, export, tables)
        targets = {name: f"{tables[name]}{ending}" for name in source.names}
        client = wiring.administration_client()
        if not verify_only:
            _restore(client, source, targets, export)
        verified = _verify(client, source, targets, export)
        answer = _answer(client, targets, verified)
    session.show(answer, pairs(answer), *_switching(targets, answer))
    _require_whole(verified)


def _source(
    arns: list[str], at: str | None, export: str | None, tables: Mapping[str, str]
) -> Source:
    from burgee.domain.timestamps import seconds_of
    from burgee.services.restore_backup import CONFIG, Source

    if bool(arns) + (at is not None) > 1 or not (arns or at or export):
        raise UsageProblem("say what to restore: --backup for each table, --time, or --export")
    seconds = seconds_of(at) if at else None
    if at and seconds is None:
        raise UsageProblem(f"--time is RFC 3339, such as 2026-11-21T12:00:00Z; not {at!r}")
    names = {real: name for name, real in tables.items()}
    backups: dict[str, str] = {}
    for arn in arns:
        real = arn.partition(":table/")[2].partition("/")[0]
        if real not in names:
            raise UsageProblem(f"{arn} is a backup of none of the tables {', '.join(names)}")
        backups[names[real]] = arn
    if backups and CONFIG not in backups:
        raise UsageProblem("restore the config table too: the others are verified by it")
    return Source(backups, tables, seconds)


def _restore(
    client: DynamoDBClient, source: Source, targets: Mapping[str, str], export: str | None
) -> None:
    from burgee.domain.errors import BackupFailed
    from burgee.runtime.backups import DynamoBackups, DynamoNewTables, exports_at, s3_client
    from burgee.runtime.restoring import restored
    from burgee.services.restore_backup import fill_from_export, make_tables

    make_tables(DynamoNewTables(client), source, targets)
    if source.is_export and export:
        fill_from_export(restored(client, targets).items, exports_at(export, s3_client))
    for target in targets.values():
        with suppress(BackupFailed):  # where DynamoDB keeps none; `_answer` shows it
            DynamoBackups(client).keep_continuously(target)


def _verify(
    client: DynamoDBClient, source: Source, targets: Mapping[str, str], export: str | None
) -> Verified:
    from burgee.domain.timestamps import seconds_of
    from burgee.runtime.backups import exports_at, s3_client
    from burgee.runtime.restoring import restored, restored_secret
    from burgee.services.exports import read_manifest
    from burgee.services.restore_backup import require_older, verify

    held_to = exports_at(export, s3_client) if export else None
    if held_to and source.time is not None:
        manifest = read_manifest(held_to)
        require_older(manifest, seconds_of(manifest.at) or 0.0, than=source.time)
    return verify(
        restored(client, targets),
        held_to,
        is_export=source.is_export,
        secret=restored_secret(client, targets),
    )


def _answer(
    client: DynamoDBClient, targets: Mapping[str, str], verified: Verified
) -> dict[str, Json]:
    from burgee.runtime.backups import DynamoNewTables
    from burgee.storage.schema import TABLES

    new = DynamoNewTables(client)
    return {
        "verified": not verified.faults,
        "checked": verified.checked,
        "faults": [f"{fault.where}: {fault.what}" for fault in verified.faults],
        "set": {
            table.environment_variable: targets[table.name]
            for table in TABLES
            if table.name in targets
        },
        "streams": {
            table.name: new.stream_arn(targets[table.name])
            for table in TABLES
            if table.stream and table.name in targets
        },
    }


def _switching(targets: Mapping[str, str], answer: Mapping[str, Json]) -> list[str]:
    """What to write so that the restored tables are used."""
    if not answer["verified"]:
        return []
    streams: Mapping[str, str] = answer["streams"]
    rows = [
        f"        RestoredTable({', '.join(map(repr, filter(None, (name, target, stream))))}),"
        for name, target in targets.items()
        for stream in [streams.get(name, "")]
    ]
    return [
        "",
        f"Nobody reads {', '.join(targets.values())} yet. {HOW}",
        "    restored=(",
        *rows,
        "    ),",
    ]


def _require_whole(verified: Verified) -> None:
    from burgee.domain.errors import RestoreFailed
    from burgee.services.restore_backup import require_whole

    try:
        require_whole(verified)
    except RestoreFailed as fault:
        raise NotRestored(fault.detail, code=fault.code, errors=fault.errors) from fault
