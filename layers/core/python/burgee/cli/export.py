"""`burgee export`: everything that is stored, as files that `burgee apply` takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burgee.cli.api import READERS, list_path
from burgee.cli.failures import UsageProblem
from burgee.cli.session import Session
from burgee.domain.documents import Json, Kind

if TYPE_CHECKING:
    from burgee.cli.api import Api, Stored

ARCHIVED = "archived"  # as the status of an experiment
EXPORTED = (Kind.SEGMENT, Kind.FLAG, Kind.EXCLUSION_GROUP, Kind.EXPERIMENT, Kind.ROLLOUT)
ON_AND_OFF = {"on": {"value": True}, "off": {"value": False}}  # what a boolean flag has anyway


def export(
    session: Session,
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", file_okay=False, help="Made if it is not there.")
    ],
    salts: Annotated[
        bool, typer.Option(help="Write salts, so that another deployment draws alike.")
    ] = True,
) -> None:
    """Write every document to a file of its own: `flags/KEY.yaml`, and so on with segments,
    exclusion_groups, experiments and rollouts, which are written as they were designed; archived
    ones are not.

    Files of documents that no longer exist are left where they are.
    """
    from burgee.cli.yaml_text import dump

    files = []
    for kind, document in _documents(session.api):
        if not salts:
            document.pop("salt", None)
        path = directory / f"{kind}s" / f"{document['key']}.yaml"
        _write(path, dump({f"{kind}s": [document]}))
        files.append({"kind": str(kind), "key": document["key"], "file": str(path)})
    session.show({"files": files}, f"{len(files)} documents written to {directory}")


def _documents(api: Api) -> Iterator[tuple[Kind, dict[str, Json]]]:
    keys = {kind: _keys(api, kind) for kind in EXPORTED}
    with ThreadPoolExecutor(READERS) as readers:
        for kind in EXPORTED:
            for stored in readers.map(partial(_read, api, kind), keys[kind]):
                yield kind, sparse(kind, stored.body)


def _keys(api: Api, kind: Kind) -> list[str]:
    return [row["key"] for row in api.rows(list_path(kind)) if not _is_archived(row["summary"])]


def _is_archived(summary: Mapping[str, Json]) -> bool:
    return bool(summary.get("is_archived")) or summary.get("status") == ARCHIVED


def _read(api: Api, kind: Kind, key: str) -> Stored:
    return api.read_with_members(key) if kind is Kind.SEGMENT else api.read(kind, key)


def sparse(kind: Kind, body: Mapping[str, Json]) -> dict[str, Json]:
    """The document without what would be filled in anyway, and without what is written by what
    happens to it. A segment's lists of members stay: left out of a file, they mean "as they
    are"."""
    from burgee.cli.files import PARSERS, without_own_fields

    document = PARSERS[kind](body)
    short = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if short.get("variants") == ON_AND_OFF and short["kind"] == "boolean":
        del short["variants"]
    if kind is Kind.SEGMENT:
        short |= {"included": body["included"], "excluded": body["excluded"]}
    return without_own_fields(kind, short)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageProblem(f"{path} cannot be written: {error.strerror}") from error
