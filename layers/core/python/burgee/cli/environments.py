"""`burgee environments`: list."""

from __future__ import annotations

import typer

from burgee.cli.session import Session, connected
from burgee.cli.tables import table

app = typer.Typer(help="Look at environments.", no_args_is_help=True)


@app.callback()
def environments() -> None:
    """Look at environments."""


@app.command("list")
@connected
def list_environments(session: Session) -> None:
    """All environments; the three to begin with exist without being made."""
    rows = list(session.api.rows("/environments"))
    columns = ("key", "name", "production", "stopped", "lifecycle", "version")
    parts = ("name", "is_production", "is_stopped", "lifecycle")
    cells = (
        (row["key"], *(row["summary"].get(part) for part in parts), row["version"]) for row in rows
    )
    session.show({"items": rows}, table(columns, cells))
