"""Burgee's evaluator by itself: value, variant and reason of every answer."""

from __future__ import annotations

from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import User

WARM = 64  # evaluations of all flags before any is timed: source is written after the 32nd


class Adapter(base.Adapter):
    name = "burgee evaluator"
    imports = ("burgee.domain.evaluation", "burgee.domain.ruleset")
    note = "Evaluator.evaluate and evaluate_all: value, variant, reason and metadata"

    @property
    def version(self) -> str:
        return "here"

    def build(self, count: int) -> base.Files:
        from benchmarks import own_flags, own_publishing

        flags = own_flags.flags(count)
        return own_publishing.files(own_publishing.publication(own_flags.ENVIRONMENT, flags))

    def load(self, files: base.Files) -> None:
        from benchmarks import own_ruleset

        self._evaluator = own_ruleset.evaluator(files)

    def use_every_operator(self) -> None:
        """Evaluate the examples, so that nothing is timed before every operator is loaded."""
        from benchmarks import own_flags, own_publishing, own_ruleset

        flags, segments = own_flags.example_documents()
        published = own_publishing.publication(own_flags.EXAMPLE_ENVIRONMENT, flags, segments)
        evaluator = own_ruleset.evaluator(own_publishing.files(published))
        answers = evaluator.evaluate_all(self.context(workload.PROBES[0][0]))
        faults = [answer for answer in answers.values() if answer.reason == "ERROR"]
        assert answers
        assert not faults, faults

    def context(self, user: User) -> Any:
        return {"targetingKey": user["id"], **workload.attributes(user)}

    def call(self, kind: str, key: str) -> base.Call:
        evaluate = self._evaluator.evaluate
        return lambda context: evaluate(key, context).value

    def bulk(self, count: int) -> base.Call:
        evaluate_all = self._evaluator.evaluate_all
        for _ in range(WARM):
            evaluate_all(self.context(workload.PROBES[2][0]))
        return lambda context: evaluate_all(context)

    def bulk_value(self, answer: Any) -> Any:
        return answer.value
