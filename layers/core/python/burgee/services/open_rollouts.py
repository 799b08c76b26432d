"""Rollouts that are in charge of their flags now, read strongly."""

from __future__ import annotations

from collections.abc import Iterator

from burgee.domain.documents import Kind
from burgee.domain.rollouts import Rollout
from burgee.services.ports import DocumentRepository


def unarchived_rollouts(
    documents: DocumentRepository, flag_key: str | None = None
) -> Iterator[Rollout]:
    """Every rollout that is not archived, or those of one flag, in its newest version by key.

    The derived rows only name them: a writer may have stopped before it derived its own. One of
    another flag is not looked into, as a later release may have written it.
    """
    for row in documents.current(Kind.ROLLOUT):
        if row.body["is_archived"]:  # which is for ever
            continue
        newest = documents.newest(Kind.ROLLOUT, row.key)
        if newest is not None and flag_key in {None, newest.body.get("flag")}:
            yield Rollout.model_validate(newest.body)


def open_rollouts(documents: DocumentRepository, flag_key: str | None = None) -> Iterator[Rollout]:
    """Every rollout, or each of one flag, that is in charge of its flag's share: started, and not
    yet settled or taken back."""
    return (rollout for rollout in unarchived_rollouts(documents, flag_key) if rollout.is_served)


def open_rollout(documents: DocumentRepository, flag_key: str, environment: str) -> Rollout | None:
    """The rollout that is in charge of a flag in an environment. Of two that started at once, the
    one that came first: the other one is aborted."""
    found = (
        rollout
        for rollout in open_rollouts(documents, flag_key)
        if rollout.environment == environment
    )
    return min(found, key=lambda rollout: (rollout.started_at or "", rollout.key), default=None)
