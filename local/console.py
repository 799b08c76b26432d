"""The console as this machine serves it: built files, and its one page for every address.

Its pages have addresses of their own, which only the script knows: a path without a file of that
name is answered with the page that loads the script.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path

from burgee.wire.console import (
    CONFIGURATION,
    EVERY_TIME,
    FOREVER,
    HASHED,
    INDEX,
    PREFIX,
    SignInPlace,
    configuration,
    security_headers,
)
from local.events import HttpRequest, HttpResponse
from local.front import Answers
from local.no_console import HEADERS, PAGE

BUILT = Path(__file__).resolve().parent.parent / "console" / "dist"


class Console:
    """Answers GET below `/console/` from the files in `built`; the rest somebody else does.

    Until it is built, its address says how to build it. `sign_in`: where people sign in, if they
    can do so otherwise than with a key.
    """

    def __init__(
        self, others: Answers, built: Path = BUILT, sign_in: SignInPlace | None = None
    ) -> None:
        self._others = others
        self._built = built
        self._configuration = json.dumps(configuration(sign_in)).encode()
        self._security = security_headers(*([sign_in.url] if sign_in else []))

    async def answer(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return await self._others.answer(request)
        if request.path in {"/", PREFIX.rstrip("/")}:
            return HttpResponse(302, (("location", PREFIX),))
        if not request.path.startswith(PREFIX):
            return await self._others.answer(request)
        return await asyncio.to_thread(self._serve, request.path.removeprefix(PREFIX))

    def _serve(self, name: str) -> HttpResponse:
        if not is_built(self._built):
            return HttpResponse(404, HEADERS, PAGE.encode())
        if name == CONFIGURATION:
            return self._content(name, self._configuration, EVERY_TIME)
        file = self._file(name)
        if file is None and name.startswith(HASHED):
            return _text(404, "There is no such file; it belongs to another build.\n")
        found = file or self._built / INDEX
        cached = FOREVER if name.startswith(HASHED) else EVERY_TIME
        return self._content(found.name, found.read_bytes(), cached)

    def _file(self, name: str) -> Path | None:
        """The built file of that name; None for any other, also outside of the folder."""
        try:
            file = (self._built / name).resolve()
            inside = file.is_relative_to(self._built.resolve())
            return file if inside and file.is_file() else None
        except (OSError, ValueError):  # too long for a file's name, or no text for one
            return None

    def _content(self, name: str, content: bytes, cached: str) -> HttpResponse:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        headers = (("content-type", kind), ("cache-control", cached), *self._security)
        return HttpResponse(200, headers, content)


def sign_in_place(environment: Mapping[str, str]) -> SignInPlace | None:
    """Where people sign in, if this machine was told of a sign-in: a real one, or a stand-in."""
    url = environment.get("SIGN_IN_URL", "").rstrip("/")
    client_id = environment.get("SIGN_IN_CLIENT_ID", "")
    return SignInPlace(url, client_id) if url and client_id else None


def is_built(built: Path = BUILT) -> bool:
    """Whether there is a console to serve."""
    return (built / INDEX).is_file()


def missing() -> str:
    """What somebody reads who looks for a console that is not there."""
    return (
        "The console is not built here: it needs Node.js 20 or later and, in a checkout of Burgee, "
        "`make console`. Everything else works without it.\n"
    )


def _text(status: int, text: str) -> HttpResponse:
    headers = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"))
    return HttpResponse(status, headers, text.encode())
