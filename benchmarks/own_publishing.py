"""Documents to the files of a ruleset, as `publish` makes them."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.own_ruleset import MANIFEST
from burgee.domain.api_keys import ApiKey
from burgee.domain.experiment_forms import Experiments
from burgee.domain.flags import Flag
from burgee.domain.publication import Publication, build
from burgee.domain.segments import Segment

PUBLISHED_AT = "2026-11-21T00:00:00Z"
NO_EXPERIMENTS = Experiments([], [])


def publication(
    environment: str,
    flags: Iterable[Flag],
    segments: Iterable[Segment] = (),
    keys: Iterable[ApiKey] = (),
    experiments: Experiments = NO_EXPERIMENTS,
) -> Publication:
    """The first version of every flag, compiled and packed."""
    versions = [(flag, 1) for flag in flags]
    return build(environment, flags=versions, segments=segments, keys=keys, experiments=experiments)


def files(published: Publication) -> dict[str, bytes]:
    """A manifest and its chunks."""
    return {MANIFEST: published.numbered(1, PUBLISHED_AT), **published.chunks}
