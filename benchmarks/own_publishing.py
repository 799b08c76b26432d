"""Documents to the files of a ruleset, as `publish` makes them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from benchmarks.own_ruleset import MANIFEST
from burgee.domain.compilation import compile_flag
from burgee.domain.flags import Flag
from burgee.domain.ruleset import FLAG, FORMAT, content_hash, pack_keys, pack_lines


def files(flags: Iterable[Flag], environment: str) -> dict[str, bytes]:
    """A manifest and its chunks."""
    forms = {FLAG + flag.key: compile_flag(flag, environment, 1) for flag in flags}
    partitions, keys = pack_lines(forms), pack_keys([])
    manifest = {
        "format": FORMAT,
        "environment": environment,
        "number": 1,
        "at": "2026-11-21T00:00:00Z",
        "partitions": [content_hash(chunk) for chunk in partitions],
        "members": [],
        "keys": content_hash(keys),
    }
    chunks = {content_hash(chunk): chunk for chunk in (*partitions, keys)}
    return {MANIFEST: json.dumps(manifest).encode(), **chunks}
