"""Documents of one environment to the parts of a ruleset, ready to be stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from burgee.domain.api_keys import ApiKey, KeyKind
from burgee.domain.behaviour import BEHAVIOURAL
from burgee.domain.compilation import compile_flag, condition_form
from burgee.domain.experiment_forms import Experiments, deciding
from burgee.domain.flags import Flag
from burgee.domain.lookups import operators_in, rollout_run_in, rules_in
from burgee.domain.membership import pack_members
from burgee.domain.names import EDGE_ATTRIBUTES
from burgee.domain.rollout_forms import Rollouts
from burgee.domain.ruleset import (
    EXPERIMENT,
    FLAG,
    FORMAT,
    SEGMENT,
    chunk_hashes,
    content_hash,
    pack_keys,
    pack_lines,
)
from burgee.domain.segments import Segment

MOST_LISTED_MEMBERS = 1000  # a larger list is hashed and kept in chunks of its own

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Publication:
    """The chunks of a ruleset by their hash, and the manifest but for number and time."""

    manifest: Mapping[str, Any]
    chunks: Mapping[str, bytes]

    def is_what(self, published: Mapping[str, Any] | None) -> bool:
        """Whether that manifest already says all of this."""
        return published is not None and self.manifest == {
            name: entry for name, entry in published.items() if name not in {"number", "at"}
        }

    def numbered(self, number: int, at: str) -> bytes:
        """The manifest as it is stored."""
        whole = {**self.manifest, "number": number, "at": at}
        return json.dumps(whole, separators=(",", ":"), sort_keys=True).encode()


def build(
    environment: str,
    *,
    flags: Iterable[tuple[Flag, int]],
    segments: Iterable[Segment],
    keys: Iterable[ApiKey],
    experiments: Experiments | None = None,
    rollouts: Rollouts | None = None,
) -> Publication:
    """The publication of one environment. `flags` come with their versions."""
    chunks: dict[str, bytes] = {}
    members: list[str] = []
    experiments, rollouts = experiments or Experiments(), rollouts or Rollouts()
    flags = list(flags)
    served = experiments.forms(environment)
    decide = deciding(served)
    ramps = rollouts.forms(environment, (flag for flag, _ in flags))
    forms: dict[str, Form] = {
        FLAG + flag.key: compile_flag(
            flag, environment, version, decide.get(flag.key, ()), ramps.get(flag.key)
        )
        for flag, version in flags
    }
    flag_count, unit_types = len(forms), _unit_types([*forms.values(), *served.values()])
    forms |= {EXPERIMENT + key: form for key, form in served.items()}
    for segment in segments:
        if not segment.is_archived:
            forms[SEGMENT + segment.key] = _segment_form(segment, chunks, members)
    partitions = [_stored(part, chunks) for part in pack_lines(forms)]
    manifest = {
        "format": FORMAT,
        "environment": environment,
        "flags": flag_count,
        "partitions": partitions,
        "members": sorted(set(members)),
        "keys": _stored(pack_keys(_key_rows(environment, keys)), chunks),
        "edge": sorted(EDGE_ATTRIBUTES & _attributes(forms.values())),
        "unit_types": unit_types,
        "tracked_unit_types": sorted(
            {*experiments.tracked(environment), *rollouts.tracked(environment)}
        ),
        "profile": any(not BEHAVIOURAL.keys().isdisjoint(_operators(f)) for f in forms.values()),
    }
    wanted = set(chunk_hashes(manifest))
    return Publication(manifest, {name: chunks[name] for name in wanted})


def _stored(chunk: bytes, chunks: dict[str, bytes]) -> str:
    name = content_hash(chunk)
    chunks[name] = chunk
    return name


def _segment_form(segment: Segment, chunks: dict[str, bytes], members: list[str]) -> Form:
    form: Form = {}
    if segment.conditions:
        form["conditions"] = [condition_form(node) for node in segment.conditions]
    for name, units in (("included", segment.included), ("excluded", segment.excluded)):
        if len(units) > MOST_LISTED_MEMBERS:
            salt = f"{segment.key}/{name}"
            stored = [_stored(chunk, chunks) for chunk in pack_members(salt, units)]
            members.extend(stored)
            form[name] = {"salt": salt, "chunks": stored}
        elif units:
            form[name] = sorted(set(units))
    return form


def _key_rows(environment: str, keys: Iterable[ApiKey]) -> list[tuple[str, str, str]]:
    mine = (key for key in keys if key.environment == environment and not key.revoked)
    return sorted((key.hash, key.key, key.kind.value) for key in mine if key.kind != KeyKind.ADMIN)


def _unit_types(forms: Iterable[Form]) -> list[str]:
    """By what the units are told apart that experiments and runs of rollouts expose."""
    exposing = (rollout_run_in(form) or form for form in forms)
    return sorted({form["bucket_by"] for form in exposing if "bucket_by" in form})


def _attributes(forms: Iterable[Form]) -> set[str]:
    """Every attribute that a condition or a bucketing reads, or that an exposure keeps."""
    found: set[str] = set()
    for form in forms:
        found.update(form.get("strata", ()), form.get("dimensions", ()))
        if "rollout" in form:
            found.add(form["rollout"]["bucket_by"])
            found.update(form["rollout"].get("run", {}).get("dimensions", ()))
        for part in rules_in(form):
            found.update(_of_conditions(part.get("conditions", ())))
            for bucketing in (*part.get("gates", ()), part.get("split", {})):
                found.update(name for names in bucketing.get("key", ()) for name in names)
    return found


def _operators(form: Form) -> set[str]:
    return {name for part in rules_in(form) for name in operators_in(part.get("conditions", ()))}


def _of_conditions(conditions: Iterable[list[Any]]) -> Iterator[str]:
    for condition in conditions:
        operator = condition[0]
        if operator in {"and", "or"}:
            yield from _of_conditions(condition[1])
        elif operator == "not":
            yield from _of_conditions([condition[1]])
        elif operator == "within_bounds":
            yield from ("latitude", "longitude")
        elif condition[1]:
            yield condition[1]
