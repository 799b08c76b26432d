"""What a deployment's owners decide once for all of it."""

from __future__ import annotations

from contextlib import suppress

from burgee.domain.api_keys import ApiKey, KeyKind
from burgee.domain.deployment_settings import SETTINGS_KEY, ConsoleFlags, DeploymentSettings
from burgee.domain.documents import Action, Change, DocumentVersion, Json, Kind
from burgee.domain.errors import DocumentExists, UnknownReference
from burgee.domain.parsing import detail_of, parse, problem
from burgee.domain.people import is_person
from burgee.domain.roles import STRENGTH, Role
from burgee.domain.tokens import CLIENT, parse_token
from burgee.services.kinds import RULES
from burgee.services.ports import DocumentRepository
from burgee.services.writing import Author, Edit, Ledger, amend, create


def read_settings(documents: DocumentRepository) -> DocumentVersion:
    """The settings, read strongly; version 0, with nothing decided, while nobody wrote any."""
    return documents.newest(Kind.SETTINGS, SETTINGS_KEY) or unwritten_settings()


def unwritten_settings() -> DocumentVersion:
    """Version 0: nothing is decided."""
    settings = DeploymentSettings()
    return DocumentVersion(
        kind=Kind.SETTINGS,
        key=SETTINGS_KEY,
        version=0,
        body=settings.model_dump(mode="json"),
        change=Change(actor="", at="", action=Action.CREATE),
        summary=RULES[Kind.SETTINGS].summarise(settings),
    )


def write_settings(ledger: Ledger, author: Author, body: Json) -> DocumentVersion:
    """The next version of the settings. Raises UnknownReference for a key of an approver that is no
    valid admin key, or may not approve, and for flags of the console by a key that is none."""
    settings = parse(DeploymentSettings, body)
    _refuse_unknown(ledger.documents, settings.emergency_approvers)
    if settings.console:
        _refuse_foreign_key(ledger.documents, settings.console)
    dumped = settings.model_dump(mode="json")
    if ledger.documents.newest(Kind.SETTINGS, SETTINGS_KEY) is None:
        with suppress(DocumentExists):
            return create(ledger, author, Kind.SETTINGS, dumped)
    edit = Edit(Kind.SETTINGS, SETTINGS_KEY, Action.UPDATE, lambda _: dumped)
    return amend(ledger, author, edit)


def emergency_approvers(documents: DocumentRepository) -> list[str]:
    """Ids of those who may approve now: named in the settings, and keys still valid."""
    named = read_settings(documents).body["emergency_approvers"]
    return [approver for approver in dict.fromkeys(named) if _may_approve(documents, approver)]


def _refuse_unknown(documents: DocumentRepository, approvers: list[str]) -> None:
    problems = [
        problem(
            f"emergency_approvers.{place}",
            f"{key!r} is no valid admin key with the role {Role.APPROVER} or {Role.OWNER}",
        )
        for place, key in enumerate(approvers)
        if not _may_approve(documents, key)
    ]
    if problems:
        raise UnknownReference(detail_of("settings document", problems), errors=problems)


def _refuse_foreign_key(documents: DocumentRepository, console: ConsoleFlags) -> None:
    if not _evaluates(documents, console):
        detail = f"is no valid client key of the environment {console.environment!r}"
        problems = [problem("console.client_key", detail)]
        raise UnknownReference(detail_of("settings document", problems), errors=problems)


def _evaluates(documents: DocumentRepository, console: ConsoleFlags) -> bool:
    token = parse_token(console.client_key)
    if token is None or (token.kind, token.scope) != (CLIENT, console.environment):
        return False
    found = documents.newest(Kind.KEY, token.id)
    known = found and ApiKey.model_validate(found.body)
    return bool(known and known.hash == token.hash and not known.revoked)


def _may_approve(documents: DocumentRepository, approver: str) -> bool:
    """What somebody may who signs in, the sign-in says each time they do."""
    if is_person(approver):
        return True
    found = documents.newest(Kind.KEY, approver)
    if found is None:
        return False
    known = ApiKey.model_validate(found.body)
    if known.kind is not KeyKind.ADMIN or known.revoked or known.role is None:
        return False
    return STRENGTH[known.role] >= STRENGTH[Role.APPROVER]
