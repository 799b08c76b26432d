"""What a page of another origin may send and read."""

from __future__ import annotations

from tests.conformance.calls import BAD_KEY, BULK, Calls, bearer
from tests.conformance.expected import Expected
from tests.conformance.report import Group, Report

SENT = ("authorization", "content-type", "if-none-match", "x-api-key")


def check(calls: Calls, expected: Expected, report: Report, *, origin: str) -> None:
    group = report.group("cors")
    _check_preflight(calls, origin, group)
    page, context = {"Origin": origin}, expected.web_context
    whole = calls.bulk(context, headers=page)
    unchanged = {**page, "If-None-Match": whole.headers.get("etag", "")}
    responses = {
        "200": whole,
        "304": calls.bulk(context, headers=unchanged),
        "401": calls.bulk(context, headers=page, identity=bearer(BAD_KEY)),
    }
    for name, response in responses.items():
        allowed = response.headers.get("access-control-allow-origin")
        group.expect(f"{name} may be read by the page", allowed, "*", origin)
        exposed = response.headers.get("access-control-expose-headers", "").lower()
        if name != "401":
            group.check(f"{name} shows the page its ETag", "etag" in exposed, exposed)


def _check_preflight(calls: Calls, origin: str, group: Group) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": ",".join(SENT),
    }
    response = calls.options(BULK, asked)
    group.expect("preflight 2xx without credentials", response.status_code, 200, 204)
    allowed = response.headers.get("access-control-allow-headers", "").lower()
    for name in SENT:
        # A star allows all but this one.
        is_covered = allowed.strip() == "*" and name != "authorization"
        group.check(f"preflight allows {name}", name in allowed or is_covered, allowed)
    methods = response.headers.get("access-control-allow-methods", "")
    group.check("preflight allows POST", "POST" in methods or methods == "*", methods)
