"""`burgee results`: what came of an experiment, as far as one can tell by now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from burgee.cli.failures import UsageProblem
from burgee.cli.plotting import check_plotting
from burgee.cli.result_answers import Results, Wanted, read_results, take_look
from burgee.cli.session import Session
from burgee.cli.tables import minute


def results(
    session: Session,
    experiment_key: Annotated[str, typer.Argument(metavar="KEY", help="The experiment's key.")],
    run: Annotated[int | None, typer.Option(min=1, help="Without it the newest run.")] = None,
    look: Annotated[bool, typer.Option("--look", help="Look now, not at the last look.")] = False,
    final: Annotated[
        bool, typer.Option("--final", help="With --look, after the end: do not wait for events.")
    ] = False,
    series: Annotated[bool, typer.Option("--series", help="Also every look before.")] = False,
    segments: Annotated[bool, typer.Option("--segments", help="Also each segment.")] = False,
    dimension: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only the segments of this dimension.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Write a report with plots there."),
    ] = None,
) -> None:
    """The verdict and every metric with its interval, from the newest look that was taken."""
    if final and not look:
        raise UsageProblem("the final look has to be taken: --look --final")
    if html is not None:
        check_plotting()
    if look:
        taken = take_look(session.api, experiment_key, run, final=final)
        session.note(f"Look {taken['number']} is of {minute(taken['at'])} (UTC)")
    wanted = Wanted(
        series=series or html is not None,
        segments=segments or html is not None or dimension is not None,
        dimension=dimension,
    )
    found = read_results(session.api, experiment_key, run, wanted)
    if html is None:
        _show(session, found)
        return
    _write(found, html)
    session.show(found.answer, found.look["verdict"]["sentence"], f"The report is in {html}")


def _write(found: Results, file: Path) -> None:
    from burgee.cli.results_report import report

    try:
        file.write_text(report(found), encoding="utf-8")
    except OSError as error:
        raise UsageProblem(f"cannot write {file}: {error.strerror}", code="FILE_PROBLEM") from error


def _show(session: Session, found: Results) -> None:
    if session.as_json:
        session.show(found.answer)
        return
    from burgee.cli.results_page import results_page, segments_page, series_page

    session.say(*results_page(found.look))
    if found.segments:
        session.say(*segments_page(found.breakdowns))
    if found.series:
        session.say(*series_page(found.points, found.look["metrics"]))
