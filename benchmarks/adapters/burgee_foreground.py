"""Burgee's client that renews its ruleset in the foreground, as it does unless told otherwise."""

from __future__ import annotations

from benchmarks.adapters import base, burgee_client


class Adapter(burgee_client.Adapter):
    name = "burgee foreground"
    note = "the same client, which looks at the clock at each call, as it has no thread"

    def load(self, files: base.Files) -> None:
        from benchmarks import own_client, own_flags
        from burgee_openfeature.refreshing import FOREGROUND

        client = own_client.client(files, own_flags.ENVIRONMENT, FOREGROUND)
        self._client = self._evaluator = client
