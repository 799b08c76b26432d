"""What `ingest` keeps between invocations, built once."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor

from burgee.runtime.evaluation import usage_counter
from burgee.runtime.wiring import keys_documents, once, units, usage
from burgee.services.ingest import Ingest, Recording
from burgee.services.note_event_names import EventNames
from burgee.services.shown_runs import ShownRuns
from burgee.services.write_units import UnitWriter

WRITERS = 8  # of DynamoDB at once; a client of botocore keeps ten connections


@once
def ingestion() -> Ingest:
    """What takes events in this sandbox."""
    pool = ThreadPoolExecutor(WRITERS, thread_name_prefix="write-units")
    recording = Recording(
        units=units(),
        writer=UnitWriter(units(), pool, time.monotonic),
        usage=usage_counter(),
        names=EventNames(usage(), time.time),
        runs=ShownRuns(keys_documents(), time.time),
    )
    return Ingest(recording, now=time.time, monotonic=time.monotonic, new_id=_new_id)


def _new_id() -> str:
    return secrets.token_hex(16)
