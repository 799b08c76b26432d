"""`burgee ops`: what the people on call do beside flags; each command lies beside."""

from __future__ import annotations

import typer

from burgee.cli.ops_backup import backup
from burgee.cli.ops_decide import decide
from burgee.cli.ops_migrate import migrate
from burgee.cli.ops_restore import restore
from burgee.cli.session import connected

app = typer.Typer(
    help="Functions and their versions, hotfixes, backups: for the people on call.",
    no_args_is_help=True,
)

app.command("decide")(connected(decide))
app.command("backup")(connected(backup))
app.command("restore")(connected(restore))
app.command("migrate")(connected(migrate))
