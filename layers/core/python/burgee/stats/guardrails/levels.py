"""How much of a rollout's alpha each decision may use, so that all of them together, over the
whole ramp, roll back in vain with at most alpha.

By the union bound (Bonferroni), which asks for no independence: stages share units, and guardrails
their events.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log

from burgee.domain.judgements import Trigger
from burgee.stats.guardrails.questions import GuardrailQuestion, WatchQuestion
from burgee.stats.values import check_alpha, refuse_unless

FOR_RETURNS = 1 / 16  # of alpha: for stages that are entered again


def run_alpha(alpha: float, *, visit: int, stages: int) -> float:
    """The alpha of the run at the `visit`-th stage that a ramp enters, from 1, of `stages` planned.

    Each planned stage has the same; a ramp that goes down and up again visits more, and these
    halve what is kept for them, however many come.

    >>> run_alpha(0.05, visit=1, stages=3)
    0.015625
    >>> sum(run_alpha(0.05, visit=visit, stages=3) for visit in range(1, 60)) <= 0.05
    True
    """
    check_alpha(alpha)
    refuse_unless(min(visit, stages) >= 1, "stages and visits are counted from 1")
    if visit <= stages:
        return alpha * (1 - FOR_RETURNS) / stages
    return alpha * FOR_RETURNS * 0.5 ** (visit - stages)


def level_of(question: WatchQuestion) -> float:
    """What one guardrail's one trigger may use of the run's alpha: an equal part among those that
    can act. Those that are off are shown at the same level, and cost nothing."""
    acting = sum(
        trigger in question.triggers
        for guardrail in question.guardrails
        for trigger in triggers_of(question, guardrail)
    )
    return question.alpha / max(1, acting)


def triggers_of(question: WatchQuestion, guardrail: GuardrailQuestion) -> Sequence[Trigger]:
    """What can be found of a guardrail in this run: harm only where there is an old variant."""
    can_be = {
        Trigger.HARM: question.share is not None,
        Trigger.THRESHOLD: guardrail.metric.threshold is not None,
    }
    spike = () if guardrail.spike is None else (guardrail.spike,)
    return (*(trigger for trigger, can in can_be.items() if can), *spike)


def needed(level: float) -> float:
    """The logarithm of the evidence that a decision at this level takes.

    >>> round(needed(0.01), 3), needed(0.0)
    (4.605, inf)
    """
    return -log(level) if level else inf
