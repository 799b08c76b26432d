"""Why a change is made: asked for where it concerns production."""

from __future__ import annotations

import sys

from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session


def ask_reason(session: Session, given: str) -> str:
    """The reason, asked for at a terminal if there is none and the environment is production.

    Raises UsageProblem where nobody can be asked.
    """
    environment = session.named_environment
    if given or not _is_production(session, environment):
        return given
    asked = _prompt(environment) if sys.stdin.isatty() else ""
    if not asked:
        raise UsageProblem(
            f"{environment} is production: say why, with --reason", code="REASON_MISSING"
        )
    return asked


def _is_production(session: Session, environment: str) -> bool:
    stored = session.api.find("environment", environment)
    return bool(stored and stored.body.get("is_production"))


def _prompt(environment: str) -> str:
    import typer

    return str(typer.prompt(f"{environment} is production. Why this change?", err=True)).strip()
