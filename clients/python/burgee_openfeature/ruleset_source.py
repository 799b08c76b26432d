"""The newest ruleset from the server: its manifest, and the chunks that are new."""

from __future__ import annotations

import time
from urllib.parse import quote

from burgee.domain.errors import RulesetUnavailable
from burgee.domain.ruleset import Ruleset, chunk_hashes, content_hash, parse_manifest
from burgee_openfeature.http_connection import Unreachable, complaint
from burgee_openfeature.sender import retry_after

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any

    from burgee_openfeature.http_connection import Connections, Reply

REFUSING = frozenset({401, 403})
TRIES = 2  # a ruleset may be replaced while its chunks are fetched


class NoRuleset(Exception):
    """There is no newer ruleset to be had. `after`: the server said for how many seconds;
    `is_refused`: it does not take the key."""

    def __init__(self, why: str, *, after: float | None = None, is_refused: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.is_refused = is_refused


class Fetched:
    """A ruleset, and its manifest as the server wrote it."""

    __slots__ = ("manifest", "ruleset")

    def __init__(self, manifest: bytes, ruleset: Ruleset) -> None:
        self.manifest = manifest
        self.ruleset = ruleset


class RulesetSource:
    """One environment's rulesets. What was fetched of one stays for the next try, so that a slow
    line comes to its end."""

    def __init__(self, connections: Connections, environment: str) -> None:
        self._connections = connections
        self._environment = environment
        self._path = f"/api/v1/rulesets/{quote(environment, safe='')}"
        self._chunks: dict[str, bytes] = {}
        self._tag = ""
        self._tagged: Ruleset | None = None

    def newest(self, current: Ruleset | None, timeout: float) -> Fetched | None:
        """The newest ruleset, verified; None if it is `current`. Raises NoRuleset.

        Whatever number it has: after a restore of the server's tables it may be a smaller one.
        """
        until = time.monotonic() + timeout
        try:
            for _ in range(TRIES):
                reply = self._reply(current, until)
                if reply is None:
                    return None
                fetched = self._whole(reply.body, current, until)
                if fetched is not None:
                    is_same = _is_same(fetched.ruleset, current)
                    self._chunks, self._tag = {}, reply.headers.get("etag", "")
                    self._tagged = current if is_same else fetched.ruleset
                    return None if is_same else fetched
        except Unreachable as fault:
            raise NoRuleset(str(fault)) from None
        except RulesetUnavailable as fault:
            raise NoRuleset(fault.detail) from None
        raise NoRuleset("the ruleset was replaced while it was fetched")

    def _reply(self, current: Ruleset | None, until: float) -> Reply | None:
        """The server's manifest; None if it is the current one's."""
        tag = self._tag if current is not None and current is self._tagged else ""
        known = {"If-None-Match": tag} if tag else None
        reply = self._connections.get(self._path, timeout=_left(until), headers=known)
        if reply.status == 304 and tag:
            return None
        _require_ok(reply)
        return reply

    def _whole(self, manifest: bytes, current: Ruleset | None, until: float) -> Fetched | None:
        """The manifest's ruleset; None if the server has a newer one by now."""
        parsed = parse_manifest(manifest)
        if parsed["environment"] != self._environment:
            raise RulesetUnavailable(f"it is the ruleset of {parsed['environment']!r}")
        names = chunk_hashes(parsed)
        known = current.chunks if current is not None else {}
        self._chunks = {name: self._chunks[name] for name in names if name in self._chunks}
        chunks: dict[str, bytes] = {}
        for name in names:
            chunk = known.get(name) or self._chunk(name, until)
            if chunk is None:
                return None
            chunks[name] = chunk
        return Fetched(manifest, Ruleset.verified(parsed, chunks, trusted=frozenset(chunks)))

    def _chunk(self, name: str, until: float) -> bytes | None:
        """A chunk, verified; None if the newest ruleset does not have it."""
        if name not in self._chunks:
            path = f"{self._path}/chunks/{quote(name, safe='')}"
            reply = self._connections.get(path, timeout=_left(until))
            if reply.status == 404:
                return None
            _require_ok(reply)
            chunk = reply.body
            if content_hash(chunk) != name:
                raise RulesetUnavailable(f"chunk {name[:12]} is not what its name says")
            self._chunks[name] = chunk
        return self._chunks[name]


def _is_same(ruleset: Ruleset, current: Ruleset | None) -> bool:
    """Whether two rulesets say the same; how fresh the server was when it gave them is not said."""
    return current is not None and _said(ruleset) == _said(current)


def _said(ruleset: Ruleset) -> dict[str, Any]:
    return {name: entry for name, entry in ruleset.manifest.items() if name != "stale"}


def _require_ok(reply: Reply) -> None:
    if reply.status != 200:
        is_refused = reply.status in REFUSING
        raise NoRuleset(complaint(reply), after=retry_after(reply), is_refused=is_refused)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Unreachable("the ruleset took too long")
    return left
