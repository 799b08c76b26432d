"""What writing experiments and exclusion groups asks for, and what experiments hold fast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from burgee.domain.documents import Json, Kind
from burgee.domain.errors import ExperimentRunning
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_references import (
    ExperimentSurroundings,
    check_experiment_references,
    segments_of_experiment,
)
from burgee.domain.experiments import Experiment, Status
from burgee.domain.flags import Flag
from burgee.domain.locks import (
    locked_environment_changes,
    locked_flag_changes,
    locked_group_changes,
)
from burgee.domain.parsing import Problem
from burgee.services.ports import DocumentRepository
from burgee.services.served_experiments import open_experiments
from burgee.services.surroundings import active_environments, segments_within_reach

Body = Mapping[str, Json]


def check_experiment(documents: DocumentRepository, experiment: Experiment) -> None:
    """Raises UnknownReference if a draft names what is not there. What was started is checked no
    more, so that nothing keeps it from being stopped."""
    if experiment.status is Status.DRAFT:
        check_experiment_references(experiment, around_experiment(documents, experiment))


def around_experiment(
    documents: DocumentRepository, experiment: Experiment
) -> ExperimentSurroundings:
    """What exists of all that an experiment names, read strongly."""
    named = set().union(*segments_of_experiment(experiment).values())
    return ExperimentSurroundings(
        environments=active_environments(documents),
        flags={flag.key: flag for flag in flags_of(documents, experiment)},
        segments=segments_within_reach(documents, named),
        groups={group.key: group for group in _groups_of(documents, experiment)},
        experiments={
            key
            for key in experiment.eligibility.exclude.experiments
            if documents.newest(Kind.EXPERIMENT, key)
        },
    )


def flags_of(documents: DocumentRepository, experiment: Experiment) -> Iterable[Flag]:
    """Those of an experiment's flags that exist."""
    for key in sorted(experiment.flag_keys):
        found = documents.newest(Kind.FLAG, key)
        if found:
            yield Flag.model_validate(found.body)


def _groups_of(documents: DocumentRepository, experiment: Experiment) -> Iterable[ExclusionGroup]:
    found = (
        documents.newest(Kind.EXCLUSION_GROUP, experiment.group.key) if experiment.group else None
    )
    if found:
        yield ExclusionGroup.model_validate(found.body)


def experiments_naming(
    documents: DocumentRepository, names: Callable[[Experiment], bool]
) -> list[str]:
    """Keys of the drafts and served experiments that name something."""
    return [
        experiment.key
        for experiment in open_experiments(documents)
        if (experiment.status is Status.DRAFT or experiment.is_served) and names(experiment)
    ]


def guard_flag(documents: DocumentRepository, before: Body, after: Body) -> None:
    """Raises ExperimentRunning if the change would break an experiment that decides the flag."""
    environments = before["environments"]
    if not any(list(locked_flag_changes(before, after, name)) for name in environments):
        return
    for experiment in _served(documents, lambda served: before["key"] in served.flag_keys):
        problems = list(locked_flag_changes(before, after, experiment.environment))
        _refuse(f"The flag '{before['key']}' is decided by", experiment, problems)


def guard_group(documents: DocumentRepository, before: Body, after: Body) -> None:
    """Raises ExperimentRunning if the change would move units of the group's experiments."""
    problems = list(locked_group_changes(before, after))
    if not problems:
        return
    key = before["key"]
    for experiment in _served(documents, lambda it: it.group is not None and it.group.key == key):
        _refuse(f"The exclusion group '{key}' is used by", experiment, problems)


def guard_environment(documents: DocumentRepository, before: Body, after: Body) -> None:
    """Raises ExperimentRunning if the change would break what runs in the environment."""
    problems = list(locked_environment_changes(before, after))
    if not problems:
        return
    key = before["key"]
    for experiment in _served(documents, lambda served: served.environment == key):
        _refuse(f"The environment '{key}' serves", experiment, problems)


def _served(
    documents: DocumentRepository, which: Callable[[Experiment], bool]
) -> Iterable[Experiment]:
    return (found for found in open_experiments(documents) if found.is_served and which(found))


def _refuse(subject: str, experiment: Experiment, problems: list[Problem]) -> None:
    if problems:
        stands = "stopped, and shows the control" if experiment.halted else experiment.status
        fields = ", ".join(found["field"] for found in problems)
        raise ExperimentRunning(
            f"{subject} the experiment '{experiment.key}', which is {stands}: "
            f"{fields} cannot change before it has ended.",
            errors=problems,
        )


def experiment_summary(experiment: Experiment) -> dict[str, Json]:
    shown = {
        "name",
        "environment",
        "status",
        "halted",
        "priority",
        "owner",
        "team",
        "tags",
        "traffic",
        "group",
        "start_at",
        "end_at",
    }
    run = experiment.run
    return {
        **experiment.model_dump(mode="json", include=shown),
        "flags": sorted(experiment.flag_keys),
        "run": run.number if run else 0,
        "started_at": run.started_at if run else None,
        "ended_at": run.ended_at if run else None,
    }


def group_summary(group: ExclusionGroup) -> dict[str, Json]:
    return group.model_dump(mode="json", include={"name", "owner", "bucket_by", "lifecycle"})


def experiment_environments(before: Body, after: Body) -> frozenset[str] | None:
    """The environments that a change of an experiment touches."""
    return frozenset(str(body["environment"]) for body in (before, after) if body)
