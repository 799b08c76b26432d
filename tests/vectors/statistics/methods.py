"""Every method of the cases -> a call of `burgee.stats`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

from tests.vectors.statistics import calls

Call = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def all_methods() -> dict[str, Call]:
    """What the modules of `calls` offer: method -> call(inputs) -> answer."""
    found: dict[str, Call] = {}
    for module in pkgutil.iter_modules(calls.__path__):
        found |= importlib.import_module(f"{calls.__name__}.{module.name}").METHODS
    return found
