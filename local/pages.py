"""Pages that only this machine has, beside the API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local.events import HttpRequest, HttpResponse
from local.front import Answers


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown when it is asked for."""

    content_type: str
    content: Callable[[], str]


class Pages:
    """Answers GET for its pages by path; what is asked for elsewhere, somebody else does."""

    def __init__(self, others: Answers, pages: Mapping[str, Page]) -> None:
        self._others = others
        self._pages = pages

    async def answer(self, request: HttpRequest) -> HttpResponse:
        page = self._pages.get(request.path) if request.method == "GET" else None
        if page is None:
            return await self._others.answer(request)
        content = await asyncio.to_thread(page.content)
        headers = (("content-type", page.content_type), ("cache-control", "no-store"))
        return HttpResponse(200, headers, content.encode())
