"""Entry of the authorize function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from burgee.domain.errors import SignInUnavailable, StorageUnavailable
from burgee.domain.people import Person, caller_of
from burgee.domain.roles import Caller, Role, environments_as_text
from burgee.domain.tokens import parse_token
from burgee.runtime.observability import logger, where_from
from burgee.runtime.people import person_of
from burgee.runtime.wiring import keys_documents
from burgee.services.authorize import authorize
from burgee.services.ports import DocumentRepository
from burgee.wire.bearer import bearer_token
from burgee.wire.routes import ROLE_BY_ROUTE

DENIED = {"isAuthorized": False}
CALLER_ROUTE = "GET /api/v1/admin/caller"


def handler(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
    """Trigger: HTTP API, before each admin route, payload 2.0; the API caches the answer by
    Authorization header and route. Answer: `isAuthorized` and, if so, who calls.

    It changes nothing, so a retry is as good as the first try. Whatever goes wrong is logged
    and answered with no; but storage or a sign-in that does not answer is raised, which the API
    answers with 500 and does not cache: a no would be kept for a minute after it is back.
    """
    try:
        return decide(event, keys_documents(), person_of)
    except (StorageUnavailable, SignInUnavailable) as error:
        _report(error)
        raise
    except Exception as error:  # noqa: BLE001 - a broken check is a closed door
        _report(error)
        return DENIED


def _report(error: Exception) -> None:
    logger().error("Cannot authorize", error=type(error).__name__, frames=where_from(error))


def decide(
    event: Mapping[str, Any],
    documents: DocumentRepository,
    recognise: Callable[[str], Person | None] = lambda _: None,
) -> dict[str, Any]:
    """Whether the caller of `event` holds what its route asks for: somebody with a key, or a
    person whom `recognise` finds behind the token. Raises StorageUnavailable, SignInUnavailable.
    """
    role = ROLE_BY_ROUTE.get(event.get("routeKey", ""))
    token = _token(event.get("headers") or {})
    if role is None or token is None:
        return DENIED
    if parse_token(token):
        return _admitted(authorize(documents, token), role)
    person = recognise(token)
    if person and event["routeKey"] == CALLER_ROUTE and caller_of(person) is None:
        return _without_role(person)
    return _admitted(caller_of(person) if person else None, role)


def _admitted(caller: Caller | None, role: Role) -> dict[str, Any]:
    if caller is None or not caller.has(role):
        return DENIED
    return {"isAuthorized": True, "context": _context(caller)}


def _without_role(person: Person) -> dict[str, Any]:
    """Let through to the one route that says so: the API's own refusal has no words for it."""
    nobody = {"key_id": person.id, "role": "", "environments": "", "name": person.name}
    return {"isAuthorized": True, "context": nobody}


def _token(headers: Mapping[str, Any]) -> str | None:
    sent = (value for name, value in headers.items() if name.lower() == "authorization")
    return bearer_token(next(sent, None))


def _context(caller: Caller) -> dict[str, str]:
    return {
        "key_id": caller.key_id,
        "role": str(caller.role),
        "environments": environments_as_text(caller.environments),
        "name": caller.name,
    }
