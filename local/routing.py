"""Which row of the route table answers a request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import unquote

from burgee.wire.routes import Route

Found: TypeAlias = tuple[Route, dict[str, str]]


class Router:
    """Finds a route by method and path. A literal segment wins over a `{parameter}`."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_shape: dict[tuple[str, int], list[tuple[Route, list[str]]]] = {}
        for route in sorted(routes, key=_literals_first):
            segments = route.path.split("/")
            self._by_shape.setdefault((route.method, len(segments)), []).append((route, segments))

    def find(self, method: str, path: str) -> Found | None:
        """The route and its decoded path parameters, or None.

        Segments are compared as sent and decoded after, so that an encoded slash stays inside
        its parameter.
        """
        segments = path.split("/")
        for route, pattern in self._by_shape.get((method, len(segments)), ()):
            parameters = _match(pattern, segments)
            if parameters is not None:
                return route, parameters
        return None


def _literals_first(route: Route) -> list[bool]:
    return [_is_parameter(segment) for segment in route.path.split("/")]


def _match(pattern: Iterable[str], segments: Iterable[str]) -> dict[str, str] | None:
    parameters: dict[str, str] = {}
    for expected, given in zip(pattern, segments, strict=True):
        if _is_parameter(expected) and given:
            parameters[expected[1:-1]] = unquote(given)
        elif expected != unquote(given):
            return None
    return parameters


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")
