"""Keys to call with and the shop's flags to evaluate, made through the admin API itself."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from burgee.cli.api import Api
from burgee.cli.failures import Refused
from burgee.cli.files import read_documents
from burgee.cli.plan import in_order
from burgee.domain.errors import DocumentExists
from burgee.domain.tokens import CLIENT, SERVER
from burgee.services.bootstrap import BOOTSTRAP, bootstrap
from burgee.services.create_key import create_key
from burgee.services.writing import Author, Ledger

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "shop"
REASON = "The demo shop"
KEYS_FILE = "keys.json"


@dataclass(frozen=True, slots=True)
class EnvironmentKeys:
    """Tokens of the two keys of one environment."""

    client: str
    server: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Tokens: the owner's, and two per environment."""

    admin: str
    environments: Mapping[str, EnvironmentKeys]


def seed_keys(api_url: str, ledger: Ledger, state: Path | None) -> Keys:
    """The keys of this machine: those of the state folder where they still hold, else new ones.

    Tokens are stored nowhere else; in the folder only their owner can read them.
    """
    remembered = _remembered(state)
    if remembered is None or not _holds(api_url, remembered.admin):
        remembered = Keys(_owner_token(ledger), {})
    api = Api(api_url, remembered.admin)
    try:
        keys = _with_every_environment(api, remembered)
    finally:
        api.close()
    if state and keys != _remembered(state):
        _remember(state / KEYS_FILE, keys)
    return keys


def seed_documents(api: Api, paths: Iterable[Path] = (EXAMPLES,)) -> list[str]:
    """Keys of the documents that were created; those that exist stay as they are."""
    return list(_create_missing(api, list(paths)))


def _create_missing(api: Api, paths: list[Path]) -> Iterator[str]:
    for written in in_order(read_documents(paths)):
        body = {"document": written.body, "reason": REASON}
        try:
            api.admin("POST", f"/{written.kind}s", body=body)
        except Refused as refusal:
            if refusal.code != DocumentExists.code:
                raise
        else:
            yield written.key


def _owner_token(ledger: Ledger) -> str:
    try:
        return bootstrap(ledger).token.text
    except DocumentExists:
        # Its token was shown to somebody else; whoever holds the table may have one more.
        body = {"name": "Owner of this machine", "kind": "admin", "role": "owner"}
        return create_key(ledger, Author(BOOTSTRAP, reason=REASON), body).token.text


def _holds(url: str, token: str) -> bool:
    api = Api(url, token)
    try:
        api.admin("GET", "/environments")
    except Refused:
        return False
    finally:
        api.close()
    return True


def _with_every_environment(api: Api, keys: Keys) -> Keys:
    names = [row["key"] for row in api.rows("/environments")]
    environments = {name: keys.environments.get(name) or _new_keys(api, name) for name in names}
    return Keys(keys.admin, environments)


def _new_keys(api: Api, environment: str) -> EnvironmentKeys:
    tokens = [_new_token(api, kind, environment) for kind in (CLIENT, SERVER)]
    return EnvironmentKeys(*tokens)


def _new_token(api: Api, kind: str, environment: str) -> str:
    document = {"name": f"{environment} {kind}", "kind": kind, "environment": environment}
    token: str = api.admin("POST", "/keys", body={"document": document, "reason": REASON})["token"]
    return token


def _remembered(state: Path | None) -> Keys | None:
    file = state / KEYS_FILE if state else None
    if file is None or not file.exists():
        return None
    stored = json.loads(file.read_text())
    environments = {name: EnvironmentKeys(**one) for name, one in stored["environments"].items()}
    return Keys(stored["admin"], environments)


def _remember(file: Path, keys: Keys) -> None:
    environments = {
        name: {CLIENT: one.client, SERVER: one.server} for name, one in keys.environments.items()
    }
    draft = file.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump({"admin": keys.admin, "environments": environments}, stream, indent=2)
    draft.replace(file)
