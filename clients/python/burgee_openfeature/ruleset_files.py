"""The last good ruleset on disk, so that a process can start without the network."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from burgee.domain.errors import RulesetUnavailable
from burgee.domain.ruleset import Ruleset, chunk_hashes, content_hash, parse_manifest

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from burgee_openfeature.ruleset_source import Fetched

MANIFEST = "manifest.json"
CHUNK = ".chunk"
UNUSED_SECONDS = 3600  # other processes may read what this one needs no more
FOLDER_MODE = 0o700  # rules and lists of members are nobody else's
OTHERS_WRITE = 0o002


class RulesetFiles:
    """One folder for each environment and key. Each file is written beside its place and moved
    there, and its hash is verified when it is read."""

    def __init__(self, directory: str | os.PathLike[str], environment: str, key: str) -> None:
        key_id = key.rpartition(".")[0] or key
        named = hashlib.sha256(f"{environment}\0{key_id}".encode()).hexdigest()[:16]
        self._folder = Path(directory) / named
        self._environment = environment

    def load(self) -> tuple[Ruleset, float] | None:
        """The ruleset and when it was saved (wall time); None if there is no whole one."""
        try:
            self._require_own()
            path = self._folder / MANIFEST
            parsed = parse_manifest(path.read_bytes())
            if parsed["environment"] != self._environment:
                return None
            names = chunk_hashes(parsed)
            chunks = {name: self._path(name).read_bytes() for name in names}
            return Ruleset.verified(parsed, chunks), path.stat().st_mtime
        except (OSError, ValueError, RulesetUnavailable):
            return None

    def save(self, fetched: Fetched) -> None:
        """Keep a ruleset for the next start. Raises OSError where it cannot be written."""
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self._require_own()
        for name, chunk in fetched.ruleset.chunks.items():
            path = self._path(name)
            if not self._holds(path, name):
                _write(path, chunk)
        _write(self._folder / MANIFEST, fetched.manifest)
        self._remove_unused(fetched.ruleset)

    def _require_own(self) -> None:
        """Raises OSError for a folder that somebody else has made, in a place where all may, or
        that all may write into: flags would be what they wrote."""
        found = self._folder.stat()
        is_own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
        if not is_own or (os.name == "posix" and found.st_mode & OTHERS_WRITE):
            raise PermissionError(f"{self._folder} is open to others")

    def _path(self, name: str) -> Path:
        if not name.isalnum():  # it comes from outside, and names a file
            raise RulesetUnavailable(f"{name!r} is the name of no chunk")
        return self._folder / f"{name}{CHUNK}"

    def _holds(self, path: Path, name: str) -> bool:
        try:
            return content_hash(path.read_bytes()) == name
        except OSError:
            return False

    def _remove_unused(self, ruleset: Ruleset) -> None:
        used = {self._path(name) for name in ruleset.chunks}
        for path in self._folder.glob(f"*{CHUNK}"):
            if path not in used and time.time() - path.stat().st_mtime > UNUSED_SECONDS:
                path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    written = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        written.write_bytes(content)
        written.replace(path)
    except OSError:
        written.unlink(missing_ok=True)
        raise
