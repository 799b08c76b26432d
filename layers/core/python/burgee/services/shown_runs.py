"""Which run a server says that it showed a variant of: one that is served, or ended just now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from burgee.domain.errors import InvalidEvent, StorageUnavailable, UnknownRun
from burgee.domain.evaluation import Evaluator
from burgee.domain.sent_events import Reason, ShownVariant, invalid
from burgee.domain.timestamps import seconds_of
from burgee.services.ports import DocumentRepository
from burgee.services.silence import Silence

ENDED_SECONDS = 86_400  # so long exposures of a run are taken after its end
KEPT_SECONDS = 60
MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class ShownRun:
    """What has to be known of a run to write an exposure; `run` as in `checkout.2`."""

    run: str
    bucket_by: str
    variants: frozenset[str]
    dimensions: tuple[str, ...]


class ShownRuns:
    """Finds runs: those served in the ruleset, others in the documents, remembered for a minute.

    `now` is wall time in seconds.
    """

    def __init__(self, documents: DocumentRepository, now: Callable[[], float]) -> None:
        self._documents = documents
        self._now = now
        self._silence = Silence(now)
        self._kept: dict[str, tuple[ShownRun | None, float]] = {}

    def find(self, evaluator: Evaluator, shown: ShownVariant) -> ShownRun:
        """The run that an exposure names, which has its variant. Raises InvalidEvent with
        UNKNOWN_RUN or UNKNOWN_VARIANT; StorageUnavailable."""
        key = shown.experiment or shown.run.rpartition(".")[0]
        form = evaluator.experiment(key)
        found = _of_form(form) if form else None
        if shown.run and (found is None or found.run != shown.run):
            found = self._not_served(evaluator.ruleset.environment, shown.run)
        if found is None:
            raise _unknown_run()
        if shown.variant not in found.variants:
            there_are = ", ".join(sorted(found.variants))
            detail = f"This run has no such variant; it has {there_are}."
            raise invalid(Reason.UNKNOWN_VARIANT, detail)
        return found

    def _not_served(self, environment: str, run: str) -> ShownRun | None:
        name = f"{environment}/{run}"
        found, at = self._kept.get(name, (None, float("-inf")))
        if not 0 <= self._now() - at < KEPT_SECONDS:
            found = self._read(environment, run)
            if len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[name] = (found, self._now())
        return found

    def _read(self, environment: str, run: str) -> ShownRun | None:
        # These load pydantic, which nothing else here needs.
        from burgee.domain.experiment_forms import attribute_of
        from burgee.services.frozen_runs import frozen_run

        if self._silence.is_on:
            raise StorageUnavailable("The runs cannot be read now; send it again.")
        try:
            found = frozen_run(self._documents, run)
        except UnknownRun:
            return None
        except StorageUnavailable:
            self._silence.begin()
            raise
        ended = seconds_of(found.ended_at) if found.ended_at else None
        is_open = ended is None or self._now() - ended < ENDED_SECONDS
        dimensions = tuple(found.dimensions)
        shown = ShownRun(run, attribute_of(found.bucket_by), frozenset(found.weights), dimensions)
        return shown if is_open and found.environment == environment else None


def _of_form(form: Mapping[str, Any]) -> ShownRun:
    return ShownRun(
        form["run"], form["bucket_by"], frozenset(form["variants"]), tuple(form["dimensions"])
    )


def _unknown_run() -> InvalidEvent:
    detail = "No such run is running in this environment, nor ended within the last day."
    return invalid(Reason.UNKNOWN_RUN, detail)
