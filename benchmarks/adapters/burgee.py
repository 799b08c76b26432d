"""Burgee itself, through its public call: value, variant and reason of every answer."""

from __future__ import annotations

from typing import Any

from benchmarks import own_ruleset, workload
from benchmarks.adapters import base
from benchmarks.workload import User


class Adapter(base.Adapter):
    name = "burgee"
    imports = ("burgee.domain.evaluation", "burgee.domain.ruleset")
    note = "pure Python, murmur3; an answer has value, variant, reason and metadata"

    @property
    def version(self) -> str:
        return "here"

    def build(self, count: int) -> base.Files:
        from benchmarks import own_flags, own_publishing

        return own_publishing.files(own_flags.flags(count), own_flags.ENVIRONMENT)

    def load(self, files: base.Files) -> None:
        self._evaluator = own_ruleset.evaluator(files)

    def context(self, user: User) -> Any:
        return {"targetingKey": user["id"], **workload.attributes(user)}

    def call(self, kind: str, key: str) -> base.Call:
        evaluate = self._evaluator.evaluate
        return lambda context: evaluate(key, context).value

    def bulk(self, count: int) -> base.Call:
        evaluate_all = self._evaluator.evaluate_all
        return lambda context: evaluate_all(context)

    def bulk_value(self, answer: Any) -> Any:
        return answer.value
