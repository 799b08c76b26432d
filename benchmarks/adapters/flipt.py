"""Flipt's client-side evaluator: a Rust engine behind ctypes, JSON and pydantic."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base, loopback
from benchmarks.workload import BenchFlag, Condition, User

OPERATORS = {"eq": "eq", "in": "isoneof", "gt": "gt"}


def _constraint(key: str, condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    kind = "NUMBER" if operator == "gt" else "STRING"
    return {
        "id": f"{key}{attribute}",
        "type": f"{kind}_CONSTRAINT_COMPARISON_TYPE",
        "property": attribute,
        "operator": OPERATORS[operator],
        "value": json.dumps(value) if operator == "in" else str(value),
    }


def _segment(key: str, rule: list[Condition]) -> dict[str, Any]:
    return {
        "key": key,
        "name": key,
        "matchType": "ALL_SEGMENT_MATCH_TYPE",
        "constraints": [_constraint(key, condition) for condition in rule],
    }


def _w1(flag: BenchFlag) -> dict[str, Any]:
    return {}


def _w2(flag: BenchFlag) -> dict[str, Any]:
    rollouts = []
    for number, rule in enumerate(workload.rules(flag)):
        segment = {
            "value": True,
            "segmentOperator": "OR_SEGMENT_OPERATOR",
            "segments": [_segment(f"{flag.key}-{number}", rule)],
        }
        rollouts.append({"type": "SEGMENT_ROLLOUT_TYPE", "rank": number + 1, "segment": segment})
    return {"enabled": False, "rollouts": rollouts}


def _w3(flag: BenchFlag) -> dict[str, Any]:
    threshold = {"percentage": workload.SHARE, "value": True}
    rollout = {"type": "THRESHOLD_ROLLOUT_TYPE", "rank": 1, "threshold": threshold}
    return {"enabled": False, "rollouts": [rollout]}


def _w4(flag: BenchFlag) -> dict[str, Any]:
    distributions = [
        {
            "id": f"{flag.key}-{name}",
            "ruleId": f"{flag.key}-r",
            "variantId": name,
            "variantKey": name,
            "variantAttachment": json.dumps(value),
            "rollout": weight,
        }
        for name, weight, value in workload.VARIANTS
    ]
    rule = {
        "id": f"{flag.key}-r",
        "rank": 1,
        "segmentOperator": "OR_SEGMENT_OPERATOR",
        "segments": [_segment(f"{flag.key}-all", [])],
        "distributions": distributions,
    }
    return {"type": "VARIANT_FLAG_TYPE", "rules": [rule]}


FORMS = {"w1": _w1, "w2": _w2, "w3": _w3, "w4": _w4}


def _flag(flag: BenchFlag) -> dict[str, Any]:
    plain = {
        "key": flag.key,
        "name": flag.key,
        "description": "",
        "enabled": True,
        "type": "BOOLEAN_FLAG_TYPE",
        "rules": [],
        "rollouts": [],
    }
    return {**plain, **FORMS[flag.kind](flag)}


class Adapter(base.Adapter):
    name, package = "flipt", "flipt-client"
    imports = ("flipt_client", "http.server")
    bulk_is_mapping = False
    note = (
        "Rust over ctypes, JSON and pydantic; fetches its ruleset over loopback HTTP; bulk is "
        "evaluate_batch; JSON values are text, not parsed in W4"
    )

    def document(self, count: int) -> Any:
        flags = [_flag(flag) for flag in workload.flags(count)]
        return {"namespace": {"key": "default", "name": "default"}, "flags": flags}

    def start(self, text: str) -> None:
        from flipt_client import FliptClient
        from flipt_client.models import ClientOptions, EvaluationRequest

        self._request = EvaluationRequest
        self._server, url = loopback.serve(text.encode())
        self._client = FliptClient(ClientOptions(url=url, update_interval=timedelta(hours=10)))

    def context(self, user: User) -> Any:
        return (user["id"], {**workload.attributes(user), "age": str(user["age"])})

    def call(self, kind: str, key: str) -> base.Call:
        if kind == "w4":
            evaluate_variant = self._client.evaluate_variant
            return lambda context: evaluate_variant(key, context[0], context[1]).variant_attachment
        evaluate_boolean = self._client.evaluate_boolean
        return lambda context: evaluate_boolean(key, context[0], context[1]).enabled

    def bulk(self, count: int) -> base.Call:
        evaluate_batch, request = self._client.evaluate_batch, self._request
        keys = [flag.key for flag in workload.flags(count)]

        def responses(context: Any) -> Any:
            unit, attributes = context
            requests = [request(flag_key=key, entity_id=unit, context=attributes) for key in keys]
            return evaluate_batch(requests).responses

        return responses

    def close(self) -> None:
        self._client.close()
        self._server.shutdown()
