"""Webhooks: where others hear what was changed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from burgee.domain.conditions import Document
from burgee.domain.documents import Action, Kind
from burgee.domain.environments import EnvironmentName
from burgee.domain.flags import Key
from burgee.domain.notices import Notice
from burgee.domain.timestamps import seconds_of
from burgee.domain.written_times import Timestamp

SECRET_PREFIX = "whsec_burgee_"  # noqa: S105 - by which scanners tell one
SECRETS_OVERLAP_SECONDS = 24 * 3600

Secret = Annotated[str, Field(min_length=16, max_length=128)]

# Written by Burgee alone: `services.webhooks`.
OWN_FIELDS = ("secret", "former_secret", "former_until", "is_archived")


class Webhook(Document):
    """An address that is told of changes: of these `kinds` and `actions`, all without; of these
    `environments`, all without, and what touches all of them always. `secret` signs what is sent;
    it is shown once. After it was replaced, `former_secret` signs too, until `former_until`."""

    key: Key
    name: str = Field(default="", max_length=256)
    url: Annotated[str, Field(min_length=1, max_length=2048)]
    secret: Secret
    former_secret: Secret | None = None
    former_until: Timestamp | None = None
    kinds: list[Kind] = Field(default_factory=list)
    actions: list[Action] = Field(default_factory=list)
    environments: list[EnvironmentName] = Field(default_factory=list, max_length=100)
    enabled: StrictBool = True
    is_archived: StrictBool = False

    @property
    def is_open(self) -> bool:
        """Whether anything is sent to it."""
        return self.enabled and not self.is_archived

    def wants(self, notice: Notice) -> bool:
        """Whether it is to be told of this."""
        return (
            self.is_open
            and _is_among(notice.kind, self.kinds)
            and _is_among(notice.action, self.actions)
            and (
                notice.environments is None
                or not self.environments
                or bool(notice.environments & set(self.environments))
            )
        )

    def secrets(self, now: float) -> list[str]:
        """What signs at this moment: the secret, and the one before it for a while."""
        until = seconds_of(self.former_until)
        if self.former_secret is None or until is None or now >= until:
            return [self.secret]
        return [self.secret, self.former_secret]


def _is_among(one: Kind | Action, wanted: list[Kind] | list[Action]) -> bool:
    return not wanted or one in wanted
