"""Everything that is derived from the history, derived again."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.services.ports import DocumentRepository


@dataclass(frozen=True, slots=True)
class Repaired:
    """How many documents there are, and how many versions they have."""

    documents: int
    versions: int


def repair(documents: DocumentRepository) -> Repaired:
    """Derive the rows of every version again. Safe to repeat, and beside other writers."""
    keys = set()
    versions = 0
    for version in documents.every():
        documents.derive(version)
        keys.add((version.kind, version.key))
        versions += 1
    return Repaired(documents=len(keys), versions=versions)
