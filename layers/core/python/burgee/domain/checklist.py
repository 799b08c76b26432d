"""What should hold before an experiment starts, runs on, and is decided: each item really asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt

from burgee.domain.decisions import has_verdict, is_agreed, told, verdict_detail
from burgee.domain.experiments import Correction, Experiment, Run, Status
from burgee.domain.flags import Flag
from burgee.domain.parsing import Problem
from burgee.domain.planned_power import Wanted, power_of, units_needed
from burgee.domain.rates import RATES
from burgee.domain.results import Look
from burgee.domain.timestamps import DAY_SECONDS, seconds_of

DRY_RUN_UNITS = 10_000
MOST_SIGMA = 5  # by chance once in 1.7 million dry runs and variants
MOST_MIXED = 0.01


class Phase(StrEnum):
    """A part of an experiment's life."""

    DESIGN = "design"
    SETUP = "setup"
    VALIDATION = "validation"
    PRE_LAUNCH = "pre_launch"
    RUNNING = "running"
    ANALYSIS = "analysis"
    DECISION = "decision"


BEFORE_START = frozenset({Phase.DESIGN, Phase.SETUP, Phase.VALIDATION, Phase.PRE_LAUNCH})


@dataclass(frozen=True, slots=True)
class Counted:
    """How many units a run has by variant, those in two variants, and why sums may be wrong."""

    units: Mapping[str, int] = field(default_factory=dict)
    mixed: int = 0
    inexact: Sequence[str] = ()

    @property
    def all_units(self) -> int:
        return sum(self.units.values()) + self.mixed


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the items ask about. `clashes`: keys and reasons of served experiments. `dry_run`:
    made-up units by variant. `counted`: of the run that is or was on; None before the start.
    `look`: the newest at that run."""

    experiment: Experiment
    now: float
    flags: Mapping[str, Flag] = field(default_factory=dict)
    references: Sequence[Problem] = ()
    clashes: Sequence[tuple[str, str]] = ()
    is_production: bool = False
    events_seen: Collection[str] = ()
    dry_run: Mapping[str, int] = field(default_factory=dict)
    counted: Counted | None = None
    look: Look | None = None

    @property
    def run(self) -> Run | None:
        """The run that is or was on; None for a draft, whatever ran before."""
        return None if self.experiment.status is Status.DRAFT else self.experiment.run


@dataclass(frozen=True, slots=True)
class Finding:
    is_done: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `detail`: what was found, or what is to be done."""

    phase: Phase
    key: str
    done: bool
    sentence: str
    detail: str


def checklist_of(facts: Facts) -> list[Item]:
    """Every item, in the order of the phases."""
    found = [(phase, key, sentence, ask(facts)) for phase, key, sentence, ask in ITEMS]
    return [
        Item(phase, key, finding.is_done, sentence, finding.detail)
        for phase, key, sentence, finding in found
    ]


def _written(what: str, text: str) -> Finding:
    return Finding(bool(text.strip()), text.strip() or f"Write {what}.")


def _hypothesis(facts: Facts) -> Finding:
    return _written("what you expect to happen, and why", facts.experiment.hypothesis)


def _owner(facts: Facts) -> Finding:
    return _written("who answers for the experiment", facts.experiment.owner)


def _goal(facts: Facts) -> Finding:
    goals = [metric.key for metric in facts.experiment.metrics.goals]
    return Finding(bool(goals), ", ".join(goals) or "Add a metric to metrics.goals.")


def _references(facts: Facts) -> Finding:
    wrong = [f"{found['field']}: {found['detail']}" for found in facts.references]
    return Finding(not wrong, "; ".join(wrong) or "All there.")


def _flags(facts: Facts) -> Finding:
    experiment = facts.experiment
    if not experiment.flag_keys:
        return Finding(False, "No variant names a flag: there is nothing to show.")
    off = [
        key
        for key in sorted(experiment.flag_keys & facts.flags.keys())
        if experiment.environment in facts.flags[key].environments
        and not facts.flags[key].environments[experiment.environment].enabled
    ]
    if off:
        return Finding(False, f"Switch on in {experiment.environment}: {', '.join(off)}.")
    return Finding(True, f"{len(experiment.flag_keys)} switched on in {experiment.environment}.")


def _traffic(facts: Facts) -> Finding:
    traffic = facts.experiment.traffic
    return Finding(traffic > 0, f"{traffic:g} % of the eligible units.")


def _weights(facts: Facts) -> Finding:
    shares = shares_of(facts.experiment)
    shown = ", ".join(f"{key} {100 * share:.4g} %" for key, share in shares.items())
    return Finding(sum(share > 0 for share in shares.values()) >= 2, f"{shown}.")


def _sample_size(facts: Facts) -> Finding:
    plan = facts.experiment.plan
    wanted = {
        "planned_units": plan.planned_units,
        "minimum_detectable_effect": plan.minimum_detectable_effect,
        "baseline": plan.baseline,
    }
    if not _measures_rates(facts.experiment):
        wanted["baseline_deviation"] = plan.baseline_deviation
    missing = [f"plan.{name}" for name, value in wanted.items() if value is None]
    if missing:
        return Finding(False, f"Write {', '.join(missing)}.")
    return Finding(True, _sufficiency(facts.experiment))


def _sufficiency(experiment: Experiment) -> str:
    """Whether the planned units are enough. Too few hold no start: some have no more."""
    plan, wanted = experiment.plan, _wanted(experiment)
    units, needed = plan.planned_units or 0, units_needed(wanted)
    told = (
        f"{units} units per variant are planned to find {wanted.effect:g} of {wanted.baseline:g} "
        f"with power {wanted.power:g} at alpha {wanted.alpha:.3g} per comparison"
    )
    if needed is None:
        return f"{told}; such an effect cannot be: correct plan.baseline."
    if units >= needed:
        return f"{told}: enough for one look, which takes {needed}; more looks take more."
    return f"{told}: too few. It takes {needed}; these find it with {power_of(wanted, units):.2f}."


def _wanted(experiment: Experiment) -> Wanted:
    plan = experiment.plan
    goals = len(experiment.metrics.goals)
    treatments = sum(weight > 0 for weight in experiment.weights.values()) - 1
    family = 1 if plan.correction is Correction.NONE else max(goals * treatments, 1)
    return Wanted(
        baseline=plan.baseline or 0,
        effect=plan.minimum_detectable_effect or 0,
        deviation=None if _measures_rates(experiment) else plan.baseline_deviation,
        alpha=plan.alpha / family,
        power=plan.power,
    )


def _measures_rates(experiment: Experiment) -> bool:
    return all(metric.type in RATES for metric in experiment.metrics.goals)


def _guardrails(facts: Facts) -> Finding:
    guardrails = [metric.key for metric in facts.experiment.metrics.guardrails]
    return Finding(bool(guardrails), ", ".join(guardrails) or "Add one to metrics.guardrails.")


def _events(facts: Facts) -> Finding:
    wanted = {
        name
        for metric in facts.experiment.metrics.all
        for name in (
            metric.event_name,
            *metric.after,
            *([metric.denominator.event_name] if metric.denominator else []),
        )
    }
    unseen = sorted(wanted - set(facts.events_seen))
    if unseen:
        return Finding(
            False,
            f"Never received in {facts.experiment.environment}: {', '.join(unseen)}. Send one, or "
            "start with accept_unseen_events where they can only come later.",
        )
    return Finding(True, f"{len(wanted)} received.")


def _no_clash(facts: Facts) -> Finding:
    clashes = [f"'{key}' {why}" for key, why in facts.clashes]
    return Finding(not clashes, "; ".join(clashes) or "None.")


def _dry_run(facts: Facts) -> Finding:
    units = sum(facts.dry_run.values())
    if not units:
        return Finding(False, "Nobody could be assigned.")
    far = [
        f"{key} {facts.dry_run.get(key, 0)} instead of {units * share:.0f}"
        for key, share in shares_of(facts.experiment).items()
        if abs(facts.dry_run.get(key, 0) - units * share)
        > MOST_SIGMA * sqrt(units * share * (1 - share))
    ]
    if far:
        return Finding(False, f"Of {units} made-up units: {', '.join(far)}.")
    shown = ", ".join(f"{key} {count}" for key, count in facts.dry_run.items())
    return Finding(True, f"Of {units} made-up units: {shown}.")


def _sign_off(facts: Facts) -> Finding:
    signed = [f"{mark.who} ({mark.role})" for mark in facts.experiment.sign_offs]
    if signed:
        return Finding(True, f"By {', '.join(signed)}.")
    if not facts.is_production:
        return Finding(True, f"Not needed in {facts.experiment.environment}.")
    return Finding(False, "An approver or owner other than the last editor has to sign it off.")


def _schedule(facts: Facts) -> Finding:
    experiment = facts.experiment
    start = max(facts.now, seconds_of(experiment.start_at) or 0)
    end = seconds_of(experiment.end_at)
    if end is not None and end - start < experiment.plan.minimum_days * DAY_SECONDS:
        return Finding(
            False,
            f"end_at leaves less than the {experiment.plan.minimum_days} days of "
            "plan.minimum_days; move it.",
        )
    until = experiment.end_at or f"at most {experiment.maximum_days} days"
    return Finding(True, f"From {experiment.start_at or 'the start'}: {until}.")


def _room(facts: Facts) -> Finding:
    experiment = facts.experiment
    per_variant = max(experiment.plan.planned_units or 0, experiment.plan.minimum_units)
    variants = sum(weight > 0 for weight in experiment.weights.values())
    needed, most = per_variant * variants, experiment.maximum_units
    if most is not None and most < needed:
        return Finding(False, f"maximum_units is {most}, but {needed} are planned; raise it.")
    return Finding(True, f"{needed} planned, {most or 'any number'} allowed.")


def _exposures(facts: Facts) -> Finding:
    if facts.counted is None:
        return _NOT_STARTED
    count = facts.counted.all_units
    return Finding(count > 0, f"{count} units." if count else "None came in yet.")


def _exact(facts: Facts) -> Finding:
    if facts.counted is None:
        return _NOT_STARTED
    why = ", ".join(facts.counted.inexact)
    return Finding(not why, f"{why}: ask for a recount." if why else "Nothing is in doubt.")


def _mixed(facts: Facts) -> Finding:
    counted = facts.counted
    if counted is None:
        return _NOT_STARTED
    share = counted.mixed / max(counted.all_units, 1)
    return Finding(share < MOST_MIXED, f"{counted.mixed} units, {100 * share:.3g} %.")


def _minimum_days(facts: Facts) -> Finding:
    run = facts.run
    if run is None:
        return _NOT_STARTED
    ended = seconds_of(run.ended_at) if run.ended_at else facts.now
    days = ((ended or 0) - (seconds_of(run.started_at) or 0)) / DAY_SECONDS
    least = facts.experiment.plan.minimum_days
    return Finding(days >= least, f"{max(days, 0):.3g} of {least} days.")


def _minimum_units(facts: Facts) -> Finding:
    run, counted = facts.run, facts.counted
    if run is None or counted is None:
        return _NOT_STARTED
    smallest = min(counted.units.get(key, 0) for key, weight in run.weights.items() if weight)
    least = facts.experiment.plan.minimum_units
    return Finding(smallest >= least, f"{smallest} of {least} units in the smallest variant.")


def _verdict(facts: Facts) -> Finding:
    if facts.run is None:
        return _NOT_STARTED
    return Finding(has_verdict(facts.look), verdict_detail(facts.look))


def _decision_sign_off(facts: Facts) -> Finding:
    run = facts.run
    if run is None:
        return _NOT_STARTED
    if not run.sign_offs and not facts.is_production:
        return Finding(True, f"Not needed in {run.environment}.")
    signed = ", ".join(
        f"{mark.who} for {mark.role}: {told(mark.promoted)}" for mark in run.sign_offs
    )
    return Finding(is_agreed(run), f"{signed or 'Nobody so far'}. Two people have to say the same.")


def _decision(facts: Facts) -> Finding:
    decision = facts.run.decision if facts.run else None
    if decision is None:
        return Finding(False, "No decision is recorded.")
    return Finding(True, f"On {decision.at} by {decision.who}: {told(decision.promoted)}.")


def shares_of(experiment: Experiment) -> dict[str, float]:
    """The planned share of each variant.

    Of 0 where no variant has a weight, which a checked experiment never is.
    """
    whole = sum(experiment.weights.values()) or 1
    return {key: weight / whole for key, weight in experiment.weights.items()}


_NOT_STARTED = Finding(False, "It has not started.")

Ask = Callable[[Facts], Finding]

ITEMS: tuple[tuple[Phase, str, str, Ask], ...] = (
    (Phase.DESIGN, "hypothesis", "A hypothesis is written.", _hypothesis),
    (Phase.DESIGN, "owner", "Somebody owns it.", _owner),
    (Phase.DESIGN, "goal", "A goal metric is chosen.", _goal),
    (Phase.SETUP, "references", "Everything that it names is there and fits.", _references),
    (Phase.SETUP, "flags", "Its flags are switched on.", _flags),
    (Phase.SETUP, "traffic", "It takes in units.", _traffic),
    (Phase.SETUP, "weights", "At least two variants share the units.", _weights),
    (Phase.VALIDATION, "sample_size", "A sample size is planned.", _sample_size),
    (Phase.VALIDATION, "guardrails", "Guardrails are set.", _guardrails),
    (Phase.VALIDATION, "events", "The events of every metric were received.", _events),
    (Phase.VALIDATION, "clashes", "No served experiment stands in its way.", _no_clash),
    (Phase.VALIDATION, "dry_run", "A dry run gives the planned shares.", _dry_run),
    (Phase.PRE_LAUNCH, "sign_off", "Somebody else signed it off.", _sign_off),
    (Phase.PRE_LAUNCH, "schedule", "There is time for its minimum of days.", _schedule),
    (Phase.PRE_LAUNCH, "room", "There is room for its planned units.", _room),
    (Phase.RUNNING, "exposures", "Exposures come in.", _exposures),
    (Phase.RUNNING, "exact", "Its sums are exact.", _exact),
    (Phase.RUNNING, "mixed", "Units in two variants are below 1 %.", _mixed),
    (Phase.ANALYSIS, "minimum_days", "Its minimum of days is reached.", _minimum_days),
    (Phase.ANALYSIS, "minimum_units", "Its minimum of units is reached.", _minimum_units),
    (Phase.DECISION, "verdict", "A look has a verdict.", _verdict),
    (
        Phase.DECISION,
        "decision_sign_off",
        "Product and engineering agree to the decision.",
        _decision_sign_off,
    ),
    (Phase.DECISION, "decision", "A decision is recorded.", _decision),
)
