"""Calls of moto without what it and its client work out anew each time, for nobody.

For each field that an answer may have, moto lists under which names its own value could be kept,
though an item's value has one of ten; it lists the methods of a service, and draws letters one by
one; and a client says with each call what it is made of. Together: a third of what a call takes.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import cache
from typing import Any

USER_AGENT = "burgee-on-one-machine"
_KEPT = "names_by_class"  # on the field's own description, which lives as long as it is used


def quicken_calls() -> Callable[[], None]:
    """From now on such things are worked out once, or not. Gives what undoes it."""
    from botocore import useragent
    from moto.core import responses, serialize
    from moto.moto_api._internal import moto_random

    dispatch: Any = responses  # which has the two names from elsewhere
    serializer: Any = serialize.ResponseSerializer
    picker: Any = serialize.XFormedAttributePicker
    return _replaced(
        (picker, "get_possible_keys", _remembered(picker.get_possible_keys)),
        (serializer, "_serialize_structure_member", _present(serializer)),
        (dispatch, "camelcase_to_underscores", cache(dispatch.camelcase_to_underscores)),
        (dispatch, "method_names_from_class", cache(dispatch.method_names_from_class)),
        (moto_random.MotoRandom, "get_random_string", _random_string),
        (useragent.UserAgentString, "to_string", lambda _: USER_AGENT),
    )


def _replaced(*replacements: tuple[Any, str, Any]) -> Callable[[], None]:
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in replacements]
    for owner, name, replacement in replacements:
        setattr(owner, name, replacement)

    def undo() -> None:
        for owner, name, original in before:
            setattr(owner, name, original)

    return undo


def _remembered(possible_keys: Callable[..., Any]) -> Callable[..., tuple[str, ...]]:
    """The names that a field can have in an object, which depend on the object's class alone."""

    def names(picker: Any, context: Any) -> tuple[str, ...]:
        kept = context.shape.__dict__.setdefault(_KEPT, {})
        sought = (context.key, type(context.obj))
        if sought not in kept:
            kept[sought] = tuple(dict.fromkeys(possible_keys(picker, context)))
        found: tuple[str, ...] = kept[sought]
        return found

    return names


def _present(serializer: Any) -> Callable[..., None]:
    """Passes over the fields that a plain dictionary has under none of their names."""
    serialize_member = serializer._serialize_structure_member

    def member(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
        transformers = getattr(self._value_picker, "response_transformers", True)
        if type(value) is dict and not transformers:
            known = getattr(shape, _KEPT, {}).get((key, dict))
            if known is not None and value.keys().isdisjoint(known):
                return
        serialize_member(self, serialized, value, shape, key)

    return member


def _random_string(
    self: Any, length: int = 20, include_digits: bool = True, lower_case: bool = False
) -> str:
    letters = string.ascii_letters + (string.digits if include_digits else "")
    drawn = "".join(self.choices(letters, k=length))
    return drawn.lower() if lower_case else drawn
