"""The ETag of bulk: it names the answer, so that 304 is only said where nothing has changed."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx

from tests.conformance.calls import Calls, brief, json_of
from tests.conformance.expected import Context, Expected
from tests.conformance.report import Group, Level, Report

QUOTED = re.compile(r'(W/)?"[^"]*"')
OF_A_CHANGE_EVENT = {"flagConfigEtag": "x", "flagConfigLastModified": "1771622898"}


def check(
    calls: Calls, expected: Expected, report: Report, change: Callable[[], None] | None
) -> None:
    """`change` makes some flag answer otherwise, and the second time as before."""
    group, context = report.group("etag"), expected.web_context
    etag = _checked_etag(calls, context, group)
    _check_conditions(calls, context, etag, group)
    response = calls.bulk(context, query=OF_A_CHANGE_EVENT)
    group.expect("query of a change event is taken", response.status_code, 200)
    if expected.differ:
        _check_other_attributes(calls, expected.differ, group)
    if change:
        change()
        response = _asked_again(calls, context, etag)
        fresh = response.status_code == 200 and response.headers.get("etag") != etag
        group.check("after a change the old ETag gives 200 and a new one", fresh, brief(response))
        change()


def _checked_etag(calls: Calls, context: Context, group: Group) -> str:
    etag = calls.bulk(context).headers.get("etag", "")
    group.check("bulk has an ETag, quoted", QUOTED.fullmatch(etag), etag)
    group.expect("same request, same ETag", calls.bulk(context).headers.get("etag"), etag)
    turned = calls.bulk(dict(reversed(list(context.items())))).headers.get("etag")
    group.expect("order of the context does not matter", turned, etag, level=Level.WARN)
    return etag


def _check_conditions(calls: Calls, context: Context, etag: str, group: Group) -> None:
    response = _asked_again(calls, context, etag)
    group.expect("If-None-Match -> 304", response.status_code, 304)
    group.check("304 has no body", not response.content, brief(response))
    group.expect("304 repeats the ETag", response.headers.get("etag"), etag)
    strong = etag.removeprefix("W/")
    forms = {"weak form": f"W/{strong}", "list": f'"zz", {strong}', "*": "*"}
    for name, condition in forms.items():
        level = Level.FAIL if name == "weak form" else Level.WARN
        status = _asked_again(calls, context, condition).status_code
        group.expect(f"If-None-Match {name} -> 304", status, 304, level=level)
    status = _asked_again(calls, context, '"stale"').status_code
    group.expect("another ETag -> 200", status, 200)


def _check_other_attributes(calls: Calls, contexts: tuple[Context, Context], group: Group) -> None:
    """A browser keeps its ETag as long as the unit is the same, whatever else changes."""
    first, second = contexts
    before = calls.bulk(first)
    after = _asked_again(calls, second, before.headers.get("etag", ""))
    is_fresh = after.status_code == 200 and json_of(after) != json_of(before)
    group.check("other attributes of the same unit -> 200, other answers", is_fresh, brief(after))


def _asked_again(calls: Calls, context: Context, etag: str) -> httpx.Response:
    return calls.bulk(context, headers={"If-None-Match": etag})
