"""Logs and metrics of a function. Attribute values, tokens and bodies are in neither."""

from __future__ import annotations

import traceback

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics

from burgee.runtime.wiring import once, settings

NAMESPACE = "Burgee"


@once
def logger() -> Logger:
    """The logger of this process: JSON, one line each."""
    return Logger(service=settings().service_name, level=settings().log_level)


def new_metrics() -> EphemeralMetrics:
    """Metrics of one invocation; `flush_metrics` writes them."""
    return EphemeralMetrics(namespace=NAMESPACE, service=settings().service_name)


def where_from(error: BaseException) -> list[str]:
    """The lines that an error went through, without its message, which may quote a value."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
