"""What the admin API answers about why: traces, what one unit gets, who is in a segment."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from burgee.wire.answer_models import AnswerModel


class GivenAnswer(AnswerModel):
    """What a flag answers. Without a value the caller's own default holds."""

    reason: str
    variant: str
    value: Any = None
    metadata: dict[str, Any] = Field(default={})
    error_code: str | None = None
    error_details: str = ""


class OriginAnswer(AnswerModel):
    """The ruleset that was asked; `number` and `published_at` are null for a draft."""

    environment: str
    number: int | None
    published_at: str | None


class TraceAnswer(AnswerModel):
    """An answer, why in a sentence, and every step that was asked in order, the last of which
    decided. `step` says what a step is; the rest depends on it."""

    key: str
    answer: GivenAnswer
    because: str
    ruleset: OriginAnswer
    steps: list[dict[str, Any]]


class ShownFlagAnswer(AnswerModel):
    """What a unit gets of a flag; `value` null: the caller's own default. `experiment`,
    `rollout`: the one that decided, if one did."""

    flag_key: str
    name: str
    variant: str
    value: Any
    reason: str
    because: str
    experiment: str | None
    rollout: str | None


class MembershipAnswer(AnswerModel):
    """A variant of an experiment's run that the unit has; `exposed`: it met it already."""

    experiment: str
    run: int
    variant: str
    exposed: bool


class UnitViewAnswer(AnswerModel):
    """Flags by key, a page at a time; and all the experiments that the unit takes part in and all
    the segments that it is in, with what the context says and storage knows of it."""

    items: list[ShownFlagAnswer]
    memberships: list[MembershipAnswer]
    segments: list[str]
    cursor: str | None


class FlagUseAnswer(AnswerModel):
    """A flag, and the environments in which it asks."""

    key: str
    environments: list[str]


class SegmentUsesAnswer(AnswerModel):
    """Everything that asks for a segment, by key: none of it is archived or has ended."""

    flags: list[FlagUseAnswer]
    segments: list[str]
    experiments: list[str]
    rollouts: list[str]


class SegmentCheckAnswer(AnswerModel):
    """Whether a unit is in, why in a sentence, and each condition with whether it `matched`."""

    member: bool
    because: str
    conditions: list[dict[str, Any]]
