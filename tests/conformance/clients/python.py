"""The provider that PyPI has, in the OpenFeature SDK."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from openfeature import api
from openfeature.client import OpenFeatureClient
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

from tests.conformance.calls import BAD_KEY, Calls, bearer
from tests.conformance.expected import Answer, Context, Expected
from tests.conformance.report import Group, Level, Report

# A default that is not the value, so that a default that was served is seen.
OTHER_THAN: Mapping[str, Callable[[Any], Any]] = {
    "boolean": lambda value: not value,
    "string": lambda value: f"~{value}",
    "integer": lambda value: value + 1,
    "float": lambda value: value + 1.0,
    "object": lambda _: {"served": "default"},
    "array": lambda _: ["served", "default"],
}
WRONG_TYPE = {"boolean": ("string", "mine"), "string": ("boolean", True)}


def check(calls: Calls, expected: Expected, report: Report) -> None:
    group = report.group("python-client")
    client = _client("right", calls, calls.identity)
    try:
        for wanted in expected.answers:
            _check_answer(client, wanted, group)
        _check_failures(client, expected, group)
        if calls.key:
            _check_bad_key(calls, expected, group)
    finally:
        api.shutdown()


def _client(domain: str, calls: Calls, headers: Mapping[str, str]) -> OpenFeatureClient:
    provider = OFREPProvider(calls.base_url, headers_factory=lambda: dict(headers))
    api.set_provider_and_wait(provider, domain)
    return api.get_client(domain)


def _ask(client: OpenFeatureClient, kind: str, key: str, default: Any, context: Context) -> Any:
    method = "object" if kind == "array" else kind
    attributes = dict(context)
    unit = attributes.pop("targetingKey", None)
    asked = EvaluationContext(targeting_key=unit, attributes=attributes)
    return getattr(client, f"get_{method}_details")(key, default, asked)


def _check_answer(client: OpenFeatureClient, wanted: Answer, group: Group) -> None:
    default = wanted.default if wanted.is_code_default else OTHER_THAN[wanted.type](wanted.value)
    value = wanted.default if wanted.is_code_default else wanted.value
    level = Level.WARN if wanted.is_code_default else Level.FAIL
    got = _ask(client, wanted.type, wanted.key, default, wanted.context)
    is_right = got.value == value and got.error_code is None
    group.check(f"{wanted.title} value", is_right, got, level)
    if wanted.variant is not None and not wanted.is_code_default:
        group.expect(f"{wanted.title} variant", got.variant, wanted.variant)
    if wanted.reason is not None:
        group.expect(f"{wanted.title} reason", _text(got.reason), wanted.reason, level=level)
    for name, entry in wanted.metadata.items():
        group.expect(f"{wanted.title} metadata.{name}", got.flag_metadata.get(name), entry)
    if wanted.type in WRONG_TYPE and not wanted.is_code_default:
        kind, mine = WRONG_TYPE[wanted.type]
        got = _ask(client, kind, wanted.key, mine, wanted.context)
        _check_refused(group, f"{wanted.title} asked as {kind}", got, mine, "TYPE_MISMATCH")


def _check_failures(client: OpenFeatureClient, expected: Expected, group: Group) -> None:
    got = _ask(client, "string", expected.missing, "mine", {"targetingKey": "u"})
    _check_refused(group, "unknown flag", got, "mine", "FLAG_NOT_FOUND")
    for wanted in expected.failures:
        mine = {"served": "default"}
        got = _ask(client, "object", wanted.key, mine, wanted.context)
        _check_refused(group, wanted.key, got, mine, wanted.code)


def _check_bad_key(calls: Calls, expected: Expected, group: Group) -> None:
    client = _client("wrong", calls, bearer(BAD_KEY))
    key = expected.answers[0].key
    got = _ask(client, "string", key, "mine", {"targetingKey": "u"})
    _check_refused(group, "bad key", got, "mine", "GENERAL")
    is_told = re.search("unauthorized|forbidden", str(got.error_message))
    group.check("bad key: the message says so", is_told, got)


def _check_refused(group: Group, title: str, got: Any, default: Any, code: str) -> None:
    is_refused = got.value == default and _text(got.error_code) == code
    group.check(f"{title} -> {code} and the default", is_refused, got)


def _text(value: Any) -> str:
    return str(getattr(value, "value", value))
