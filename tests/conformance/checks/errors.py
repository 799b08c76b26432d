"""What is refused, with which status, code and words."""

from __future__ import annotations

from collections.abc import Mapping

from tests.conformance.calls import BULK, Calls, brief, faults, object_of, single_path
from tests.conformance.checks.answers import check_failure
from tests.conformance.expected import Expected, in_short
from tests.conformance.report import Group, Level, Report

MISSING_UNIT = "TARGETING_KEY_MISSING"
_INVALID = ("INVALID_CONTEXT",)
_EITHER = ("PARSE_ERROR", "INVALID_CONTEXT")
BAD_BODIES: Mapping[str, tuple[str | bytes, tuple[str, ...]]] = {
    "malformed JSON": ('{"context": ', _EITHER),
    "empty body": ("", _EITHER),
    "body is an array": ("[]", _EITHER),
    "body is null": ("null", _EITHER),
    "context is a string": ('{"context":"x"}', _EITHER),
    "context is an array": ('{"context":[]}', _EITHER),
    "context is null": ('{"context":null}', _INVALID),
    "targetingKey is a number": ('{"context":{"targetingKey":5}}', _INVALID),
    "targetingKey is an object": ('{"context":{"targetingKey":{}}}', _INVALID),
    "body is not UTF-8": (b'{"context":{"targetingKey":"\xff\xfe"}}', _EITHER),
}


def check(calls: Calls, expected: Expected, report: Report) -> None:
    group = report.group("errors")
    _check_flags_that_fail(calls, expected, group)
    _check_bad_bodies(calls, expected, group)
    _check_without_a_unit(calls, expected, group)


def _check_flags_that_fail(calls: Calls, expected: Expected, group: Group) -> None:
    missing = expected.missing
    response = calls.single(missing, {"targetingKey": "u"})
    codes = ("FLAG_NOT_FOUND",)
    check_failure(group, "unknown flag", response, status=404, codes=codes, key=missing)
    for wanted in expected.failures:
        response = calls.single(wanted.key, wanted.context)
        title = f"{wanted.key} {in_short(wanted.context)}"
        codes = (wanted.code,)
        check_failure(group, title, response, status=wanted.status, codes=codes, key=wanted.key)


def _check_bad_bodies(calls: Calls, expected: Expected, group: Group) -> None:
    key = expected.answers[0].key
    for name, (raw, codes) in BAD_BODIES.items():
        response = calls.post(single_path(key), raw=raw)
        check_failure(group, f"single: {name}", response, status=400, codes=codes, key=key)
        response = calls.post(BULK, raw=raw)
        check_failure(group, f"bulk: {name}", response, status=400, codes=codes, key=None)


def _check_without_a_unit(calls: Calls, expected: Expected, group: Group) -> None:
    if expected.static:
        response = calls.single(expected.static, {})
        group.check("a static flag needs no unit", response.status_code == 200, brief(response))
    response = calls.bulk({})
    if response.status_code != 200:
        codes = (MISSING_UNIT, *_INVALID)
        title = "bulk without targetingKey"
        check_failure(group, title, response, status=400, codes=codes, key=None)
        # Legal, but a browser that does not know its visitor yet cannot start then.
        group.check(f"{title} answers flag by flag", False, brief(response), Level.WARN)
        return
    body = object_of(response)
    found = faults("bulkSuccess", body)
    group.check("bulk without targetingKey: schema", not found, found)
    codes_by_key = {each.get("key"): each.get("errorCode") for each in body.get("flags", [])}
    for wanted in expected.failures:
        if wanted.code == MISSING_UNIT:
            code = codes_by_key.get(wanted.key)
            group.expect(f"bulk without targetingKey: {wanted.key} says so", code, MISSING_UNIT)
