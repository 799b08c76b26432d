"""`burgee ops rollback`, `versions`, `prune` and `register`: versions behind aliases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.aws import storage
from burgee.cli.failures import CommandError, UsageProblem
from burgee.cli.ops_tables import require_variables
from burgee.cli.session import Session
from burgee.cli.tables import minute, table
from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.incidents import Scenario

if TYPE_CHECKING:
    from burgee.runtime.operating import Operating
    from burgee.services.function_versions import FunctionVersionRow
    from burgee.services.prune_versions import Pruned

FunctionName = Annotated[str, typer.Argument(metavar="FUNCTION", help="The function's name.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the change.")]
Stack = Annotated[
    str | None,
    typer.Option(help="The stack of this deployment; without, CONFIG_TABLE and OWN_FUNCTIONS."),
]


@contextmanager
def operated(stack: str | None) -> Iterator[Operating]:
    """A deployment that is worked on with AWS credentials; AWS's failures become ours."""
    with storage():
        from burgee.runtime.operating import operating
        from burgee.runtime.stack_outputs import stack_outputs

        if not stack:
            require_variables()
        outputs = stack_outputs(stack) if stack else None
        if stack and outputs is None:
            raise UsageProblem(f"there is no stack {stack} in this account and region")
        yield operating(outputs)


def rollback(
    session: Session,
    function: FunctionName,
    to: Annotated[
        int | None, typer.Option(min=1, help="The version; without, the good one before.")
    ] = None,
    reason: Reason = "",
    stack: Stack = None,
) -> None:
    """Move a function's alias back, at once, and check that it is well. Needs a reason.

    While CodeDeploy deploys the function, that deployment is stopped and taken back instead.
    """
    from burgee.services.roll_back_alias import roll_back_by_hand
    from burgee.services.writing import Author

    require_reason(reason)
    with operated(stack) as here:
        before = here.ledger.documents.newest(Kind.FUNCTION, function)
        after = roll_back_by_hand(
            here.aliases,
            here.ledger,
            Author(here.caller, reason),
            function,
            to=str(to) if to else None,
        )
    if not after.body["moves"] or (before and before.version == after.version):
        session.show(dict(after.body), f"{function} points there already; nothing was moved")
        return
    show_move(session, after)


def require_reason(reason: str) -> None:
    """Raises UsageProblem for none."""
    if not reason.strip():
        raise UsageProblem("say why, with --reason", code="REASON_MISSING")


def show_move(session: Session, version: DocumentVersion) -> None:
    """The newest move of a function. Raises CommandError if what is served now is not well."""
    move = version.body["moves"][-1]
    session.show({"function": version.key, **move}, _told(version.key, move))
    if move["healthy"] is False:
        failure = CommandError(move["detail"], code="UNHEALTHY_AFTER_ROLLBACK")
    elif move["healthy"] is None and not move["deployment"]:
        failure = CommandError(move["detail"], code="VERSION_CONFLICT")
    else:
        return
    failure.shown = True
    raise failure


def _told(function: str, move: Mapping[str, Json]) -> str:
    if move["deployment"]:
        return f"{function}: {move['detail']} The alias was not touched."
    if move["healthy"] is None:
        return f"{function} was not moved to version {move['moved_to']}"
    health = "healthy" if move["healthy"] else "NOT healthy"
    return (
        f"{function} went from version {move['moved_from']} to {move['moved_to']}; it is {health}"
    )


def versions(session: Session, function: FunctionName, stack: Stack = None) -> None:
    """The versions of a function: which are live, which are bad, where a rollback would lead."""
    from burgee.services.function_versions import function_versions

    with operated(stack) as here:
        found = function_versions(here.aliases, here.ledger, function)
    rows = [_version_row(one) for one in found]
    columns = ("version", "published (UTC)", "aliases", "remark", "description")
    session.show({"items": rows}, table(columns, (row.values() for row in rows)))


def _version_row(one: FunctionVersionRow) -> dict[str, Json]:
    return {
        "version": one.version,
        "published": minute(one.published),
        "aliases": list(one.aliases),
        "remark": one.remark,
        "description": one.description,
    }


def prune(
    session: Session,
    function: Annotated[
        str | None, typer.Argument(metavar="FUNCTION", help="The function's name.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All guarded functions.")] = False,
    reason: Reason = "Past its retention.",
    stack: Stack = None,
) -> None:
    """Delete old versions that nothing uses: past the retention, or too many of them."""
    if (function is None) is not every:
        raise UsageProblem("name one function, or write --all")
    from burgee.services.prune_versions import prune_every, prune_versions
    from burgee.services.writing import Author

    with operated(stack) as here:
        author = Author(here.caller, reason)
        if function is None:
            pruned = prune_every(here.aliases, here.ledger, author)
        else:
            pruned = [prune_versions(here.aliases, here.ledger, author, function)]
    rows = [_pruned_row(one) for one in pruned]
    columns = ("function", "deleted", "kept, since it is used", "not pruned, since")
    session.show({"items": rows}, table(columns, (row.values() for row in rows)))


def _pruned_row(one: Pruned) -> dict[str, Json]:
    return {
        "function": one.function,
        "deleted": list(one.deleted),
        "kept": list(one.kept),
        "failure": one.failure,
    }


def register(
    session: Session,
    function: FunctionName,
    alarm: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=SCENARIO", help="An alarm and what it tells of; again and again."
        ),
    ] = None,
    health_url: Annotated[str | None, typer.Option(help="Answers 200 when all is well.")] = None,
    alias: Annotated[str | None, typer.Option(help="The alias that callers use.")] = None,
    application: Annotated[str | None, typer.Option(help="CodeDeploy's application.")] = None,
    deployment_group: Annotated[str | None, typer.Option(help="CodeDeploy's group.")] = None,
    reason: Reason = "",
    stack: Stack = None,
) -> None:
    """Let alarms move the alias of a function of this account; a second time: change that.

    Tags the function `burgee:rollback=allowed`, without which Burgee may not touch it.
    """
    from burgee.services.guarded_functions import register_or_update
    from burgee.services.writing import Author

    given: dict[str, Json] = {
        "alarms": _alarms(alarm) if alarm else None,
        "health_url": health_url,
        "alias": alias,
        "application": application,
        "deployment_group": deployment_group,
    }
    changes = {part: value for part, value in given.items() if value is not None}
    with operated(stack) as here:
        author = Author(here.caller, reason)
        after = register_or_update(here.aliases, here.ledger, author, function, changes)
    alarms = ", ".join(after.body["alarms"]) or "no alarm yet"
    sentence = f"{function} is guarded by {alarms} (version {after.version})"
    session.show(dict(after.body), sentence)


def _alarms(written: list[str]) -> dict[str, Json]:
    pairs = dict(one.rpartition("=")[::2] for one in written)
    wrong = [name for name, scenario in pairs.items() if not name or scenario not in set(Scenario)]
    if wrong:
        known = ", ".join(Scenario)
        raise UsageProblem(f"--alarm takes NAME=SCENARIO; the scenarios are {known}")
    return dict(pairs)


def emergency_deploy(
    session: Session,
    hotfix: Annotated[str, typer.Argument(metavar="HOTFIX", help="The hotfix's key.")],
    function: Annotated[str, typer.Option(help="The function that gets it.")],
    zip_file: Annotated[
        Path,
        typer.Option("--zip", exists=True, dir_okay=False, help="The code, as Lambda takes it."),
    ],
    reason: Reason = "",
    stack: Stack = None,
) -> None:
    """Put a hotfix behind the alias at once, without a canary. Needs two approvals and a reason."""
    from burgee.services.emergency_deploy import emergency_deploy as deploy
    from burgee.services.writing import Author

    require_reason(reason)
    with operated(stack) as here:
        after = deploy(
            here.aliases,
            here.ledger,
            Author(here.caller, reason),
            hotfix,
            function=function,
            code=zip_file.read_bytes(),
        )
    show_move(session, after)
