"""Steps of a rollout's life: `burgee rollouts start`, `pause`, `roll-back` and the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from burgee.cli.api import NEWEST, Stored, document_path
from burgee.cli.failures import UsageProblem
from burgee.cli.reasons import ask_reason
from burgee.cli.session import Session
from burgee.domain.documents import Json

KIND = "rollout"

Key = Annotated[str, typer.Argument(metavar="KEY", help="The rollout's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]

# Verb -> what it does. These ask for nothing but a reason.
STEPS: Mapping[str, str] = {
    "start": "Enter its first stage: from now on it decides its flag's share.",
    "pause": "Stay at its stage until somebody resumes it.",
    "resume": "Go on after a pause; the wait of its stage begins anew.",
    "ramp-up": "Enter its next stage now, without its wait.",
    "ramp-down": "Go back to the stage before, and pause there.",
    "roll-back": "Take it back, whatever anybody has just written: the old variant for all.",
    "abort": "Give it up; its flag's own document answers again.",
    "restart": "Make one that was taken back or given up pending again.",
    "archive": "Put away one that has ended.",
}
WITHOUT_REASON = frozenset({"start", "archive"})  # outside of production
AT_ONCE = frozenset({"roll-back"})


def step_command(verb: str) -> Callable[..., None]:
    """The command that takes one of STEPS."""

    def take_step(session: Session, rollout_key: Key, reason: Reason = "") -> None:
        _take(session, rollout_key, verb, reason)

    take_step.__doc__ = STEPS[verb]
    return take_step


def exclude_units(
    session: Session,
    rollout_key: Key,
    units: Annotated[list[str], typer.Argument(metavar="UNIT...", help="Units by their keys.")],
    lift: Annotated[bool, typer.Option("--lift", help="They are excluded no longer.")] = False,
    reason: Reason = "",
) -> None:
    """Keep units on the old variant, whatever the share."""
    _take(session, rollout_key, "exclude", reason, {"units": units, "lift": lift})


def needed_reason(given: str) -> str:
    """The reason of a manual control, asked for at a terminal. Raises UsageProblem."""
    if not given and sys.stdin.isatty():
        given = str(typer.prompt("Why?", prompt_suffix=" ", err=True)).strip()
    if not given:
        raise UsageProblem("say why, with --reason", code="REASON_MISSING")
    return given


def _take(
    session: Session, key: str, verb: str, reason: str, more: Mapping[str, Json] | None = None
) -> None:
    stored = session.api.read(KIND, key)
    if verb in WITHOUT_REASON:
        reason = ask_reason(session, reason, [stored.body["environment"]])
    else:
        reason = needed_reason(reason)
    version = NEWEST if verb in AT_ONCE else stored.version
    request = {**(more or {}), "reason": reason}
    after = session.api.write("POST", document_path(KIND, key, verb), request, version)
    session.show(after.envelope, said(after))


def said(after: Stored) -> str:
    """Where it stands: `checkout is ramping (version 4, stage 2 of 5, 20 % on)`."""
    rollout, facts = after.body, [f"version {after.version}"]
    summary = after.envelope.get("summary", {})
    if rollout["status"] in {"ramping", "holding", "paused", "completed"}:
        facts.append(f"stage {rollout['stage'] + 1} of {summary['stages']}")
        facts.append(f"{summary['percentage']} % {rollout['variant']}")
    if rollout["excluded"]:
        facts.append(f"{len(rollout['excluded'])} excluded")
    return f"{after.key} is {rollout['status'].replace('_', ' ')} ({', '.join(facts)})"
