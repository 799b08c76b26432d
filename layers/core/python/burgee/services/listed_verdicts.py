"""What experiments of a list came to so far, beside what their documents say."""

from __future__ import annotations

from dataclasses import replace

from burgee.domain.documents import Json, Page, Summary
from burgee.domain.experiments import LIVE, Status, run_id
from burgee.services.look_ports import LookRepository

JUDGED = LIVE | {Status.COMPLETED}  # later there is a decision, or nobody asks


def with_verdicts(looks: LookRepository, page: Page[Summary]) -> Page[Summary]:
    """The rows with the `verdict` of the newest look at their newest run: of those that are on or
    wait for a decision, one read each. None for the others, and before the first look."""
    rows = (
        replace(row, summary={**row.summary, "verdict": _verdict(looks, row)}) for row in page.items
    )
    return Page(tuple(rows), page.cursor)


def _verdict(looks: LookRepository, row: Summary) -> dict[str, Json] | None:
    if row.summary["status"] not in JUDGED:
        return None
    look = looks.latest(run_id(row.key, row.summary["run"]))
    if look is None:
        return None
    return {"recommendation": look.verdict.recommendation, "sentence": look.verdict.sentence}
