"""What must hold for a whole flag, beyond the shape of each field; and for flags together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from burgee.domain.conditions import segments_named
from burgee.domain.documents import Json
from burgee.domain.errors import PrerequisiteCycle, UnknownReference
from burgee.domain.flags import EnvironmentSettings, Flag, Rule, ValueKind
from burgee.domain.parsing import Problem, detail_of, invalid, parse, problem
from burgee.domain.predicates import is_finite_number
from burgee.domain.segments import Segment

LONGEST_ALARM_NAME = 255  # CloudWatch's own limit


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a flag may refer to: environments, and the other flags and segments within reach."""

    environments: Collection[str]
    flags: Mapping[str, Flag] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)


def parse_flag(body: Json) -> Flag:
    """A whole, checked flag, every rule with an id. Raises InvalidDocument."""
    flag = with_rule_ids(parse(Flag, body))
    check_flag(flag)
    return flag


def check_flag(flag: Flag) -> None:
    """Raises InvalidDocument that lists everything that does not fit together in one flag."""
    problems = list(flag_problems(flag))
    if problems:
        raise invalid("flag", problems)


def check_flag_references(flag: Flag, around: Surroundings) -> None:
    """Raises UnknownReference, or PrerequisiteCycle, if `flag` cannot stand in its surroundings."""
    problems = list(_reference_problems(flag, around))
    if problems:
        raise UnknownReference(detail_of("flag", problems), errors=problems)
    for environment in flag.environments:
        circle = prerequisite_circle(flag, environment, around.flags)
        if circle:
            where = f"environments.{environment}.prerequisites"
            problems = [
                problem(where, f"go in a circle: {' -> '.join(circle)}; remove one of them")
            ]
            raise PrerequisiteCycle(detail_of("flag", problems), errors=problems)


def with_rule_ids(flag: Flag) -> Flag:
    """The flag with `rule-1`, `rule-2`, ... given to the rules that have no id.

    A rule by which units are drawn has one already: its author chose what is hashed.
    """
    environments = {
        name: settings.model_copy(update={"rules": _numbered(settings.rules)})
        for name, settings in flag.environments.items()
    }
    return flag.model_copy(update={"environments": environments})


def _numbered(rules: list[Rule]) -> list[Rule]:
    taken = {rule.id for rule in rules}
    free = (f"rule-{n}" for n in range(1, 2 * len(rules) + 1) if f"rule-{n}" not in taken)
    return [rule if rule.id else rule.model_copy(update={"id": next(free)}) for rule in rules]


def flag_problems(flag: Flag) -> Iterator[Problem]:
    """Everything that does not fit together in one flag."""
    if not flag.variants:
        yield problem("variants", "are missing; a flag has at least one variant")
    yield from _value_problems(flag)
    for name, settings in flag.environments.items():
        for found in _settings_problems(settings, flag.variants):
            yield problem(f"environments.{name}.{found['field']}", found["detail"])


def _value_problems(flag: Flag) -> Iterator[Problem]:
    fits, expected = FITS_BY_KIND[flag.kind]
    for key, variant in flag.variants.items():
        if not fits(variant.value):
            detail = f"is not {expected}; a {flag.kind} flag's variants all have such a value"
            yield problem(f"variants.{key}.value", detail)
    if flag.json_schema is not None:
        yield from _schema_problems(flag, flag.json_schema)


def _schema_problems(flag: Flag, schema: Mapping[str, Json]) -> Iterator[Problem]:
    # jsonschema takes longer to load than the rest of administration, and few flags have one.
    from burgee.domain.json_schemas import schema_problem, value_problem

    if flag.kind is not ValueKind.JSON:
        yield problem("json_schema", f"is for json flags; remove it, this is a {flag.kind} flag")
        return
    unusable = schema_problem(schema)
    if unusable:
        yield problem("json_schema", unusable)
        return
    for key, variant in flag.variants.items():
        misfit = value_problem(schema, variant.value)
        if misfit:
            yield problem(f"variants.{key}.value", misfit)


def _settings_problems(
    settings: EnvironmentSettings, variants: Collection[str]
) -> Iterator[Problem]:
    for where, variant in _variants_named(settings):
        if variant not in variants:
            known = ", ".join(sorted(variants))
            yield problem(where, f"names the variant '{variant}'; this flag has {known or 'none'}")
    yield from _target_problems(settings.targets)
    yield from _rule_id_problems(settings.rules)
    yield from _alarm_problems(settings.alarms)
    for key, accepted in settings.prerequisites.items():
        if not accepted:
            yield problem(f"prerequisites.{key}", "accepts no variant; name at least one")


def _variants_named(settings: EnvironmentSettings) -> Iterator[tuple[str, str]]:
    yield "default_variant", settings.default_variant
    if settings.off_variant is not None:
        yield "off_variant", settings.off_variant
    for variant in settings.targets:
        yield f"targets.{variant}", variant
    for position, rule in enumerate(settings.rules):
        if rule.variant is not None:
            yield f"rules.{position}.variant", rule.variant
        field = "split" if rule.percentages is None else "percentages"
        for variant in rule.weights or {}:
            yield f"rules.{position}.{field}.{variant}", variant
    if settings.rollout:
        yield "rollout.variant", settings.rollout.variant
    for position, change in enumerate(settings.schedule):
        if change.default_variant is not None:
            yield f"schedule.{position}.default_variant", change.default_variant
        if change.rollout is not None:
            yield f"schedule.{position}.rollout.variant", change.rollout.variant


def _target_problems(targets: Mapping[str, list[str]]) -> Iterator[Problem]:
    shown: dict[str, str] = {}
    for variant, units in targets.items():
        for unit in units:
            other = shown.setdefault(unit, variant)
            if other != variant:
                detail = f"names the unit '{unit}', which is a target of '{other}' too; keep one"
                yield problem(f"targets.{variant}", detail)


def _rule_id_problems(rules: list[Rule]) -> Iterator[Problem]:
    times = Counter(rule.id for rule in rules if rule.id)
    for position, rule in enumerate(rules):
        if rule.id and times[rule.id] > 1:
            yield problem(
                f"rules.{position}.id", f"'{rule.id}' is taken by another rule; rename one"
            )


def _alarm_problems(alarms: list[str]) -> Iterator[Problem]:
    times = Counter(alarms)
    for position, name in enumerate(alarms):
        if not name.strip() or len(name) > LONGEST_ALARM_NAME:
            detail = f"is no alarm's name; write 1 to {LONGEST_ALARM_NAME} characters"
            yield problem(f"alarms.{position}", detail)
        elif times[name] > 1:
            yield problem(f"alarms.{position}", f"'{name}' is listed twice; remove one")


def _reference_problems(flag: Flag, around: Surroundings) -> Iterator[Problem]:
    for name, settings in flag.environments.items():
        where = f"environments.{name}"
        if name not in around.environments:
            known = ", ".join(sorted(around.environments))
            yield problem(where, f"there is no environment '{name}'; there are {known}")
        for key, accepted in settings.prerequisites.items():
            # A flag that is its own prerequisite is refused as a circle.
            other = flag if key == flag.key else around.flags.get(key)
            detail = _prerequisite_detail(key, accepted, other)
            if detail:
                yield problem(f"{where}.prerequisites.{key}", detail)
        yield from segment_problems(f"{where}.rules", segments_of(settings), around.segments)


def _prerequisite_detail(key: str, accepted: list[str], other: Flag | None) -> str | None:
    if other is None:
        return f"there is no flag '{key}'; create it first"
    if other.is_archived:
        return f"the flag '{key}' is archived; unarchive it or name another"
    unknown = [variant for variant in accepted if variant not in other.variants]
    if unknown:
        return f"the flag '{key}' has no variant '{unknown[0]}'; it has {', '.join(other.variants)}"
    return None


def segment_problems(
    where: str, keys: Collection[str], segments: Mapping[str, Segment]
) -> Iterator[Problem]:
    """One problem for each of these segments that is not there, or archived."""
    for key in sorted(keys):
        segment = segments.get(key)
        if segment is None:
            yield problem(where, f"there is no segment '{key}'; create it first")
        elif segment.is_archived:
            yield problem(where, f"the segment '{key}' is archived; unarchive it or name another")


def segments_of(settings: EnvironmentSettings) -> set[str]:
    """Keys of the segments that one environment's rules ask for."""
    return {key for rule in settings.rules for key in segments_named(rule.conditions)}


def segments_of_flag(flag: Flag) -> set[str]:
    """Keys of the segments that a flag's rules ask for, in any environment."""
    return {key for settings in flag.environments.values() for key in segments_of(settings)}


def prerequisites_of(flag: Flag) -> set[str]:
    """Keys of the flags that must be met first, in any environment."""
    return {key for settings in flag.environments.values() for key in settings.prerequisites}


def prerequisite_circle(
    flag: Flag, environment: str, others: Mapping[str, Flag]
) -> list[str] | None:
    """The way from `flag` over prerequisites back to itself, in one environment; None if none."""

    def leads_to(key: str) -> list[str]:
        found = flag if key == flag.key else others.get(key)
        settings = found.environments.get(environment) if found else None
        return list(settings.prerequisites) if settings else []

    return circle_through(flag.key, leads_to)


def circle_through(start: str, leads_to: Callable[[str], Collection[str]]) -> list[str] | None:
    """A way from `start` back to `start`, both ends named; None if there is none.

    >>> circle_through("a", {"a": ["b"], "b": ["c"], "c": ["a"]}.__getitem__)
    ['a', 'b', 'c', 'a']
    """
    came_from: dict[str, str] = {}
    frontier = [start]
    while frontier:
        here = frontier.pop()
        for onward in leads_to(here):
            if onward == start:
                return [*_way_to(here, start, came_from), start]
            if onward not in came_from:
                came_from[onward] = here
                frontier.append(onward)
    return None


def _way_to(end: str, start: str, came_from: Mapping[str, str]) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def _is_boolean(value: Json) -> bool:
    return isinstance(value, bool)


def _is_string(value: Json) -> bool:
    return isinstance(value, str)


def _is_json(_: Json) -> bool:
    return True


FITS_BY_KIND: Mapping[ValueKind, tuple[Callable[[Json], bool], str]] = {
    ValueKind.BOOLEAN: (_is_boolean, "true or false"),
    ValueKind.NUMBER: (is_finite_number, "a number"),
    ValueKind.STRING: (_is_string, "a text"),
    ValueKind.JSON: (_is_json, "JSON"),
}
