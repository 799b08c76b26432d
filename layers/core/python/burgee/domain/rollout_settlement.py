"""What a completed rollout leaves to its flag, which then says by itself what it served."""

from __future__ import annotations

from collections.abc import Iterator

from burgee.domain.conditions import AnyOf, Condition, Node
from burgee.domain.experiment_forms import attribute_of
from burgee.domain.flags import EnvironmentSettings, Flag, RolloutShare, Rule
from burgee.domain.rollouts import Rollout, Stage

MOST_RULES = 200
_LONGEST_STEM = 100  # of a rule's id, which has 128 letters at most


def settled_flag(flag: Flag, rollout: Rollout) -> Flag | None:
    """The flag as it answers alone what the rollout served; None where it cannot say it.

    A share of everybody becomes the flag's `rollout`, which hashes alike, or its default variant;
    whole audiences and named units become rules after its own. A part of an audience cannot be
    said: a rule's percentage draws other units. Of a flag that is settled already, itself.
    """
    settings = flag.environments.get(rollout.environment)
    if settings is None or rollout.stage is None:
        return None
    reached = rollout.planned_stages[: rollout.stage + 1]
    if _share(reached) < 100 and any(_is_part(stage) for stage in reached):
        return None
    after = _settled(settings, rollout, reached)
    if len(after.rules) > MOST_RULES:
        return None
    environments = {**flag.environments, rollout.environment: after}
    return flag.model_copy(update={"environments": environments})


def _settled(
    settings: EnvironmentSettings, rollout: Rollout, reached: list[Stage]
) -> EnvironmentSettings:
    if settings.default_variant == rollout.variant:  # nothing else can have made it so
        return settings
    made = list(_rules(settings, rollout, reached))
    ids = {rule.id for rule in made}
    rules = [*(rule for rule in settings.rules if rule.id not in ids), *made]
    share = _share(reached)
    if share == 100:
        change = {"rules": rules, "rollout": None, "default_variant": rollout.variant}
        return settings.model_copy(update=change)
    kept = RolloutShare(variant=rollout.variant, percentage=share, bucket_by=rollout.bucket_by)
    return settings.model_copy(update={"rules": rules, "rollout": kept if share else None})


def _rules(settings: EnvironmentSettings, rollout: Rollout, reached: list[Stage]) -> Iterator[Rule]:
    stem = rollout.key[:_LONGEST_STEM]
    if rollout.excluded:
        yield Rule(
            id=f"{stem}.excluded",
            name=f"Kept on the old variant by the rollout '{rollout.key}'",
            conditions=[_one_of(rollout, rollout.excluded)],
            variant=settings.default_variant,
        )
    if _share(reached) == 100:
        return
    for number, stage in enumerate(reached, start=1):
        name = f"Stage {number} of the rollout '{rollout.key}'"
        if stage.units:
            named: list[Node] = [_one_of(rollout, stage.units)]
            yield Rule(
                id=f"{stem}.{number}.units", name=name, conditions=named, variant=rollout.variant
            )
        if stage.has_audience and stage.percentage:
            audience = _audience(stage)
            yield Rule(
                id=f"{stem}.{number}", name=name, conditions=audience, variant=rollout.variant
            )


def _audience(stage: Stage) -> list[Node]:
    segments: list[Node] = [Condition(operator="in_segment", value=key) for key in stage.segments]
    any_of: list[Node] = [AnyOf.model_validate({"or": segments})] if segments else []
    return [*any_of, *stage.conditions]


def _one_of(rollout: Rollout, units: list[str]) -> Condition:
    attribute = attribute_of(rollout.bucket_by)
    return Condition(attribute=attribute, operator="in", value=list(units))


def _share(reached: list[Stage]) -> float:
    """The percentage of everybody that was reached."""
    return max((stage.percentage for stage in reached if not stage.has_audience), default=0)


def _is_part(stage: Stage) -> bool:
    return stage.has_audience and 0 < stage.percentage < 100
