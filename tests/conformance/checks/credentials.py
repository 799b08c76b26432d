"""Who may ask: decided before anything of the request is read."""

from __future__ import annotations

from tests.conformance.calls import (
    BAD_KEY,
    Calls,
    Headers,
    api_key,
    bearer,
    brief,
    single_path,
)
from tests.conformance.expected import Expected
from tests.conformance.report import Group, Level, Report

STRANGERS: dict[str, tuple[Headers, tuple[int, ...]]] = {
    "no credentials": ({}, (401,)),
    "bad bearer": (bearer(BAD_KEY), (401, 403)),
    "bad X-API-Key": (api_key(BAD_KEY), (401, 403)),
}


def check(calls: Calls, expected: Expected, report: Report, *, both_headers: bool) -> None:
    """`both_headers`: the key is taken in X-API-Key too."""
    group, first = report.group("auth"), expected.answers[0]
    for name, (identity, statuses) in STRANGERS.items():
        responses = {
            "single": calls.single(first.key, first.context, identity=identity),
            "bulk": calls.bulk(expected.web_context, identity=identity),
            "unknown flag": calls.single(expected.missing, {}, identity=identity),
        }
        for way, response in responses.items():
            is_refused = response.status_code in statuses
            group.check(f"{way}: {name} is refused", is_refused, brief(response))
    response = calls.post(single_path(first.key), raw="{", identity={})
    group.expect("the caller is checked before the body is read", response.status_code, 401)
    etag = calls.bulk(expected.web_context).headers.get("etag", "")
    response = calls.bulk(expected.web_context, identity={}, headers={"If-None-Match": etag})
    group.expect("no 304 without credentials", response.status_code, 401)
    if both_headers:
        _check_both_headers(calls, expected, group)


def _check_both_headers(calls: Calls, expected: Expected, group: Group) -> None:
    first = expected.answers[0]
    response = calls.single(first.key, first.context, identity=api_key(calls.key))
    group.expect("X-API-Key works as well", response.status_code, 200)
    small = {"Authorization": f"bearer {calls.key}"}
    status = calls.single(first.key, first.context, identity=small).status_code
    group.expect("the scheme's case does not matter", status, 200, level=Level.WARN)
