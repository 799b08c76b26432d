"""Flags as YAML text, read and written so that nothing changes its type on the way.

A plain scalar is read as YAML 1.2 reads it: `true`, `false`, `null`, `~`, nothing at all and
decimal numbers are what they look like, everything else is text. So `on`, `off`, `yes`, `NO`,
`2026-11-21`, `12:30` and `007` stay text, and keys of mappings are always text. What is written
is quoted wherever an older reader would see something else.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from math import isfinite

import yaml

try:
    from yaml import CSafeLoader as _SafeLoader  # a tenth of the time, where it was built
except ImportError:
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]  # reads the same

from burgee.domain.documents import Json

NULL, BOOLEAN, INTEGER, FLOAT, MERGE = (
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "merge")
)
_FLOAT_PATTERN = re.compile(r"^[-+]?(?=\.?\d)(0|[1-9]\d*)?(\.\d*)?([eE][-+]?\d+)?$", re.ASCII)
_RESOLVERS = (
    (NULL, re.compile(r"^(~|null|)$"), ["~", "n", ""]),
    (BOOLEAN, re.compile(r"^(true|false)$"), list("tf")),
    (INTEGER, re.compile(r"^[-+]?(0|[1-9]\d*)$", re.ASCII), list("-+0123456789")),
    (FLOAT, _FLOAT_PATTERN, list("-+.0123456789")),
    (MERGE, re.compile(r"^<<$"), ["<"]),
)


_ODD_LINE_BREAKS = re.compile("[\\r\\x85\\u2028\\u2029]")


class _Loader(_SafeLoader):
    """Reads as this module says. Two equal keys in one mapping are an error."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  # PyYAML's

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: ARG002  # always deep
    ) -> dict[Hashable, Json]:
        _refuse_twins(node)
        self.flatten_mapping(node)
        return {_text_of(key): self.construct_object(value, deep=True) for key, value in node.value}


def _refuse_twins(node: yaml.MappingNode) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        text = _text_of(key)
        if text in seen and key.tag != MERGE:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {text!r} is there twice", key.start_mark
            )
        seen.add(text)


def _text_of(key: yaml.Node) -> str:
    if not isinstance(key, yaml.ScalarNode):
        raise yaml.constructor.ConstructorError(
            None, None, "a key must be text, not a list or a mapping", key.start_mark
        )
    return str(key.value)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Json]:
    return loader.construct_mapping(node)


def _number(loader: _Loader, node: yaml.ScalarNode) -> int | float:
    text = loader.construct_scalar(node)
    with suppress(ValueError):  # of too many digits
        number = int(text) if node.tag == INTEGER else float(text)
        if isfinite(number):
            return number
    raise yaml.constructor.ConstructorError(
        None, None, f"{text[:40]!r} is too large a number", node.start_mark
    )


for _tag, _pattern, _first in _RESOLVERS:
    _Loader.add_implicit_resolver(_tag, _pattern, _first)
_Loader.add_constructor(INTEGER, _number)
_Loader.add_constructor(FLOAT, _number)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


class Text:
    """A YAML text: its `content`, and the line on which a part of it stands."""

    def __init__(self, text: str) -> None:
        """Raises ValueError, with the line, for text that is no single YAML document."""
        loader = _Loader(text)
        try:
            self._root = loader.get_single_node()
            self.content: Json = None if self._root is None else _construct(loader, self._root)
        except yaml.YAMLError as error:
            raise ValueError(_explain(error)) from error
        except RecursionError as error:
            raise ValueError("the text is nested too deeply") from error
        finally:
            loader.dispose()

    def line(self, path: Sequence[str]) -> int:
        """The line (from 1) of the deepest part of `path` that the text holds."""
        node, line = self._root, 1
        for name in path:
            step = _child(node, name)
            if step is None:
                return line
            node, line = step
        return line


def _construct(loader: _Loader, node: yaml.Node) -> Json:
    return loader.construct_document(node)


def _child(node: yaml.Node | None, name: str) -> tuple[yaml.Node, int] | None:
    return next((child for text, child in _children(node) if text == name), None)


def _children(node: yaml.Node | None) -> Iterator[tuple[str, tuple[yaml.Node, int]]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), (value, key.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield str(position), (value, value.start_mark.line + 1)


def _explain(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError):
        return str(error).splitlines()[0]
    mark = error.problem_mark or error.context_mark
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}{error.problem or error.context}"


class _Dumper(yaml.SafeDumper):
    """Writes lists indented under their key and no aliases."""

    def increase_indent(
        self,
        flow: bool = False,
        indentless: bool = False,  # noqa: ARG002  # lists stand under their key
    ) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # for every object
        return True


def _write_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if _ODD_LINE_BREAKS.search(text):
        style = '"'  # the only style that escapes them; others fold them into a space
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_float(dumper: _Dumper, number: float) -> yaml.ScalarNode:
    text = repr(number)
    return dumper.represent_scalar(FLOAT, text if "." in text else text.replace("e", ".0e"))


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(float, _write_float)
_Dumper.add_implicit_resolver(FLOAT, _FLOAT_PATTERN, list("-+.0123456789"))


def dump(content: Json) -> str:
    """YAML text that `Text(...).content` reads back as the same JSON.

    >>> print(dump({"off": 10.0, "day": "2026-11-21", "state": "on"}), end="")
    'off': 10.0
    day: '2026-11-21'
    state: 'on'
    """
    return yaml.dump(
        content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, indent=2
    )
