"""Entry of the analyse function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from burgee.runtime.admin_api import guarded, new_application, resolved
from burgee.runtime.analysis import new_analysis, new_watch
from burgee.runtime.judgements import judgements
from burgee.runtime.observability import logger, where_from
from burgee.runtime.wiring import documents, maintained_looks
from burgee.services.analyse_due import due_looks
from burgee.services.analyse_rollouts import Watch, judge_rollouts
from burgee.services.analyse_run import Analysis
from burgee.wire.analysis_routes import LOOKS_ROUTE, analysis_router
from functions.analyse.analyst import ServingAnalyst
from functions.analyse.reports import (
    ReportedJudgements,
    ReportedLooks,
    report_failures,
    report_unjudged,
)


def handler(event: Mapping[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Trigger: a timer once a day, `{"job": "looks"}`, one each minute, `{"job": "guardrails"}`,
    or an HTTP API, payload 2.0, behind `authorize`. Answer: the looks or the rollouts' runs that
    were judged; JSON or problem details.

    All may be repeated: a look that was taken is due no more, and its number is taken once; of two
    judgements the newer one stays. What stops one experiment or rollout is raised once the others
    are done: Lambda calls twice more, then parks the timer's event in the dead-letter queue, and
    the next one makes good what was left.
    """
    if "job" in event:
        return JOBS[event["job"]]()
    return answer(event, lambda_context, analysis)


def analysis() -> Analysis:
    """What looks are taken with; each that is kept is reported."""
    return new_analysis(ReportedLooks(maintained_looks(), documents()))


def watch() -> Watch:
    """What guardrails are judged with; each judgement that is kept is reported."""
    return new_watch(ReportedJudgements(judgements()))


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


def judge_all(watch: Watch) -> dict[str, Any]:
    """The guardrails of every rollout. Raises the first fault, once all the others are done."""
    judged = judge_rollouts(watch)
    for failed in judged.failed:
        fault = failed.error
        logger().error(
            "Guardrails not judged",
            rollout=failed.key,
            error=type(fault).__name__,
            frames=where_from(fault),
        )
    report_unjudged(len(judged.failed))
    if judged.failed:
        raise judged.failed[0].error
    return {"judged": [judgement.run for judgement in judged.made]}


JOBS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "looks": lambda: take_due_looks(analysis()),
    "guardrails": lambda: judge_all(watch()),
}
