"""`burgee flags schedule` and `cancel-schedule`: changes that are to be made at a time."""

from __future__ import annotations

from typing import Annotated

import typer

from burgee.cli.api import Stored, document_path
from burgee.cli.failures import UsageProblem
from burgee.cli.flag_changes import Setting, changed
from burgee.cli.flag_page import planned_change
from burgee.cli.rollout_steps import needed_reason
from burgee.cli.session import Session
from burgee.domain.documents import Json

Key = Annotated[str, typer.Argument(metavar="KEY", help="The flag's key.")]
At = Annotated[str, typer.Argument(metavar="AT", help="When, such as 2026-12-01T08:00:00Z.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]


def schedule_change(
    session: Session,
    flag_key: Key,
    at: At,
    enable: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Switch it on or off.")
    ] = None,
    default: Annotated[
        str | None, typer.Option(metavar="VARIANT", help="For whom nothing else decides.")
    ] = None,
    rollout: Annotated[
        str | None, typer.Option(metavar="VARIANT=PERCENT", help="For a share.")
    ] = None,
    reason: Reason = "",
) -> None:
    """Make a change of one environment at a time to come."""
    environment = session.named_environment
    stored = session.api.read("flag", flag_key)
    change = _change(stored, environment, Setting(enable, default, rollout))
    request = {"environment": environment, "change": {"at": at, **change}}
    path = document_path("flag", flag_key, "schedule")
    after = _send(session, path, request, needed_reason(reason), stored.version)
    session.show(
        after.envelope, f"{flag_key} changes at {at} in {environment}: {planned_change(change)}"
    )


def cancel_schedule(session: Session, flag_key: Key, at: At, reason: Reason = "") -> None:
    """Cancel the change that is to come at a time in one environment."""
    environment = session.named_environment
    stored = session.api.read("flag", flag_key)
    path = document_path("flag", flag_key, "schedule/cancel")
    request = {"environment": environment, "at": at}
    after = _send(session, path, request, needed_reason(reason), stored.version)
    session.show(after.envelope, f"{flag_key} does not change at {at} in {environment}")


def _change(stored: Stored, environment: str, setting: Setting) -> dict[str, Json]:
    """What is to be set, in the words of the document. Raises UsageProblem for nothing."""
    section = changed(stored.body, environment, setting)["environments"][environment]
    wanted = {
        "enabled": setting.enabled,
        "default_variant": setting.default_variant,
        "rollout": setting.rollout,
    }
    if wanted["rollout"] is not None and section["rollout"] is None:
        raise UsageProblem("a rollout cannot be taken away by the clock; set it to 0 percent")
    return {name: section[name] for name, value in wanted.items() if value is not None}


def _send(
    session: Session, path: str, request: dict[str, Json], reason: str, version: int
) -> Stored:
    return session.api.write("POST", path, {**request, "reason": reason}, version)
