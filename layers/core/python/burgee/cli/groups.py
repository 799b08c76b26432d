"""`burgee groups`: exclusion groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from burgee.cli.api import document_path, list_path
from burgee.cli.failures import UsageProblem
from burgee.cli.history import show_versions, what_changed
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, pairs, table
from burgee.domain.documents import Json
from burgee.domain.names import TARGETING_KEY

KIND = "exclusion_group"

app = typer.Typer(
    help="Exclusion groups: experiments in one of them never share a unit.", no_args_is_help=True
)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The group's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]


@app.command("list")
@connected
def list_groups(session: Session) -> None:
    """All exclusion groups."""
    rows = list(session.api.rows(list_path(KIND)))
    columns = ("key", "name", "owner", "buckets by", "state", "updated (UTC)")
    session.show({"items": rows}, table(columns, (_row(row) for row in rows)))


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    parts = (row["summary"].get(name) for name in ("name", "owner", "bucket_by", "lifecycle"))
    return (row["key"], *parts, minute(row.get("updated_at")))


@app.command("show")
@connected
def show_group(session: Session, group_key: Key) -> None:
    """One exclusion group, and which buckets its experiments take."""
    from rich.text import Text

    stored = session.api.read(KIND, group_key)
    names = ("name", "description", "owner", "bucket_by", "lifecycle")
    facts = {name: stored.body[name] for name in names}
    facts["changed"] = f"version {stored.version}, {minute(stored.envelope['updated_at'])} (UTC)"
    members = list(_members(session, group_key))
    columns = ("experiment", "status", "environment", "from %", "to %")
    answer = {**stored.envelope, "experiments": members}
    page = table(columns, (tuple(member.values()) for member in members))
    session.show(answer, Text(group_key, style="bold"), pairs(facts), page)


def _members(session: Session, group_key: str) -> Iterator[dict[str, Json]]:
    for row in session.api.rows(list_path("experiment")):
        summary = row["summary"]
        share = summary.get("group")
        if share and share["key"] == group_key and summary["status"] != "archived":
            yield {
                "key": row["key"],
                "status": summary["status"],
                "environment": summary["environment"],
                "begin": share["begin"],
                "end": share["end"],
            }


@app.command("create")
@connected
def create_group(
    session: Session,
    group_key: Key,
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    description: Annotated[str, typer.Option(help="What it keeps apart.")] = "",
    owner: Annotated[str, typer.Option(help="Who answers for it.")] = "",
    bucket_by: Annotated[
        str, typer.Option(metavar="ATTRIBUTE", help="What all its experiments hash.")
    ] = TARGETING_KEY,
    reason: Reason = "",
) -> None:
    """Create an exclusion group; experiments then take ranges of its buckets."""
    texts = {"name": name, "description": description, "owner": owner}
    document = {"key": group_key, **texts, "bucket_by": bucket_by}
    request = {"document": document, "reason": reason}
    after = session.api.write("POST", list_path(KIND), request)
    session.show(after.envelope, f"{group_key} is there (version {after.version})")


@app.command("update")
@connected
def update_group(
    session: Session,
    group_key: Key,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    description: Annotated[str | None, typer.Option(help="What it keeps apart.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who answers for it.")] = None,
    bucket_by: Annotated[
        str | None, typer.Option(metavar="ATTRIBUTE", help="What all its experiments hash.")
    ] = None,
    reason: Reason = "",
) -> None:
    """Change an exclusion group; what it hashes only while no experiment in it is served."""
    given = {"name": name, "description": description, "owner": owner, "bucket_by": bucket_by}
    changes = {field: value for field, value in given.items() if value is not None}
    if not changes:
        raise UsageProblem("say what to change: --name, --description, --owner, --bucket-by")
    stored = session.api.read(KIND, group_key)
    request = {"document": {**stored.body, **changes}, "reason": reason}
    after = session.api.write("PUT", document_path(KIND, group_key), request, stored.version)
    session.show(after.envelope, *what_changed(stored, after))


@app.command("archive")
@connected
def archive_group(session: Session, group_key: Key, reason: Reason = "") -> None:
    """Put away a group that no experiment needs."""
    stored = session.api.read(KIND, group_key)
    path = document_path(KIND, group_key, "archive")
    after = session.api.write("POST", path, {"reason": reason}, stored.version)
    session.show(after.envelope, f"{group_key} is archived (version {after.version})")


@app.command("history")
@connected
def show_history(session: Session, group_key: Key) -> None:
    """Every version of a group, newest first: who made it, when and why."""
    show_versions(session, KIND, group_key)
