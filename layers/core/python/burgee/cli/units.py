"""`burgee units`: what rests of one unit, whether it takes part, its erasure."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from burgee.cli.api import quoted
from burgee.cli.failures import UsageProblem
from burgee.cli.reasons import ask_reason
from burgee.cli.session import Session, connected
from burgee.cli.tables import minute, pairs, table
from burgee.domain.documents import Json
from burgee.domain.names import TARGETING_KEY

app = typer.Typer(help="Look at one unit, let it opt out and in, erase it.", no_args_is_help=True)

UnitKey = Annotated[str, typer.Argument(metavar="UNIT", help="The unit's key.")]
BucketBy = Annotated[
    str,
    typer.Option(metavar="ATTRIBUTE", help="The attribute of the context that holds the key."),
]
Reason = Annotated[str, typer.Option(help="Why; it goes into the log, so name nobody.")]


@app.command("show")
@connected
def show_unit(session: Session, unit: UnitKey, bucket_by: BucketBy = TARGETING_KEY) -> None:
    """What rests of a unit: what it met, what it did, whether it takes part."""
    answer = _read(session, unit, bucket_by)
    exposures = ((*_met(one), one["left"]) for one in answer["exposures"])
    page = [pairs(_facts(answer))]
    if answer["exposures"]:
        page.append(table(("run", "variant", "since (UTC)", "mixed", "left"), exposures))
    if answer["profile"]:
        page.append(table(("did", "times", "last (UTC)"), _done(answer["profile"])))
    session.show(answer, *page)


def _facts(answer: Mapping[str, Json]) -> dict[str, Json]:
    out = answer["opt_out"]
    state = "takes part" if answer["takes_part"] else "takes no part"
    return {
        "unit": answer["unit"],
        "in": answer["environment"],
        "rests as": answer["pseudonym"],
        "experiments": "erased" if answer["erased"] else state,
        "opted out": minute(out["at"]) if out and out["out"] else None,
        "events": answer["events"],
    }


def _met(exposure: Mapping[str, Json]) -> tuple[Json, ...]:
    mixed = "yes" if exposure["mixed"] else ""
    return exposure["run"], exposure["variant"], minute(exposure["at"]), mixed


def _done(profile: Mapping[str, Mapping[str, Json]]) -> Iterator[tuple[Json, ...]]:
    for name, action in profile.items():
        times = sum(day["count"] for day in action["days"].values())
        yield name, times, minute(action["last"])


@app.command("export")
@connected
def export_unit(
    session: Session,
    unit: UnitKey,
    output: Annotated[
        Path | None, typer.Option(dir_okay=False, help="A file; without it, stdout.")
    ] = None,
    bucket_by: BucketBy = TARGETING_KEY,
) -> None:
    """Everything that rests of a unit, as JSON."""
    answer = _everything(session, unit, bucket_by)
    text = json.dumps(answer, indent=2, ensure_ascii=False)
    if output is None:
        print(text)
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise UsageProblem(f"{output} cannot be written: {error.strerror}") from error
    found = len(answer["tracking_events"])
    session.show({"file": str(output), "events": found}, f"{found} events written to {output}")


def _everything(session: Session, unit: str, bucket_by: str) -> dict[str, Json]:
    answer = _read(session, unit, bucket_by, export="true")
    while answer["cursor"] is not None:
        more = _read(session, unit, bucket_by, export="true", cursor=answer["cursor"])
        events = [*answer["tracking_events"], *more["tracking_events"]]
        answer = {**more, "tracking_events": events}
    del answer["cursor"]
    return answer


@app.command("opt-out")
@connected
def opt_out_unit(
    session: Session, unit: UnitKey, bucket_by: BucketBy = TARGETING_KEY, reason: Reason = ""
) -> None:
    """Let a unit take part in no experiment; its numbers leave the sums of all runs."""
    _change(session, unit, "opt-out", bucket_by, reason, "takes part in no experiment")


@app.command("opt-in")
@connected
def opt_in_unit(
    session: Session, unit: UnitKey, bucket_by: BucketBy = TARGETING_KEY, reason: Reason = ""
) -> None:
    """Take an opt-out back; the unit's numbers are in the sums again."""
    _change(session, unit, "opt-in", bucket_by, reason, "may take part in experiments")


@app.command("erase")
@connected
def erase_unit(
    session: Session,
    unit: UnitKey,
    bucket_by: BucketBy = TARGETING_KEY,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    reason: Reason = "",
) -> None:
    """Delete all that was observed of a unit, for good; what files and flags name stays."""
    if not yes and not _is_meant(session, unit):
        raise UsageProblem("nothing was erased; say --yes if you mean it", code="NOT_CONFIRMED")
    _change(session, unit, "erase", bucket_by, reason, "is erased")


def _is_meant(session: Session, unit: str) -> bool:
    if not sys.stdin.isatty():
        return False
    where = session.named_environment
    question = f"Erase all that was observed of {unit} in {where}? It cannot be taken back."
    return bool(typer.confirm(question, err=True))


def _change(session: Session, unit: str, verb: str, bucket_by: str, reason: str, done: str) -> None:
    environment = session.named_environment
    reason = ask_reason(session, reason, [environment])
    path = f"{_path(environment, unit)}/{verb}"
    query = {"bucket_by": bucket_by}
    answer = session.api.admin("POST", path, body={"reason": reason}, query=query)
    session.show(answer, f"{unit} {done} in {environment}")
    session.note("Evaluation follows within a minute, sums within seconds.")


def _read(session: Session, unit: str, bucket_by: str, **query: Json) -> dict[str, Json]:
    path = _path(session.named_environment, unit)
    answer: dict[str, Json] = session.api.admin(
        "GET", path, query={"bucket_by": bucket_by, **query}
    )
    return answer


def _path(environment: str, unit: str) -> str:
    return f"/units/{quoted(environment)}/{quoted(unit)}"
