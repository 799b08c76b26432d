"""`burgee ops`: what the people on call do beside flags; each command lies beside."""

from __future__ import annotations

import typer

from burgee.cli.ops_decide import decide
from burgee.cli.session import connected

app = typer.Typer(
    help="Functions and their versions, hotfixes, backups: for the people on call.",
    no_args_is_help=True,
)

app.command("decide")(connected(decide))
