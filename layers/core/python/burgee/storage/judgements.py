"""The newest judgement of each run's guardrails, in DynamoDB: one item under the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from burgee.domain.judgements import Judgement
from burgee.domain.stored_judgements import judgement_body, judgement_from
from burgee.storage import keys
from burgee.storage.packed import pack, reading, unpack
from burgee.storage.pieces import run_key
from burgee.storage.table import ABSENT, ItemTable

if TYPE_CHECKING:
    from burgee.storage.memory_table import MemoryTable

_AT = "at"  # ms, so that the newer one is told by a condition


class DynamoJudgements:
    """The judgements of one table. Reads are strong; of two writers the newer judgement stays."""

    def __init__(self, table: ItemTable | MemoryTable) -> None:
        self._table = table

    def put(self, judgement: Judgement) -> None:
        at = {"N": str(round(judgement.at * 1000))}
        item = {
            **run_key(judgement.run, keys.JUDGEMENT),
            **pack(judgement_body(judgement)),
            _AT: at,
        }
        self._table.put(item, condition=f"{ABSENT} OR #{_AT} < :{_AT}", values={f":{_AT}": at})

    def latest(self, run: str) -> Judgement | None:
        item = self._table.get(keys.run_partition(run), keys.JUDGEMENT)
        if item is None:
            return None
        with reading("judgement of guardrails"):
            return judgement_from(unpack(item))
