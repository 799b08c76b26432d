"""What a change touches, and whether it changes anything at all."""

from __future__ import annotations

import json
from collections.abc import Mapping

from burgee.domain.documents import Json


def same(one: Json, other: Json) -> bool:
    """Whether two JSON values are written alike: 10 and 10.0 are not, whatever Python says.

    >>> same({"a": 1, "b": 2}, {"b": 2, "a": 1}), same(10, 10.0), same(1, True)
    (True, False, False)
    """
    return _canonical(one) == _canonical(other)


def _canonical(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def touched_environments(
    before: Mapping[str, Json], after: Mapping[str, Json]
) -> frozenset[str] | None:
    """The environments of a flag that differ; None if something differs that all of them share.

    >>> flag = {"key": "f", "environments": {"staging": {"enabled": False}}}
    >>> touched_environments(flag, {**flag, "environments": {"staging": {"enabled": True}}})
    frozenset({'staging'})
    >>> touched_environments(flag, {**flag, "name": "New"}) is None
    True
    """
    if not same(_shared(before), _shared(after)):
        return None
    sections, others = before.get("environments", {}), after.get("environments", {})
    return frozenset(
        name for name in {*sections, *others} if not same(sections.get(name), others.get(name))
    )


def _shared(flag: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in flag.items() if name != "environments"}
