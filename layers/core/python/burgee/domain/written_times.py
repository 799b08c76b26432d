"""Times and durations as people write them in documents."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from burgee.domain.timestamps import duration_seconds, timestamp_problem

LONGEST_DURATION_DAYS = 30


def _is_timestamp(text: str) -> str:
    problem = timestamp_problem(text)
    if problem:
        raise ValueError(problem)
    return text


def _is_duration(text: str) -> str:
    seconds = duration_seconds(text)
    if seconds is None or not 0 <= seconds <= LONGEST_DURATION_DAYS * 86_400:
        raise ValueError(f"{text!r} is not a duration of at most {LONGEST_DURATION_DAYS}d, as 14d")
    return text


Timestamp = Annotated[str, AfterValidator(_is_timestamp)]
Duration = Annotated[str, AfterValidator(_is_duration)]
