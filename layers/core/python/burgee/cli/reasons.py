"""Why a change is made: asked for where it concerns production."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session


def ask_reason(session: Session, given: str, environments: Iterable[str]) -> str:
    """The reason, asked for at a terminal if there is none and one of them is production.

    Raises UsageProblem where nobody can be asked.
    """
    if given:
        return given
    production = next((name for name in environments if _is_production(session, name)), None)
    if production is None:
        return given
    asked = _prompt(production) if sys.stdin.isatty() else ""
    if not asked:
        raise UsageProblem(
            f"{production} is marked as production: say why, with --reason", code="REASON_MISSING"
        )
    return asked


def _is_production(session: Session, environment: str) -> bool:
    stored = session.api.find("environment", environment)
    return bool(stored and stored.body.get("is_production"))


def _prompt(environment: str) -> str:
    import typer

    question = f"{environment} is marked as production. Why this change?"
    return str(typer.prompt(question, prompt_suffix=" ", err=True)).strip()
