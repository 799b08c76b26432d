"""Feature flags of Powertools for AWS Lambda: pure Python."""

from __future__ import annotations

import json
import logging
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag, Condition, User

ACTIONS = {"eq": "EQUALS", "in": "KEY_IN_VALUE", "gt": "KEY_GREATER_THAN_VALUE"}


def _condition(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    return {"action": ACTIONS[operator], "key": attribute, "value": value}


def _share(start: int, end: int, value: Any) -> dict[str, Any]:
    bounds = {"BASE": 100, "START": start, "END": end - 1}
    condition = {"action": "MODULO_RANGE", "key": "num", "value": bounds}
    return {"when_match": value, "conditions": [condition]}


def _flag(flag: BenchFlag) -> dict[str, Any]:
    if flag.kind == "w1":
        return {"default": True}
    if flag.kind == "w2":
        rules = {
            f"r{number}": {"when_match": True, "conditions": [_condition(each) for each in rule]}
            for number, rule in enumerate(workload.rules(flag))
        }
        return {"default": False, "rules": rules}
    if flag.kind == "w3":
        return {"default": False, "rules": {"share": _share(0, workload.SHARE, True)}}
    split, low = {}, 0
    for name, weight, value in workload.VARIANTS:
        split[name] = _share(low, low + weight, value)
        low += weight
    return {"default": {}, "boolean_type": False, "rules": split}


class Adapter(base.Adapter):
    name, package = "aws-powertools", "aws_lambda_powertools"
    imports = ("aws_lambda_powertools.utilities.feature_flags",)
    bulk_is_mapping = False
    note = (
        "pure Python, store in memory; has no percentages: W3 and W4 take the remainder of a "
        "number and hash nothing; its bulk answers the names of what is on, and no values"
    )

    def document(self, count: int) -> Any:
        return {flag.key: _flag(flag) for flag in workload.flags(count)}

    def start(self, text: str) -> None:
        from aws_lambda_powertools.utilities.feature_flags import FeatureFlags
        from aws_lambda_powertools.utilities.feature_flags.base import StoreProvider

        configuration = json.loads(text)

        class Memory(StoreProvider):
            @property
            def get_raw_configuration(self) -> dict[str, Any]:
                return configuration

            def get_configuration(self) -> dict[str, Any]:
                return configuration

        logger = logging.getLogger("benchmarks.powertools")
        logger.setLevel(logging.CRITICAL)
        self._client = FeatureFlags(store=Memory(), logger=logger)
        self._client.evaluate(name="w1_0", context={}, default=False)  # validates at first use

    def context(self, user: User) -> Any:
        return user

    def call(self, kind: str, key: str) -> base.Call:
        evaluate = self._client.evaluate
        default: Any = {} if kind == "w4" else False
        return lambda context: evaluate(name=key, context=context, default=default)

    def bulk(self, count: int) -> base.Call:
        get_enabled = self._client.get_enabled_features
        return lambda context: get_enabled(context=context)

    def check_opaque_bulk(self, answers: Any) -> None:
        assert len(answers) >= 250, f"{len(answers)} answers"
