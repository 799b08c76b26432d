"""`burgee ops`: what the people on call do beside flags; each command lies beside."""

from __future__ import annotations

import typer

from burgee.cli import ops_hotfix
from burgee.cli.ops_aliases import emergency_deploy, prune, register, rollback, versions
from burgee.cli.ops_backup import backup
from burgee.cli.ops_decide import decide
from burgee.cli.ops_hotfix import approvers
from burgee.cli.ops_migrate import migrate
from burgee.cli.ops_restore import restore
from burgee.cli.session import connected

app = typer.Typer(
    help="Functions and their versions, hotfixes, backups: for the people on call.",
    no_args_is_help=True,
)

app.command("decide")(connected(decide))
app.command("rollback")(connected(rollback))
app.command("versions")(connected(versions))
app.command("prune")(connected(prune))
app.command("register")(connected(register))
app.add_typer(ops_hotfix.app, name="hotfix")
app.command("approvers")(connected(approvers))
app.command("emergency-deploy")(connected(emergency_deploy))
app.command("backup")(connected(backup))
app.command("restore")(connected(restore))
app.command("migrate")(connected(migrate))
