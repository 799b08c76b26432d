"""Calls of moto without what it works out anew each time.

For each field that an answer may have, moto lists under which names its own value could be kept,
and most fields of an item's value are not there at all; and it lists the methods of a service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

_KEPT = "names_by_class"  # on the field's own description, which lives as long as it is used


def quicken_calls() -> Callable[[], None]:
    """From now on names are worked out once: those of a field, and those of an action. Gives what
    undoes it."""
    from moto.core import responses, serialize

    picker: Any = serialize.XFormedAttributePicker
    dispatch: Any = responses
    possible_keys = picker.get_possible_keys
    action_name = dispatch.camelcase_to_underscores
    method_names = dispatch.method_names_from_class

    def remembered(self: Any, context: Any) -> Iterable[str]:
        kept = context.shape.__dict__.setdefault(_KEPT, {})
        sought = (context.key, type(context.obj))
        if sought not in kept:
            kept[sought] = tuple(dict.fromkeys(possible_keys(self, context)))
        names: tuple[str, ...] = kept[sought]
        return names

    def undo() -> None:
        picker.get_possible_keys = possible_keys
        dispatch.camelcase_to_underscores = action_name
        dispatch.method_names_from_class = method_names

    picker.get_possible_keys = remembered
    dispatch.camelcase_to_underscores = cache(action_name)
    dispatch.method_names_from_class = cache(method_names)
    return undo
