"""Which systems are measured, in the order of the report."""

from __future__ import annotations

import importlib

from benchmarks.adapters.base import Adapter

OURS = "burgee"
OWN = ("burgee_client", "burgee", "burgee_closures")  # the client, and what is below it
PEERS = (
    "eppo",
    "statsig",
    "powertools",
    "growthbook",
    "posthog",
    "flagsmith",
    "configcat",
    "launchdarkly",
    "statsig_legacy",
    "unleash",
    "flipt",
    "flagd",
    "devcycle",
)
SYSTEMS = (OURS, *PEERS)


def adapter(system: str) -> Adapter:
    """A new adapter of the module that is called so."""
    made: Adapter = importlib.import_module(f"benchmarks.adapters.{system}").Adapter()
    return made
