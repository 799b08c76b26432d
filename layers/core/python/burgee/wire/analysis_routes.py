"""Admin routes that compute statistics. `analyse` answers them; `admin`, which cannot, includes
them in its description of the whole API."""

from __future__ import annotations

from typing import Annotated, Protocol

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import Field, StrictBool, StrictInt

from burgee.domain.documents import Json
from burgee.domain.roles import Caller
from burgee.wire.admin_events import Key, caller, new_router
from burgee.wire.admin_requests import Request
from burgee.wire.answering import Answer, as_json, described
from burgee.wire.result_answers import LookAnswer
from burgee.wire.sample_size import SampleSizeAsked, SampleSizeFound

ADMIN = "/api/v1/admin"
LOOKS_ROUTE = f"POST {ADMIN}/experiments/{{key}}/looks"
LOOK_PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 500, 503)
QUESTION_PROBLEMS = (400, 401, 403, 413, 415, 422, 500)
TAGS = ["results"]


class TakeLook(Request):
    """`run`: its number; without it the newest. `final`: of a run that has ended, without waiting
    for the events that may still come; it is the last look there will be."""

    run: Annotated[StrictInt, Field(ge=1)] | None = None
    final: StrictBool = False


class Analyst(Protocol):
    """What these routes ask; in their router's context it is `analyst`."""

    def look(self, asked_by: Caller, key: str, asked: TakeLook) -> Json: ...

    def sample_size(self, asked: SampleSizeAsked) -> Json: ...


def analysis_router() -> APIGatewayHttpRouter:
    """The routes, anew: a router belongs to one application."""
    router = new_router()
    look = described(LookAnswer, LOOK_PROBLEMS)
    size = described(SampleSizeFound, QUESTION_PROBLEMS)

    def analyst() -> Analyst:
        found: Analyst = router.context["analyst"]
        return found

    @router.post(f"{ADMIN}/experiments/<key>/looks", tags=TAGS, responses=look)
    def take_look(key: Key, body: TakeLook) -> Answer:
        """Look at the results now; where nothing is new since the last look, that is the answer"""
        return as_json(analyst().look(caller(router), key, body))

    @router.post(f"{ADMIN}/samplesize", tags=TAGS, responses=size)
    def sample_size(body: SampleSizeAsked) -> Answer:
        """How many units an experiment needs, or what so many would show"""
        return as_json(analyst().sample_size(body))

    return router
