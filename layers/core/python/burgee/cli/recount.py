"""`burgee recount`: the sums of a run, made anew from what rests under its units."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from burgee.cli.aws import storage
from burgee.cli.session import Session

LOOK_AGAIN_SECONDS = 3.0


def recount(
    session: Session,
    run: Annotated[str, typer.Argument(help="Such as checkout.2, or rollout:checkout.2.")],
    minutes: Annotated[float, typer.Option(help="How long to wait for the stream.")] = 15,
    anew: Annotated[
        bool, typer.Option(help="Give up a recount that was left half done, and begin again.")
    ] = False,
) -> None:
    """Rebuild the sums of a run from its exposures and events, beside the stream.

    Readers see the old sums until the new ones are complete. Safe to repeat: it goes on where it
    was cut off. Needs AWS credentials and the names of the tables (CONFIG_TABLE, UNITS_TABLE,
    AGGREGATES_TABLE).
    """
    until = time.monotonic() + minutes * 60

    def wait() -> bool:
        time.sleep(LOOK_AGAIN_SECONDS)
        return time.monotonic() < until

    with storage():
        from burgee.runtime.aggregation import aggregator
        from burgee.services.recount import recount as recount_run

        done = recount_run(aggregator(), run, wait, anew=anew)
    answer = {
        "run": done.run,
        "generation": done.generation,
        "units": done.found,
        "counted": done.counted,
        "done": done.is_done,
    }
    counted = f"{done.counted} of {done.found} units of {run} are counted anew"
    rest = "" if done.is_done else "; the stream is not through yet: run it again"
    session.show(answer, counted + rest)
