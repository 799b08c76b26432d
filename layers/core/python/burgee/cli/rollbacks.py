"""`burgee rollbacks`: what alarms took back, and how long that took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from burgee.cli.api import document_path, list_path
from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session
from burgee.cli.tables import minute, table
from burgee.domain.actors import who
from burgee.domain.documents import Json

KINDS = ("flag", "rollout", "experiment")


def rollbacks(
    session: Session,
    subject: Annotated[str, typer.Argument(metavar="KEY", help="Of a flag, or of what --of says.")],
    kind: Annotated[str, typer.Option("--of", help="flag, rollout or experiment.")] = "flag",
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many at most.")] = 10,
) -> None:
    """What alarms, guardrails and people took back of a flag, a rollout or an experiment, newest
    first: when an alarm changed, when that was decided on, and when the ruleset that shows it was
    published.

    Callers see it once they have looked for a newer ruleset, which they do every few seconds.
    """
    if kind not in KINDS:
        raise UsageProblem(f"--of is one of {', '.join(KINDS)}, not '{kind}'")
    answer = session.api.admin(
        "GET", document_path(kind, subject, "rollbacks"), query={"limit": limit}
    )
    rows = answer["items"]
    if not rows:
        session.show(answer, f"nothing has rolled {subject} back")
        if kind == "flag":
            _note_rollouts(session, subject)
        return
    columns = ("version", "at (UTC)", "alarm or who", "outcome", "in", "decided", "published")
    session.show(answer, table(columns, (_row(row) for row in rows)), rows[0]["reason"])


def _note_rollouts(session: Session, flag_key: str) -> None:
    """An alarm that meets an open rollout takes that back, and leaves no trace on its flag."""
    for row in session.api.rows(list_path("rollout"), flag=flag_key):
        session.note(f"Its rollout: burgee rollbacks {row['key']} --of rollout")


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    decided = _after(row["seconds_to_decision"])
    published = _after(row["seconds_to_publication"])
    at = minute(row["changed_at"] or row["decided_at"])
    outcome = row["outcome"].replace("_", " ")
    told = (row["alarm"] or who(row, "actor"), outcome, row["environment"])
    return (str(row["version"]), at, *told, decided, published)


def _after(seconds: Json) -> str | None:
    return None if seconds is None else f"after {seconds:.1f} s"
