"""`burgee apply`: flags, experiments and all that they name, as the files say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.failures import NotApplied, Unreachable
from burgee.cli.session import Session

if TYPE_CHECKING:
    from burgee.cli.applying import Outcome


def apply(
    session: Session,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="DIR|FILE...", exists=True, help="YAML files, or folders of them."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change and write nothing.")
    ] = False,
    reason: Annotated[
        str, typer.Option(help="Why; it is kept with every version.")
    ] = "burgee apply",
) -> None:
    """Create and update flags, segments, exclusion groups and experiments as the files say.

    What the files do not name is left alone, and a document that is as its file says is not
    written again. Everything is checked before the first write. A new experiment is a draft;
    of one that runs, only its texts change, and its traffic goes up.
    """
    # These load pydantic, which `burgee --help` does without.
    from burgee.cli.applying import outcomes_of
    from burgee.cli.files import read_documents
    from burgee.cli.plan import in_order
    from burgee.cli.references import check_references
    from burgee.cli.report import lines

    documents = in_order(read_documents(paths))
    check_references(session.api, documents)
    outcomes = []
    for outcome in outcomes_of(session.api, documents, reason=reason, dry_run=dry_run):
        session.say(*lines(outcome))
        outcomes.append(outcome)
    _finish(session, outcomes, dry_run=dry_run)


def _finish(session: Session, outcomes: list[Outcome], *, dry_run: bool) -> None:
    from burgee.cli.applying import FAILED
    from burgee.cli.report import as_json, failure, summary

    counts = summary(outcomes)
    said = ", ".join(f"{count} {result}" for result, count in counts.items())
    documents = [as_json(outcome) for outcome in outcomes]
    answer = {"dry_run": dry_run, "documents": documents, "summary": counts}
    session.show(answer, said or "no documents")
    failed = [outcome for outcome in outcomes if outcome.result in FAILED]
    if not failed:
        return
    is_lost = any(isinstance(outcome.error, Unreachable) for outcome in failed)
    raise NotApplied(
        f"{len(failed)} of {len(outcomes)} documents were not applied",
        errors=[failure(outcome) for outcome in failed],
        is_unreachable=is_lost,
    )
