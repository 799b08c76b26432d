"""Flagsmith: pure Python, offline."""

from __future__ import annotations

import json
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag, Condition

OPERATORS = {"eq": "EQUAL", "in": "IN", "gt": "GREATER_THAN", "share": "PERCENTAGE_SPLIT"}
UPDATED_AT = "2026-01-01T00:00:00+00:00"


def _state(flag: BenchFlag, *, enabled: bool, priority: int | None = None) -> dict[str, Any]:
    number = flag.number * 10 + (priority or 0)
    state: dict[str, Any] = {
        "django_id": number,
        "enabled": enabled,
        "feature": {"id": flag.number, "name": flag.key, "type": "STANDARD"},
        "feature_state_value": None,
        "featurestate_uuid": f"00000000-0000-4000-8000-{number:012d}",
        "multivariate_feature_state_values": [],
        "identity_id": None,
    }
    return state if priority is None else {**state, "feature_segment": {"priority": priority}}


def _split_state(flag: BenchFlag) -> dict[str, Any]:
    """Its control has no share of its own: it takes what the others leave."""
    (_, _, control), *others = workload.VARIANTS
    values = [
        {
            "id": number + 1,
            "percentage_allocation": weight,
            "mv_fs_value_uuid": f"00000000-0000-4000-9000-{flag.number * 10 + number:012d}",
            "multivariate_feature_option": {
                "id": flag.number * 10 + number,
                "value": json.dumps(value),
            },
        }
        for number, (_, weight, value) in enumerate(others, start=1)
    ]
    state = _state(flag, enabled=True)
    value = {"feature_state_value": json.dumps(control)}
    return {**state, **value, "multivariate_feature_state_values": values}


def _rules(flag: BenchFlag) -> list[list[Condition]]:
    if flag.kind == "w3":
        return [[("", "share", workload.SHARE)]]
    return workload.rules(flag) if flag.kind == "w2" else []


def _condition(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    text = ",".join(value) if operator == "in" else str(value)
    return {"operator": OPERATORS[operator], "property_": attribute, "value": text}


def _segment(flag: BenchFlag, number: int, rule: list[Condition]) -> dict[str, Any]:
    conditions = [_condition(condition) for condition in rule]
    inner = {"type": "ALL", "conditions": conditions, "rules": []}
    return {
        "id": flag.number * 10 + number,
        "name": f"{flag.key}-{number}",
        "feature_states": [_state(flag, enabled=True, priority=number)],
        "rules": [{"type": "ALL", "conditions": [], "rules": [inner]}],
    }


class Adapter(base.Adapter):
    name, package = "flagsmith", "flagsmith"
    imports = ("flagsmith",)
    note = (
        "pure Python; evaluates lazily, so a call is get_identity_flags and one flag; "
        "JSON values are text, not parsed in W4"
    )

    def document(self, count: int) -> Any:
        states, segments = [], []
        for flag in workload.flags(count):
            is_split = flag.kind == "w4"
            plain = _state(flag, enabled=flag.kind == "w1")
            states.append(_split_state(flag) if is_split else plain)
            rules = enumerate(_rules(flag), start=1)
            segments += [_segment(flag, number, rule) for number, rule in rules]
        project = {"id": 1, "name": "p", "segments": segments, "hide_disabled_flags": False}
        names = {"api_key": "env", "name": "prod", "id": 1, "updated_at": UPDATED_AT}
        return {**names, "feature_states": states, "identity_overrides": [], "project": project}

    def start(self, text: str) -> None:
        from flagsmith import Flagsmith
        from flagsmith.offline_handlers import LocalFileHandler

        handler = LocalFileHandler(base.written(text))
        self._client = Flagsmith(offline_mode=True, offline_handler=handler)

    def call(self, kind: str, key: str) -> base.Call:
        get_flags = self._client.get_identity_flags
        if kind == "w4":
            return lambda context: get_flags(context[0], context[1]).get_feature_value(key)
        return lambda context: get_flags(context[0], context[1]).is_feature_enabled(key)

    def bulk(self, count: int) -> base.Call:
        get_flags = self._client.get_identity_flags
        return lambda context: {
            flag.feature_name: (flag.enabled, flag.value)
            for flag in get_flags(context[0], context[1]).all_flags()
        }

    def bulk_value(self, answer: Any) -> Any:
        return answer[0]
