"""A decision on an experiment, and all that follows from it.

Order: the decision is recorded in the run; each flag gets its new default, which shows nowhere
yet, as the running experiment decides before it; the run ends, so that everybody goes from the
experiment's answer to the new default; the experiment is archived. Each step finds what it has
done before, so the same call finishes what a crash left; another decision is refused from the
first step on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from burgee.domain.decisions import (
    DecidedFlag,
    after_promotion,
    decided,
    problems_before,
    promotions,
    refuse_other_decision,
    still_deciding,
    told,
)
from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import (
    ChecklistOpen,
    IllegalTransition,
    InvalidDocument,
    RolloutRunning,
)
from burgee.domain.experiments import Decision, Experiment, Run, Status, run_id
from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag
from burgee.domain.lifecycle import next_status
from burgee.domain.parsing import invalid, problem
from burgee.domain.results import Look
from burgee.domain.timestamps import iso
from burgee.services.archive_experiment import archive_experiment
from burgee.services.checklist import is_production
from burgee.services.end_experiment import complete_experiment
from burgee.services.experiment_rules import flags_of
from burgee.services.kinds import Body
from burgee.services.look_ports import LookRepository
from burgee.services.open_rollouts import open_rollout
from burgee.services.ports import DocumentRepository
from burgee.services.reading import read
from burgee.services.served_experiments import served_experiments
from burgee.services.tracking_ports import AggregateRepository
from burgee.services.transitions import transition
from burgee.services.writing import Author, Edit, Ledger, amend


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be decided: `promoted` is a treatment; None keeps the control.
    `without_verdict`: although no look has a verdict; it needs a reason."""

    promoted: str | None
    without_verdict: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """The archived experiment, and its flags."""

    version: DocumentVersion
    flags: tuple[DecidedFlag, ...]


def decide_experiment(
    ledger: Ledger,
    author: Author,
    key: str,
    choice: Choice,
    looks: LookRepository,
    aggregates: AggregateRepository,
) -> Decided:
    """The newest run decided: its flags show the winner to everybody, the run has ended and the
    experiment is archived with its sums. Safe to repeat, and finishes what was left half-done.

    Raises AlreadyDecided for another decision, InvalidDocument where a flag cannot show the
    winner, ChecklistOpen in production without a verdict or sign-offs, RolloutRunning where a
    rollout holds a flag that would change, IllegalTransition.
    """
    experiment = _newest(ledger.documents, key)
    if experiment.status is not Status.ARCHIVED or not _is_decided(experiment):
        next_status(Action.DECIDE, experiment.status)
        experiment = _recorded(ledger, author, key, choice, looks)
        whoever = Author(author.caller, author.reason)
        _promote_flags(ledger, whoever, experiment, choice.promoted)
        if experiment.is_live:
            with suppress(IllegalTransition):  # it has just ended by itself
                complete_experiment(ledger, whoever, key)
        archive_experiment(ledger, whoever, key, aggregates)
    else:
        refuse_other_decision(experiment.runs[-1], choice.promoted)
    return _answer(ledger.documents, key)


def refuse_unknown_variant(experiment: Experiment, promoted: str | None) -> None:
    """Raises InvalidDocument for what is not one of the experiment's treatments."""
    treatments = [key for key in experiment.variants if key != experiment.control]
    if promoted is not None and promoted not in treatments:
        known = ", ".join(treatments)
        detail = f"'{promoted}' is no treatment; there are {known}, or keep the control"
        raise invalid("decision", [problem("promote", detail)])


def _recorded(
    ledger: Ledger, author: Author, key: str, choice: Choice, looks: LookRepository
) -> Experiment:
    """The experiment with the decision in its run; as it is, where it was recorded before."""

    def change(experiment: Experiment) -> Experiment:
        run = experiment.runs[-1]
        refuse_other_decision(run, choice.promoted)
        if run.decision is not None:
            return experiment
        refuse_unknown_variant(experiment, choice.promoted)
        look = looks.latest(run_id(key, run.number))
        _refuse_open(ledger.documents, author, run, choice, look)
        flags = {flag.key: flag for flag in flags_of(ledger.documents, experiment)}
        changed = _changed(experiment, choice.promoted, flags)
        _refuse_ramping(ledger.documents, changed, experiment.environment)
        return decided(experiment, _decision(ledger, author, choice, look, changed))

    version = transition(ledger, author, key, Action.DECIDE, change)
    return Experiment.model_validate(version.body)


def _refuse_ramping(documents: DocumentRepository, flags: list[str], environment: str) -> None:
    """Before anything is recorded: an open rollout would not let its flag be changed after."""
    for key in flags:
        rollout = open_rollout(documents, key, environment)
        if rollout is not None:
            raise RolloutRunning(
                f"The flag '{key}' is held by the rollout '{rollout.key}', which is "
                f"{rollout.status}; end it before you promote a variant of the flag."
            )


def _decision(
    ledger: Ledger, author: Author, choice: Choice, look: Look | None, changed: list[str]
) -> Decision:
    return Decision(
        promoted=choice.promoted,
        by=author.caller.key_id,
        by_name=author.caller.name,
        at=iso(ledger.now()),
        reason=author.reason,
        look=look.number if look else None,
        recommendation=(look.verdict.recommendation or "") if look else "",
        changed=changed,
    )


def _refuse_open(
    documents: DocumentRepository, author: Author, run: Run, choice: Choice, look: Look | None
) -> None:
    if choice.without_verdict and not author.reason.strip():
        raise InvalidDocument(
            "A decision without a verdict needs a reason; write why it is not waited for.",
            errors=[problem("reason", "is missing; write why")],
        )
    if not is_production(documents, run.environment):
        return
    problems = list(
        problems_before(run, choice.promoted, look, without_verdict=choice.without_verdict)
    )
    if problems:
        named = ", ".join(dict.fromkeys(found["field"] for found in problems))
        raise ChecklistOpen(f"The checklist is open: {named}.", errors=problems)


def _changed(experiment: Experiment, promoted: str | None, flags: Mapping[str, Flag]) -> list[str]:
    return [
        key
        for key, shown in promotions(experiment, promoted, flags).items()
        if after_promotion(flags[key], shown, experiment.environment) != flags[key]
    ]


def _promote_flags(
    ledger: Ledger, author: Author, experiment: Experiment, promoted: str | None
) -> None:
    flags = {flag.key: flag for flag in flags_of(ledger.documents, experiment)}
    for key, shown in promotions(experiment, promoted, flags).items():
        reason = f"{experiment.key}, run {len(experiment.runs)}: {told(promoted)}. {author.reason}"
        _promote(ledger, Author(author.caller, reason.strip()), key, shown, experiment.environment)


def _promote(ledger: Ledger, author: Author, key: str, shown: str, environment: str) -> None:
    def change(before: Body) -> Json:
        after = after_promotion(parse_flag(before), shown, environment)
        return after.model_dump(mode="json", by_alias=True)

    amend(ledger, author, Edit(Kind.FLAG, key, Action.PROMOTE, change))


def _is_decided(experiment: Experiment) -> bool:
    return bool(experiment.run and experiment.run.decision)


def _newest(documents: DocumentRepository, key: str) -> Experiment:
    return Experiment.model_validate(read(documents, Kind.EXPERIMENT, key).body)


def _answer(documents: DocumentRepository, key: str) -> Decided:
    version = read(documents, Kind.EXPERIMENT, key)
    return Decided(version, tuple(_flags(documents, Experiment.model_validate(version.body))))


def _flags(documents: DocumentRepository, experiment: Experiment) -> Iterator[DecidedFlag]:
    """The flags of the decision as they stand."""
    decision = experiment.runs[-1].decision
    others = served_experiments(documents, experiment.environment)
    for key in sorted(experiment.flag_keys if decision else ()):
        version = documents.newest(Kind.FLAG, key)
        flag = Flag.model_validate(version.body) if version else None
        settings = flag.environments.get(experiment.environment) if flag else None
        if decision is None or version is None or settings is None:
            continue
        shown = settings.default_variant
        yield DecidedFlag(
            key=key,
            variant=shown,
            version=version.version,
            changed=key in decision.changed,
            still_deciding=(
                *(f"the experiment '{other.key}'" for other in others if key in other.flag_keys),
                *still_deciding(settings, shown),
            ),
        )
