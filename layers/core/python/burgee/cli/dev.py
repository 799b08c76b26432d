"""`burgee dev` and `burgee demo`: the whole of Burgee on this machine."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from burgee.cli.failures import USAGE, CommandError

DEFAULT_PORT = 8080
MOST_SEED = 1_000_000


class DemoAct(StrEnum):
    EXPERIMENT = "experiment"
    ROLLOUT = "rollout"


Nasty = Annotated[
    bool,
    typer.Option(
        "--nasty",
        help="Let streams do all they may: bring records twice, late and out of order, and let "
        "functions crash between two writes.",
    ),
]
Seed = Annotated[int | None, typer.Option(help="Be nasty by this seed of chance.")]


def dev(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where to answer; 0 takes a free port.")
    ] = DEFAULT_PORT,
    state: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep documents and keys there across restarts."),
    ] = None,
    environment: Annotated[
        str, typer.Option("--environment", "-e", help="Whose keys to print.")
    ] = "development",
    examples: Annotated[
        bool, typer.Option(help="Begin with the flags of a shop; what exists is left alone.")
    ] = True,
    dynamodb: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Use this DynamoDB (Local) instead of the embedded one."),
    ] = None,
    nasty: Nasty = False,
    seed: Seed = None,
) -> None:
    """Run Burgee on this machine: the functions that are deployed, behind HTTP, no AWS needed.

    Ctrl-C ends it.
    """
    with _rooms():
        from local.dev import DevOptions, run_dev
        from local.machine import Options

        options = Options(state, dynamodb, nasty=_seed(seed) if nasty else None)
        run_dev(DevOptions(port, environment, examples, options))


def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where to answer; 0 takes a free port.")
    ] = 0,
    seconds: Annotated[
        float | None,
        typer.Option(min=1, help="So long, instead of until a thousand visitors came."),
    ] = None,
    only: Annotated[
        DemoAct | None, typer.Option(help="One of its acts: the experiment, or the rollout.")
    ] = None,
    nasty: Nasty = False,
    seed: Seed = None,
) -> None:
    """Watch a shop use its flags: visitors, an experiment and its sums, a flag switched off; then a
    rollout that its alarm takes back."""
    with _rooms():
        from local.demo import Act, run_demo

        acts = tuple(Act) if only is None else (Act(only),)
        run_demo(port, seconds, _seed(seed) if nasty else None, acts)


def _seed(seed: int | None) -> int:
    return random.randrange(MOST_SEED) if seed is None else seed  # noqa: S311 - no secret


@contextmanager
def _rooms() -> Iterator[None]:
    """`functions` and `local` can be imported; what cannot start ends with a sentence."""
    sys.path.insert(0, str(rooms()))
    from local.problems import CannotStart

    try:
        yield
    except CannotStart as problem:
        raise _ended(str(problem)) from problem
    except CommandError as refusal:  # from the machine's own API, while it was filled
        raise _ended(f"{refusal.detail} [{refusal.code}]", refusal.exit_code) from refusal
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in {"burgee", "functions", "local"}:
            raise
        raise _ended(f"this needs the package {error.name}: install burgee[local]") from error


def _ended(sentence: str, code: int = USAGE) -> typer.Exit:
    typer.echo(f"burgee: {sentence}", err=True)
    return typer.Exit(code)


def rooms() -> Path:
    """The folder of `functions`, `local` and `examples`: in the wheel, else the repository."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_rooms"
    return installed if installed.is_dir() else package.parents[3]
