"""`burgee webhooks`: who is told of changes, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from burgee.cli.api import document_path, list_path
from burgee.cli.failures import UsageProblem
from burgee.cli.history import what_changed
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, pairs, table
from burgee.domain.documents import Action, Json, Kind

KIND = "webhook"

app = typer.Typer(
    help="Webhooks: tell other systems of changes, over HTTPS, signed.", no_args_is_help=True
)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The webhook's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]
Kinds = Annotated[
    list[Kind] | None,
    typer.Option("--kind", metavar="KIND", help="Only changes of these. Can be repeated."),
]
Actions = Annotated[
    list[Action] | None,
    typer.Option("--action", metavar="ACTION", help="Only these changes. Can be repeated."),
]
Environments = Annotated[
    list[str] | None,
    typer.Option(metavar="ENVIRONMENT", help="Only what touches these. Can be repeated."),
]


@app.command("list")
@connected
def list_webhooks(session: Session) -> None:
    """All webhooks."""
    rows = list(session.api.rows(list_path(KIND)))
    columns = ("key", "name", "of kinds", "actions", "environments", "state", "updated (UTC)")
    session.show({"items": rows}, table(columns, (_row(row) for row in rows)))


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    summary = row["summary"]
    filters = (summary.get(part) or "all" for part in ("kinds", "actions", "environments"))
    return (
        row["key"],
        summary.get("name"),
        *filters,
        _state(summary),
        minute(row.get("updated_at")),
    )


def _state(webhook: Mapping[str, Json]) -> str:
    if webhook.get("is_archived"):
        return "archived"
    return "on" if webhook.get("enabled") else "off"


@app.command("show")
@connected
def show_webhook(session: Session, webhook_key: Key) -> None:
    """One webhook, without its secret, which is shown only when it is made."""
    from rich.text import Text

    stored = session.api.read(KIND, webhook_key)
    names = ("name", "url", "kinds", "actions", "environments")
    facts = {name: stored.body[name] for name in names}
    facts["state"] = _state(stored.body)
    facts["changed"] = f"version {stored.version}, {minute(stored.envelope['updated_at'])} (UTC)"
    session.show(stored.envelope, Text(webhook_key, style="bold"), pairs(facts))


@app.command("create")
@connected
def create_webhook(
    session: Session,
    webhook_key: Key,
    address: Annotated[
        str, typer.Argument(metavar="URL", help="Where to send: https, on the public internet.")
    ],
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    kinds: Kinds = None,
    actions: Actions = None,
    only: Environments = None,
    reason: Reason = "",
) -> None:
    """Create a webhook and print its secret, which is shown this once."""
    filters = _filters(kinds, actions, only)
    document = {"key": webhook_key, "url": address, "name": name, **filters}
    body = {"document": document, "reason": reason}
    answer = session.api.admin("POST", list_path(KIND), body=body)
    _show_secret(session, webhook_key, answer)


@app.command("update")
@connected
def update_webhook(
    session: Session,
    webhook_key: Key,
    address: Annotated[str | None, typer.Option(metavar="URL", help="Where to send.")] = None,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    kinds: Kinds = None,
    actions: Actions = None,
    only: Environments = None,
    enabled: Annotated[
        bool | None, typer.Option("--on/--off", help="Whether it is told of anything.")
    ] = None,
    reason: Reason = "",
) -> None:
    """Change a webhook; it keeps its secret."""
    given = {"url": address, "name": name, "enabled": enabled}
    changes = {part: value for part, value in given.items() if value is not None}
    changes |= _filters(kinds, actions, only)
    if not changes:
        raise UsageProblem(
            "say what to change: --address, --name, --kind, --only, --on, --off, ..."
        )
    stored = session.api.read(KIND, webhook_key)
    request = {"document": {**stored.body, **changes}, "reason": reason}
    after = session.api.write("PUT", document_path(KIND, webhook_key), request, stored.version)
    session.show(after.envelope, *what_changed(stored, after))


@app.command("rotate")
@connected
def rotate_secret(session: Session, webhook_key: Key, reason: Reason = "") -> None:
    """Give a webhook a new secret and print it; for a day the old one signs too."""
    stored = session.api.read(KIND, webhook_key)
    path = document_path(KIND, webhook_key, "rotate")
    answer = session.api.admin("POST", path, body={"reason": reason}, version=stored.version)
    _show_secret(session, webhook_key, answer)


@app.command("test")
@connected
def test_webhook(session: Session, webhook_key: Key) -> None:
    """Send it a message now, once, and say what became of it; exit code 1 if it did not arrive."""
    answer = session.api.admin("POST", document_path(KIND, webhook_key, "test"))
    if answer["delivered"]:
        session.show(answer, f"{webhook_key} took it and answered {answer['status']}")
        return
    session.show(answer, f"{webhook_key} did not take it: {answer['problem']}")
    raise typer.Exit(1)


@app.command("archive")
@connected
def archive_webhook(session: Session, webhook_key: Key, reason: Reason = "") -> None:
    """Put a webhook away, for good."""
    stored = session.api.read(KIND, webhook_key)
    path = document_path(KIND, webhook_key, "archive")
    after = session.api.write("POST", path, {"reason": reason}, stored.version)
    session.show(after.envelope, f"{webhook_key} is archived (version {after.version})")


def _filters(
    kinds: list[Kind] | None, actions: list[Action] | None, only: list[str] | None
) -> dict[str, Json]:
    given = {"kinds": kinds, "actions": actions, "environments": only}
    return {part: [str(one) for one in values] for part, values in given.items() if values}


def _show_secret(session: Session, webhook_key: str, answer: Mapping[str, Json]) -> None:
    session.show(answer, answer["secret"])
    session.note(f"This is the secret of {webhook_key}. Keep it: it is not shown again.")
