"""The door: all guardrails of a run, judged by what has been counted until now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from burgee.domain.judgements import (
    Breach,
    Count,
    GuardrailReading,
    Judgement,
    Trigger,
    Watched,
)
from burgee.domain.rollouts import Signal
from burgee.stats.guardrails.evidence import p_value_of
from burgee.stats.guardrails.harm import harm_evidence
from burgee.stats.guardrails.levels import level_of, needed
from burgee.stats.guardrails.observed import Observed, observed_of
from burgee.stats.guardrails.questions import GuardrailQuestion, WatchQuestion
from burgee.stats.guardrails.sentences import (
    criterion_words,
    harm_words,
    spike_words,
    threshold_words,
)
from burgee.stats.guardrails.spikes import counted, slow_from, spike_of
from burgee.stats.guardrails.thresholds import threshold_evidence
from burgee.stats.guardrails.trails import last_before, pruned
from burgee.stats.values import Undefined

Seen = Mapping[str, Mapping[str, Observed]]


@dataclass(frozen=True, slots=True)
class _Watching:
    """One look: what was observed, by guardrail and variant, and what is remembered."""

    question: WatchQuestion
    seen: Seen
    level: float
    counts: tuple[Count, ...]

    def evidence(self, guardrail: GuardrailQuestion) -> dict[str, float]:
        """Trigger -> the greatest evidence so far; none where there was never any."""
        past = self.question.past
        before = past.watched.get(guardrail.key, Watched()).evidence if past else {}
        now = {Trigger.HARM: self._harm(guardrail), Trigger.THRESHOLD: self._beyond(guardrail)}
        found = dict(before)
        for trigger, evidence in now.items():
            if not isinstance(evidence, Undefined):
                found[str(trigger)] = max(evidence, before.get(str(trigger), -inf))
        return {trigger: evidence for trigger, evidence in found.items() if evidence > 0}

    def _harm(self, guardrail: GuardrailQuestion) -> float | Undefined:
        question, seen = self.question, self.seen[guardrail.key]
        if question.share is None:
            return Undefined("there is no old variant")
        return harm_evidence(
            guardrail,
            seen[question.old],
            seen[question.new],
            share=question.share,
            minimum_units=question.minimum_units,
        )

    def _beyond(self, guardrail: GuardrailQuestion) -> float | Undefined:
        question = self.question
        then = last_before(self.counts, question.at - guardrail.window_seconds)
        return threshold_evidence(
            guardrail,
            self.seen[guardrail.key][question.new],
            ripe=0 if then is None else then.units.get(question.new, 0),
            minimum_units=question.minimum_units,
        )


def judge_guardrails(question: WatchQuestion) -> Judgement:
    """What is found now, and what the next judgement has to know of it.

    Evidence is the greatest of all looks so far: a limit that was refuted once stays refuted.
    """
    seen = {
        guardrail.key: observed_of(guardrail, question.sums.metrics[guardrail.key])
        for guardrail in question.guardrails
    }
    slow = _slow(question, seen)
    counts = _counts(question, seen, slow)
    watching = _Watching(question, seen, level_of(question), counts)
    evidence = {each.key: watching.evidence(each) for each in question.guardrails}
    return Judgement(
        run=question.sums.run,
        at=question.at,
        units={variant: question.units(variant) for variant in question.weights},
        readings=tuple(
            _reading(question, each, seen[each.key], evidence[each.key])
            for each in question.guardrails
        ),
        breaches=tuple(
            breach
            for each in question.guardrails
            for breach in _breaches(watching, each, evidence[each.key])
        ),
        new=question.new,
        looks=question.looks,
        watched={
            each.key: Watched(evidence[each.key], slow.get(each.key))
            for each in question.guardrails
        },
        counts=counts,
    )


def _slow(question: WatchQuestion, seen: Seen) -> dict[str, float]:
    """From where units are slow, by guardrail: as it was fixed before, or now by the old variant;
    by the new one where there is no other."""
    found = {}
    for guardrail in question.guardrails:
        if guardrail.spike is None or guardrail.signal is not Signal.LATENCY:
            continue
        past = question.past.watched.get(guardrail.key, Watched()) if question.past else Watched()
        by = question.new if question.share is None else question.old
        fixed = past.slow_from
        number = slow_from(seen[guardrail.key].get(by)) if fixed is None else fixed
        if number is not None:
            found[guardrail.key] = number
    return found


def _counts(question: WatchQuestion, seen: Seen, slow: Mapping[str, float]) -> tuple[Count, ...]:
    rule, past = question.spikes, question.past
    before = past.counts if past else (_beginning(question),)
    now = counted(question, seen, slow)
    return pruned((*before, now), window=rule.window, baseline=rule.baseline)


def _beginning(question: WatchQuestion) -> Count:
    """Nothing had been counted when the run began; what is slow was not known then."""
    keys = [
        each.key
        for each in question.guardrails
        if each.spike is not None and each.signal is not Signal.LATENCY
    ]
    return Count(question.started, {}, {key: {} for key in keys})


def _reading(
    question: WatchQuestion,
    guardrail: GuardrailQuestion,
    seen: Mapping[str, Observed],
    evidence: Mapping[str, float],
) -> GuardrailReading:
    value = seen[question.new].value
    met = _is_met(guardrail, value)
    return GuardrailReading(
        guardrail=guardrail.key,
        signal=guardrail.signal,
        values={variant: seen[variant].value for variant in question.weights},
        p_value=None if question.share is None else p_value_of(evidence.get(Trigger.HARM, 0.0)),
        criterion_met=met,
        detail=criterion_words(guardrail, value) if met is False else "",
    )


def _is_met(guardrail: GuardrailQuestion, value: float | None) -> bool | None:
    if guardrail.criterion is None:
        return None
    return value is not None and guardrail.bad * value <= guardrail.bad * guardrail.criterion


def _breaches(
    watching: _Watching, guardrail: GuardrailQuestion, evidence: Mapping[str, float]
) -> list[Breach]:
    """What was found of a guardrail; `acts` where its trigger is on."""
    question, level = watching.question, watching.level
    seen, enough = watching.seen[guardrail.key], needed(level)
    found: dict[Trigger, str] = {}
    harm = evidence.get(Trigger.HARM, 0.0)
    if harm >= enough and question.share is not None:
        old, new = seen[question.old], seen[question.new]
        found[Trigger.HARM] = harm_words(guardrail, old, new, harm, level)
    beyond = evidence.get(Trigger.THRESHOLD, 0.0)
    if beyond >= enough:
        found[Trigger.THRESHOLD] = threshold_words(guardrail, seen[question.new], beyond, level)
    spike = spike_of(question, guardrail, watching.counts, level=level)
    if spike is not None and guardrail.spike is not None:
        found[guardrail.spike] = spike_words(guardrail, spike)
    return [
        Breach(guardrail.key, trigger, trigger in question.triggers, words)
        for trigger, words in found.items()
    ]
