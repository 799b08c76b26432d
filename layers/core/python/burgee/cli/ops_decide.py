"""`burgee ops decide`: what the decision matrix says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session
from burgee.cli.tables import pairs, table
from burgee.domain.documents import Json
from burgee.domain.incidents import DECISIONS, Decision, Scenario

WHOLE = "matrix"


def decide(
    session: Session,
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="What went wrong; or `matrix`, for all.")
    ] = WHOLE,
) -> None:
    """What is done when something goes wrong: by itself, or by people, and what helps then."""
    if scenario == WHOLE:
        rows = [_row(one) for one in Scenario]
        columns = ("scenario", "trigger", "response", "by itself", "what helps then")
        session.show({"items": rows}, table(columns, (row.values() for row in rows)))
        return
    if scenario not in set(Scenario):
        known = ", ".join(Scenario)
        raise UsageProblem(f"{scenario!r} is no scenario; write one of {known}, or {WHOLE}")
    row = _row(Scenario(scenario))
    session.show(row, pairs(row))


def _row(scenario: Scenario) -> Mapping[str, Json]:
    decision: Decision = DECISIONS[scenario]
    return {
        "scenario": str(scenario),
        "trigger": decision.trigger,
        "response": str(decision.response),
        "by_itself": decision.moves_by_itself,
        "recovery": decision.recovery,
    }
