"""One flag: every expected answer, and requests that are odd but right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.conformance.calls import Calls, brief, json_of, object_of, single_path
from tests.conformance.checks.answers import check_answer, check_content_type
from tests.conformance.expected import Expected
from tests.conformance.report import Group, Report

REPEATS = 5
ODD_ATTRIBUTES: Mapping[str, Any] = {
    "zz_null": None,
    "zz_list": [1, "a", {"x": None}],
    "zz_nested": {"a": {"b": [True]}},
    "zz_ünï": "😊",
}
LONG = "x" * 200_000
DEEP = "[" * 3000 + "]" * 3000


def check(calls: Calls, expected: Expected, report: Report) -> None:
    group = report.group("single")
    for wanted in expected.answers:
        response = calls.single(wanted.key, wanted.context)
        group.check(f"{wanted.title} 200", response.status_code == 200, brief(response))
        check_content_type(group, wanted.title, response)
        check_answer(group, wanted.title, wanted, json_of(response))
    for wanted in expected.answers:
        bodies = [json_of(calls.single(wanted.key, wanted.context)) for _ in range(REPEATS)]
        answers = {json.dumps(body, sort_keys=True) for body in bodies}
        group.check(f"{wanted.title} {REPEATS} repeats, one answer", len(answers) == 1, answers)
    _check_odd_requests(calls, expected, group)
    _check_what_is_no_evaluation(calls, expected, group)


def _check_odd_requests(calls: Calls, expected: Expected, group: Group) -> None:
    wanted = expected.answers[0]
    path, context = single_path(wanted.key), dict(wanted.context)
    charset = {"Content-Type": "application/json; charset=utf-8"}
    response = calls.post(path, {"context": context}, headers=charset)
    group.expect("content type with charset is taken", response.status_code, 200)
    response = calls.single(wanted.key, {**context, **ODD_ATTRIBUTES})
    same = response.status_code == 200 and object_of(response).get("value") == wanted.value
    group.check("odd attributes nobody asks for are harmless", same, brief(response))
    response = calls.post(path, {"context": context, "zz_unknown_member": 1})
    group.expect("unknown member beside the context is harmless", response.status_code, 200)


def _check_what_is_no_evaluation(calls: Calls, expected: Expected, group: Group) -> None:
    wanted = expected.answers[0]
    path = single_path(wanted.key)
    response = calls.single(wanted.key, {**(wanted.context or {"targetingKey": "u"}), "pad": LONG})
    group.expect("200 kB context: answered or 4xx", response.status_code, 200, 400, 413)
    raw = f'{{"context":{{"targetingKey":"u","d":{DEEP}}}}}'
    response = calls.post(path, raw=raw)
    group.check("3000-deep context: never 5xx", response.status_code < 500, brief(response))
    response = calls.get(path)
    group.expect("GET is not an evaluation", response.status_code, 404, 405, 403)
