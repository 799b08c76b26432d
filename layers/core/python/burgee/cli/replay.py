"""`burgee replay`: what a flag answered from an earlier ruleset."""

from __future__ import annotations

from typing import Annotated

import typer

from burgee.cli.contexts import Attributes, ContextJson, Unit
from burgee.cli.session import Session


def replay(
    session: Session,
    flag_key: Annotated[str, typer.Argument(metavar="KEY", help="The flag's key.")],
    ruleset: Annotated[int | None, typer.Option(min=1, help="The ruleset's number.")] = None,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="What was served then.")] = None,
    unit: Unit = None,
    context: Attributes = None,
    context_json: ContextJson = None,
) -> None:
    """Evaluate one context as an earlier ruleset would have, and show why."""
    raise NotImplementedError
