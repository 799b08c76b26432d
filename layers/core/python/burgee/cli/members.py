"""Members of large segments, sent in batches that fit into one request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from burgee.cli.api import MEMBER_LISTS
from burgee.domain.documents import Json

MOST_BYTES = 900_000  # a request holds 1 MB; the rest is for the reason and the frame
MOST_UNITS = 100_000  # of one list in one request

Batch = dict[str, dict[str, list[str]]]


def fits(body: Mapping[str, Json], most: int = MOST_BYTES) -> bool:
    """Whether a document can be sent whole."""
    return len(json.dumps(body).encode()) <= most


def without_members(body: Mapping[str, Json]) -> dict[str, Json]:
    """The document without its member lists, which then stay as they are."""
    return {name: value for name, value in body.items() if name not in MEMBER_LISTS}


def batches(
    before: Mapping[str, Json], after: Mapping[str, Json], most: int = MOST_BYTES
) -> Iterator[Batch]:
    """The batches that lead from the members of one document to those of another.

    >>> list(batches({"included": ["a"]}, {"included": ["b"], "excluded": ["a"]}))
    [{'included': {'remove': ['a'], 'add': ['b']}, 'excluded': {'add': ['a']}}]
    """
    batch: Batch = {}
    units = size = 0
    for name, verb, unit in _moves(before, after):
        needed = len(json.dumps(unit)) + 2
        if batch and (size + needed > most or units == MOST_UNITS):
            yield batch
            batch, units, size = {}, 0, 0
        batch.setdefault(name, {}).setdefault(verb, []).append(unit)
        units, size = units + 1, size + needed
    if batch:
        yield batch


def _moves(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[tuple[str, str, str]]:
    for name in MEMBER_LISTS:
        was, becomes = before.get(name) or [], after.get(name) or []
        yield from ((name, "remove", unit) for unit in _missing(was, becomes))
        yield from ((name, "add", unit) for unit in _missing(becomes, was))


def _missing(units: Sequence[str], among: Sequence[str]) -> list[str]:
    known = set(among)
    return [unit for unit in units if unit not in known]
