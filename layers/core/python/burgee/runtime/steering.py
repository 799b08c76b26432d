"""What moving rollouts works with: documents, judgements and the alarms of the account."""

from __future__ import annotations

from burgee.runtime.administration import ledger
from burgee.runtime.alarms import alarm_states, rollout_alarms
from burgee.runtime.judgements import judgements
from burgee.services.steering import Steering


def steering() -> Steering:
    """The steering of this process."""
    return Steering(ledger(), judgements(), alarm_states(), rollout_alarms())
