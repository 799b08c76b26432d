"""The published ruleset: a manifest, and chunks named by the hash of their content.

Flags, segments and experiments are one line each, `flag/<key> TAB json`, spread by the CRC of
their name over gzipped partitions of about 64 KB, so that one change rewrites one chunk, a refresh
fetches one, and a cold start parses only what it is asked for.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping

from burgee.domain.errors import RulesetUnavailable

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any

FORMAT = 1
PARTITION_BYTES = 64 * 1024
FLAG, SEGMENT, EXPERIMENT = "flag/", "segment/", "experiment/"


def content_hash(content: bytes) -> str:
    """The name of a chunk: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def partition_of(name: str, partitions: int) -> int:
    """Which partition a line lies in."""
    return zlib.crc32(name.encode()) % partitions


def chunk_hashes(manifest: Mapping[str, Any]) -> list[str]:
    """Every chunk that a manifest needs; the one of the keys is not given to callers."""
    keys = [manifest["keys"]] if "keys" in manifest else []
    return [*manifest["partitions"], *manifest["members"], *keys]


def parse_manifest(manifest: bytes) -> dict[str, Any]:
    """A manifest taken apart. Raises RulesetUnavailable for anything that is none."""
    try:
        parsed = json.loads(manifest)
        if parsed["format"] != FORMAT or not parsed["partitions"]:
            raise RulesetUnavailable(f"the ruleset has format {parsed['format']}, not {FORMAT}")
        is_whole = (
            isinstance(parsed["environment"], str)
            and isinstance(parsed["number"], int)
            and isinstance(parsed["at"], str)
            and all(isinstance(name, str) for name in [*chunk_hashes(parsed), *parsed["edge"]])
        )
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise RulesetUnavailable("the manifest of the ruleset cannot be read") from fault
    if not is_whole:
        raise RulesetUnavailable("the manifest of the ruleset has parts of wrong types")
    return dict(parsed)


class Ruleset:
    """One ruleset, verified, its partitions unpacked when they are first asked for."""

    def __init__(self, manifest: Mapping[str, Any], chunks: Mapping[str, bytes]) -> None:
        self.manifest = manifest
        self.chunks = chunks
        self.environment: str = manifest["environment"]
        self.number: int = manifest["number"]
        self.at: str = manifest["at"]
        self._partitions: list[dict[str, str] | None] = [None] * len(manifest["partitions"])
        self._flag_keys: tuple[str, ...] | None = None
        self._keys: dict[str, Any] | None = None

    @classmethod
    def load(cls, manifest: bytes, chunks: Mapping[str, bytes]) -> Ruleset:
        """A ruleset from its parts. Raises RulesetUnavailable where one is missing or altered."""
        return cls.verified(parse_manifest(manifest), chunks)

    @classmethod
    def verified(
        cls,
        manifest: Mapping[str, Any],
        chunks: Mapping[str, bytes],
        trusted: frozenset[str] = frozenset(),
    ) -> Ruleset:
        """As `load`, for a parsed manifest; `trusted` chunks were verified before."""
        held: dict[str, bytes] = {}
        for name in chunk_hashes(manifest):
            chunk = chunks.get(name)
            if chunk is None or (name not in trusted and content_hash(chunk) != name):
                raise RulesetUnavailable(f"chunk {name[:12]} of the ruleset is missing or altered")
            held[name] = chunk
        return cls(manifest, held)

    @property
    def flag_keys(self) -> tuple[str, ...]:
        """The keys of all flags, sorted."""
        if self._flag_keys is None:
            names = (name for place in range(len(self._partitions)) for name in self._lines(place))
            start = len(FLAG)
            self._flag_keys = tuple(sorted(n[start:] for n in names if n.startswith(FLAG)))
        return self._flag_keys

    def flag(self, flag_key: str) -> dict[str, Any] | None:
        """The form of one flag, parsed anew at each call; None if there is none."""
        return self._form(FLAG + flag_key)

    def segment(self, segment_key: str) -> dict[str, Any] | None:
        """The form of one segment; None if there is none."""
        return self._form(SEGMENT + segment_key)

    def experiment(self, experiment_key: str) -> dict[str, Any] | None:
        """The form of one served experiment; None if there is none."""
        return self._form(EXPERIMENT + experiment_key)

    def has_no_flag(self, flag_key: str) -> bool:
        """Whether no flag is called so; an answer also for texts that could be no key."""
        return self._line(FLAG + flag_key) is None

    def members(self, name: str) -> bytes:
        """A chunk of hashed members."""
        return self.chunks[name]

    def api_key(self, token_hash: str) -> dict[str, str] | None:
        """`{"id", "kind"}` of the key with that hash, or None if it may not call."""
        if self._keys is None and "keys" not in self.manifest:
            return None
        if self._keys is None:
            self._keys = json.loads(_unzipped(self.chunks[self.manifest["keys"]]))
        found: dict[str, str] | None = self._keys.get(token_hash)
        return found

    def _form(self, name: str) -> dict[str, Any] | None:
        line = self._line(name)
        return None if line is None else json.loads(line)

    def _line(self, name: str) -> str | None:
        try:
            place = partition_of(name, len(self._partitions))
        except UnicodeEncodeError:  # a lone surrogate is in no key
            return None
        return self._lines(place).get(name)

    def _lines(self, place: int) -> dict[str, str]:
        lines = self._partitions[place]
        if lines is None:
            text = _unzipped(self.chunks[self.manifest["partitions"][place]]).decode()
            lines = dict(line.split("\t", 1) for line in text.split("\n") if line)
            self._partitions[place] = lines
        return lines


def pack_lines(forms: Mapping[str, Any]) -> list[bytes]:
    """Gzipped partitions of lines: a power of two of them, about 64 KB each before gzip."""
    lines = {name: f"{name}\t{_compact(form)}" for name, form in forms.items()}
    total = sum(map(len, lines.values()))
    partitions = 1
    while total > partitions * PARTITION_BYTES:
        partitions *= 2
    packed: list[list[str]] = [[] for _ in range(partitions)]
    for name in sorted(lines):
        packed[partition_of(name, partitions)].append(lines[name])
    return [_gzipped("\n".join(part)) for part in packed]


def pack_keys(keys: Iterable[tuple[str, str, str]]) -> bytes:
    """The chunk of `(token hash, key id, kind)` of all keys that may call."""
    return _gzipped(_compact({token: {"id": key, "kind": kind} for token, key, kind in keys}))


def _unzipped(chunk: bytes) -> bytes:
    return zlib.decompress(chunk, wbits=31)  # 16 + 15: with the header of gzip


def _compact(form: Any) -> str:
    return json.dumps(form, separators=(",", ":"))


def _gzipped(text: str) -> bytes:
    import gzip  # only publishing writes

    return gzip.compress(text.encode(), compresslevel=9, mtime=0)
