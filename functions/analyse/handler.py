"""Entry of the analyse function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from burgee.runtime.admin_api import guarded, new_application, resolved
from burgee.runtime.analysis import new_analysis
from burgee.runtime.observability import logger, where_from
from burgee.runtime.wiring import documents, maintained_looks
from burgee.services.analyse_due import due_looks
from burgee.services.analyse_run import Analysis
from burgee.wire.analysis_routes import LOOKS_ROUTE, analysis_router
from functions.analyse.analyst import ServingAnalyst
from functions.analyse.reports import ReportedLooks, report_failures


def handler(event: Mapping[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Trigger: a timer once a day, `{"job": "looks"}`, or an HTTP API, payload 2.0, behind
    `authorize`. Answer: the looks that were taken; JSON or problem details.

    Both may be repeated: a look that was taken is due no more, and its number is taken once. What
    stops one experiment is raised once the others are done: Lambda calls twice more, then parks
    the timer's event in the dead-letter queue, and the next day's makes good what was left.
    """
    if "job" in event:
        return JOBS[event["job"]](analysis())
    return answer(event, lambda_context, analysis)


def analysis() -> Analysis:
    """What looks are taken with; each that is kept is reported."""
    return new_analysis(ReportedLooks(maintained_looks(), documents()))


def answer(
    event: Mapping[str, Any], lambda_context: Any, analysis: Callable[[], Analysis]
) -> dict[str, Any]:
    """The answer to a request, whatever it is."""

    def tools() -> dict[str, Any]:
        return {"analyst": ServingAnalyst(analysis())}

    answered = guarded(lambda: resolved(application(), event, lambda_context, tools))
    if event["routeKey"] == LOOKS_ROUTE and answered["statusCode"] >= 500:
        report_failures(1)
    return answered


@cache
def application() -> APIGatewayHttpResolver:
    """The application of this function's routes, built once."""
    return new_application([analysis_router()])


def take_due_looks(analysis: Analysis) -> dict[str, Any]:
    """Every look that is due. Raises the first fault, once all the others are done."""
    looks = due_looks(analysis)
    for failed in looks.failed:
        fault = failed.error
        logger().error(
            "Results not looked at",
            experiment=failed.key,
            error=type(fault).__name__,
            frames=where_from(fault),
        )
    report_failures(len(looks.failed))
    if looks.failed:
        raise looks.failed[0].error
    return {"looks": [f"{look.run} {look.number}" for look in looks.taken]}


JOBS: Mapping[str, Callable[[Analysis], dict[str, Any]]] = {"looks": take_due_looks}
