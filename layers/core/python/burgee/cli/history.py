"""Versions of a document, and what became of it by a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from burgee.cli.api import Stored, document_path
from burgee.cli.session import Session
from burgee.cli.tables import minute, table
from burgee.domain.actors import who
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType


def show_versions(session: Session, kind: str, key: str) -> None:
    """Every version of a document, newest first: who made it, when and why."""
    rows = list(session.api.rows(document_path(kind, key, "history")))
    columns = ("version", "at (UTC)", "action", "by", "reason")
    session.show({"items": rows}, table(columns, (_version_row(row) for row in rows)))


def _version_row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    change = row["change"]
    made = (minute(change.get("at")), change.get("action"), who(change, "actor"))
    return (row["version"], *made, change.get("reason"))


def what_changed(before: Stored, after: Stored) -> list[RenderableType]:
    """The new version, and a line per field that differs from the one before."""
    from burgee.cli.differences import differences, line_of

    lines = [line_of(change) for change in differences(before.body, after.body)]
    if not lines:
        return [f"{after.key} is so already (version {after.version})"]
    return [f"{after.key} is now version {after.version}", *lines]
