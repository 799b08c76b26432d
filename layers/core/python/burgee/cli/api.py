"""Calls of the HTTP API: JSON in, JSON out, refusals as `Refused`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from burgee.cli.failures import Refused, Unreachable, UsageProblem
from burgee.domain.documents import Json

if TYPE_CHECKING:
    import httpx

ADMIN = "/api/v1/admin"
SECONDS = 30.0
ROWS_PER_PAGE = 200
MEMBERS_PER_PAGE = 10_000
READERS = 8  # documents that are read at once
MEMBER_LISTS = ("included", "excluded")
NEWEST = "*"  # as a version: the newest, whichever it is
NOT_FOUND = "NOT_FOUND"  # a plain 404 of a gateway is no answer about a document


@dataclass(frozen=True, slots=True)
class Stored:
    """One document as the server holds it: `envelope` is the whole answer."""

    key: str
    version: int
    body: Mapping[str, Json]
    envelope: Mapping[str, Json]


def document_path(kind: str, key: str, verb: str = "") -> str:
    """The admin path of a document: `/flags/new-checkout/toggle`."""
    tail = f"/{verb}" if verb else ""
    return f"{list_path(kind)}/{quoted(key)}{tail}"


def list_path(kind: str) -> str:
    """The admin path of all documents of a kind.

    >>> list_path("exclusion_group"), list_path("hotfix")
    ('/exclusion-groups', '/hotfixes')
    """
    plural = "es" if kind.endswith("x") else "s"
    return f"/{kind.replace('_', '-')}{plural}"


def quoted(key: str) -> str:
    """A key as part of a URL's path."""
    return quote(key, safe="~", errors="replace")


class Api:
    """The server at `url`, called with one key. Numbers keep their form both ways."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._opened: httpx.Client | None = None

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Json = None,
        query: Mapping[str, Any] | None = None,
        version: int | str | None = None,
    ) -> Json:
        """The JSON answer. `version`, a number or NEWEST, is sent as If-Match.

        Raises Refused on any status from 400, Unreachable when nobody answers.
        """
        _leave_out_its_command_line()
        import httpx

        headers = {} if version is None else {"If-Match": _if_match(version)}
        content = None if body is None else json.dumps(body, allow_nan=False).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        known = {name: value for name, value in (query or {}).items() if value is not None}
        try:
            response = self._client().request(
                method, self._url + path, content=content, params=known, headers=headers
            )
        except httpx.TransportError as error:
            raise Unreachable(_reason(self._url, error)) from error
        return _answer(response, self._url + path)

    def _client(self) -> httpx.Client:
        import httpx

        if self._opened is None:
            try:
                parsed = httpx.URL(self._url)
            except httpx.InvalidURL as error:
                raise UsageProblem(f"{self._url!r} is not a URL: {error}") from error
            if parsed.scheme not in {"http", "https"} or not parsed.host:
                raise UsageProblem(f"{self._url!r} is not a URL; write http://127.0.0.1:8080")
            bearer = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
            # Certificates take a tenth of a second to load, which plain http does not need.
            is_secure = parsed.scheme == "https"
            self._opened = httpx.Client(headers=bearer, timeout=SECONDS, verify=is_secure)
        return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def admin(self, method: str, path: str, **request: Any) -> Json:
        """The JSON answer of an admin route, named without its prefix."""
        return self.send(method, ADMIN + path, **request)

    def read(self, kind: str, key: str, **query: Any) -> Stored:
        """A document with its version. Raises Refused (404) if there is none."""
        return _stored(self.admin("GET", document_path(kind, key), query=query))

    def find(self, kind: str, key: str, **query: Any) -> Stored | None:
        """A document with its version, or None."""
        try:
            return self.read(kind, key, **query)
        except Refused as refusal:
            if refusal.code == NOT_FOUND:
                return None
            raise

    def read_with_members(self, key: str) -> Stored:
        """A segment with its version and all its members, which come in pages."""
        while True:
            stored = self.read("segment", key)
            lists = {name: self._members(stored, name) for name in MEMBER_LISTS}
            if all(units is not None for units in lists.values()):
                return replace(stored, body={**stored.body, **lists})

    def find_with_members(self, key: str) -> Stored | None:
        """A segment with its version and all its members, or None."""
        return self.read_with_members(key) if self.find("segment", key) else None

    def _members(self, stored: Stored, name: str) -> list[str] | None:
        """One list of a segment's members; None if the segment changed before it was read."""
        units: list[str] = []
        cursor: str | None = None
        while True:
            query = {"of": name, "limit": MEMBERS_PER_PAGE, "cursor": cursor}
            path = document_path("segment", stored.key, "members")
            page = self.admin("GET", path, query=query)
            if page["version"] != stored.version:
                return None
            units.extend(page["items"])
            cursor = page["cursor"]
            if cursor is None:
                return units

    def write(
        self, method: str, path: str, body: Mapping[str, Json], version: int | str | None = None
    ) -> Stored:
        """What is stored after a write."""
        return _stored(self.admin(method, path, body=body, version=version))

    def rows(self, path: str, **query: Any) -> Iterator[Mapping[str, Json]]:
        """Every row of a list, page after page."""
        cursor: str | None = None
        while True:
            page = self.admin(
                "GET", path, query={**query, "limit": ROWS_PER_PAGE, "cursor": cursor}
            )
            yield from page["items"]
            cursor = page.get("cursor")
            if not cursor:
                return


def _leave_out_its_command_line() -> None:
    """Else httpx loads, for a command that nobody runs here, as much again as it is itself."""
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None: not to be had


def _if_match(version: int | str) -> str:
    return NEWEST if version == NEWEST else f'"{version}"'


def _stored(envelope: Json) -> Stored:
    return Stored(
        key=envelope["key"],
        version=envelope["version"],
        body=envelope["document"],
        envelope=envelope,
    )


def _answer(response: httpx.Response, url: str) -> Json:
    try:
        body = json.loads(response.content) if response.content else None
    except ValueError:
        body = None
        if response.is_success:
            raise _strange(response, url) from None
    if response.is_success:
        return body
    if not isinstance(body, Mapping):
        raise _strange(response, url)
    raise _refusal(response, body)


def _refusal(response: httpx.Response, body: Mapping[str, Json]) -> Refused:
    """A problem+json, an OFREP error or API Gateway's own `message`, as one failure."""
    detail = body.get("detail") or body.get("errorDetails") or body.get("message")
    code = body.get("code") or body.get("errorCode") or f"HTTP_{response.status_code}"
    wait = response.headers.get("Retry-After")
    sentence = str(detail or body.get("title") or response.reason_phrase)
    return Refused(
        f"{sentence} (try again in {wait} s)" if wait else sentence,
        status=response.status_code,
        code=str(code),
        errors=body.get("errors") or (),
    )


def _strange(response: httpx.Response, url: str) -> Refused:
    return Refused(
        f"{url} answered {response.status_code} without JSON; is this a Burgee URL?",
        status=response.status_code,
        code=f"HTTP_{response.status_code}",
    )


def _reason(url: str, error: httpx.TransportError) -> str:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return f"{url} did not answer within {SECONDS:g} seconds"
    return f"cannot reach {url}: {error}"
