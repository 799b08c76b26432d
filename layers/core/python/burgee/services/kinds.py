"""What writing a document of each kind asks for: how it is read, checked and summarised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from burgee.domain.api_keys import ApiKey, KeyKind
from burgee.domain.changes import touched_environments
from burgee.domain.conditions import segments_named
from burgee.domain.deployment_settings import DeploymentSettings
from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.environments import Environment
from burgee.domain.errors import DocumentInUse, UnknownReference
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiment_references import segments_of_experiment
from burgee.domain.flag_checks import (
    check_flag_references,
    parse_flag,
    prerequisites_of,
    segments_of_flag,
)
from burgee.domain.flags import Flag
from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.hotfixes import Hotfix
from burgee.domain.moments import next_change
from burgee.domain.parsing import detail_of, parse, problem
from burgee.domain.rollout_checks import parse_rollout, segments_of_rollout
from burgee.domain.segment_checks import check_segment_references, parse_segment
from burgee.domain.segments import Segment
from burgee.domain.timestamps import iso
from burgee.domain.webhooks import Webhook
from burgee.services.experiment_rules import (
    check_experiment,
    experiment_environments,
    experiment_summary,
    experiments_naming,
    group_summary,
    guard_environment,
    guard_flag,
    guard_group,
)
from burgee.services.ports import DocumentRepository
from burgee.services.rollout_rules import (
    check_rollout,
    guard_rolled_environment,
    guard_rolled_flag,
    rollout_environments,
    rollout_summary,
    rollouts_naming,
)
from burgee.services.surroundings import (
    active_environments,
    around_flag,
    segments_within_reach,
    users_of,
)

Body = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class KindRules:
    """How documents of one kind are written.

    `parse`: the checked model of a body. `check`: raises if it cannot stand among the others.
    `check_unused`: raises if it cannot be archived. `summarise`: what lists show.
    `touched`: the environments that a change touches, None for all. `guard`: raises if a running
    experiment or an open rollout does not bear the change from one body to the other.
    """

    parse: Callable[[Json], BaseModel]
    check: Callable[[DocumentRepository, Any], None]
    check_unused: Callable[[DocumentRepository, str], None]
    summarise: Callable[[Any], dict[str, Json]]
    touched: Callable[[Body, Body], frozenset[str] | None]
    guard: Callable[[DocumentRepository, Body, Body], None] = lambda _, __, ___: None


def _check_flag(documents: DocumentRepository, flag: Flag) -> None:
    # An archived flag is not served: what it names is checked when it is unarchived.
    if not flag.is_archived:
        check_flag_references(flag, around_flag(documents, flag))


def _check_segment(documents: DocumentRepository, segment: Segment) -> None:
    if not segment.is_archived:
        named = segments_named(segment.conditions) - {segment.key}
        check_segment_references(segment, segments_within_reach(documents, named))


def _check_key(documents: DocumentRepository, key: ApiKey) -> None:
    if key.revoked:
        return
    active = active_environments(documents)
    named = [key.environment] if key.environment else (key.environments or [])
    problems = [
        problem("environment", f"there is no environment '{name}'; there are {', '.join(active)}")
        for name in named
        if name not in active
    ]
    if problems:
        raise UnknownReference(detail_of("key", problems), errors=problems)


def _check_flag_unused(documents: DocumentRepository, key: str) -> None:
    users = users_of(key, documents.current(Kind.FLAG), _prerequisites)
    _refuse_if_used(f"The flag '{key}'", "is a prerequisite of", users)
    experiments = experiments_naming(documents, lambda found: key in found.flag_keys)
    _refuse_if_used(f"The flag '{key}'", "is decided by the experiments", experiments)
    rollouts = rollouts_naming(documents, lambda found: found.flag == key)
    _refuse_if_used(f"The flag '{key}'", "is ramped by the rollouts", rollouts)


def _check_segment_unused(documents: DocumentRepository, key: str) -> None:
    flags = users_of(key, documents.current(Kind.FLAG), _flag_segments)
    segments = users_of(key, documents.current(Kind.SEGMENT), _segment_segments)
    _refuse_if_used(f"The segment '{key}'", "is asked for by", [*flags, *segments])
    experiments = experiments_naming(
        documents, lambda found: key in set().union(*segments_of_experiment(found).values())
    )
    _refuse_if_used(f"The segment '{key}'", "is asked for by the experiments", experiments)
    rollouts = rollouts_naming(documents, lambda found: key in segments_of_rollout(found))
    _refuse_if_used(f"The segment '{key}'", "is asked for by the rollouts", rollouts)


def _check_environment_unused(documents: DocumentRepository, name: str) -> None:
    keys = [
        version.key
        for version in documents.current(Kind.KEY)
        if version.body.get("environment") == name and not version.body.get("revoked")
    ]
    _refuse_if_used(f"The environment '{name}'", "still has the keys", keys)


def _check_experiment_unused(_: DocumentRepository, __: str) -> None:
    """Whoever excludes the units of an experiment that has ended excludes nobody."""


def _check_group_unused(documents: DocumentRepository, key: str) -> None:
    users = experiments_naming(
        documents, lambda found: found.group is not None and found.group.key == key
    )
    _refuse_if_used(f"The exclusion group '{key}'", "is used by the experiments", users)


def _names_nothing(_: DocumentRepository, __: Any) -> None:
    """It stands alone."""


def _webhook_summary(webhook: Webhook) -> dict[str, Json]:
    """Without its URL, which may hold a token of the receiver's: everybody may read summaries."""
    shown = {"name", "kinds", "actions", "environments", "enabled", "is_archived"}
    return webhook.model_dump(mode="json", include=shown)


def _check_key_unused(_: DocumentRepository, __: str) -> None:
    """No document names a key."""


def _refuse_if_used(subject: str, how: str, users: list[str]) -> None:
    if users:
        shown = ", ".join(f"'{key}'" for key in users[:10])
        raise DocumentInUse(f"{subject} {how} {shown}; change these first.")


def _prerequisites(version: DocumentVersion) -> set[str]:
    return prerequisites_of(Flag.model_validate(version.body))


def _flag_segments(version: DocumentVersion) -> set[str]:
    return segments_of_flag(Flag.model_validate(version.body))


def _segment_segments(version: DocumentVersion) -> set[str]:
    return segments_named(Segment.model_validate(version.body).conditions)


def _guard_flag(documents: DocumentRepository, before: Body, after: Body) -> None:
    guard_flag(documents, before, after)
    guard_rolled_flag(documents, before, after)


def _guard_environment(documents: DocumentRepository, before: Body, after: Body) -> None:
    guard_environment(documents, before, after)
    guard_rolled_environment(documents, before, after)


def _flag_summary(flag: Flag) -> dict[str, Json]:
    shown = {"name", "kind", "purpose", "owner", "team", "tags", "lifecycle"}
    enabled = {name: settings.enabled for name, settings in flag.environments.items()}
    summary = {**flag.model_dump(mode="json", include=shown), "environments": enabled}
    when = next_change(flag)
    return summary if when is None else {**summary, "next_change": iso(when)}


def _segment_summary(segment: Segment) -> dict[str, Json]:
    shown = {"name", "owner", "tags", "lifecycle"}
    return {
        **segment.model_dump(mode="json", include=shown),
        "size": segment.size,
        "included": len(segment.included),
        "excluded": len(segment.excluded),
        "conditions": len(segment.conditions),
    }


def _environment_summary(environment: Environment) -> dict[str, Json]:
    shown = environment.model_dump(mode="json", include={"name", "is_production", "lifecycle"})
    return {**shown, "is_stopped": environment.halt is not None}


def _key_summary(key: ApiKey) -> dict[str, Json]:
    return key.model_dump(mode="json", exclude={"key", "hash"})


def _shared(_: Body, __: Body) -> None:
    return None


def _that_environment(_: Body, after: Body) -> frozenset[str] | None:
    return frozenset({str(after["key"])})


def key_environments(_: Body, after: Body) -> frozenset[str] | None:
    """The environments that a key reaches; None for all."""
    if after["kind"] != KeyKind.ADMIN:
        return frozenset({str(after["environment"])})
    named = after.get("environments")
    return None if named is None else frozenset(named)


RULES: Mapping[Kind, KindRules] = {
    Kind.FLAG: KindRules(
        parse=parse_flag,
        check=_check_flag,
        check_unused=_check_flag_unused,
        summarise=_flag_summary,
        touched=touched_environments,
        guard=_guard_flag,
    ),
    Kind.SEGMENT: KindRules(
        parse=parse_segment,
        check=_check_segment,
        check_unused=_check_segment_unused,
        summarise=_segment_summary,
        touched=_shared,
    ),
    Kind.ENVIRONMENT: KindRules(
        parse=lambda body: parse(Environment, body),
        check=_names_nothing,
        check_unused=_check_environment_unused,
        summarise=_environment_summary,
        touched=_that_environment,
        guard=_guard_environment,
    ),
    Kind.KEY: KindRules(
        parse=lambda body: parse(ApiKey, body),
        check=_check_key,
        check_unused=_check_key_unused,
        summarise=_key_summary,
        touched=key_environments,
    ),
    Kind.EXPERIMENT: KindRules(
        parse=parse_experiment,
        check=check_experiment,
        check_unused=_check_experiment_unused,
        summarise=experiment_summary,
        touched=experiment_environments,
    ),
    Kind.EXCLUSION_GROUP: KindRules(
        parse=lambda body: parse(ExclusionGroup, body),
        check=_names_nothing,
        check_unused=_check_group_unused,
        summarise=group_summary,
        touched=_shared,
        guard=guard_group,
    ),
    Kind.ROLLOUT: KindRules(
        parse=parse_rollout,
        check=check_rollout,
        check_unused=_names_nothing,
        summarise=rollout_summary,
        touched=rollout_environments,
    ),
    Kind.FUNCTION: KindRules(
        parse=lambda body: parse(GuardedFunction, body),
        check=_names_nothing,
        check_unused=_names_nothing,
        summarise=lambda found: found.model_dump(
            mode="json", include={"alias", "alarms", "is_archived"}
        ),
        touched=_shared,
    ),
    Kind.WEBHOOK: KindRules(
        parse=lambda body: parse(Webhook, body),
        check=_names_nothing,
        check_unused=_names_nothing,
        summarise=_webhook_summary,
        touched=_shared,
    ),
    Kind.HOTFIX: KindRules(
        parse=lambda body: parse(Hotfix, body),
        check=_names_nothing,
        check_unused=_names_nothing,
        summarise=lambda found: found.model_dump(
            mode="json",
            include={
                "title",
                "severity",
                "function",
                "status",
                "opened_at",
                "opened_by",
                "opened_by_name",
                "deadline",
                "closed_at",
            },
        ),
        touched=_shared,
    ),
    Kind.SETTINGS: KindRules(
        parse=lambda body: parse(DeploymentSettings, body),
        check=_names_nothing,
        check_unused=_names_nothing,
        summarise=lambda _: {},
        touched=_shared,
    ),
}
