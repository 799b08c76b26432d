"""API key documents: who may call, never the token itself."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from burgee.domain.conditions import Document
from burgee.domain.environments import EnvironmentName
from burgee.domain.flags import Key
from burgee.domain.roles import Role as Role


class KeyKind(StrEnum):
    CLIENT = "client"
    SERVER = "server"
    ADMIN = "admin"


class ApiKey(Document):
    """A client or server key has one environment; an admin key a role, in all environments
    (`environments` left out) or in those named. `hash` is the SHA-256 of the token."""

    key: Key
    name: str = Field(default="", max_length=256)
    kind: KeyKind
    environment: EnvironmentName | None = None
    role: Role | None = None
    environments: list[EnvironmentName] | None = Field(default=None, min_length=1)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    revoked: bool = False

    @model_validator(mode="after")
    def _fits_its_kind(self) -> ApiKey:
        is_admin = self.kind is KeyKind.ADMIN
        if is_admin and (self.role is None or self.environment is not None):
            raise ValueError("an admin key has a role, and `environments` instead of `environment`")
        if not is_admin and (self.environment is None or self.role or self.environments):
            raise ValueError(f"a {self.kind} key has one environment and no role")
        return self
