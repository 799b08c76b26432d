"""`burgee experiments decide` and `sign-off-decision`: how an experiment is decided for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.api import Stored
from burgee.cli.experiment_steps import said, send_step
from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session
from burgee.cli.tables import table
from burgee.domain.documents import Json
from burgee.domain.roles import DecisionRole

if TYPE_CHECKING:
    from rich.console import RenderableType

Key = Annotated[str, typer.Argument(metavar="KEY", help="The experiment's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]
Promote = Annotated[
    str | None, typer.Option(metavar="VARIANT", help="The treatment that everybody gets.")
]
KeepControl = Annotated[bool, typer.Option("--keep-control", help="Or: no treatment wins.")]


def decide(
    session: Session,
    experiment_key: Key,
    promote: Promote = None,
    keep_control: KeepControl = False,
    without_verdict: Annotated[
        bool,
        typer.Option("--without-verdict", help="In production, although no look has a verdict."),
    ] = False,
    reason: Reason = "",
) -> None:
    """Promote a treatment or keep the control: write the flags, end the run and archive it.

    Safe to repeat: what was cut off is finished. Another decision is refused.
    """
    choice = {**_choice(promote, keep_control), "without_verdict": without_verdict}
    after = send_step(session, experiment_key, "decide", reason, choice)
    session.show(after.envelope, *_page(after))


def sign_off_decision(
    session: Session,
    experiment_key: Key,
    role: Annotated[DecisionRole, typer.Option(help="For whom you agree.")],
    promote: Promote = None,
    keep_control: KeepControl = False,
    reason: Reason = "",
) -> None:
    """Agree to a decision, for product or for engineering; in production it needs both."""
    choice = {**_choice(promote, keep_control), "role": role}
    after = send_step(session, experiment_key, "decide/sign-off", reason, choice)
    winner = f"promoting {promote}" if promote else "keeping the control"
    session.show(after.envelope, f"{role} agrees to {winner} (version {after.version})")


def _choice(promote: str | None, keep_control: bool) -> dict[str, Json]:
    if (promote is None) is not keep_control:
        raise UsageProblem("say one of --promote VARIANT and --keep-control")
    return {"keep_control": True} if keep_control else {"promote": promote}


def _page(after: Stored) -> Iterator[RenderableType]:
    decision, flags = after.body["runs"][-1]["decision"], after.envelope["flags"]
    winner = decision["promoted"]
    yield f"{winner} is promoted" if winner else "the control is kept"
    yield said(after)
    if flags:
        columns = ("flag", "shows everybody", "version", "", "but before that decides")
        yield table(columns, map(_row, flags))


def _row(flag: Mapping[str, Json]) -> tuple[Json, ...]:
    changed = "changed" if flag["changed"] else "as it was"
    return flag["key"], flag["variant"], flag["version"], changed, flag["still_deciding"]
