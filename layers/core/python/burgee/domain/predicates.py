"""The parts that operators are built from. No operator knows of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Json: TypeAlias = "Any"  # as `json` reads it
Context: TypeAlias = "Mapping[str, Any]"
Predicate: TypeAlias = "Callable[[Context], bool]"
Test: TypeAlias = "Callable[[Any], bool]"

NUMBERS = frozenset({int, float})  # by class, so that True is no number


class Scope:
    """What a condition may ask besides the context: the time in seconds, and segments.

    `shared` holds the constants of all conditions, so that equal lists lie in memory once, and
    `segments` the predicate of each segment, so that all who ask for it ask alike.
    """

    __slots__ = ("clock", "in_segment", "segments", "shared")

    def __init__(
        self, clock: Callable[[], float], in_segment: Callable[[str, Context], bool]
    ) -> None:
        self.clock = clock
        self.in_segment = in_segment
        self.shared: dict[frozenset[str], frozenset[str]] = {}
        self.segments: dict[str, Predicate] = {}


class Operator:
    """One row of the table: how a written value is checked, and how it becomes a predicate.

    `problem` answers what is wrong with a value, in words for its author, or None.
    """

    __slots__ = ("build", "problem", "takes_attribute")

    def __init__(
        self,
        problem: Callable[[Json], str | None],
        build: Callable[[str, Json, Scope], Predicate],
        takes_attribute: bool = True,
    ) -> None:
        self.problem = problem
        self.build = build
        self.takes_attribute = takes_attribute


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number; `true` is none.

    >>> is_number(1.5), is_number(True)
    (True, False)
    """
    return value.__class__ in NUMBERS


def reader(attribute: str) -> Callable[[Context], Any]:
    """Reads an attribute; `a.b` is the attribute of that name or else `b` inside of `a`.

    >>> reader("plan.name")({"plan": {"name": "pro"}})
    'pro'
    """
    if "." not in attribute:
        return lambda context: context.get(attribute)
    path = attribute.split(".")

    def read(context: Context) -> Any:
        if attribute in context:
            return context[attribute]
        found: Any = context
        for name in path:
            if not isinstance(found, Mapping):
                return None
            found = found.get(name)
        return found

    return read


def on_attribute(make_test: Callable[[Json], Test]) -> Callable[[str, Json, Scope], Predicate]:
    """A builder that tests one attribute; a missing or null attribute does not match."""

    def build(attribute: str, value: Json, _scope: Scope) -> Predicate:
        test = make_test(value)
        if "." in attribute:
            read = reader(attribute)
            return lambda context: (found := read(context)) is not None and test(found)
        return lambda context: (found := context.get(attribute)) is not None and test(found)

    return build


def negated(operator: Operator) -> Operator:
    """The operator that is true exactly where `operator` is false, also on a missing attribute."""

    def build(attribute: str, value: Json, scope: Scope) -> Predicate:
        matches = operator.build(attribute, value, scope)
        return lambda context: not matches(context)

    return Operator(operator.problem, build, operator.takes_attribute)


def needs_text(value: Json) -> str | None:
    return None if isinstance(value, str) else "the value is a text"


def is_finite_number(value: Any) -> bool:
    """Whether a value is a number that JSON can write.

    >>> is_finite_number(10**400), is_finite_number(float("inf"))
    (True, False)
    """
    return is_number(value) and value - value == 0


def needs_number(value: Json) -> str | None:
    return None if is_finite_number(value) else "the value is a number"


def needs_scalar(value: Json) -> str | None:
    fits = isinstance(value, str | bool) or is_finite_number(value)
    return None if fits else "the value is a text, a number, true or false"


def needs_list(value: Json) -> str | None:
    if not isinstance(value, list) or not value:
        return "the value is a list with at least one entry"
    return next((problem for entry in value if (problem := needs_scalar(entry))), None)


def needs_nothing(value: Json) -> str | None:
    return None if value is None else "takes no value; remove it"


def needs_fields(
    required: Mapping[str, Callable[[Json], str | None]],
    optional: Mapping[str, Callable[[Json], str | None]],
) -> Callable[[Json], str | None]:
    """A check for values that are objects: each field's own check, no unknown field."""

    def problem(value: Json) -> str | None:
        if not isinstance(value, dict):
            return f"the value is an object with {', '.join([*required, *optional])}"
        for name in required:
            if name not in value:
                return f"the field {name!r} is missing"
        for name, entry in value.items():
            check = required.get(name) or optional.get(name)
            if check is None:
                return f"the field {name!r} is unknown; use {', '.join([*required, *optional])}"
            if wrong := check(entry):
                return f"{name}: {wrong}"
        return None

    return problem
