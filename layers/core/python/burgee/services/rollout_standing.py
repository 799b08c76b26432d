"""How a rollout stands: what was found of it, and what keeps it from its next stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.judgements import Judgement
from burgee.domain.rollout_readiness import judgement_of, obstacles
from burgee.domain.rollouts import Rollout, rollout_run_id
from burgee.services.reading import read
from burgee.services.situations import named_alarms, situation_of
from burgee.services.steering import Steering


@dataclass(frozen=True, slots=True)
class Standing:
    """A rollout, the judgement of its open run (after its end, of its last one), how every alarm
    that it or its flag names stands (None: it is not there, or CloudWatch did not answer), and as
    sentences what keeps it from its next stage beside time."""

    version: DocumentVersion
    rollout: Rollout
    judgement: Judgement | None
    alarms: Mapping[str, AlarmState | None]
    obstacles: tuple[str, ...]


def rollout_standing(steering: Steering, key: str) -> Standing:
    """How a rollout stands now. Raises DocumentNotFound."""
    version = read(steering.ledger.documents, Kind.ROLLOUT, key)
    rollout = Rollout.model_validate(version.body)
    situation = situation_of(steering, rollout)
    named = dict.fromkeys(named_alarms(steering.ledger.documents, rollout))
    against = tuple(obstacles(rollout, situation)) if rollout.is_served else ()
    judgement = judgement_of(rollout, situation.judgement) or _last_judgement(steering, rollout)
    return Standing(version, rollout, judgement, situation.alarms or named, against)


def _last_judgement(steering: Steering, rollout: Rollout) -> Judgement | None:
    """Of the run that ended with the rollout: often why it was taken back."""
    if rollout.ended_at is None or not rollout.runs:
        return None
    return steering.judgements.latest(rollout_run_id(rollout.key, rollout.runs[-1].number))
