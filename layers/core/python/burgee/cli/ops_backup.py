"""`burgee ops backup`: everything that a deployment cannot do without, twice."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.aws import storage
from burgee.cli.failures import UsageProblem
from burgee.cli.ops_tables import STACK, Found, find_tables
from burgee.cli.session import Session
from burgee.cli.tables import pairs
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from burgee.services.exports import Manifest

FOLDER = "exports"


def backup(
    session: Session,
    to: Annotated[
        str | None,
        typer.Option(help="s3://bucket/prefix, or a folder; without, the bucket of the stack."),
    ] = None,
    stack: STACK = None,
    if_deployed: Annotated[
        bool, typer.Option("--if-deployed", help="Succeed where there is no such stack yet.")
    ] = False,
    export_only: Annotated[
        bool,
        typer.Option("--export-only", help="Ask DynamoDB for no backups, as where it makes none."),
    ] = False,
) -> None:
    """Turn point-in-time recovery on, back each table up, and export the critical items.

    The export's manifest is written last: where this fails, there is none, and no backup. The
    secret of the deployment is in the backup of the units table alone. Needs AWS credentials.
    """
    with storage() as wiring:
        found = find_tables(stack)
        if found is None:
            if not if_deployed:
                raise UsageProblem(f"there is no stack {stack} in this account and region")
            session.show({"stack": stack, "deployed": False}, f"There is no stack {stack} yet.")
            return
        from burgee.domain.timestamps import iso
        from burgee.runtime.backups import DynamoBackups, exports_at, s3_client
        from burgee.runtime.restoring import deployed
        from burgee.services.back_up import back_up

        at = iso(time.time())
        place = f"{_place(to, found)}/{''.join(filter(str.isalnum, at))}"
        client = wiring.administration_client()
        manifest = back_up(
            deployed(client, found.tables),
            exports_at(place, s3_client),
            at,
            None if export_only else DynamoBackups(client),
        )
    session.show(_answer(place, manifest), pairs(_answer(place, manifest)))


def _place(to: str | None, found: Found) -> str:
    if to:
        return to.rstrip("/")
    if not found.bucket:
        raise UsageProblem("say where the export goes: --to s3://bucket/prefix, or a folder")
    return f"s3://{found.bucket}/{FOLDER}"


def _answer(place: str, manifest: Manifest) -> dict[str, Json]:
    return {
        "export": place,
        "items": manifest.items,
        "families": {name: family.items for name, family in sorted(manifest.families.items())},
        "backups": dict(manifest.backups),
    }
