"""A folder of flags as `burgee apply` takes them: our YAML, or our documents as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from burgee.cli.failures import InvalidFiles
from burgee.cli.files import SECTIONS, SUFFIXES, Written, read_documents
from burgee.domain.documents import Kind
from burgee.domain.flags import Flag
from tests.conformance.expected import Unusable

ENVIRONMENTS = ("development", "staging", "production")  # those of a `burgee dev`
# What the flags of others have, by whose they are.
FOREIGN = {
    "flagd": {"defaultVariant", "state"},
    "GO Feature Flag": {"variations", "defaultRule"},
    "Unleash": {"strategies"},
    "LaunchDarkly": {"variations", "offVariation", "fallthrough"},
}


@dataclass(frozen=True, slots=True)
class FlagFiles:
    """Files to apply, the keys of their flags, and the environment that they are about."""

    files: Sequence[Path]
    keys: frozenset[str]
    environment: str


def read_flags(folder: Path, scratch: Path) -> FlagFiles:
    """The flags of a folder; `scratch` takes JSON documents in the form of a file to apply.

    Raises Unusable.
    """
    files = list(_files(folder, scratch))
    if not files:
        raise Unusable(f"{folder} holds neither YAML nor JSON files of flags")
    try:
        documents = read_documents(files)
    except InvalidFiles as invalid:
        rows = "\n".join(f"  {row['field']}: {row['detail']}" for row in invalid.errors)
        raise Unusable(f"{folder} cannot be applied:\n{rows}") from None
    keys = frozenset(each.key for each in documents if each.kind is Kind.FLAG)
    return FlagFiles(files, keys, _environment(documents))


def _files(folder: Path, scratch: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise Unusable(f"{folder} is no folder")
    for file in sorted(folder.resolve().rglob("*")):
        if file.suffix in SUFFIXES:
            yield file
        elif file.suffix == ".json":
            yield _as_applied(file, scratch)


def _as_applied(file: Path, scratch: Path) -> Path:
    """The file, or another with its content where that is one document or a list of them."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise Unusable(f"{file} is no JSON: {fault}") from None
    _refuse_foreign(file, content)
    if isinstance(content, dict) and SECTIONS.keys() & content.keys():
        return file
    flags = content if isinstance(content, list) else [content]
    wrapped = scratch / f"{file.stem}-{len(list(scratch.iterdir()))}.yaml"
    wrapped.write_text(json.dumps({"flags": flags}))
    return wrapped


def _refuse_foreign(file: Path, content: Any) -> None:
    """Raises Unusable for the flags of another system."""
    for entry in _entries(content):
        for system, names in FOREIGN.items():
            if isinstance(entry, dict) and names <= entry.keys():
                raise Unusable(
                    f"{file} holds flags in the form of {system}, which `burgee apply` does not "
                    f"read. Write them as Burgee's: conformance.yaml in tests/conformance/flags "
                    f"has one of every kind."
                )


def _entries(content: Any) -> list[Any]:
    """Whatever could be a flag: members of `flags`, or of the file itself."""
    if isinstance(content, dict):
        flags = content.get("flags", content.get("features", content))
        members = list(flags.values()) if isinstance(flags, dict) else flags
        return [content, *members] if isinstance(members, list) else [content]
    return content if isinstance(content, list) else []


def _environment(documents: Sequence[Written]) -> str:
    """The first of our environments that all flags are about, or else that any is about."""
    named = [
        set(each.document.environments) for each in documents if isinstance(each.document, Flag)
    ]
    if not named:
        raise Unusable("there is no flag among the documents")
    for candidates in (set.intersection(*named), set.union(*named)):
        for environment in ENVIRONMENTS:
            if environment in candidates:
                return environment
    others = ", ".join(sorted(set.union(*named))) or "none"
    raise Unusable(f"the flags are about {others}; a local server has {', '.join(ENVIRONMENTS)}")
