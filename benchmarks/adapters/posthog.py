"""PostHog: pure Python, evaluated locally."""

from __future__ import annotations

import json
import logging
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag, Condition


def _property(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    return {
        "key": attribute,
        "type": "person",
        "operator": "gt" if operator == "gt" else "exact",
        "value": [value] if operator == "eq" else value,
    }


def _filters(flag: BenchFlag) -> dict[str, Any]:
    if flag.kind == "w2":
        groups = [
            {"rollout_percentage": 100, "properties": [_property(each) for each in rule]}
            for rule in workload.rules(flag)
        ]
        return {"groups": groups}
    if flag.kind == "w3":
        return {"groups": [{"properties": [], "rollout_percentage": workload.SHARE}]}
    filters: dict[str, Any] = {"groups": [{"properties": [], "rollout_percentage": 100}]}
    if flag.kind == "w4":
        shares = [{"key": n, "rollout_percentage": weight} for n, weight, _ in workload.VARIANTS]
        filters["multivariate"] = {"variants": shares}
        filters["payloads"] = {n: json.dumps(value) for n, _, value in workload.VARIANTS}
    return filters


def _flag(flag: BenchFlag) -> dict[str, Any]:
    names = {"id": flag.number, "key": flag.key, "name": flag.key}
    return {**names, "active": True, "filters": _filters(flag)}


class Adapter(base.Adapter):
    name, package = "posthog", "posthog"
    imports = ("posthog",)
    note = "pure Python, sha1; only_evaluate_locally, no events; W4 reads the payload"

    def document(self, count: int) -> Any:
        flags = [_flag(flag) for flag in workload.flags(count)]
        return {"flags": flags, "group_type_mapping": {}, "cohorts": {}}

    def start(self, text: str) -> None:
        from posthog import Posthog

        logging.getLogger("posthog").setLevel(logging.CRITICAL)
        self._client = Posthog(
            "phc_x", host="http://127.0.0.1:9", send=False, enable_exception_autocapture=False
        )
        self._client._update_flag_state(json.loads(text))

    def call(self, kind: str, key: str) -> base.Call:
        get_result = self._client.get_feature_flag_result
        options = {"only_evaluate_locally": True, "send_feature_flag_events": False}
        if kind == "w4":
            return lambda c: get_result(key, c[0], person_properties=c[1], **options).payload
        return lambda c: get_result(key, c[0], person_properties=c[1], **options).enabled

    def bulk(self, count: int) -> base.Call:
        get_all = self._client.get_all_flags_and_payloads
        return lambda c: get_all(c[0], person_properties=c[1], only_evaluate_locally=True)[
            "featureFlags"
        ]

    def bulk_value(self, answer: Any) -> Any:
        return bool(answer)

    def close(self) -> None:
        self._client.shutdown()
