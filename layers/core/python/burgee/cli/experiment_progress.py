"""`burgee experiments checklist`, `timeline` and `sums`: how an experiment stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.api import document_path
from burgee.cli.session import Session
from burgee.cli.tables import minute, table
from burgee.domain.actors import who
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

KIND = "experiment"

Key = Annotated[str, typer.Argument(metavar="KEY", help="The experiment's key.")]


def show_checklist(session: Session, experiment_key: Key) -> None:
    """What is done and what is open, from the design to the decision."""
    path = document_path(KIND, experiment_key, "checklist")
    answer = session.api.admin("GET", path)
    columns = ("", "phase", "item", "", "found, or to do")
    session.show(answer, table(columns, _items(answer["items"])), _conclusion(answer))


def _items(items: list[Mapping[str, Json]]) -> Iterator[tuple[Json, ...]]:
    before = None
    for item in items:
        phase = item["phase"].replace("_", "-")
        mark = "done" if item["done"] else "open"
        yield mark, phase if phase != before else "", item["key"], item["sentence"], item["detail"]
        before = phase


def _conclusion(answer: Mapping[str, Json]) -> str:
    if answer["status"] != "draft":
        return f"{answer['key']} is {answer['status']}."
    if answer["open"]:
        return f"It cannot start yet; open: {', '.join(answer['open'])}."
    return f"It can start: burgee experiments start {answer['key']}"


def show_timeline(session: Session, experiment_key: Key) -> None:
    """What happened to it, and to its flags while it ran, oldest first."""
    answer = session.api.admin("GET", document_path(KIND, experiment_key, "timeline"))
    columns = ("at (UTC)", "what", "action", "by", "detail", "reason")
    session.show(answer, table(columns, (_happening(row) for row in answer["items"])))


def _happening(row: Mapping[str, Json]) -> tuple[Json, ...]:
    change, what = row["change"], f"{row['kind']} {row['key']}"
    made = (change["action"], who(change, "actor"))
    return (minute(change["at"]), what, *made, row["detail"], change["reason"])


def show_sums(
    session: Session,
    experiment_key: Key,
    run: Annotated[int | None, typer.Option(min=1, help="Without it the newest run.")] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="DIMENSION", help="Break down by it; @KEY: attribution by KEY."),
    ] = None,
) -> None:
    """What was counted: exact sums per metric and variant. No statistics: these come elsewhere."""
    from burgee.cli.sums_page import sums_page

    path = document_path(KIND, experiment_key, "sums")
    # Under --json everything there is; a terminal has no room for it.
    more = {"days": "true", "histogram": "true"} if session.as_json else {}
    answer = session.api.admin("GET", path, query={"run": run, "by": by, **more})
    page: list[RenderableType] = [] if session.as_json else sums_page(answer)
    session.show(answer, *page)
