"""`burgee flags`: list, show, toggle, set, schedule, usage, history and restore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from burgee.cli.api import document_path, list_path
from burgee.cli.flag_changes import Setting, changed, is_enabled
from burgee.cli.flag_page import flag_page, is_open, ramp_of
from burgee.cli.flag_schedule import cancel_schedule, schedule_change
from burgee.cli.history import show_versions, what_changed
from burgee.cli.reasons import ask_reason
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, table
from burgee.cli.usage import usage
from burgee.domain.documents import Json

app = typer.Typer(help="Look at flags and change them.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The flag's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]


@app.command("list")
@connected
def list_flags(
    session: Session,
    query: Annotated[str | None, typer.Option(help="Text in the key or name.")] = None,
    tag: Annotated[str | None, typer.Option(help="A tag that it has.")] = None,
    owner: Annotated[str | None, typer.Option(help="Its owner.")] = None,
    purpose: Annotated[str | None, typer.Option(help="release, experiment, ...")] = None,
    lifecycle: Annotated[str | None, typer.Option(help="active or archived.")] = None,
) -> None:
    """All flags, or those that match."""
    rows = list(
        session.api.rows(
            "/flags", query=query, tag=tag, owner=owner, purpose=purpose, lifecycle=lifecycle
        )
    )
    columns = ("key", "kind", "purpose", "enabled in", "updated (UTC)")
    session.show({"items": rows}, table(columns, (_row(row) for row in rows)))


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    summary = row["summary"]
    enabled = [name for name, is_on in summary.get("environments", {}).items() if is_on]
    state = "archived" if summary.get("lifecycle") == "archived" else enabled
    facts = (summary.get("kind"), summary.get("purpose"), state)
    return (row["key"], *facts, minute(row.get("updated_at")))


@app.command("show")
@connected
def show_flag(session: Session, flag_key: Key) -> None:
    """One flag, with its variants and what each environment shows."""
    stored = session.api.read("flag", flag_key)
    session.show(stored.envelope, *flag_page(stored, session.environment))
    for row in session.api.rows(
        list_path("rollout"), flag=flag_key, environment=session.environment
    ):
        if is_open(row["summary"]):
            session.note(f"{ramp_of(row)}: burgee rollouts show {row['key']}")


@app.command("toggle")
@connected
def toggle_flag(
    session: Session,
    flag_key: Key,
    enable: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Without it: the other way round.")
    ] = None,
    reason: Reason = "",
) -> None:
    """Switch a flag on or off in one environment."""
    environment = session.named_environment
    reason = ask_reason(session, reason, [environment])
    stored = session.api.read("flag", flag_key)
    enabled = not is_enabled(stored.body, environment) if enable is None else enable
    request = {"environment": environment, "enabled": enabled, "reason": reason}
    path = document_path("flag", flag_key, "toggle")
    after = session.api.write("POST", path, request, stored.version)
    state = "enabled" if enabled else "not enabled"
    session.show(
        after.envelope, f"{flag_key} is {state} in {environment} (version {after.version})"
    )


@app.command("set")
@connected
def set_flag(
    session: Session,
    flag_key: Key,
    enable: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Switch it on or off.")
    ] = None,
    default: Annotated[
        str | None, typer.Option(metavar="VARIANT", help="For whom nothing else decides.")
    ] = None,
    rollout: Annotated[
        str | None,
        typer.Option(metavar="VARIANT=PERCENT", help="For a share; `none` takes it away."),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(metavar="VARIANT=UNIT", help="For one unit. Can be repeated."),
    ] = None,
    untarget: Annotated[
        list[str] | None,
        typer.Option(metavar="UNIT", help="A unit that is no target. Can be repeated."),
    ] = None,
    reason: Reason = "",
) -> None:
    """Change what a flag shows in one environment; the rest of it stays as it is."""
    setting = Setting(
        enabled=enable,
        default_variant=default,
        rollout=rollout,
        targets=tuple(target or ()),
        untargeted=tuple(untarget or ()),
    )
    environment = session.named_environment
    stored = session.api.read("flag", flag_key)
    document = changed(stored.body, environment, setting)
    reason = ask_reason(session, reason, [environment])
    request = {"document": document, "reason": reason}
    after = session.api.write("PUT", document_path("flag", flag_key), request, stored.version)
    session.show(after.envelope, *what_changed(stored, after))


app.command("schedule")(connected(schedule_change))
app.command("cancel-schedule")(connected(cancel_schedule))
app.command("usage")(connected(usage))


@app.command("history")
@connected
def show_history(session: Session, flag_key: Key) -> None:
    """Every version of a flag, newest first: who made it, when and why."""
    show_versions(session, "flag", flag_key)


@app.command("restore")
@connected
def restore_flag(
    session: Session,
    flag_key: Key,
    version: Annotated[int, typer.Argument(metavar="VERSION", help="The one to go back to.")],
    reason: Reason = "",
) -> None:
    """Go back: make a new version that says what an earlier one said, in all environments."""
    stored = session.api.read("flag", flag_key)
    reason = ask_reason(session, reason, stored.body["environments"])
    request = {"version": version, "reason": reason}
    path = document_path("flag", flag_key, "restore")
    after = session.api.write("POST", path, request, stored.version)
    session.show(after.envelope, *what_changed(stored, after))
