"""The `burgee` command: every command in one place, each loaded when it is asked for."""

from __future__ import annotations

from typing import Annotated

import typer

from burgee.cli.commands import Commands

app = typer.Typer(
    name="burgee",
    cls=Commands,
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
