"""What moving a rollout works with."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.services.rollout_ports import AlarmStates, JudgementRepository, RolloutAlarms
from burgee.services.writing import Ledger


@dataclass(frozen=True, slots=True)
class Steering:
    """Documents, what was found of guardrails, how alarms stand, and alarms that are made."""

    ledger: Ledger
    judgements: JudgementRepository
    alarm_states: AlarmStates
    rollout_alarms: RolloutAlarms
