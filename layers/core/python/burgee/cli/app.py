"""The `burgee` command: every command in one place, each loading its work when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from burgee.cli import (
    environments,
    experiments,
    flags,
    groups,
    keys,
    ops,
    rollouts,
    segments,
    stop,
    units,
    webhooks,
)
from burgee.cli.apply import apply
from burgee.cli.bootstrap import bootstrap
from burgee.cli.dev import demo, dev
from burgee.cli.evaluation import evaluate, explain, replay
from burgee.cli.export import export
from burgee.cli.recount import recount
from burgee.cli.repair import repair
from burgee.cli.results import results
from burgee.cli.rollbacks import rollbacks
from burgee.cli.samplesize import samplesize
from burgee.cli.session import connected, evaluating

app = typer.Typer(
    name="burgee",
    help="Feature flags and experiments in your own AWS account.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"burgee {_version()}")
        raise typer.Exit


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("burgee")
    except PackageNotFoundError:
        return "from its sources"


@app.callback()
def burgee(
    _wanted: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Feature flags and experiments in your own AWS account.

    The server is named by --url or BURGEE_URL; who asks, by --key, BURGEE_ADMIN_KEY or, to
    evaluate, BURGEE_KEY. Exit codes: 0 done, 1 refused, 2 used wrongly, 3 nobody answered.
    """


app.add_typer(flags.app, name="flags")
app.add_typer(segments.app, name="segments")
app.add_typer(experiments.app, name="experiments")
app.add_typer(rollouts.app, name="rollouts")
app.add_typer(stop.app, name="stop")
app.add_typer(groups.app, name="groups")
app.add_typer(units.app, name="units")
app.add_typer(environments.app, name="environments")
app.add_typer(keys.app, name="keys")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(ops.app, name="ops")
app.command("apply")(connected(apply))
app.command("export")(connected(export))
app.command("results")(connected(results))
app.command("samplesize")(connected(samplesize))
app.command("rollbacks")(connected(rollbacks))
app.command("evaluate")(evaluating(evaluate))
app.command("explain")(evaluating(explain))
app.command("replay")(evaluating(replay))
app.command("repair")(connected(repair))
app.command("recount")(connected(recount))
app.command("bootstrap")(connected(bootstrap))
app.command("dev")(dev)
app.command("demo")(demo)
