"""`burgee ops migrate`: stored documents, rewritten in the format that is written today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.aws import storage
from burgee.cli.failures import CommandError
from burgee.cli.ops_tables import STACK, require_tables
from burgee.cli.session import Session

if TYPE_CHECKING:
    from burgee.services.format_ports import Progress


class NotMigrated(CommandError):
    """Some versions cannot be read; the others are rewritten."""

    shown = True


def migrate(
    session: Session,
    stack: STACK = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be rewritten; write nothing.")
    ] = False,
) -> None:
    """Rewrite every stored version that has an older format, while everybody goes on working.

    Readers take old and new, so nothing waits for this. Cut off, it goes on where it was; it may
    run twice, also at once. Needs AWS credentials.
    """
    with storage() as wiring:
        table = require_tables(stack).tables["config"]

        from burgee.services.migrate_documents import migrate_documents
        from burgee.storage.documents import DynamoDocuments
        from burgee.storage.formats import DynamoFormats
        from burgee.storage.table import ItemTable

        items = ItemTable(wiring.administration_client(), table)

        def report(progress: Progress) -> None:
            session.note(f"{progress.versions} versions read, {progress.rewritten} older ones")

        done = migrate_documents(
            DynamoDocuments(items), DynamoFormats(items), report, dry_run=dry_run
        )
    _show(session, done, dry_run)


def _show(session: Session, done: Progress, dry_run: bool) -> None:
    answer = {
        "target": done.target,
        "versions": done.versions,
        "rewritten": 0 if dry_run else done.rewritten,
        "older": done.rewritten if dry_run else 0,
        "unreadable": list(done.unreadable),
    }
    did = "have an older format" if dry_run else "were rewritten"
    session.show(answer, f"{done.rewritten} of {done.versions} versions {did}")
    if done.unreadable:
        raise NotMigrated(
            f"{len(done.unreadable)} versions cannot be read, as {done.unreadable[0]}",
            code="NOT_MIGRATED",
            errors=[{"field": "version", "detail": detail} for detail in done.unreadable],
        )
