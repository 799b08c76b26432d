"""The kill switch."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.errors import InvalidDocument
from burgee.domain.parsing import detail_of, problem
from burgee.services.kinds import Body
from burgee.services.surroundings import require_environments_known
from burgee.services.writing import Author, Edit, Ledger, amend


def toggle_flag(
    ledger: Ledger, author: Author, key: str, *, environment: str, enabled: bool
) -> DocumentVersion:
    """The flag, switched on or off in one environment. Raises UnknownEnvironment."""
    require_environments_known(ledger.documents, [environment])

    def toggled(before: Body) -> Json:
        section = before["environments"].get(environment)
        if section is None and not enabled:
            return before
        if section is None:
            raise no_section(environment)
        sections = {**before["environments"], environment: {**section, "enabled": enabled}}
        return {**before, "environments": sections}

    return amend(ledger, author, Edit(Kind.FLAG, key, Action.TOGGLE, toggled))


def no_section(environment: str) -> InvalidDocument:
    """A refusal for a flag without settings in an environment."""
    detail = "is not set up in this flag; update the flag with a default_variant there first"
    problems = [problem(f"environments.{environment}", detail)]
    return InvalidDocument(detail_of("flag", problems), errors=problems)
