"""What an HTTP API decides before and after a function: route, caller, CORS, limits.

Knows nothing of sockets: `local.front` brings requests in and carries responses out.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Protocol

from burgee.wire.routes import Route
from local import cors
from local.authorizer import Authorizer, Refusal
from local.events import (
    HttpRequest,
    HttpResponse,
    MalformedAnswer,
    RequestFacts,
    message,
    to_event,
    to_response,
    with_authorizer,
)
from local.routing import Router

MOST_REQUEST_BYTES = 10 * 1024 * 1024
MOST_ANSWER_BYTES = 6 * 1024 * 1024  # what Lambda hands back for a synchronous call


class Invocable(Protocol):
    """A function that can be called."""

    def submit(self, event: Any) -> Future[Any]: ...


class Gateway:
    """Answers HTTP requests by the functions that the route table names."""

    def __init__(
        self,
        router: Router,
        functions: Mapping[str, Invocable],
        authorizer: Authorizer,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._router = router
        self._functions = functions
        self._authorizer = authorizer
        self._now = now

    async def answer(self, request: HttpRequest) -> HttpResponse:
        """The response, CORS headers included. Never raises for what a caller sends."""
        if cors.is_preflight(request):
            return cors.preflight()
        return cors.shared(request, await self._route(request))

    async def _route(self, request: HttpRequest) -> HttpResponse:
        found = self._router.find(request.method, request.path)
        if found is None:
            return message(404, "Not Found")
        if len(request.body) > MOST_REQUEST_BYTES:
            return message(413, "Request Entity Too Large")
        route, parameters = found
        facts = RequestFacts(route.key, os.urandom(8).hex(), self._now(), parameters)
        return await self._invoke(route, to_event(request, facts))

    async def _invoke(self, route: Route, event: dict[str, Any]) -> HttpResponse:
        try:
            if route.is_admin:
                event = with_authorizer(event, await self._authorizer.admit(event))
            answer = await _brought(self._functions[route.function].submit(event))
            return _checked(answer)
        except Refusal as refusal:
            return message(refusal.status, refusal.text)
        except Exception:  # noqa: BLE001 - a function may fail in any way; the gateway answers 500
            report_failure(route.function)
            return message(500, "Internal Server Error")


async def _brought(answer: Future[Any]) -> Any:
    """What a call brings, or raises. `asyncio.wrap_future` takes a sixth of a request longer."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[None] = loop.create_future()

    def arrive() -> None:
        if not arrived.done():  # nor given up
            arrived.set_result(None)

    def tell(_: Future[Any]) -> None:
        with contextlib.suppress(RuntimeError):  # the server has ended, and nobody waits
            loop.call_soon_threadsafe(arrive)

    answer.add_done_callback(tell)
    await arrived
    return answer.result()


def report_failure(function: str) -> None:
    """Show the failure that is being handled, as a function's log would."""
    print(f"{function} failed:", file=sys.stderr)
    traceback.print_exc(file=sys.stderr)


def _checked(answer: Any) -> HttpResponse:
    response = to_response(answer)
    if len(response.body) > MOST_ANSWER_BYTES:
        raise MalformedAnswer(f"{len(response.body)} bytes are more than Lambda hands back")
    return response
