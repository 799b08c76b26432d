"""`burgee replay`: what a flag answers from an earlier ruleset."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from burgee.cli.aws import storage
from burgee.cli.contexts import Attributes, ContextJson, Unit, context_of
from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session
from burgee.domain.timestamps import seconds_of, timestamp_problem


def replay(
    session: Session,
    flag_key: Annotated[str, typer.Argument(metavar="KEY", help="The flag's key.")],
    ruleset: Annotated[int | None, typer.Option(min=1, help="The ruleset's number.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="2026-11-21 or 2026-11-21T09:30:00Z.")
    ] = None,
    unit: Unit = None,
    context: Attributes = None,
    context_json: ContextJson = None,
) -> None:
    """What a flag answers from an earlier ruleset, and why.

    --at TIME takes the ruleset that was served then, and lets conditions ask what time it is
    then. --ruleset N takes that one, as of now or, with both, of TIME. Needs AWS credentials and
    the name of the table in CONFIG_TABLE.
    """
    if ruleset is None and at is None:
        raise UsageProblem("say which ruleset: --ruleset N, or --at TIME for the one served then")
    moment = _moment(at) if at is not None else time.time()
    asked = context_of(unit, context, context_json)
    environment = session.named_environment
    with storage() as wiring:
        from burgee.cli.trace import tree_of
        from burgee.services.replay import number_at
        from burgee.services.replay import replay as replay_evaluation

        # The client of evaluation gives up within seconds; nobody waits for us.
        rulesets = wiring.publishing_rulesets()
        trace = replay_evaluation(
            rulesets,
            environment=environment,
            number=ruleset or number_at(rulesets, environment, moment),
            flag_key=flag_key,
            context=asked,
            at=moment,
        )
    session.show(trace, tree_of(trace))


def _moment(text: str) -> float:
    seconds = seconds_of(text)
    if seconds is None:
        raise UsageProblem(f"--at: {timestamp_problem(text)}")
    return seconds
