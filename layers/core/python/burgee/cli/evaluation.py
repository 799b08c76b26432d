"""`burgee evaluate`, `explain` and `replay`: what a flag answers or once answered, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.api import quoted
from burgee.cli.contexts import Attributes, ContextJson, Unit, context_of
from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session
from burgee.cli.tables import pairs, shown
from burgee.domain.documents import Json
from burgee.domain.timestamps import timestamp_problem
from burgee.domain.tokens import ADMIN, SERVER, parse_token

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = Annotated[str, typer.Argument(metavar="KEY", help="The flag's key.")]


def evaluate(
    session: Session,
    flag_key: Key,
    unit: Unit = None,
    context: Attributes = None,
    context_json: ContextJson = None,
) -> None:
    """What a flag answers for one context. Needs a client or server key (BURGEE_KEY)."""
    _check_key(session)
    body = {"context": context_of(unit, context, context_json)}
    answer = session.api.send("POST", f"/ofrep/v1/evaluate/flags/{quoted(flag_key)}", body=body)
    session.show(answer, pairs(_facts(answer)))


def explain(
    session: Session,
    flag_key: Key,
    unit: Unit = None,
    context: Attributes = None,
    context_json: ContextJson = None,
) -> None:
    """How a flag came to its answer, step by step. Needs a server key (BURGEE_KEY)."""
    _show_trace(session, flag_key, {"context": context_of(unit, context, context_json)})


def replay(
    session: Session,
    flag_key: Key,
    ruleset: Annotated[int | None, typer.Option(min=1, help="The ruleset's number.")] = None,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="2026-11-21 or 2026-11-21T09:30:00Z.")
    ] = None,
    unit: Unit = None,
    context: Attributes = None,
    context_json: ContextJson = None,
) -> None:
    """What a flag answers from an earlier ruleset, and why. Needs a server key (BURGEE_KEY).

    --at TIME takes the ruleset that was served then, and lets conditions ask what time it is
    then. --ruleset N takes that one, as of now or, with both, of TIME.
    """
    if ruleset is None and at is None:
        raise UsageProblem("say which ruleset: --ruleset N, or --at TIME for the one served then")
    if at is not None and (problem := timestamp_problem(at)):
        raise UsageProblem(f"--at: {problem}")
    which = {"ruleset": ruleset, "at": at}
    named = {name: entry for name, entry in which.items() if entry is not None}
    _show_trace(session, flag_key, {"context": context_of(unit, context, context_json), **named})


def _show_trace(session: Session, flag_key: str, body: dict[str, Json]) -> None:
    from burgee.cli.trace import tree_of

    _check_key(session, kinds=(SERVER,))
    trace = session.api.send("POST", f"/api/v1/flags/{quoted(flag_key)}/explain", body=body)
    session.show(trace, tree_of(trace))


def _check_key(session: Session, kinds: tuple[str, ...] = ()) -> None:
    """Raises UsageProblem for a key that cannot do it, before anything is asked."""
    token = parse_token(session.key) if session.key else None
    if token is None:
        return
    if token.kind == ADMIN or (kinds and token.kind not in kinds):
        wanted = " or ".join(kinds) or "client or server"
        raise UsageProblem(f"this needs a {wanted} key, not a key of kind {token.kind}")
    if session.environment and session.environment != token.scope:
        raise UsageProblem(
            f"the key belongs to {token.scope}, not to {session.environment}; a key evaluates in "
            "its own environment"
        )


def _facts(answer: Mapping[str, Json]) -> dict[str, Json]:
    from burgee.cli.tables import json_text

    value = json_text(answer["value"]) if "value" in answer else "none: the caller's default holds"
    return {
        "value": value,
        "variant": answer.get("variant"),
        "reason": answer.get("reason"),
        **{name: shown(entry) for name, entry in (answer.get("metadata") or {}).items()},
    }
