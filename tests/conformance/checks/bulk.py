"""All flags at once: each context, each flag once, each as it is answered alone."""

from __future__ import annotations

from typing import Any

from tests.conformance.calls import Calls, brief, faults, json_of, object_of
from tests.conformance.checks.answers import check_answer
from tests.conformance.expected import Context, Expected, in_short
from tests.conformance.report import Group, Level, Report


def check(calls: Calls, expected: Expected, report: Report) -> None:
    group = report.group("bulk")
    for context in expected.contexts:
        flags = _checked_flags(calls, context, group)
        by_key = {each.get("key"): each for each in flags}
        for wanted in expected.answers:
            if wanted.context == context:
                answer = by_key.get(wanted.key)
                check_answer(group, f"{wanted.title} in bulk", wanted, answer)
                alone = json_of(calls.single(wanted.key, context))
                group.check(f"{wanted.title} as it is alone", answer == alone, answer, Level.WARN)


def _checked_flags(calls: Calls, context: Context, group: Group) -> list[dict[str, Any]]:
    response = calls.bulk(context)
    body, title = object_of(response), in_short(context)
    group.check(f"{title} 200", response.status_code == 200, brief(response))
    found = faults("bulkSuccess", body)
    group.check(f"{title} schema", not found, found)
    flags: list[dict[str, Any]] = [each for each in body.get("flags", []) if isinstance(each, dict)]
    keys = [each.get("key") for each in flags]
    group.check(f"{title} keys unique", len(keys) == len(set(keys)), keys)
    return flags
