"""`burgee stop`: a flag, an experiment, or everything of an environment, at once."""

from __future__ import annotations

from typing import Annotated

import typer

from burgee.cli.api import NEWEST, document_path
from burgee.cli.experiment_steps import emergency_stop
from burgee.cli.rollout_steps import needed_reason
from burgee.cli.session import Session, connected

app = typer.Typer(help="Stop at once what goes wrong. Needs a reason.", no_args_is_help=True)

Reason = Annotated[str, typer.Option(help="What happened; it is needed.")]


@app.command("flag")
@connected
def stop_flag(
    session: Session,
    flag_key: Annotated[str, typer.Argument(metavar="KEY", help="The flag's key.")],
    reason: Reason = "",
) -> None:
    """Switch a flag off in one environment, and end its rollout and experiments there."""
    environment = session.named_environment
    request = {"environment": environment, "reason": needed_reason(reason)}
    path = document_path("flag", flag_key, "emergency-stop")
    after = session.api.write("POST", path, request, NEWEST)
    session.show(after.envelope, f"{after.key} is off in {environment} (version {after.version})")


app.command("experiment")(connected(emergency_stop))


@app.command("everything")
@connected
def stop_everything(
    session: Session,
    lift: Annotated[
        bool, typer.Option("--lift", help="The stop is over; what was ended stays so.")
    ] = False,
    reason: Reason = "",
) -> None:
    """End every rollout and experiment of an environment; none decides until the stop is lifted."""
    environment = session.named_environment
    request = {"reason": needed_reason(reason)}
    path = document_path("environment", environment, "lift-stop" if lift else "emergency-stop")
    after = session.api.write("POST", path, request, NEWEST)
    if lift:
        session.show(after.envelope, f"the stop of {environment} is lifted")
        return
    ended = [f"ended the {row['kind']} {row['key']}" for row in after.envelope["ended"]]
    session.show(after.envelope, f"everything in {environment} is stopped", *ended)
    session.note(f"Lift it: burgee stop everything --environment {environment} --lift")
