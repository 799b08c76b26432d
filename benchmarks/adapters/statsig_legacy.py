"""Statsig's older SDK: pure Python."""

from __future__ import annotations

import logging
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base, statsig_specs
from benchmarks.workload import User


class Adapter(base.Adapter):
    name, package = "statsig-legacy", "statsig"
    imports = ("statsig",)
    bulk_is_mapping = False
    note = "pure Python, sha256; bootstrap values, log_exposure=False; bulk as in statsig-core"

    def document(self, count: int) -> Any:
        return statsig_specs.inline(count)

    def start(self, text: str) -> None:
        from statsig import StatsigOptions, StatsigServer, StatsigUser

        logging.getLogger("statsig.sdk").setLevel(logging.CRITICAL)
        self._user = StatsigUser
        self._client = StatsigServer()
        options = StatsigOptions(
            bootstrap_values=text,
            local_mode=False,
            disable_diagnostics=True,
            disable_all_logging=True,
            api="http://127.0.0.1:9/",
            rulesets_sync_interval=36_000,
            idlists_sync_interval=36_000,
        )
        self._client.initialize("secret-bench", options)

    def context(self, user: User) -> Any:
        return self._user(user["id"], custom=workload.attributes(user))

    def call(self, kind: str, key: str) -> base.Call:
        if kind == "w4":
            get_experiment = self._client.get_experiment
            return lambda context: get_experiment(context, key, log_exposure=False).value
        check_gate = self._client.check_gate
        return lambda context: check_gate(context, key, log_exposure=False)

    def bulk(self, count: int) -> base.Call:
        respond = self._client.get_client_initialize_response
        return lambda context: respond(context)

    def check_opaque_bulk(self, answers: Any) -> None:
        super().check_opaque_bulk([*answers["feature_gates"], *answers["dynamic_configs"]])

    def close(self) -> None:
        self._client.shutdown()
