"""Where judgements of guardrails are kept: for `analyse` and whoever moves rollouts.

Beside `wiring`, as what judgements are made of loads pydantic, which no evaluation may.
"""

from __future__ import annotations

from burgee.runtime.wiring import administration_client, once, settings
from burgee.storage.judgements import DynamoJudgements
from burgee.storage.schema import AGGREGATES
from burgee.storage.table import ItemTable


@once
def judgements() -> DynamoJudgements:
    """The judgements of this deployment."""
    table = settings().table_name(AGGREGATES)
    return DynamoJudgements(ItemTable(administration_client(), table, tells_throttling=True))
