"""The console as this machine serves it: built files, and its one page for every address.

Its pages have addresses of their own, which only the script knows: a path without a file of that
name is answered with the page that loads the script.
"""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path

from local.events import HttpRequest, HttpResponse
from local.front import Answers

PREFIX = "/console/"
INDEX = "index.html"
BUILT = Path(__file__).resolve().parent.parent / "console" / "dist"
HASHED = "assets/"  # files whose names change with their content

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)
FOREVER = "public, max-age=31536000, immutable"


class Console:
    """Answers GET below `/console/` from the files in `built`; the rest somebody else does.

    Until it is built, its address says how to build it.
    """

    def __init__(self, others: Answers, built: Path = BUILT) -> None:
        self._others = others
        self._built = built

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
            return _text(404, missing())
        file = self._file(name)
        if file is None and name.startswith(HASHED):
            return _text(404, "There is no such file; it belongs to another build.\n")
        return _content(file or self._built / INDEX, FOREVER if file and _is_hashed(name) else "")

    def _file(self, name: str) -> Path | None:
        """The built file of that name; None for any other, also outside of the folder."""
        file = (self._built / name).resolve()
        inside = file.is_relative_to(self._built.resolve())
        return file if inside and file.is_file() else None


def is_built(built: Path = BUILT) -> bool:
    """Whether there is a console to serve."""
    return (built / INDEX).is_file()


def missing() -> str:
    """What somebody reads who looks for a console that is not there."""
    return (
        "The console is not built here: it needs Node.js 20 or later and, in a checkout of Burgee, "
        "`make console`. Everything else works without it.\n"
    )


def _is_hashed(name: str) -> bool:
    return name.startswith(HASHED)


def _content(file: Path, cached: str) -> HttpResponse:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    headers = (("content-type", kind), ("cache-control", cached or "no-cache"), *SECURITY_HEADERS)
    return HttpResponse(200, headers, file.read_bytes())


def _text(status: int, text: str) -> HttpResponse:
    headers = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"))
    return HttpResponse(status, headers, text.encode())
