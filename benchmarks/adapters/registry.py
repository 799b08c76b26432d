"""Which systems are measured, in the order of the report."""

from __future__ import annotations

import importlib

from benchmarks.adapters.base import Adapter

OURS = "burgee"
# The client in both ways of renewing its ruleset, and what is below it.
OWN = ("burgee_client", "burgee_foreground", "burgee", "burgee_closures")
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
