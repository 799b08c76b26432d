"""`burgee experiments`: the documents; what is done with them lies beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from burgee.cli.api import document_path, list_path
from burgee.cli.experiment_decision import decide, sign_off_decision
from burgee.cli.experiment_progress import show_checklist, show_sums, show_timeline
from burgee.cli.experiment_steps import (
    emergency_stop,
    raise_traffic,
    restore_experiment,
    start_experiment,
    step_command,
)
from burgee.cli.history import show_versions, what_changed
from burgee.cli.reasons import ask_reason
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, table
from burgee.domain.documents import Json, Kind

KIND = "experiment"

app = typer.Typer(help="Design experiments, run them and watch them.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The experiment's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]


@app.command("list")
@connected
def list_experiments(
    session: Session,
    query: Annotated[str | None, typer.Option(help="Text in the key or name.")] = None,
    status: Annotated[str | None, typer.Option(help="draft, running, paused, ...")] = None,
    tag: Annotated[str | None, typer.Option(help="A tag that it has.")] = None,
    owner: Annotated[str | None, typer.Option(help="Its owner.")] = None,
    team: Annotated[str | None, typer.Option(help="Its team.")] = None,
    priority: Annotated[str | None, typer.Option(help="low, medium, high, critical.")] = None,
) -> None:
    """All experiments, or those that match; with --environment, those of one environment."""
    wanted = {"query": query, "status": status, "tag": tag, "owner": owner, "team": team}
    where = {"priority": priority, "environment": session.environment}
    rows = list(session.api.rows(list_path(KIND), **wanted, **where))
    columns = ("key", "status", "environment", "run", "traffic", "flags", "owner", "updated (UTC)")
    session.show({"items": rows}, table(columns, (_row(row) for row in rows)))


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    summary = row["summary"]
    return (
        row["key"],
        [summary.get("status"), *(["control for all"] if summary.get("halted") else [])],
        summary.get("environment"),
        summary.get("run") or None,
        f"{summary.get('traffic')} %",
        summary.get("flags"),
        summary.get("owner"),
        minute(row.get("updated_at")),
    )


@app.command("show")
@connected
def show_experiment(session: Session, experiment_key: Key) -> None:
    """One experiment: who takes part, what each variant shows, what is measured, its runs."""
    from burgee.cli.experiment_page import experiment_page

    stored = session.api.read(KIND, experiment_key)
    session.show(stored.envelope, *experiment_page(stored))


@app.command("create")
@connected
def create_experiment(
    session: Session,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A YAML file.")
    ],
    reason: Reason = "",
) -> None:
    """Create a draft from a file that holds one experiment; see docs/experiments.md."""
    from burgee.cli.document_files import document_in

    body = document_in(Kind.EXPERIMENT, file)
    reason = ask_reason(session, reason, [body["environment"]])
    request = {"document": body, "reason": reason}
    after = session.api.write("POST", list_path(KIND), request)
    session.show(after.envelope, f"{after.key} is a draft (version {after.version})")
    session.note(f"What is left to do: burgee experiments checklist {after.key}")


@app.command("update")
@connected
def update_experiment(
    session: Session,
    experiment_key: Key,
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A YAML file: the whole experiment anew."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help="A field, as plan.alpha=0.01. Can be repeated."
        ),
    ] = None,
    reason: Reason = "",
) -> None:
    """Change a draft; of what runs, only its name, description, owner, team, tags, priority."""
    from burgee.cli.document_files import changed_document

    stored = session.api.read(KIND, experiment_key)
    body = changed_document(Kind.EXPERIMENT, stored, file, set_ or ())
    reason = ask_reason(session, reason, {stored.body["environment"], body["environment"]})
    request = {"document": body, "reason": reason}
    path = document_path(KIND, experiment_key)
    after = session.api.write("PUT", path, request, stored.version)
    session.show(after.envelope, *what_changed(stored, after))
    if stored.body["sign_offs"] and not after.body["sign_offs"]:
        session.note("The design has changed, so its sign-offs are gone.")


@app.command("history")
@connected
def show_history(session: Session, experiment_key: Key) -> None:
    """Every version of an experiment, newest first: who made it, when and why."""
    show_versions(session, KIND, experiment_key)


# In the order of an experiment's life, in which --help lists them.
WATCHED_AND_TAKEN: Mapping[str, Callable[..., None]] = {
    "checklist": show_checklist,
    "sign-off": step_command("sign-off"),
    "start": start_experiment,
    "pause": step_command("pause"),
    "resume": step_command("resume"),
    "traffic": raise_traffic,
    "restore": restore_experiment,
    "complete": step_command("complete"),
    "cancel": step_command("cancel"),
    "emergency-stop": emergency_stop,
    "sign-off-decision": sign_off_decision,
    "decide": decide,
    "restart": step_command("restart"),
    "archive": step_command("archive"),
    "timeline": show_timeline,
    "sums": show_sums,
}
for _name, _command in WATCHED_AND_TAKEN.items():
    app.command(_name)(connected(_command))
