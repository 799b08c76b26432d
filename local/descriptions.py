"""AWS's descriptions of its services, read once for all clients of this process."""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.loaders import JSONFileLoader, Loader


class _ReadOnce(JSONFileLoader):
    _read = staticmethod(cache(JSONFileLoader().load_file))

    def load_file(self, file_path: str) -> Any:
        return self._read(file_path)


def read_descriptions_once() -> None:
    """Keep what was read: every client reads megabytes of JSON otherwise, and on one machine the
    functions make a dozen. Nobody changes what was read."""
    Loader.FILE_LOADER_CLASS = _ReadOnce
