"""`burgee segments`: list, show and members."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.api import Stored, document_path
from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, pairs, table
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

app = typer.Typer(help="Look at segments and change who is in them.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The segment's key.")]
Units = Annotated[list[str] | None, typer.Option(metavar="UNIT", help="Can be repeated.")]

MOST_ROWS = 200  # of members that a person is shown


@app.command("list")
@connected
def list_segments(session: Session) -> None:
    """All segments with their sizes."""
    rows = list(session.api.rows("/segments"))
    columns = ("key", "name", "units in", "units out", "conditions", "updated (UTC)")
    session.show({"items": rows}, table(columns, (_row(row) for row in rows)))


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    summary = row["summary"]
    counts = (summary.get(name) for name in ("size", "excluded", "conditions"))
    return (row["key"], summary.get("name"), *counts, minute(row.get("updated_at")))


@app.command("show")
@connected
def show_segment(session: Session, segment_key: Key) -> None:
    """One segment; its members are counted, see `members` for their names."""
    stored = session.api.read("segment", segment_key)
    session.show(stored.envelope, *_page(stored))


def _page(stored: Stored) -> list[RenderableType]:
    from rich.text import Text

    from burgee.cli.flag_page import sentence_of

    segment, summary = stored.body, stored.envelope.get("summary", {})
    facts = {name: segment.get(name) for name in ("name", "description", "owner", "tags")}
    facts["units in"] = summary.get("size")
    facts["units out"] = summary.get("excluded")
    facts["conditions"] = sentence_of(segment.get("conditions") or [])
    facts["lifecycle"] = segment.get("lifecycle")
    facts["changed"] = f"version {stored.version}, {stored.envelope.get('updated_at')}"
    return [Text(stored.key, style="bold"), pairs(facts)]


@app.command("members")
@connected
def members(
    session: Session,
    segment_key: Key,
    include: Units = None,
    exclude: Units = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(metavar="UNIT", help="Out of both lists. Can be repeated."),
    ] = None,
    include_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Units, one a line.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept with the version.")] = "",
) -> None:
    """Who is in and out by name; with options, first change it."""
    stored = session.api.read_with_members(segment_key)
    before = stored.body
    after = _changed(
        before,
        include=[*(include or []), *_lines(include_file)],
        exclude=exclude or [],
        remove=remove or [],
    )
    stored = _send(session, stored, after, reason)
    answer = {
        "key": segment_key,
        "version": stored.version,
        "included": after["included"],
        "excluded": after["excluded"],
    }
    session.show(answer, *_member_page(after))


def _member_page(lists: Mapping[str, list[str]]) -> list[RenderableType]:
    rows = [(unit, "in") for unit in lists["included"]]
    rows += [(unit, "out") for unit in lists["excluded"]]
    shown = table(("unit", "is"), rows[:MOST_ROWS])
    rest = len(rows) - MOST_ROWS
    return [shown, f"and {rest:,} more; --json prints all"] if rest > 0 else [shown]


def _lines(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"{path} cannot be read: {error}") from error


def _changed(
    before: Mapping[str, Json], *, include: list[str], exclude: list[str], remove: list[str]
) -> dict[str, list[str]]:
    out_of_included = {*exclude, *remove}
    out_of_excluded = {*include, *remove}
    included = [unit for unit in before["included"] if unit not in out_of_included]
    excluded = [unit for unit in before["excluded"] if unit not in out_of_excluded]
    return {
        "included": list(dict.fromkeys([*included, *include])),
        "excluded": list(dict.fromkeys([*excluded, *exclude])),
    }


def _send(session: Session, stored: Stored, after: Mapping[str, Json], reason: str) -> Stored:
    from burgee.cli.members import batches

    path = document_path("segment", stored.key, "members")
    for batch in batches(stored.body, after):
        stored = session.api.write("PATCH", path, {**batch, "reason": reason}, stored.version)
    return stored
