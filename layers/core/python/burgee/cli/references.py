"""Whether documents will stand together once they are applied, asked before the first write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from pydantic import BaseModel

from burgee.cli.api import Api, Stored
from burgee.cli.failures import InvalidFiles
from burgee.cli.files import Problem, Written
from burgee.domain.conditions import segments_named
from burgee.domain.documents import Kind
from burgee.domain.errors import InvalidDocument
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_references import (
    ExperimentSurroundings,
    check_experiment_references,
    segments_of_experiment,
)
from burgee.domain.experiments import Experiment, Status
from burgee.domain.flag_checks import (
    Surroundings,
    check_flag_references,
    prerequisites_of,
    segments_of_flag,
)
from burgee.domain.flags import Flag, Lifecycle
from burgee.domain.reach import within_reach
from burgee.domain.rollout_checks import (
    RolloutSurroundings,
    check_rollout_references,
    segments_of_rollout,
)
from burgee.domain.rollouts import Rollout, RolloutStatus
from burgee.domain.segment_checks import check_segment_references
from burgee.domain.segments import Segment

D = TypeVar("D", bound=BaseModel)
BEGINNINGS = frozenset({Status.DRAFT, RolloutStatus.PENDING})


def check_references(api: Api, documents: Sequence[Written]) -> None:
    """Raises InvalidFiles that lists what the documents name and neither they nor the server have.

    An archived document may name anything: it is not served. So may an experiment or a rollout
    that was started: what it named then may be gone by now.
    """
    around = _Around(api, documents)
    problems = [
        problem
        for written in documents
        if not written.document.is_archived
        for problem in _problems(written, around)
    ]
    if problems:
        noun = "reference" if len(problems) == 1 else "references"
        raise InvalidFiles(f"{len(problems)} {noun} cannot be; nothing was sent", problems)


class _Around:
    """What documents may name: among themselves first, else on the server."""

    def __init__(self, api: Api, documents: Sequence[Written]) -> None:
        self._api = api
        self._written = {(one.kind, one.key): one.document for one in documents}
        self._environments = list(api.rows("/environments"))
        self._stored: dict[tuple[Kind, str], Stored | None] = {}

    def flag(self, key: str) -> Flag | None:
        return self._found(Kind.FLAG, key, Flag)

    def segments(self, keys: Iterable[str]) -> dict[str, Segment]:
        """These segments and all that they ask for."""
        return within_reach(
            set(keys),
            lambda key: self._found(Kind.SEGMENT, key, Segment),
            lambda segment: segments_named(segment.conditions),
        )

    def of_flag(self, flag: Flag) -> Surroundings:
        flags = within_reach(prerequisites_of(flag), self.flag, prerequisites_of)
        return Surroundings(
            environments=[row["key"] for row in self._environments],
            flags=flags,
            segments=self.segments(segments_of_flag(flag)),
        )

    def of_experiment(self, experiment: Experiment) -> ExperimentSurroundings:
        flags = {key: flag for key in experiment.flag_keys if (flag := self.flag(key))}
        group = experiment.group and self._found(
            Kind.EXCLUSION_GROUP, experiment.group.key, ExclusionGroup
        )
        excluded = experiment.eligibility.exclude.experiments
        return ExperimentSurroundings(
            environments=self._active,
            flags=flags,
            segments=self.segments(set().union(*segments_of_experiment(experiment).values())),
            groups={group.key: group} if group else {},
            experiments={key for key in excluded if self._found(Kind.EXPERIMENT, key, Experiment)},
        )

    def of_rollout(self, rollout: Rollout) -> RolloutSurroundings:
        return RolloutSurroundings(
            environments=self._active,
            flag=self.flag(rollout.flag),
            segments=self.segments(segments_of_rollout(rollout)),
        )

    def was_started(self, written: Written) -> bool:
        """Whether the server has this experiment or rollout as anything but at its beginning."""
        stored = self._read(written.kind, written.key)
        return stored is not None and stored.body["status"] not in BEGINNINGS

    @property
    def _active(self) -> list[str]:
        return [
            row["key"]
            for row in self._environments
            if row["summary"].get("lifecycle") != Lifecycle.ARCHIVED
        ]

    def _found(self, kind: Kind, key: str, model: type[D]) -> D | None:
        written = self._written.get((kind, key))
        if isinstance(written, model):
            return written
        stored = self._read(kind, key)
        return model.model_validate(stored.body) if stored else None

    def _read(self, kind: Kind, key: str) -> Stored | None:
        if (kind, key) not in self._stored:
            self._stored[kind, key] = self._api.find(kind, key)
        return self._stored[kind, key]


def _problems(written: Written, around: _Around) -> list[Problem]:
    document = written.document
    try:
        if isinstance(document, Flag):
            check_flag_references(document, around.of_flag(document))
        elif isinstance(document, Segment):
            named = segments_named(document.conditions) - {document.key}
            check_segment_references(document, around.segments(named))
        elif isinstance(document, ExclusionGroup) or around.was_started(written):
            return []
        elif isinstance(document, Experiment):
            check_experiment_references(document, around.of_experiment(document))
        else:
            check_rollout_references(document, around.of_rollout(document))
    except InvalidDocument as invalid:
        where = f"{written.place} {written.kind} {written.key}"
        return [
            {"field": f"{where}: {error['field']}", "detail": error["detail"]}
            for error in invalid.errors
        ]
    return []
