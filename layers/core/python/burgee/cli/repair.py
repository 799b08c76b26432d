"""`burgee repair`: derived rows, made anew from the history."""

from __future__ import annotations

from burgee.cli.aws import storage
from burgee.cli.session import Session


def repair(session: Session) -> None:
    """Derive lists, current documents and the audit view again from the history.

    Safe to repeat and beside other writers. Needs AWS credentials and the name of the table in
    CONFIG_TABLE.
    """
    with storage() as wiring:
        from burgee.services.repair import repair as repair_all

        repaired = repair_all(wiring.documents())
    answer = {"documents": repaired.documents, "versions": repaired.versions}
    session.show(
        answer, f"{repaired.documents} documents with {repaired.versions} versions are derived anew"
    )
