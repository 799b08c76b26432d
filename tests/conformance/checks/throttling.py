"""Too many requests: 429, and after how long the next is taken."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import httpx

from tests.conformance.calls import Calls, brief
from tests.conformance.expected import Expected
from tests.conformance.report import Report

LONGEST_WAIT_SECONDS = 30


def check(calls: Calls, expected: Expected, report: Report, *, requests: int) -> None:
    """`requests`: so many, as fast as they go, have to be too many."""
    group = report.group("throttle")
    response = _refused(calls, expected, requests)
    if not group.check(f"429 within {requests}", response.status_code == 429, brief(response)):
        return
    after = response.headers.get("retry-after", "")
    # The published example is an ISO date, which neither the Python nor the Node client can read.
    group.check("Retry-After is seconds or an HTTP date", after.isdigit() or _is_date(after), after)
    if after.isdigit():
        time.sleep(min(int(after), LONGEST_WAIT_SECONDS))
        again = calls.bulk(expected.web_context)
        group.check("after Retry-After it is taken", again.status_code == 200, brief(again))


def _refused(calls: Calls, expected: Expected, requests: int) -> httpx.Response:
    first = expected.answers[0]
    for _ in range(requests):
        response = calls.single(first.key, first.context)
        if response.status_code == 429:
            break
    return response


def _is_date(text: str) -> bool:
    try:
        return bool(parsedate_to_datetime(text))
    except (TypeError, ValueError):
        return False
