"""What moving the alias of a Lambda function asks of the outside world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from burgee.domain.alias_history import Alias, Published
from burgee.domain.guarded_functions import GuardedFunction


class Functions(Protocol):
    """Lambda. All raise FunctionsUnavailable, and DocumentNotFound for what is not there."""

    def alias(self, function: str, name: str) -> Alias:
        """An alias as it stands."""
        ...

    def aliases(self, function: str) -> tuple[Alias, ...]:
        """All aliases of a function that point to versions."""
        ...

    def published(self, function: str) -> tuple[Published, ...]:
        """All its versions, oldest first."""
        ...

    def move(self, function: str, alias: Alias, version: str) -> None:
        """Send all calls of the alias to one version. Raises WriteConflict if the alias has
        changed since it was read."""
        ...

    def problem(self, function: str, version: str) -> str:
        """Why a version cannot be called; empty if it can."""
        ...

    def publish(self, function: str, code: bytes, description: str) -> str:
        """A new version of that code (a zip file), once it can be called; the newest one where
        it has that code already."""
        ...

    def delete(self, function: str, version: str) -> bool:
        """Whether a version is gone; False where Lambda kept it, since it is used."""
        ...

    def allow_rollback(self, function: str) -> None:
        """Tag a function so that rollbacks may move its alias."""
        ...


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment of CodeDeploy in progress, from one version to another where it says so.
    `since`: when it was made; `is_rollback`: it takes back another one."""

    id: str
    since: float
    moves_from: str | None = None
    moves_to: str | None = None
    is_rollback: bool = False


class Deployments(Protocol):
    """CodeDeploy. Raises FunctionsUnavailable."""

    def running(self, application: str, group: str) -> Deployment | None:
        """The deployment of a group that is in progress."""
        ...

    def stop(self, deployment: str) -> None:
        """Stop a deployment and have CodeDeploy take it back; one that has ended is left."""
        ...


class HealthChecks(Protocol):
    """A health check by HTTP."""

    def problem(self, url: str) -> str:
        """Why what is behind a URL is not well; empty if it is."""
        ...


@dataclass(frozen=True, slots=True)
class Aliases:
    """All that moving an alias needs. `own`: the functions of the stack itself, as the stack
    tells of them; they need not be registered."""

    functions: Functions
    deployments: Deployments
    health: HealthChecks
    own: Mapping[str, GuardedFunction] = field(default_factory=dict)
