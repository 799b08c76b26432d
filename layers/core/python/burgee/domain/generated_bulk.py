"""Source for all flags at once: what many ask is asked once, and constant answers are copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from burgee.domain.answers import GENERAL, Answer, failed
from burgee.domain.closures import Parts
from burgee.domain.generated import MOST_CONSTANTS as MOST_OF_A_FLAG
from burgee.domain.generated import Branch, Source, Unfit, compiled
from burgee.domain.known_units import KnownContext
from burgee.domain.names import TARGETING_KEY
from burgee.domain.predicates import Context

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Fill: TypeAlias = "Callable[[Context, dict[str, Answer]], None]"
FillOf: TypeAlias = "Callable[[Iterable[str], Context, dict[str, Answer]], None]"
# The name of a flag's key, its branches and its last answer, None where that is its default.
Written: TypeAlias = "tuple[str, list[Branch], str | None]"


# What is compiled within one call, which has to wait for it: a few milliseconds.
MOST_FLAGS, MOST_CONSTANTS = 100, 1000


def fill_of(
    flag_keys: Iterable[str], parts_of: Callable[[str], Parts], fill: FillOf
) -> tuple[Fill, dict[str, Answer]]:
    """A function for the first of these flags, and the answers that it changes, of as many flags
    as it is for.

    Flags that are not plain, and all of them for a context with which something is wrong, are
    left to `fill`.
    """
    block = _Block()
    for flag_key in flag_keys:
        block.add(flag_key, parts_of)
        if block.is_full:
            break
    everything = _filling(block.varying, fill)
    try:
        return block.compiled(everything, _filling(block.unfit, fill)), block.base
    except Exception:  # noqa: BLE001 - what cannot be compiled is decided one by one
        return everything, block.base


def _filling(flag_keys: list[str], fill: FillOf) -> Fill:
    return lambda context, answers: fill(flag_keys, context, answers)


class _Block:
    """`base`: an answer of each flag, in their order; `varying`: the flags that may have others,
    of which the `unfit` ones have no source."""

    def __init__(self) -> None:
        self.base: dict[str, Answer] = {}
        self.varying: list[str] = []
        self.unfit: list[str] = []
        self._written: list[Written] = []
        self._source = _BulkSource()

    @property
    def is_full(self) -> bool:
        return len(self.base) >= MOST_FLAGS or len(self._source.constants) >= MOST_CONSTANTS

    def add(self, flag_key: str, parts_of: Callable[[str], Parts]) -> None:
        try:
            parts = parts_of(flag_key)
            self.base[flag_key] = parts.answer
            if not parts.is_constant:
                self.varying.append(flag_key)
                self._write(flag_key, parts)
        except Exception:  # noqa: BLE001 - decided one by one, where a fault is told
            if flag_key not in self.base:
                self.base[flag_key] = failed(flag_key, GENERAL, "")
                self.varying.append(flag_key)
            self.unfit.append(flag_key)

    def _write(self, flag_key: str, parts: Parts) -> None:
        if parts.prerequisites or parts.experiments or parts.notes:
            raise Unfit
        constants = len(self._source.constants)
        branches, otherwise = self._source.branches(parts)
        if len(self._source.constants) - constants > MOST_OF_A_FLAG:
            raise Unfit
        name = self._source.name(flag_key)
        is_default = otherwise == self._source.name(parts.answer)
        self._written.append((name, branches, None if is_default else otherwise))

    def compiled(self, everything: Fill, others: Fill) -> Fill:
        body = [*self._shared(), *self._flags()]
        source = self._source
        lines = [
            "def fill(context, answers):",
            "    if context.__class__ is not dict and context.__class__ is not known:",
            "        return everything(context, answers)",
            "    try:",
            *(f"        {line}" for line in source.reads("return everything(context, answers)")),
            *(f"        {line}" for line in body),
            "    except Fault:",
            "        return everything(context, answers)",
            *(["    others(context, answers)"] if self.unfit else []),
        ]
        given = {"everything": everything, "known": KnownContext, "others": others}
        fill: Fill = compiled("fill", lines, source.constants, given)
        return fill

    def _shared(self) -> Iterator[str]:
        """Conditions that several branches ask, and their names from then on."""
        asked = Counter(
            each for _, branches, _ in self._written for some, _ in branches for each in some
        )
        often = [condition for condition, times in asked.items() if times > 1]
        names = {condition: f"c{place}" for place, condition in enumerate(often)}
        for condition, name in names.items():
            yield f"{name} = {condition}"
        for _, branches, _ in self._written:
            for some, _ in branches:
                some[:] = [names.get(each, each) for each in some]

    def _flags(self) -> Iterator[str]:
        for name, branches, otherwise in self._written:
            word = "if"
            for conditions, outcome in branches:
                yield f"{word} {' and '.join(conditions)}:"
                yield f"    answers[{name}] = {outcome}"
                word = "elif"
            if otherwise is not None and branches:
                yield "else:"
                yield f"    answers[{name}] = {otherwise}"
            elif otherwise is not None:
                yield f"answers[{name}] = {otherwise}"


class _BulkSource(Source):
    """Expressions that every flag of a block may share: attributes are read once, before."""

    def __init__(self) -> None:
        super().__init__()
        self._attributes: dict[str, str] = {}

    def unit(self, attribute: str) -> str:
        if attribute != TARGETING_KEY:
            raise Unfit  # a context that lacks it would leave the whole block to the closures
        return super().unit(attribute)

    def attribute(self, attribute: str, read: set[str]) -> tuple[str, str]:
        variable, _ = super().attribute(attribute, read)
        self._attributes[variable] = self.name(attribute)
        return variable, variable

    def reads(self, without_unit: str) -> Iterator[str]:
        yield from super().reads(without_unit)
        for variable, name in self._attributes.items():
            yield f"{variable} = context.get({name})"

    def _is_odd(self, attribute: str, unit: str) -> str:
        return f"{unit}.__class__ is not str or {super()._is_odd(attribute, unit)}"

    def other(self, _closure: Callable[[Any], Any]) -> str:
        raise Unfit  # it may raise for want of a unit
