"""Contexts from the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from burgee.cli.failures import UsageProblem
from burgee.domain.documents import Json
from burgee.domain.names import TARGETING_KEY

Unit = Annotated[str | None, typer.Option("--unit", "-u", help="The targeting key.")]
Attributes = Annotated[
    list[str] | None,
    typer.Option(
        "--context",
        "-c",
        metavar="NAME=VALUE",
        help="An attribute; can be repeated. true, false and numbers are what they look like, "
        'everything else, also 1.10 and "2" in quotes, is text.',
    ),
]
ContextJson = Annotated[
    str | None, typer.Option("--context-json", metavar="JSON", help="The whole context.")
]


def context_of(
    unit: str | None, attributes: Sequence[str] | None, context_json: str | None
) -> dict[str, Json]:
    """One context of all that was given; what is more particular wins. Raises UsageProblem."""
    context = _parsed(context_json) if context_json is not None else {}
    context.update(_attribute(text) for text in attributes or ())
    if unit is not None:
        context[TARGETING_KEY] = unit
    return context


def _parsed(text: str) -> dict[str, Json]:
    try:
        context = _json(text)
    except ValueError as error:
        raise UsageProblem(f"--context-json is not JSON: {error}") from error
    if not isinstance(context, dict):
        raise UsageProblem('--context-json is an object such as {"plan": "pro"}')
    return context


def _attribute(text: str) -> tuple[str, Json]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise UsageProblem(f"--context {text!r} has not the form NAME=VALUE")
    return name, value_of(value)


def value_of(text: str) -> Json:
    """What a text on the command line stands for.

    Only what JSON would write in exactly this way is taken for JSON, so that a version 1.10 or a
    postcode 01234 stays a text.

    >>> value_of("3"), value_of("1.10"), value_of('"3"'), value_of("[1, 2]"), value_of("pro")
    (3, '1.10', '3', [1, 2], 'pro')
    """
    try:
        value = _json(text)
    except ValueError:
        return text
    if isinstance(value, int | float) and json.dumps(value) != text:
        return text
    return value


def _json(text: str) -> Json:
    """What a JSON text says. Raises ValueError, also for NaN, Infinity and what is nested so
    deeply that nobody could have typed it."""
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return value
