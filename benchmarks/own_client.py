"""The client that applications use, over a ruleset that lies on disk and is asked for no more."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping

from benchmarks.own_ruleset import MANIFEST
from burgee.domain.ruleset import Ruleset
from burgee_openfeature.local_client import LocalClient
from burgee_openfeature.refreshing import BACKGROUND
from burgee_openfeature.ruleset_files import RulesetFiles
from burgee_openfeature.ruleset_source import Fetched

KEY = "benchmark.key"
NOBODY = "http://127.0.0.1:9"  # nobody listens there
AN_HOUR = 3600.0


def client(files: Mapping[str, bytes], environment: str, refresh: str = BACKGROUND) -> LocalClient:
    """A client that could not reach its server; in the foreground it checks the time at every
    call."""
    directory = tempfile.mkdtemp()
    ruleset = Ruleset.load(files[MANIFEST], files)
    RulesetFiles(directory, environment, KEY).save(Fetched(files[MANIFEST], ruleset))
    made = LocalClient(
        NOBODY,
        KEY,
        environment,
        cache_directory=directory,
        refresh_seconds=AN_HOUR,
        stale_seconds=AN_HOUR,
        report_usage=False,
        sender="none",
        refresh=refresh,
        most_events=200_000,
    )
    assert made.initialize()
    return made
