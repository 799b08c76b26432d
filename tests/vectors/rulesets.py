"""The worlds of other files as they are published: what a client gets that evaluates itself."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

from burgee.domain.experiment_forms import Experiments, Holdout
from burgee.domain.publication import Publication
from burgee.domain.rollout_forms import Rollouts
from tests.unit.domain.experiments import parsed_experiments
from tests.unit.domain.ramps import parsed_rollouts
from tests.unit.domain.rulesets import a_publication, parsed_flags, parsed_segments

Case = dict[str, Any]


def published_form(world: Case) -> Case:
    """What the manifest says of needs, and each line of the ruleset by its name."""
    published = publication_of(world)
    told = {name: published.manifest[name] for name in ("unit_types", "profile")}
    return {**told, "lines": dict(sorted(_lines_of(published)))}


def _lines_of(published: Publication) -> Iterator[tuple[str, Any]]:
    for name in published.manifest["partitions"]:
        for line in gzip.decompress(published.chunks[name]).decode().splitlines():
            key, _, form = line.partition("\t")
            yield key, json.loads(form)


def publication_of(world: Case) -> Publication:
    """A world's documents, published."""
    flags, segments = parsed_flags(world["flags"]), parsed_segments(world["segments"])
    return a_publication(flags, segments, _experiments_of(world), _rollouts_of(world))


def _experiments_of(world: Case) -> Experiments | None:
    if "experiments" not in world:
        return None
    return parsed_experiments(
        world["experiments"],
        world.get("groups", ()),
        Holdout(*world.get("holdout", (0, ""))),
        is_halted=world.get("halted", False),
    )


def _rollouts_of(world: Case) -> Rollouts | None:
    if "rollouts" not in world:
        return None
    return parsed_rollouts(world["rollouts"], is_halted=world["halted"])
