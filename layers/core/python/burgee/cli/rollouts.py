"""`burgee rollouts`: the documents; what is done with them lies beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from burgee.cli.api import document_path, list_path
from burgee.cli.history import show_versions, what_changed
from burgee.cli.reasons import ask_reason
from burgee.cli.rollout_steps import STEPS, exclude_units, step_command
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, table
from burgee.domain.documents import Json, Kind

KIND = "rollout"

app = typer.Typer(
    help="Give a flag's new variant to more and more units, and take it back.",
    no_args_is_help=True,
)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The rollout's key.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]


@app.command("list")
@connected
def list_rollouts(
    session: Session,
    query: Annotated[str | None, typer.Option(help="Text in the key or name.")] = None,
    status: Annotated[str | None, typer.Option(help="pending, ramping, holding, ...")] = None,
    flag: Annotated[str | None, typer.Option(help="The flag that it ramps.")] = None,
    tag: Annotated[str | None, typer.Option(help="A tag that it has.")] = None,
    owner: Annotated[str | None, typer.Option(help="Its owner.")] = None,
    team: Annotated[str | None, typer.Option(help="Its team.")] = None,
) -> None:
    """All rollouts, or those that match; with --environment, those of one environment."""
    wanted = {"query": query, "status": status, "flag": flag, "tag": tag}
    whose = {"owner": owner, "team": team, "environment": session.environment}
    rows = list(session.api.rows(list_path(KIND), **wanted, **whose))
    columns = ("key", "status", "flag", "environment", "stage", "share", "next (UTC)", "why")
    session.show({"items": rows}, table(columns, (_row(row) for row in rows)))


def _row(row: Mapping[str, Json]) -> tuple[Json, ...]:
    summary = row["summary"]
    stage = summary.get("stage")
    return (
        row["key"],
        summary["status"].replace("_", " "),
        summary["flag"],
        summary["environment"],
        None if stage is None else f"{stage + 1} of {summary['stages']}",
        f"{summary['percentage']} %",
        minute(summary.get("next_at")),
        summary.get("because"),
    )


@app.command("show")
@connected
def show_rollout(session: Session, rollout_key: Key) -> None:
    """One rollout: its stages, where it stands and why, its guardrails and alarms."""
    from burgee.cli.rollout_page import rollout_page

    stored = session.api.read(KIND, rollout_key)
    standing = session.api.admin("GET", document_path(KIND, rollout_key, "judgement"))
    session.show({**stored.envelope, "standing": standing}, *rollout_page(stored, standing))


@app.command("create")
@connected
def create_rollout(
    session: Session,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A YAML file.")
    ],
    reason: Reason = "",
) -> None:
    """Create a rollout from a file that holds one; see docs/rollouts.md."""
    from burgee.cli.document_files import document_in

    body = document_in(Kind.ROLLOUT, file)
    reason = ask_reason(session, reason, [body["environment"]])
    request = {"document": body, "reason": reason}
    after = session.api.write("POST", list_path(KIND), request)
    session.show(after.envelope, f"{after.key} is pending (version {after.version})")
    session.note(f"Start it: burgee rollouts start {after.key}")


@app.command("update")
@connected
def update_rollout(
    session: Session,
    rollout_key: Key,
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A YAML file: the whole rollout anew."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help="A field, as stages.0.wait=2h. Can be repeated."
        ),
    ] = None,
    reason: Reason = "",
) -> None:
    """Change a rollout that is pending."""
    from burgee.cli.document_files import changed_document

    stored = session.api.read(KIND, rollout_key)
    body = changed_document(Kind.ROLLOUT, stored, file, set_ or ())
    reason = ask_reason(session, reason, {stored.body["environment"], body["environment"]})
    request = {"document": body, "reason": reason}
    path = document_path(KIND, rollout_key)
    after = session.api.write("PUT", path, request, stored.version)
    session.show(after.envelope, *what_changed(stored, after))


@app.command("history")
@connected
def show_history(session: Session, rollout_key: Key) -> None:
    """Every version of a rollout, newest first: each is a change of what is served."""
    show_versions(session, KIND, rollout_key)


# In the order of a rollout's life, in which --help lists them.
TAKEN: Mapping[str, Callable[..., None]] = {
    **{verb: step_command(verb) for verb in STEPS},
    "exclude": exclude_units,
}
for _name, _command in TAKEN.items():
    app.command(_name)(connected(_command))
