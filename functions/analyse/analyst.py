"""What the routes of this function ask, answered by its services."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.documents import Json
from burgee.domain.roles import Caller
from burgee.services.analyse_run import Analysis, take_look
from burgee.services.analyse_sample_size import sample_size
from burgee.wire.result_answers import look_answer
from burgee.wire.sample_size import SampleSizeAsked


@dataclass(frozen=True, slots=True)
class ServingAnalyst:
    """Fills `burgee.wire.analysis_routes.Analyst`."""

    analysis: Analysis

    def look(self, asked_by: Caller, key: str, run: int | None) -> Json:
        return look_answer(take_look(self.analysis, key, run, asked_by=asked_by.key_id))

    def sample_size(self, asked: SampleSizeAsked) -> Json:
        return sample_size(asked.model_dump())
