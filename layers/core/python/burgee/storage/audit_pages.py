"""A page of the audit view: what is searched for, out of rows that are read one by one."""

from __future__ import annotations

from collections.abc import Iterable

from burgee.domain.documents import Page, Summary
from burgee.services.ports import MOST_LOOKED_THROUGH, AuditSearch
from burgee.storage import keys
from burgee.storage.cursors import encode_cursor


def scope_of(search: AuditSearch) -> str:
    """The list that a cursor belongs to: another span has cursors of its own, as DynamoDB goes on
    behind no place that is outside of what it is asked for."""
    if search.document is not None:
        return keys.document(*search.document)
    if search.since is None and search.until is None:
        return keys.AUDIT_MONTHS
    return "#".join((keys.AUDIT_MONTHS, *keys.audit_span(search.since, search.until)))


def searched(rows: Iterable[tuple[str, Summary]], limit: int, search: AuditSearch) -> Page[Summary]:
    """The first of these rows (sort key and change) that are searched for. No row behind the page
    is read but one, so that a cursor always leads to one."""
    shown: list[Summary] = []
    last = ""
    for looked, (position, row) in enumerate(rows):
        if len(shown) == limit or looked == MOST_LOOKED_THROUGH:
            return Page(tuple(shown), encode_cursor(scope_of(search), last))
        if search.wants(row):
            shown.append(row)
        last = position
    return Page(tuple(shown))
