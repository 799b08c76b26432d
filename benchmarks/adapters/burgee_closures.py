"""Burgee's first tier alone: what a flag takes that was not asked often yet."""

from __future__ import annotations

from benchmarks.adapters import base, burgee


class Adapter(burgee.Adapter):
    name = "burgee closures"
    note = "the evaluator without its second tier"

    def load(self, files: base.Files) -> None:
        from benchmarks import own_ruleset

        self._evaluator = own_ruleset.evaluator(files, hot_calls=10**12)
