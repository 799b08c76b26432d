"""Every route, which function answers it, and what its caller must hold: the one table.

`functions/catalog.py`, the HTTP API, the local front, `authorize` and the tests all read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from burgee.domain.roles import Role


class Access(StrEnum):
    """What a caller must hold. Client and server keys are checked against the ruleset by the
    function itself; the four roles are admin keys, checked by `authorize`, weakest first."""

    OPEN = "open"
    CLIENT = "client"
    SERVER = "server"
    VIEWER = "viewer"
    EDITOR = "editor"
    APPROVER = "approver"
    OWNER = "owner"


ROLES = (Access.VIEWER, Access.EDITOR, Access.APPROVER, Access.OWNER)


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    function: str
    access: Access

    @property
    def key(self) -> str:
        """The route key of API Gateway: `GET /healthz`."""
        return f"{self.method} {self.path}"

    @property
    def is_admin(self) -> bool:
        """Whether `authorize` stands in front of it."""
        return self.access in ROLES


def _evaluate(method: str, path: str, access: Access) -> Route:
    return Route(method, path, "evaluate", access)


def _admin(method: str, path: str, access: Access) -> Route:
    return Route(method, f"/api/v1/admin{path}", "admin", access)


def _analyse(method: str, path: str, access: Access) -> Route:
    return Route(method, f"/api/v1/admin{path}", "analyse", access)


ROUTES = (
    _evaluate("POST", "/ofrep/v1/evaluate/flags/{key}", Access.CLIENT),
    _evaluate("POST", "/ofrep/v1/evaluate/flags", Access.CLIENT),
    _evaluate("POST", "/api/v1/flags/{key}/evaluate", Access.CLIENT),
    _evaluate("POST", "/api/v1/flags/bulk-evaluate", Access.CLIENT),
    _evaluate("POST", "/api/v1/flags/{key}/explain", Access.SERVER),
    Route("POST", "/api/v1/analytics/events", "ingest", Access.CLIENT),
    _evaluate("GET", "/api/v1/rulesets/{environment}", Access.SERVER),
    _evaluate("GET", "/api/v1/rulesets/{environment}/chunks/{hash}", Access.SERVER),
    _evaluate("GET", "/healthz", Access.OPEN),
    Route("GET", "/openapi.json", "admin", Access.OPEN),
    _admin("GET", "/flags", Access.VIEWER),
    _admin("POST", "/flags", Access.EDITOR),
    _admin("GET", "/flags/{key}", Access.VIEWER),
    _admin("PUT", "/flags/{key}", Access.EDITOR),
    _admin("POST", "/flags/{key}/toggle", Access.EDITOR),
    _admin("POST", "/flags/{key}/archive", Access.EDITOR),
    _admin("POST", "/flags/{key}/unarchive", Access.EDITOR),
    _admin("POST", "/flags/{key}/restore", Access.EDITOR),
    _admin("POST", "/flags/{key}/clone", Access.EDITOR),
    _admin("POST", "/flags/{key}/schedule", Access.EDITOR),
    _admin("POST", "/flags/{key}/schedule/cancel", Access.EDITOR),
    _admin("POST", "/flags/{key}/emergency-stop", Access.EDITOR),
    _admin("POST", "/flags/{key}/explain", Access.VIEWER),
    _admin("GET", "/flags/{key}/history", Access.VIEWER),
    _admin("GET", "/flags/{key}/versions/{version}", Access.VIEWER),
    _admin("GET", "/segments", Access.VIEWER),
    _admin("POST", "/segments", Access.EDITOR),
    _admin("GET", "/segments/{key}", Access.VIEWER),
    _admin("PUT", "/segments/{key}", Access.EDITOR),
    _admin("GET", "/segments/{key}/members", Access.VIEWER),
    _admin("PATCH", "/segments/{key}/members", Access.EDITOR),
    _admin("POST", "/segments/{key}/archive", Access.EDITOR),
    _admin("POST", "/segments/{key}/unarchive", Access.EDITOR),
    _admin("POST", "/segments/{key}/restore", Access.EDITOR),
    _admin("GET", "/segments/{key}/history", Access.VIEWER),
    _admin("GET", "/segments/{key}/versions/{version}", Access.VIEWER),
    _admin("GET", "/segments/{key}/uses", Access.VIEWER),
    _admin("POST", "/segments/{key}/check", Access.VIEWER),
    _admin("GET", "/flags/{key}/usage", Access.VIEWER),
    _admin("GET", "/usage", Access.VIEWER),
    _admin("GET", "/experiments", Access.VIEWER),
    _admin("POST", "/experiments", Access.EDITOR),
    _admin("GET", "/experiments/{key}", Access.VIEWER),
    _admin("PUT", "/experiments/{key}", Access.EDITOR),
    _admin("GET", "/experiments/{key}/history", Access.VIEWER),
    _admin("GET", "/experiments/{key}/versions/{version}", Access.VIEWER),
    _admin("POST", "/experiments/check", Access.VIEWER),
    _admin("GET", "/experiments/{key}/checklist", Access.VIEWER),
    _admin("GET", "/experiments/{key}/timeline", Access.VIEWER),
    _admin("GET", "/experiments/{key}/sums", Access.VIEWER),
    _admin("GET", "/experiments/{key}/results", Access.VIEWER),
    _admin("GET", "/experiments/{key}/results/series", Access.VIEWER),
    _admin("GET", "/experiments/{key}/results/segments", Access.VIEWER),
    _analyse("POST", "/experiments/{key}/looks", Access.EDITOR),
    _analyse("POST", "/samplesize", Access.VIEWER),
    _admin("POST", "/experiments/{key}/sign-off", Access.APPROVER),
    _admin("POST", "/experiments/{key}/start", Access.EDITOR),
    _admin("POST", "/experiments/{key}/pause", Access.EDITOR),
    _admin("POST", "/experiments/{key}/resume", Access.EDITOR),
    _admin("POST", "/experiments/{key}/traffic", Access.EDITOR),
    _admin("POST", "/experiments/{key}/complete", Access.EDITOR),
    _admin("POST", "/experiments/{key}/cancel", Access.EDITOR),
    _admin("POST", "/experiments/{key}/emergency-stop", Access.EDITOR),
    _admin("POST", "/experiments/{key}/restart", Access.EDITOR),
    _admin("POST", "/experiments/{key}/archive", Access.EDITOR),
    _admin("POST", "/experiments/{key}/restore", Access.EDITOR),
    _admin("POST", "/experiments/{key}/decide", Access.EDITOR),
    _admin("POST", "/experiments/{key}/decide/sign-off", Access.APPROVER),
    _admin("GET", "/exclusion-groups", Access.VIEWER),
    _admin("POST", "/exclusion-groups", Access.EDITOR),
    _admin("GET", "/exclusion-groups/{key}", Access.VIEWER),
    _admin("PUT", "/exclusion-groups/{key}", Access.EDITOR),
    _admin("POST", "/exclusion-groups/{key}/archive", Access.EDITOR),
    _admin("GET", "/exclusion-groups/{key}/history", Access.VIEWER),
    _admin("GET", "/rollouts", Access.VIEWER),
    _admin("POST", "/rollouts", Access.EDITOR),
    _admin("GET", "/rollouts/{key}", Access.VIEWER),
    _admin("PUT", "/rollouts/{key}", Access.EDITOR),
    _admin("GET", "/rollouts/{key}/history", Access.VIEWER),
    _admin("GET", "/rollouts/{key}/versions/{version}", Access.VIEWER),
    _admin("GET", "/rollouts/{key}/timeline", Access.VIEWER),
    _admin("GET", "/rollouts/{key}/judgement", Access.VIEWER),
    _admin("GET", "/rollouts/{key}/sums", Access.VIEWER),
    _admin("POST", "/rollouts/{key}/start", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/pause", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/resume", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/ramp-up", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/ramp-down", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/exclude", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/roll-back", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/abort", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/emergency-stop", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/restart", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/restore", Access.EDITOR),
    _admin("POST", "/rollouts/{key}/archive", Access.EDITOR),
    _admin("GET", "/units/{environment}/{unit}", Access.EDITOR),
    _admin("POST", "/units/{environment}/{unit}/explain", Access.EDITOR),
    _admin("POST", "/units/{environment}/{unit}/opt-out", Access.EDITOR),
    _admin("POST", "/units/{environment}/{unit}/opt-in", Access.EDITOR),
    _admin("POST", "/units/{environment}/{unit}/erase", Access.OWNER),
    _admin("GET", "/environments", Access.VIEWER),
    _admin("POST", "/environments", Access.OWNER),
    _admin("GET", "/environments/{key}", Access.VIEWER),
    _admin("PUT", "/environments/{key}", Access.OWNER),
    _admin("POST", "/environments/{key}/archive", Access.OWNER),
    _admin("POST", "/environments/{key}/clone", Access.EDITOR),
    _admin("POST", "/environments/{key}/emergency-stop", Access.EDITOR),
    _admin("POST", "/environments/{key}/lift-stop", Access.EDITOR),
    _admin("GET", "/environments/{key}/history", Access.VIEWER),
    _admin("GET", "/keys", Access.OWNER),
    _admin("POST", "/keys", Access.OWNER),
    _admin("GET", "/keys/{key}", Access.OWNER),
    _admin("POST", "/keys/{key}/revoke", Access.OWNER),
    _admin("GET", "/webhooks", Access.OWNER),
    _admin("POST", "/webhooks", Access.OWNER),
    _admin("GET", "/webhooks/{key}", Access.OWNER),
    _admin("PUT", "/webhooks/{key}", Access.OWNER),
    _admin("POST", "/webhooks/{key}/rotate", Access.OWNER),
    _admin("POST", "/webhooks/{key}/test", Access.OWNER),
    _admin("POST", "/webhooks/{key}/archive", Access.OWNER),
    _admin("GET", "/functions", Access.VIEWER),
    _admin("POST", "/functions", Access.OWNER),
    _admin("GET", "/functions/{key}", Access.VIEWER),
    _admin("PUT", "/functions/{key}", Access.OWNER),
    _admin("POST", "/functions/{key}/archive", Access.OWNER),
    _admin("GET", "/functions/{key}/history", Access.VIEWER),
    _admin("GET", "/hotfixes", Access.VIEWER),
    _admin("POST", "/hotfixes", Access.EDITOR),
    _admin("GET", "/hotfixes/{key}", Access.VIEWER),
    _admin("PUT", "/hotfixes/{key}", Access.EDITOR),
    _admin("POST", "/hotfixes/{key}/approve", Access.APPROVER),
    _admin("POST", "/hotfixes/{key}/close", Access.EDITOR),
    _admin("GET", "/hotfixes/{key}/history", Access.VIEWER),
    _admin("GET", "/settings", Access.VIEWER),
    _admin("PUT", "/settings", Access.OWNER),
    _admin("GET", "/settings/history", Access.VIEWER),
    _admin("GET", "/flags/{key}/rollbacks", Access.VIEWER),
    _admin("GET", "/rollouts/{key}/rollbacks", Access.VIEWER),
    _admin("GET", "/experiments/{key}/rollbacks", Access.VIEWER),
    _admin("GET", "/overview", Access.VIEWER),
    _admin("GET", "/alarms", Access.VIEWER),
    _admin("GET", "/audit", Access.VIEWER),
    _admin("GET", "/audit/{kind}/{key}/{version}", Access.VIEWER),
    _admin("GET", "/names", Access.VIEWER),
    _admin("GET", "/caller", Access.VIEWER),
)

ROLE_BY_ROUTE = {route.key: Role(route.access) for route in ROUTES if route.is_admin}
