"""Documents out of YAML files, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from burgee.cli.failures import InvalidFiles
from burgee.cli.yaml_text import Text
from burgee.domain.documents import Json, Kind
from burgee.domain.errors import InvalidDocument
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.experiments import OWN_FIELDS, Experiment
from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag
from burgee.domain.parsing import invalid, parse, problem
from burgee.domain.rollout_checks import parse_rollout
from burgee.domain.rollouts import OWN_FIELDS as STEPS_FIELDS
from burgee.domain.rollouts import Rollout
from burgee.domain.seen_alarms import SEEN
from burgee.domain.segment_checks import parse_segment
from burgee.domain.segments import Segment

SUFFIXES = frozenset({".yaml", ".yml"})
Document: TypeAlias = Flag | Segment | ExclusionGroup | Experiment | Rollout

SECTIONS = {
    "segments": Kind.SEGMENT,
    "flags": Kind.FLAG,
    "exclusion_groups": Kind.EXCLUSION_GROUP,
    "experiments": Kind.EXPERIMENT,
    "rollouts": Kind.ROLLOUT,
}
PARSERS: Mapping[Kind, Callable[[Json], Document]] = {
    Kind.SEGMENT: parse_segment,
    Kind.FLAG: parse_flag,
    Kind.EXCLUSION_GROUP: lambda body: parse(ExclusionGroup, body),
    Kind.EXPERIMENT: parse_experiment,
    Kind.ROLLOUT: parse_rollout,
}

OWN_FIELDS_BY_KIND: Mapping[Kind, tuple[tuple[str, ...], str]] = {
    Kind.EXPERIMENT: (OWN_FIELDS, "starting, stopping and signing off"),
    Kind.FLAG: ((SEEN,), "rollbacks"),
    Kind.ROLLOUT: (STEPS_FIELDS, "its steps"),
}

_SECTIONS = ", ".join(f"`{name}:`" for name in SECTIONS)

Problem = dict[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """A document as its author wrote it (`body`), what it means, and `shop.yaml:14`."""

    kind: Kind
    key: str
    body: dict[str, Json]
    document: Document
    place: str


def without_own_fields(kind: Kind, body: Mapping[str, Json]) -> dict[str, Json]:
    """A document as its authors write it, without what is written by what happens to it."""
    fields, _ = OWN_FIELDS_BY_KIND.get(kind, ((), ""))
    return {name: value for name, value in body.items() if name not in fields}


def read_documents(paths: Sequence[Path]) -> list[Written]:
    """Every document of these files and folders, in their order.

    Raises InvalidFiles that lists every problem with its file, line, document and field.
    """
    problems: list[Problem] = []
    documents = [
        document for path in _files(paths, problems) for document in _read_file(path, problems)
    ]
    problems.extend(_twins(documents))
    if problems:
        noun = "problem" if len(problems) == 1 else "problems"
        raise InvalidFiles(f"{len(problems)} {noun} in the files; nothing was sent", problems)
    return documents


def _files(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES)
        if not found:
            problems.append(_problem(str(path), "there are no .yaml or .yml files in this folder"))
        yield from found


def _read_file(path: Path, problems: list[Problem]) -> list[Written]:
    try:
        text = Text(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # also what is no UTF-8 and no YAML
        problems.append(_problem(str(path), getattr(error, "strerror", None) or str(error)))
        return []
    if not isinstance(text.content, dict) or not SECTIONS.keys() & text.content.keys():
        problems.append(_problem(str(path), f"holds none of {_SECTIONS}, each a list of documents"))
        return []
    for name in sorted(text.content.keys() - SECTIONS.keys()):
        where = f"{path}:{text.line([name])}"
        problems.append(_problem(f"{where} {name}", f"is unknown; there are {_SECTIONS}"))
    return [document for name in SECTIONS for document in _section(path, text, name, problems)]


def _section(path: Path, text: Text, name: str, problems: list[Problem]) -> Iterator[Written]:
    entries = text.content.get(name) or []
    if not isinstance(entries, list):
        where = f"{path}:{text.line([name])} {name}"
        problems.append(_problem(where, "is no list; begin each document with `- key:`"))
        return
    for position, body in enumerate(entries):
        written = _document(path, text, (name, str(position)), body, problems)
        if written:
            yield written


def _document(
    path: Path, text: Text, at: tuple[str, str], body: Json, problems: list[Problem]
) -> Written | None:
    kind = SECTIONS[at[0]]
    key = str(body["key"]) if isinstance(body, dict) and "key" in body else at[1]
    try:
        document = PARSERS[kind](body)
        _refuse_own_fields(kind, body)
    except InvalidDocument as invalid:
        for error in invalid.errors:
            line = text.line([*at, *error["field"].split(".")])
            where = f"{path}:{line} {kind} {key}: {error['field']}".removesuffix(": ")
            problems.append(_problem(where, error["detail"]))
        return None
    return Written(kind, key, body, document, place=f"{path}:{text.line(at)}")


def _refuse_own_fields(kind: Kind, body: dict[str, Json]) -> None:
    """Raises InvalidDocument for a file that says how an experiment or a rollout stands, or which
    alarms a flag has seen."""
    fields, by = OWN_FIELDS_BY_KIND.get(kind, ((), ""))
    written = body.keys() & set(fields)
    if written:
        detail = f"is written by {by} alone; leave it out"
        raise invalid(kind, [problem(field, detail) for field in sorted(written)])


def _twins(documents: Sequence[Written]) -> Iterator[Problem]:
    first: dict[tuple[Kind, str], Written] = {}
    for document in documents:
        other = first.setdefault((document.kind, document.key), document)
        if other is not document:
            where = f"{document.place} {document.kind} {document.key}"
            yield _problem(where, f"is also in {other.place}; keep one")


def _problem(field: str, detail: str) -> Problem:
    return {"field": field, "detail": detail}
