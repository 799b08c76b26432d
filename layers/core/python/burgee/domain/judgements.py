"""What was found of a rollout's guardrails: made by `analyse`, read before each stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from burgee.domain.rollouts import Signal


class Trigger(StrEnum):
    """What took a rollout back: the fields of `RollbackTriggers`."""

    HARM = "harm"
    THRESHOLD = "threshold"
    ERROR_RATE_SPIKE = "error_rate_spike"
    PERFORMANCE_DEGRADATION = "performance_degradation"
    NEGATIVE_FEEDBACK_SPIKE = "negative_feedback_spike"


@dataclass(frozen=True, slots=True)
class Breach:
    """A guardrail that the new variant breached, as a sentence with its numbers. `acts`: whether
    that trigger is on."""

    guardrail: str
    trigger: Trigger
    acts: bool
    detail: str


@dataclass(frozen=True, slots=True)
class GuardrailReading:
    """One guardrail as it stands: each variant's value (None without data), the sequential
    p-value of harm where two variants are compared, and whether the criterion is met (None where
    there is none); `detail` says in words what is not."""

    guardrail: str
    signal: Signal
    values: Mapping[str, float | None]
    p_value: float | None
    criterion_met: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is remembered of one guardrail. `evidence`: trigger -> the greatest logarithm of the
    evidence against the new variant so far; `slow_from`: the number above which a unit is slow,
    once that is fixed."""

    evidence: Mapping[str, float] = field(default_factory=dict)
    slow_from: float | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What had been counted at a time: exposed units by variant, and by guardrail and variant
    those of them that had its event."""

    at: float
    units: Mapping[str, int]
    events: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """All guardrails of one run at a time (seconds since 1970). `units`: exposed, by variant;
    `new`: the variant that is rolled out.

    For the next one: `looks`, how many there were with this one, what is `watched` by guardrail,
    and the `counts` of before, oldest first.
    """

    run: str
    at: float
    units: Mapping[str, int]
    readings: tuple[GuardrailReading, ...]
    breaches: tuple[Breach, ...] = ()
    new: str = ""
    looks: int = 1
    watched: Mapping[str, Watched] = field(default_factory=dict)
    counts: tuple[Count, ...] = ()

    @property
    def acting(self) -> tuple[Breach, ...]:
        """The breaches that take the rollout back."""
        return tuple(breach for breach in self.breaches if breach.acts)
