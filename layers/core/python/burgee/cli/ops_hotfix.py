"""`burgee ops hotfix`: from report to end; `burgee ops approvers`: who agrees to emergencies."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from burgee.cli.api import NEWEST, Stored, document_path, list_path
from burgee.cli.failures import UsageProblem
from burgee.cli.history import what_changed
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, pairs, table
from burgee.domain.actors import who
from burgee.domain.documents import Json
from burgee.domain.severities import Severity
from burgee.domain.timestamps import seconds_of

KIND = "hotfix"
SETTINGS = "/settings"

app = typer.Typer(help="Hotfixes, their deadlines and approvals.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The hotfix's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]
Title = Annotated[str | None, typer.Option(help="What is broken, in a few words.")]
Function = Annotated[str | None, typer.Option(help="The function that is repaired.")]
Issue = Annotated[str | None, typer.Option(help="What is broken, and for whom.")]
RootCause = Annotated[str | None, typer.Option(help="What caused it.")]
Fix = Annotated[str | None, typer.Option(help="What was changed.")]
Testing = Annotated[str | None, typer.Option(help="What was tested.")]
Plan = Annotated[str | None, typer.Option("--rollback-plan", help="What to do if it fails.")]
Zip = Annotated[
    Path | None,
    typer.Option("--zip", exists=True, dir_okay=False, help="The one file that may be deployed."),
]


@app.command("open")
@connected
def open_hotfix(
    session: Session,
    hotfix_key: Key,
    severity: Annotated[Severity, typer.Option(help="P1: an hour; P2: 4; P3: 24; P4: some time.")],
    title: Annotated[str, typer.Option(help="What is broken, in a few words.")],
    function: Function = None,
    issue: Issue = None,
    zip_file: Zip = None,
    reason: Reason = "",
) -> None:
    """Report what needs a hotfix; its deadline counts from now."""
    parts = {"function": function, "issue": issue, "code_sha256": _sha256(zip_file)}
    known = {part: value for part, value in parts.items() if value is not None}
    document = {"key": hotfix_key, "severity": str(severity), "title": title, **known}
    request = {"document": document, "reason": reason}
    after = session.api.write("POST", list_path(KIND), request)
    session.show(after.envelope, f"{hotfix_key} is open, {_due(after.body)}")


@app.command("update")
@connected
def update_hotfix(
    session: Session,
    hotfix_key: Key,
    severity: Annotated[Severity | None, typer.Option(help="P1, P2, P3 or P4.")] = None,
    title: Title = None,
    function: Function = None,
    issue: Issue = None,
    root_cause: RootCause = None,
    fix: Fix = None,
    testing: Testing = None,
    rollback_plan: Plan = None,
    zip_file: Zip = None,
    reason: Reason = "",
) -> None:
    """Write down what became known; another severity, function or file needs new approvals."""
    given = {
        "severity": str(severity) if severity else None,
        "title": title,
        "function": function,
        "issue": issue,
        "root_cause": root_cause,
        "fix": fix,
        "testing": testing,
        "rollback_plan": rollback_plan,
        "code_sha256": _sha256(zip_file),
    }
    changes = {part: value for part, value in given.items() if value is not None}
    if not changes:
        raise UsageProblem("say what to write down, such as --root-cause")
    stored = session.api.read(KIND, hotfix_key)
    request = {"document": {**stored.body, **changes}, "reason": reason}
    after = session.api.write("PUT", document_path(KIND, hotfix_key), request, stored.version)
    session.show(after.envelope, *what_changed(stored, after))


@app.command("list")
@connected
def list_hotfixes(session: Session) -> None:
    """All hotfixes, and how much time is left for each."""
    rows = list(session.api.rows(list_path(KIND)))
    columns = ("key", "severity", "status", "time left", "function", "title", "opened (UTC)")
    session.show({"items": rows}, table(columns, (_row(row) for row in rows)))


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    summary = row["summary"]
    return (
        row["key"],
        summary["severity"],
        summary["status"],
        _left(summary) if summary["status"] == "open" else None,
        summary["function"],
        summary["title"],
        minute(summary["opened_at"]),
    )


@app.command("show")
@connected
def show_hotfix(session: Session, hotfix_key: Key) -> None:
    """One hotfix: what is known, who approved it, what was deployed."""
    stored = session.api.read(KIND, hotfix_key)
    facts = {
        **stored.body,
        "due": _due(stored.body) if stored.body["status"] == "open" else None,
        "approvals": [f"{who(one)} at {minute(one['at'])}" for one in stored.body["approvals"]],
        "deployments": [
            f"{one['function']} version {one['version']} instead of {one['previous']}"
            for one in stored.body["deployments"]
        ],
    }
    session.show(stored.envelope, pairs(facts))


@app.command("approve")
@connected
def approve_hotfix(session: Session, hotfix_key: Key, reason: Reason = "") -> None:
    """Agree to deploy it without a canary: two different approvers of the settings have to."""
    after = _step(session, hotfix_key, "approve", reason)
    said = ", ".join(map(who, after.body["approvals"]))
    session.show(after.envelope, f"{hotfix_key} is approved by {said} (version {after.version})")


@app.command("close")
@connected
def close_hotfix(session: Session, hotfix_key: Key, reason: Reason = "") -> None:
    """Close it, deployed or not."""
    after = _step(session, hotfix_key, "close", reason)
    session.show(after.envelope, f"{hotfix_key} is closed (version {after.version})")


@app.command("pull-request")
@connected
def print_pull_request(session: Session, hotfix_key: Key) -> None:
    """The text of its pull request, filled from what is known, as Markdown."""
    from burgee.domain.hotfixes import Hotfix
    from burgee.domain.pull_requests import pull_request

    text = pull_request(Hotfix.model_validate(session.api.read(KIND, hotfix_key).body))
    session.show({"key": hotfix_key, "text": text}, text)


def approvers(
    session: Session,
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Ids of admin keys and people, all of them."),
    ] = None,
    reason: Reason = "",
) -> None:
    """Show who may approve emergencies; with ids, name them. Needs an owner's key for that."""
    answer = session.api.admin("GET", SETTINGS)
    if keys:
        body = {"document": {**answer["document"], "emergency_approvers": keys}, "reason": reason}
        version = answer["version"] or NEWEST
        answer = session.api.admin("PUT", SETTINGS, body=body, version=version)
    named = ", ".join(answer["document"]["emergency_approvers"]) or "nobody yet"
    session.show(answer, f"Emergencies are approved by {named}")


def _step(session: Session, key: str, verb: str, reason: str) -> Stored:
    if not reason.strip():
        raise UsageProblem("say why, with --reason", code="REASON_MISSING")
    stored = session.api.read(KIND, key)
    path = document_path(KIND, key, verb)
    return session.api.write("POST", path, {"reason": reason}, stored.version)


def _sha256(file: Path | None) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file else None


def _due(hotfix: Mapping[str, Json]) -> str:
    if hotfix["deadline"] is None:
        return "due with the next release"
    return f"due at {minute(hotfix['deadline'])} UTC: {_left(hotfix)}"


def _left(hotfix: Mapping[str, Json]) -> str:
    """`3 h 05 min left`, `overdue by 20 min`, or `next release`."""
    deadline = seconds_of(hotfix["deadline"])
    if deadline is None:
        return "next release"
    left = int(deadline - time.time())
    hours, minutes = divmod(abs(left) // 60, 60)
    span = f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
    return f"{span} left" if left >= 0 else f"overdue by {span}"
