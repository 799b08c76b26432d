"""One document out of a file, and out of FIELD=VALUE."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path

from burgee.cli.api import Stored
from burgee.cli.contexts import value_of
from burgee.cli.failures import UsageProblem
from burgee.cli.files import read_documents, without_own_fields
from burgee.domain.documents import Json, Kind


def document_in(kind: Kind, file: Path) -> dict[str, Json]:
    """The one document of a file. Raises UsageProblem, InvalidFiles."""
    written = read_documents([file])
    if [one.kind for one in written] != [kind]:
        raise UsageProblem(
            f"{file} has to hold one {kind} and nothing else; `burgee apply` takes many"
        )
    return written[0].body


def changed_document(
    kind: Kind, stored: Stored, file: Path | None, settings: Iterable[str]
) -> Json:
    """The document as the file says, or as it stands, with these settings. Raises UsageProblem
    where nothing is to be changed."""
    settings = list(settings)
    if file is None and not settings:
        raise UsageProblem("say what to change: --file FILE, or --set FIELD=VALUE")
    body = document_in(kind, file) if file else without_own_fields(kind, stored.body)
    if body["key"] != stored.key:
        raise UsageProblem(f"{file} holds the {kind} '{body['key']}', not '{stored.key}'")
    for setting in settings:
        body = with_setting(body, setting)
    return body


def with_setting(body: Json, setting: str) -> Json:
    """The document with one field set. Raises UsageProblem for what has no such form.

    >>> with_setting({"plan": {"alpha": 0.05}, "tags": []}, "plan.alpha=0.01")
    {'plan': {'alpha': 0.01}, 'tags': []}
    """
    path, equals, text = setting.partition("=")
    if not path or not equals:
        raise UsageProblem(f"--set {setting!r} has not the form FIELD=VALUE")
    body = copy.deepcopy(body)
    *above, last = path.split(".")
    here = body
    for part in above:
        here = _below(here, part, path)
    if isinstance(here, list):
        here[_position(here, last, path)] = value_of(text)
    else:
        here[last] = value_of(text)
    return body


def _below(here: Json, part: str, path: str) -> Json:
    """What lies under a part of a path; what is not there yet is begun."""
    found = here[_position(here, part, path)] if isinstance(here, list) else here.get(part)
    if found is None and isinstance(here, dict):
        found = here[part] = {}
    if not isinstance(found, dict | list):
        raise UsageProblem(f"--set {path}: there are no fields below {part}")
    return found


def _position(entries: list[Json], part: str, path: str) -> int:
    if part.isascii() and part.isdigit() and int(part) < len(entries):
        return int(part)
    raise UsageProblem(
        f"--set {path}: {part!r} is no place in a list of {len(entries)}; places count from 0"
    )
