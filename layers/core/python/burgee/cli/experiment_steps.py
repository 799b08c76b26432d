"""Steps of an experiment's life: `burgee experiments start`, `pause`, `complete` and the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from burgee.cli.api import NEWEST, Stored, document_path
from burgee.cli.failures import UsageProblem
from burgee.cli.reasons import ask_reason
from burgee.cli.session import Session
from burgee.domain.actors import who
from burgee.domain.documents import Json

KIND = "experiment"

Key = Annotated[str, typer.Argument(metavar="KEY", help="The experiment's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]

# Verb -> what it does. These ask for nothing but a reason.
STEPS: Mapping[str, str] = {
    "sign-off": "Agree to a draft as it stands: needs an approver who did not edit it last.",
    "pause": "Take in nobody new; exposed units keep their variant.",
    "resume": "Go on after a pause.",
    "complete": "End it as planned; everybody sees the flags' ordinary answers again.",
    "cancel": "Give it up; everybody sees the flags' ordinary answers again.",
    "restart": "Make a draft of one that has ended; its next start is a new run.",
    "archive": "Put it away for good; its sums can still be read.",
}


def step_command(verb: str) -> Callable[..., None]:
    """The command that takes one of STEPS."""

    def take_step(session: Session, experiment_key: Key, reason: Reason = "") -> None:
        _take(session, experiment_key, verb, reason)

    take_step.__doc__ = STEPS[verb]
    return take_step


def start_experiment(
    session: Session,
    experiment_key: Key,
    accept_unseen_events: Annotated[
        bool,
        typer.Option(
            "--accept-unseen-events", help="Although events of its metrics never came in."
        ),
    ] = False,
    reason: Reason = "",
) -> None:
    """Start a new run of a draft; whatever keeps it from starting is listed."""
    _take(session, experiment_key, "start", reason, {"accept_unseen_events": accept_unseen_events})
    session.note(f"Watch it: burgee experiments sums {experiment_key}")


def raise_traffic(
    session: Session,
    experiment_key: Key,
    percentage: Annotated[float, typer.Argument(metavar="PERCENT", min=0, max=100)],
    reason: Reason = "",
) -> None:
    """Take in a larger share of the eligible units, while it runs; nobody who is in moves."""
    share = int(percentage) if percentage.is_integer() else percentage
    _take(session, experiment_key, "traffic", reason, {"percentage": share})


def restore_experiment(
    session: Session,
    experiment_key: Key,
    version: Annotated[int, typer.Argument(metavar="VERSION", help="The one to go back to.")],
    reason: Reason = "",
) -> None:
    """Go back: give a draft the design of an earlier version; its runs stay."""
    _take(session, experiment_key, "restore", reason, {"version": version})


def emergency_stop(
    session: Session,
    experiment_key: Key,
    reason: Annotated[str, typer.Option(help="What happened; it is needed.")] = "",
) -> None:
    """Show the control to everybody, at once; the experiment is cancelled. Needs a reason."""
    if not reason and sys.stdin.isatty():
        reason = str(typer.prompt("What happened?", prompt_suffix=" ", err=True)).strip()
    if not reason:
        raise UsageProblem("say what happened, with --reason", code="REASON_MISSING")
    # Whatever somebody else has just written: it is stopped.
    path = document_path(KIND, experiment_key, "emergency-stop")
    after = session.api.write("POST", path, {"reason": reason}, NEWEST)
    session.show(after.envelope, said(after))


def _take(
    session: Session,
    key: str,
    verb: str,
    reason: str,
    more: Mapping[str, Json] | None = None,
) -> None:
    after = send_step(session, key, verb, reason, more or {})
    session.show(after.envelope, said(after))


def send_step(
    session: Session, key: str, verb: str, reason: str, more: Mapping[str, Json]
) -> Stored:
    """The experiment after a step that is asked for with `more`; in production the reason is asked
    for. Raises Refused."""
    stored = session.api.read(KIND, key)
    reason = ask_reason(session, reason, [stored.body["environment"]])
    path = document_path(KIND, key, verb)
    return session.api.write("POST", path, {**more, "reason": reason}, stored.version)


def said(after: Stored) -> str:
    """Where it stands: `badges is running (version 4, run 2, 50 % of the eligible units)`."""
    experiment, facts = after.body, [f"version {after.version}"]
    if experiment["runs"]:
        facts.append(f"run {len(experiment['runs'])}")
    if experiment["status"] == "running":
        facts.append(f"{experiment['traffic']} % of the eligible units")
    if experiment["status"] == "draft" and experiment["sign_offs"]:
        facts.append(f"signed off by {', '.join(map(who, experiment['sign_offs']))}")
    control = ": everybody sees the control" if experiment["halted"] else ""
    return f"{after.key} is {experiment['status']}{control} ({', '.join(facts)})"
