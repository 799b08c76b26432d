"""Statsig's core: a Rust engine inside the Python process."""

from __future__ import annotations

from typing import Any

from benchmarks import workload
from benchmarks.adapters import base, statsig_specs
from benchmarks.workload import User


def _options(text: str) -> Any:
    from statsig_python_core import DataStore, StatsigOptions
    from statsig_python_core.data_store import DataStoreResponse

    class Memory(DataStore):
        def get(self, key: str) -> Any:
            return DataStoreResponse(result=text, time=statsig_specs.HEAD["time"])

    return StatsigOptions(
        disable_all_logging=True,
        disable_network=True,
        data_store=Memory(),
        output_log_level="none",
        disable_country_lookup=True,
        wait_for_country_lookup_init=False,
        disable_disk_access=True,
        specs_sync_interval_ms=36_000_000,
    )


class Adapter(base.Adapter):
    name, package = "statsig-core", "statsig-python-core"
    imports = ("statsig_python_core",)
    bulk_is_mapping = False
    note = (
        "Rust over PyO3; exposure logging off per call and all logging off; bulk is "
        "get_client_initialize_response: JSON text with hashed names"
    )

    def document(self, count: int) -> Any:
        return statsig_specs.shared(count)

    def start(self, text: str) -> None:
        from statsig_python_core import (
            ExperimentEvaluationOptions,
            FeatureGateEvaluationOptions,
            Statsig,
            StatsigUser,
        )

        self._user = StatsigUser
        self._quiet_gate = FeatureGateEvaluationOptions(True)
        self._quiet_experiment = ExperimentEvaluationOptions(True)
        self._client = Statsig("secret-bench", _options(text))
        self._client.initialize().wait()
        details = self._client.get_initialize_details()
        assert details.is_config_spec_ready, (details.source, details.failure_details)

    def context(self, user: User) -> Any:
        return self._user(user["id"], custom=workload.attributes(user))

    def call(self, kind: str, key: str) -> base.Call:
        if kind == "w4":
            get_experiment, quiet = self._client.get_experiment, self._quiet_experiment
            return lambda context: get_experiment(context, key, quiet).value
        check_gate, quiet = self._client.check_gate, self._quiet_gate
        return lambda context: check_gate(context, key, quiet)

    def bulk(self, count: int) -> base.Call:
        respond = self._client.get_client_initialize_response
        return lambda context: respond(context)

    def close(self) -> None:
        self._client.shutdown().wait()
