"""What the routes of this function ask, answered by its services."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.documents import Json
from burgee.domain.roles import Caller
from burgee.services.analyse_run import Analysis, Asking, take_look
from burgee.services.analyse_sample_size import sample_size
from burgee.wire.analysis_routes import TakeLook
from burgee.wire.result_answers import look_answer
from burgee.wire.sample_size import SampleSizeAsked


@dataclass(frozen=True, slots=True)
class ServingAnalyst:
    """Fills `burgee.wire.analysis_routes.Analyst`."""

    analysis: Analysis

    def look(self, asked_by: Caller, key: str, asked: TakeLook) -> Json:
        asking = Asking(asked_by, final=asked.final)
        return look_answer(take_look(self.analysis, key, asked.run, asking))

    def sample_size(self, asked: SampleSizeAsked) -> Json:
        return sample_size(asked.model_dump())
