"""Every command by its name, its module loaded when it is asked for.

Reading all of them, and all of their options, takes longer than most of what they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group


class Kind(Enum):
    """What is found in a module."""

    GROUP = "group"  # its `app`, with commands of its own
    CONNECTED = "connected"  # a function that is given a session with an admin key
    EVALUATING = "evaluating"  # one with the key of an application
    HERE = "here"  # one that needs no session


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is. `line`: what the list of all commands says of it, as itself does."""

    module: str
    kind: Kind
    line: str


PLACES = {
    "apply": Place(
        "apply",
        Kind.CONNECTED,
        "Create and update flags, segments, exclusion groups and experiments as the files say.",
    ),
    "export": Place(
        "export",
        Kind.CONNECTED,
        "Write every document to a file of its own: `flags/KEY.yaml`, and so on with segments, "
        "exclusion_groups, experiments and rollouts, which are written as they were designed; "
        "archived ones are not.",
    ),
    "results": Place(
        "results",
        Kind.CONNECTED,
        "The verdict and every metric with its interval, from the newest look that was taken.",
    ),
    "samplesize": Place(
        "samplesize",
        Kind.CONNECTED,
        "How many units an effect takes, or which effect so many would show; and for how long.",
    ),
    "rollbacks": Place(
        "rollbacks",
        Kind.CONNECTED,
        "What alarms, guardrails and people took back of a flag, a rollout or an experiment, "
        "newest first: when an alarm changed, when that was decided on, and when the ruleset that"
        " shows it was published.",
    ),
    "evaluate": Place(
        "evaluation",
        Kind.EVALUATING,
        "What a flag answers for one context. Needs a client or server key (BURGEE_KEY).",
    ),
    "explain": Place(
        "evaluation",
        Kind.EVALUATING,
        "How a flag came to its answer, step by step. Needs a server key (BURGEE_KEY).",
    ),
    "replay": Place(
        "evaluation",
        Kind.EVALUATING,
        "What a flag answers from an earlier ruleset, and why. Needs a server key (BURGEE_KEY).",
    ),
    "repair": Place(
        "repair",
        Kind.CONNECTED,
        "Derive lists, current documents and the audit view again from the history.",
    ),
    "recount": Place(
        "recount",
        Kind.CONNECTED,
        "Rebuild the sums of a run from its exposures and events, beside the stream.",
    ),
    "bootstrap": Place(
        "bootstrap",
        Kind.CONNECTED,
        "Make the first owner key, with which all others are made; its token is shown this once.",
    ),
    "dev": Place(
        "dev",
        Kind.HERE,
        "Run Burgee on this machine: the functions that are deployed, behind HTTP, no AWS needed.",
    ),
    "demo": Place(
        "dev",
        Kind.HERE,
        "Watch a shop use its flags: visitors, an experiment and its sums, a flag switched off; "
        "then a rollout that its alarm takes back.",
    ),
    "flags": Place("flags", Kind.GROUP, "Look at flags and change them."),
    "segments": Place("segments", Kind.GROUP, "Look at segments and change who is in them."),
    "experiments": Place("experiments", Kind.GROUP, "Design experiments, run them and watch them."),
    "rollouts": Place(
        "rollouts",
        Kind.GROUP,
        "Give a flag's new variant to more and more units, and take it back.",
    ),
    "stop": Place("stop", Kind.GROUP, "Stop at once what goes wrong. Needs a reason."),
    "groups": Place(
        "groups",
        Kind.GROUP,
        "Exclusion groups: experiments in one of them never share a unit.",
    ),
    "units": Place("units", Kind.GROUP, "Look at one unit, let it opt out and in, erase it."),
    "environments": Place("environments", Kind.GROUP, "Look at environments."),
    "keys": Place("keys", Kind.GROUP, "Make API keys and take them back."),
    "webhooks": Place(
        "webhooks",
        Kind.GROUP,
        "Webhooks: tell other systems of changes, over HTTPS, signed.",
    ),
    "ops": Place(
        "ops",
        Kind.GROUP,
        "Functions and their versions, hotfixes, backups: for the people on call.",
    ),
}


class Commands(TyperGroup):
    """The commands by their names and lines alone, and the one that runs as a whole."""

    def __init__(self, **settings: Any) -> None:
        lines = {name: TyperCommand(name, help=place.line) for name, place in PLACES.items()}
        super().__init__(**{**settings, "commands": lines})

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        name, known, rest = super().resolve_command(ctx, args)
        return name, loaded(name) if name and known else None, rest


@cache
def loaded(name: str) -> Any:
    """A command with all its options, or a group with all its commands."""
    place = PLACES[name]
    module = import_module(f"burgee.cli.{place.module}")
    alone = typer.Typer()
    if place.kind is Kind.GROUP:
        alone.add_typer(module.app, name=name)
    else:
        alone.command(name)(_with_session(getattr(module, name), place.kind))
        alone.callback()(_only)
    return get_group(alone).commands[name]


def _with_session(command: Callable[..., None], kind: Kind) -> Callable[..., None]:
    from burgee.cli.session import connected, evaluating

    wraps: dict[Kind, Callable[..., Callable[..., None]]] = {
        Kind.CONNECTED: connected,
        Kind.EVALUATING: evaluating,
    }
    return wraps[kind](command) if kind in wraps else command


def _only() -> None:
    """Makes a group of a single command."""
