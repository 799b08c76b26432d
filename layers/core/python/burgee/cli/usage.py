"""`burgee flags usage`: how often a flag was evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.api import document_path
from burgee.cli.session import Session
from burgee.cli.tables import minute, pairs, table
from burgee.domain.documents import Json

if TYPE_CHECKING:
    from rich.console import RenderableType


def usage(
    session: Session,
    flag_key: Annotated[str, typer.Argument(metavar="KEY", help="The flag's key.")],
    days: Annotated[
        int, typer.Option(min=1, max=90, help="How many days (UTC), today among them.")
    ] = 7,
) -> None:
    """How often a flag was evaluated in one environment, and how it answered.

    The numbers are approximate: what a sandbox counted is written with its next answer, every 30
    seconds at most.
    """
    query = {"environment": session.named_environment, "days": days}
    answer = session.api.admin("GET", document_path("flag", flag_key, "usage"), query=query)
    session.show(answer, *_page(answer))


def _page(answer: Mapping[str, Json]) -> list[RenderableType]:
    where = f"{answer['flag_key']} in {answer['environment']} since {answer['since']}"
    if not answer["evaluations"]:
        return [f"{where}: no evaluation was counted"]
    ways = sorted(answer["ways"].items(), key=lambda way: -way[1])
    last = answer["last_evaluation"]
    facts = {
        "evaluations": f"about {answer['evaluations']:,}",
        "last": f"in the hour (or, of earlier days, day) that began {minute(last)} (UTC)",
    }
    return [
        where,
        pairs(facts),
        table(("variant", "reason", "evaluations"), (_way(way, times) for way, times in ways)),
        table(("day (UTC)", "evaluations"), answer["days"].items()),
        "A sandbox writes what it counted with its next answer, every 30 seconds at most.",
    ]


def _way(way: str, times: int) -> tuple[str, str, int]:
    variant, _, reason = way.partition("|")
    return variant, reason, times
