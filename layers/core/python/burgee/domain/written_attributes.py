"""Which attributes of a context a document asks for, in whichever form it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from burgee.domain.documents import Json

# A variant's value is anybody's JSON, and a run repeats what its experiment says.
_NO_QUESTIONS = frozenset({"variants", "runs"})


def written_attributes(body: Mapping[str, Json]) -> Iterator[str]:
    """Every attribute of a condition, a bucketing, a criterion or a dimension, as often as it is
    written.

    >>> rule = {"conditions": [{"attribute": "plan", "operator": "equals", "value": "pro"}]}
    >>> list(written_attributes({"rules": [rule | {"bucket_by": "company"}]}))
    ['company', 'plan']
    """
    yield from _own_attributes(body)
    for name, part in body.items():
        if name not in _NO_QUESTIONS:
            yield from _within(part)


def _own_attributes(part: Mapping[str, Json]) -> Iterator[str]:
    if part.get("operator") and part.get("attribute"):
        yield str(part["attribute"])
    if isinstance(part.get("bucket_by"), str):
        yield part["bucket_by"]
    for name in ("strata", "dimensions"):
        if isinstance(part.get(name), list):
            yield from part[name]
    if isinstance(part.get("attributes"), Mapping):
        yield from part["attributes"]


def _within(part: Json) -> Iterator[str]:
    if isinstance(part, Mapping):
        yield from written_attributes(part)
    elif isinstance(part, list):
        for each in part:
            yield from _within(each)
