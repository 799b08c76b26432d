"""AWS's descriptions of its services, read once for all clients of this process."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader, Loader


class _ReadOnce(JSONFileLoader):
    _read = staticmethod(cache(JSONFileLoader().load_file))

    def load_file(self, file_path: str) -> Any:
        return self._read(file_path)


def _listed_once(look: Callable[[Loader, str], list[str]]) -> Callable[[Loader, str], list[str]]:
    """Four hundred services are found by some thousand questions to the disk."""
    listed: dict[tuple[str, ...], list[str]] = {}

    def list_services(loader: Loader, type_name: str) -> list[str]:
        sought = (type_name, *loader.search_paths)
        if sought not in listed:
            listed[sought] = look(loader, type_name)
        return listed[sought]

    return list_services


@cache
def read_descriptions_once() -> None:
    """Keep what was read: every client reads megabytes of JSON otherwise, and on one machine the
    functions make a dozen. Nobody changes what was read."""
    loaders: Any = Loader
    loaders.FILE_LOADER_CLASS = _ReadOnce
    loaders.list_available_services = _listed_once(Loader.list_available_services)
