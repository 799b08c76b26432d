"""Units in and out of a segment, without sending all the others."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.services.kinds import Body
from burgee.services.writing import Author, Edit, Ledger, amend


@dataclass(frozen=True, slots=True)
class Batch:
    """Units to take from a list, then units to put at its end."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def applied(self, units: list[str]) -> list[str]:
        """The list afterwards, each unit in it once.

        >>> Batch(add=("c",), remove=("a",)).applied(["a", "b"])
        ['b', 'c']
        """
        removed = set(self.remove)
        kept = [unit for unit in units if unit not in removed]
        return list(dict.fromkeys([*kept, *self.add]))


def change_members(
    ledger: Ledger, author: Author, key: str, *, included: Batch, excluded: Batch
) -> DocumentVersion:
    """The segment with both batches applied; the newest version if they change nothing."""

    def changed(before: Body) -> Json:
        return {
            **before,
            "included": included.applied(before["included"]),
            "excluded": excluded.applied(before["excluded"]),
        }

    return amend(ledger, author, Edit(Kind.SEGMENT, key, Action.MEMBERS, changed))
