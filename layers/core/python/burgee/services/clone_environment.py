"""What one environment shows of a flag, copied to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from burgee.domain.documents import Action, DocumentVersion, Json, Kind, Page
from burgee.domain.errors import InvalidDocument
from burgee.domain.flags import Lifecycle
from burgee.domain.parsing import detail_of, problem
from burgee.services.kinds import Body
from burgee.services.surroundings import require_environments_known
from burgee.services.writing import Author, Edit, Ledger, amend


def clone_flag(
    ledger: Ledger, author: Author, key: str, *, source: str, targets: Sequence[str]
) -> DocumentVersion:
    """The flag with its section for `source` copied over those for `targets`.

    Raises UnknownEnvironment, InvalidDocument if the flag has no section for `source`.
    """
    require_environments_known(ledger.documents, [source, *targets])

    def cloned(before: Body) -> Json:
        section = before["environments"].get(source)
        if section is None:
            raise _no_section(source)
        sections = {**before["environments"], **dict.fromkeys(targets, section)}
        return {**before, "environments": sections}

    return amend(ledger, author, Edit(Kind.FLAG, key, Action.CLONE, cloned))


@dataclass(frozen=True, slots=True)
class Cloned:
    """What cloning did to one flag."""

    key: str
    version: int
    changed: bool


def clone_flags(
    ledger: Ledger, author: Author, *, source: str, target: str, limit: int, cursor: str | None
) -> Page[Cloned]:
    """A page of all active flags with their sections for `source` copied over `target`'s.

    Flags without a section for `source` are left as they are. Safe to repeat: what is equal
    already is not written again.
    """
    require_environments_known(ledger.documents, [source, target])
    page = ledger.documents.list(Kind.FLAG, limit=limit, cursor=cursor)
    done = []
    for row in page.items:
        if row.summary["lifecycle"] == Lifecycle.ACTIVE and source in row.summary["environments"]:
            newest = clone_flag(ledger, author, row.key, source=source, targets=[target])
            done.append(Cloned(row.key, newest.version, newest.version != row.version))
    return Page(tuple(done), page.cursor)


def _no_section(source: str) -> InvalidDocument:
    problems = [problem("from", f"this flag has no section for '{source}' to copy")]
    return InvalidDocument(detail_of("clone", problems), errors=problems)
