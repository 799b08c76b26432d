"""`burgee results`: what came of an experiment, as far as one can tell by now."""

from __future__ import annotations

from typing import Annotated

import typer

from burgee.cli.result_answers import Results, read_results, take_look
from burgee.cli.session import Session


def results(
    session: Session,
    experiment_key: Annotated[str, typer.Argument(metavar="KEY", help="The experiment's key.")],
    run: Annotated[int | None, typer.Option(min=1, help="Without it the newest run.")] = None,
    look: Annotated[bool, typer.Option("--look", help="Look now, not at the last look.")] = False,
    series: Annotated[bool, typer.Option("--series", help="Also every look before.")] = False,
    segments: Annotated[bool, typer.Option("--segments", help="Also each segment.")] = False,
) -> None:
    """The verdict and every metric with its interval, from the newest look that was taken."""
    if look:
        _look(session, experiment_key, run)
    found = read_results(
        session.api,
        experiment_key,
        run,
        with_series=series,
        with_segments=segments,
    )
    _show(session, found, series=series, segments=segments)


def _look(session: Session, key: str, run: int | None) -> None:
    taken = take_look(session.api, key, run)
    session.note(f"Look {taken['number']} is of {taken['at']}")


def _show(session: Session, found: Results, *, series: bool, segments: bool) -> None:
    if session.as_json:
        session.show(found.answer)
        return
    from burgee.cli.results_page import results_page, segments_page, series_page

    session.say(*results_page(found.look))
    if segments:
        session.say(*segments_page(found.breakdowns))
    if series:
        session.say(*series_page(found.points, found.look["metrics"]))
