"""Who did something: an id that stays theirs, and the name that they had then. Imports no
pydantic: the command line starts with it."""

from __future__ import annotations

from collections.abc import Mapping

from burgee.domain.documents import Json


def who(part: Mapping[str, Json], field: str = "by") -> str:
    """The name of whom a part of a document or an answer names in `field`, or else their id.

    >>> who({"by": "k1", "by_name": "Ann"}), who({"updated_by": "k1"}, "updated_by")
    ('Ann', 'k1')
    """
    return str(part.get(f"{field}_name") or part.get(field) or "")
