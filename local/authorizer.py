"""The Lambda authorizer in front of admin routes: simple responses, answers kept for a minute."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Protocol

from local.events import ACCOUNT, API, STAGE, to_authorizer_event
from local.sandbox import REGION

CACHE_SECONDS = 60.0
MOST_CACHED = 10_000

Identity = tuple[str, str]


class Refusal(Exception):
    """The caller may not pass."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class Decides(Protocol):
    """The function that decides."""

    def submit(self, event: Any) -> Future[Any]: ...


class Authorizer:
    """Asks the function once per identity (Authorization header and route) and minute.

    A failing function is not remembered: its error is raised, and the gateway answers 500.
    """

    def __init__(
        self,
        function: Decides,
        *,
        cache_seconds: float = CACHE_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._function = function
        self._cache_seconds = cache_seconds
        self._now = now
        self._answers: OrderedDict[Identity, tuple[float, Mapping[str, Any]]] = OrderedDict()

    async def admit(self, event: dict[str, Any]) -> Mapping[str, Any] | None:
        """What the authorizer says of the caller. Raises Refusal when it says no."""
        header = event["headers"].get("authorization", "")
        if not header:
            raise Refusal(401, "Unauthorized")
        answer = await self._answer((header, event["routeKey"]), event)
        if answer["isAuthorized"] is not True:
            raise Refusal(403, "Forbidden")
        context: Mapping[str, Any] | None = answer.get("context")
        return context

    async def _answer(self, identity: Identity, event: dict[str, Any]) -> Mapping[str, Any]:
        remembered = self._answers.get(identity)
        if remembered is not None and self._now() < remembered[0]:
            return remembered[1]
        authorizer_event = to_authorizer_event(event, identity, route_arn(event))
        answer = await asyncio.wrap_future(self._function.submit(authorizer_event))
        if not isinstance(answer, Mapping) or not isinstance(answer.get("isAuthorized"), bool):
            raise TypeError("an authorizer answers {'isAuthorized': true | false, 'context': {}}")
        self._remember(identity, answer)
        return answer

    def _remember(self, identity: Identity, answer: Mapping[str, Any]) -> None:
        self._answers[identity] = (self._now() + self._cache_seconds, answer)
        self._answers.move_to_end(identity)
        while len(self._answers) > MOST_CACHED:
            self._answers.popitem(last=False)


def route_arn(event: Mapping[str, Any]) -> str:
    """The name that the gateway gives to a method and path in a policy."""
    method, _, path = event["routeKey"].partition(" ")
    return f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API}/{STAGE}/{method}{path}"
