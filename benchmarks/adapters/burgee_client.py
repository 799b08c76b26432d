"""Burgee as an application calls it: the client's own call, of whichever tier has the flag."""

from __future__ import annotations

from benchmarks.adapters import base, burgee


class Adapter(burgee.Adapter):
    name = "burgee"
    imports = ("burgee_openfeature.local_client",)
    note = "pure Python, murmur3; client.value, its ruleset renewed by a thread"

    def load(self, files: base.Files) -> None:
        from benchmarks import own_client, own_flags

        self._client = own_client.client(files, own_flags.ENVIRONMENT)
        self._evaluator = self._client  # it evaluates all flags under the same name

    def call(self, kind: str, key: str) -> base.Call:
        value, default = self._client.value, {} if kind == "w4" else False
        return lambda context: value(key, context, default)
