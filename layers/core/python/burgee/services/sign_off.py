"""Somebody else's yes to the design of an experiment."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.errors import Forbidden
from burgee.domain.experiment_changes import signed_off
from burgee.domain.experiments import Experiment, SignOff
from burgee.domain.roles import Role
from burgee.domain.timestamps import iso
from burgee.services.ports import DocumentRepository
from burgee.services.transitions import transition
from burgee.services.writing import Author, Ledger

_EDITS = frozenset({Action.CREATE, Action.UPDATE, Action.RESTORE})
_ROWS = 50


def sign_off(ledger: Ledger, author: Author, key: str) -> DocumentVersion:
    """The draft, signed off by an approver or owner other than its last editor.

    The next edit takes sign-offs away. Raises Forbidden for the last editor and weaker roles.
    """
    author.caller.require_role(Role.APPROVER)
    caller = author.caller
    mark = SignOff(
        by=caller.key_id, by_name=caller.name, role=str(caller.role), at=iso(ledger.now())
    )

    def change(experiment: Experiment) -> Experiment:
        if caller.key_id == last_editor(ledger.documents, key):
            raise Forbidden("You edited this design last; somebody else has to sign it off.")
        return signed_off(experiment, mark)

    return transition(ledger, author, key, Action.SIGN_OFF, change)


def last_editor(documents: DocumentRepository, key: str) -> str:
    """The id of whoever wrote the newest design of an experiment; empty if there is none."""
    cursor: str | None = None
    while True:
        page = documents.history(Kind.EXPERIMENT, key, limit=_ROWS, cursor=cursor)
        for row in page.items:
            if row.change.action in _EDITS:
                return row.change.actor
        cursor = page.cursor
        if cursor is None:
            return ""
