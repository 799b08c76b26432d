"""What it takes to decide an experiment, and what the decision makes of its flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from burgee.domain.changes import same
from burgee.domain.documents import Json
from burgee.domain.errors import AlreadyDecided
from burgee.domain.experiments import (
    Decision,
    DecisionSignOff,
    Experiment,
    Run,
)
from burgee.domain.flags import EnvironmentSettings, Flag
from burgee.domain.parsing import Problem, invalid, problem
from burgee.domain.results import Look, Recommendation
from burgee.domain.roles import DecisionRole

Shown = str | Mapping[str, Json]

# Recommendations to wait are verdicts only where there is nothing left to wait for.
_WAITING = frozenset({Recommendation.CONTINUE, Recommendation.EXTEND})


@dataclass(frozen=True, slots=True)
class DecidedFlag:
    """What a decision came to in one flag: the variant that is its default now, in which version,
    whether the decision `changed` it, and what still decides before the default."""

    key: str
    variant: str
    version: int
    changed: bool
    still_deciding: tuple[str, ...]


def has_verdict(look: Look | None) -> bool:
    """Whether a look says what to decide. One whose checks block the verdict does not, nor one
    that recommends to wait, unless it is the last."""
    recommended = look.verdict.recommendation if look else None
    if look is None or recommended is None:
        return False
    return look.is_final or recommended not in _WAITING


def missing_roles(run: Run, promoted: str | None) -> list[DecisionRole]:
    """The roles for which nobody has agreed to this decision yet."""
    agreed = {mark.role for mark in run.sign_offs if mark.promoted == promoted}
    return [role for role in DecisionRole if role not in agreed]


def is_agreed(run: Run) -> bool:
    """Whether both roles agree to the decision that was made, or to the same one."""
    if run.decision is not None:
        return not missing_roles(run, run.decision.promoted)
    return any(not missing_roles(run, mark.promoted) for mark in run.sign_offs)


def told(promoted: str | None) -> str:
    """A decision in words.

    >>> told("badges"), told(None)
    ("'badges' is promoted", 'the control is kept')
    """
    return "the control is kept" if promoted is None else f"'{promoted}' is promoted"


def refuse_other_decision(run: Run, promoted: str | None) -> None:
    """Raises AlreadyDecided if the run was decided otherwise."""
    if run.decision is not None and run.decision.promoted != promoted:
        standing = told(run.decision.promoted)
        raise AlreadyDecided(
            f"Run {run.number} was decided on {run.decision.at}: {standing}. That stands; "
            "change the flag itself, or start a new run."
        )


def decided(experiment: Experiment, decision: Decision) -> Experiment:
    """With the decision on its newest run."""
    return _with_last_run(experiment, {"decision": decision})


def decision_signed_off(experiment: Experiment, mark: DecisionSignOff) -> Experiment:
    """With one more sign-off of its newest run's decision. It takes the place of what the same
    key said before; the same again changes nothing."""
    marks = experiment.runs[-1].sign_offs
    if any(_says(other) == _says(mark) for other in marks):
        return experiment
    others = [other for other in marks if other.by != mark.by]
    return _with_last_run(experiment, {"sign_offs": [*others, mark]})


def _says(mark: DecisionSignOff) -> tuple[str, DecisionRole, str | None]:
    return mark.by, mark.role, mark.promoted


def _with_last_run(experiment: Experiment, change: Mapping[str, object]) -> Experiment:
    *before, last = experiment.runs
    return experiment.model_copy(update={"runs": [*before, last.model_copy(update=change)]})


def promotions(
    experiment: Experiment, promoted: str | None, flags: Mapping[str, Flag]
) -> dict[str, str]:
    """Which variant each flag shows to everybody after the decision: those that the winner names.

    Raises InvalidDocument that says of each flag why it cannot, and what to do.
    """
    winner = experiment.control if promoted is None else promoted
    variant = experiment.variants[winner]
    wanted: dict[str, Shown] = {**variant.flags, **variant.configuration}
    found = {
        key: variant_for(flags.get(key), shown, experiment.environment)
        for key, shown in wanted.items()
    }
    problems = [problem(f"flags.{key}", why) for key, (_, why) in found.items() if why]
    if problems:
        raise invalid("decision", problems)
    return {key: shown for key, (shown, _) in found.items()}


def variant_for(flag: Flag | None, shown: Shown, environment: str) -> tuple[str, str]:
    """The flag's variant that shows this, and an empty text; or why there is none.

    A configuration's value is that of the first variant that has it.
    """
    if flag is None:
        return "", "is not there; create it, or keep the control"
    if flag.is_archived:
        return "", "is archived; unarchive it first"
    if environment not in flag.environments:
        return "", f"is not set up in {environment}; give it a default_variant there"
    if isinstance(shown, str):
        known = ", ".join(flag.variants)
        return (shown, "") if shown in flag.variants else ("", f"has no '{shown}', only {known}")
    for key, variant in flag.variants.items():
        if same(variant.value, shown["value"]):
            return key, ""
    return "", (
        "has no variant with the value that the experiment gave it; complete the experiment, "
        "add such a variant to the flag, then decide again"
    )


def after_promotion(flag: Flag, shown: str, environment: str) -> Flag:
    """The flag whose default is `shown`, without a rollout. Raises InvalidDocument where it has
    no such variant any more."""
    promoted, why = variant_for(flag, shown, environment)
    if why:
        raise invalid("decision", [problem(f"flags.{flag.key}", why)])
    change = {"default_variant": promoted, "rollout": None}
    section = flag.environments[environment].model_copy(update=change)
    return flag.model_copy(update={"environments": {**flag.environments, environment: section}})


def still_deciding(settings: EnvironmentSettings, shown: str) -> Iterator[str]:
    """What decides before the default, and so may show something else than `shown`."""
    if not settings.enabled:
        yield "it is switched off"
    for key in settings.prerequisites:
        yield f"the prerequisite '{key}'"
    for variant, units in settings.targets.items():
        if units and variant != shown:
            yield f"the targets of '{variant}' ({len(units)})"
    for number, rule in enumerate(settings.rules, 1):
        if rule.variant != shown:
            yield f"rule {number}" + (f" ('{rule.id}')" if rule.id else "")
    for change in settings.schedule:
        yield f"the change that is scheduled for {change.at}"


def problems_before(
    run: Run, promoted: str | None, look: Look | None, *, without_verdict: bool
) -> Iterator[Problem]:
    """What is open before a decision where it needs a verdict and both sign-offs."""
    if not without_verdict and not has_verdict(look):
        detail = verdict_detail(look)
        yield problem("decision.verdict", f"{detail} Or send without_verdict, with a reason.")
    for role in missing_roles(run, promoted):
        detail = f"nobody has agreed for {role} that {told(promoted)}"
        yield problem("decision.decision_sign_off", detail)


def verdict_detail(look: Look | None) -> str:
    """What the newest look says."""
    if look is None:
        return "No look was taken yet."
    said = look.verdict.recommendation or "no verdict"
    return f"Look {look.number}: {said}. {look.verdict.sentence}"
