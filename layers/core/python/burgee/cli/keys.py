"""`burgee keys`: create, list, revoke."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer

from burgee.cli.api import document_path
from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, table
from burgee.domain.documents import Json
from burgee.domain.roles import Role
from burgee.domain.tokens import ADMIN, CLIENT, SERVER

app = typer.Typer(help="Make API keys and take them back.", no_args_is_help=True)


class Kind(StrEnum):
    """What a key is for."""

    CLIENT = CLIENT
    SERVER = SERVER
    ADMIN = ADMIN


@app.command("create")
@connected
def create_key(
    session: Session,
    kind: Annotated[Kind, typer.Argument(help="client and server keys evaluate.")],
    name: Annotated[str, typer.Option(help="Who or what uses it.")] = "",
    role: Annotated[Role | None, typer.Option(help="What an admin key may do.")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="ENVIRONMENT", help="Limits an admin key. Can be repeated."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept with the key.")] = "",
) -> None:
    """Make a key and print its token, which is shown this once."""
    draft: dict[str, Json] = {"kind": str(kind), "name": name}
    if kind is Kind.ADMIN:
        if role is None:
            raise UsageProblem("an admin key needs --role viewer, editor, approver or owner")
        draft |= {"role": str(role), "environments": only or None}
    else:
        draft |= {"environment": session.named_environment}
    body = {"document": draft, "reason": reason}
    answer = session.api.admin("POST", "/keys", body=body)
    session.show(answer, answer["token"])
    session.note(f"This is the key {answer['key']}. Keep its token: it is not shown again.")


@app.command("list")
@connected
def list_keys(session: Session) -> None:
    """All keys, without their tokens, which are stored nowhere."""
    rows = list(session.api.rows("/keys"))
    columns = ("id", "name", "kind, role", "environment", "state", "made (UTC)")
    session.show({"items": rows}, table(columns, (_row(row) for row in rows)))


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    summary = row["summary"]
    return (
        row["key"],
        summary.get("name"),
        [named for named in (summary.get("kind"), summary.get("role")) if named],
        summary.get("environment") or summary.get("environments") or "all",
        "revoked" if summary.get("revoked") else "valid",
        minute(row.get("created_at")),
    )


@app.command("revoke")
@connected
def revoke_key(
    session: Session,
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The id that `keys list` shows.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with the key.")] = "",
) -> None:
    """Take a key back; what uses it is refused within seconds."""
    stored = session.api.read("key", key_id)
    path = document_path("key", key_id, "revoke")
    after = session.api.write("POST", path, {"reason": reason}, stored.version)
    session.show(after.envelope, f"{key_id} is revoked")
