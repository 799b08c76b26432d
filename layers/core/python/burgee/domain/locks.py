"""What served experiments and open rollouts hold fast in the documents that they decide with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from burgee.domain.changes import same
from burgee.domain.documents import Json
from burgee.domain.flags import Lifecycle
from burgee.domain.parsing import Problem, problem

Body = Mapping[str, Json]


def locked_flag_changes(before: Body, after: Body, environment: str) -> Iterator[Problem]:
    """What a change of a flag does that an experiment in `environment` must not bear.

    Its switch, targets, rules, names and everything of other environments stay free.

    >>> flag = {"kind": "boolean", "salt": "s1", "variants": {}, "environments": {}}
    >>> [found["field"] for found in locked_flag_changes(flag, {**flag, "salt": "s2"}, "staging")]
    ['salt']
    """
    for field in ("kind", "salt"):
        if before.get(field) != after.get(field):
            yield problem(field, "cannot change meanwhile")
    if not same(_values(before), _values(after)):
        yield problem("variants", "cannot change meanwhile, neither keys nor values")
    if _is_archived(after) and not _is_archived(before):
        yield problem("lifecycle", "cannot become archived meanwhile")
    if environment in before["environments"] and environment not in after["environments"]:
        yield problem(f"environments.{environment}", "cannot be removed meanwhile")


def locked_share_changes(before: Body, after: Body, environment: str) -> Iterator[Problem]:
    """What a change of a flag does that an open rollout in `environment` must not bear: besides
    what no experiment bears, to its share and its default, now or at a set time."""
    yield from locked_flag_changes(before, after, environment)
    settings = before["environments"].get(environment, {})
    others = after["environments"].get(environment, settings)
    for field in ("default_variant", "rollout"):
        if not same(settings.get(field), others.get(field)):
            yield problem(f"environments.{environment}.{field}", "is the rollout's meanwhile")
    timed = [change for change in others.get("schedule", ()) if _moves_share(change)]
    standing = settings.get("schedule", ())
    if any(change not in standing for change in timed):
        where = f"environments.{environment}.schedule"
        yield problem(where, "cannot change the share meanwhile, which is the rollout's")


def locked_group_changes(before: Body, after: Body) -> Iterator[Problem]:
    """What a change of an exclusion group does to the buckets of its experiments' units."""
    for field in ("salt", "bucket_by"):
        if before.get(field) != after.get(field):
            yield problem(field, "cannot change meanwhile: every unit would get another bucket")
    if _is_archived(after) and not _is_archived(before):
        yield problem("lifecycle", "cannot become archived meanwhile")


def locked_environment_changes(before: Body, after: Body) -> Iterator[Problem]:
    """What a change of an environment does to its holdout: its size is free, its draw is not."""
    salt = before.get("holdout_salt")
    if salt is not None and after.get("holdout_salt") != salt:
        yield problem("holdout_salt", "cannot change meanwhile: other units would be held out")
    if _is_archived(after) and not _is_archived(before):
        yield problem("lifecycle", "cannot become archived meanwhile")


def _moves_share(change: Body) -> bool:
    return change.get("default_variant") is not None or change.get("rollout") is not None


def _values(flag: Body) -> dict[str, Json]:
    return {key: variant["value"] for key, variant in flag["variants"].items()}


def _is_archived(body: Body) -> bool:
    return body.get("lifecycle") == Lifecycle.ARCHIVED
