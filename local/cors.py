"""CORS as an HTTP API does it: the gateway answers, what functions say of it is ignored."""

from __future__ import annotations

from dataclasses import replace

from burgee.wire.cors import METHODS, REQUEST_HEADERS, RESPONSE_HEADERS
from local.events import HttpRequest, HttpResponse

ALLOW_ORIGIN = "*"
MAX_AGE_SECONDS = 3600

_PREFLIGHT_HEADERS = (
    ("access-control-allow-origin", ALLOW_ORIGIN),
    ("access-control-allow-methods", ",".join(METHODS)),
    ("access-control-allow-headers", ",".join(REQUEST_HEADERS)),
    ("access-control-max-age", str(MAX_AGE_SECONDS)),
)
_SHARED_HEADERS = (
    ("access-control-allow-origin", ALLOW_ORIGIN),
    ("access-control-expose-headers", ",".join(RESPONSE_HEADERS).lower()),
)


def is_preflight(request: HttpRequest) -> bool:
    """Whether a browser asks what it may send."""
    names = {name.lower() for name, _ in request.headers}
    return request.method == "OPTIONS" and {"origin", "access-control-request-method"} <= names


def preflight() -> HttpResponse:
    """What any page may send."""
    return HttpResponse(204, _PREFLIGHT_HEADERS)


def shared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response as a page of another origin may read it; unchanged when no page asks."""
    if not any(name.lower() == "origin" for name, _ in request.headers):
        return response
    own = tuple(h for h in response.headers if not h[0].startswith("access-control-"))
    return replace(response, headers=(*own, *_SHARED_HEADERS))
