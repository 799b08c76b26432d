"""A hotfix goes behind the alias at once: two approvers instead of a canary."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from burgee.domain.alias_history import Alias
from burgee.domain.approvals import require_approvals
from burgee.domain.documents import LONGEST_REASON, DocumentVersion, Kind
from burgee.domain.errors import IllegalTransition
from burgee.domain.guarded_functions import AliasMove
from burgee.domain.hotfixes import EmergencyDeployment, Hotfix
from burgee.domain.timestamps import iso
from burgee.services.alias_ports import Aliases
from burgee.services.deployment_settings import emergency_approvers
from burgee.services.guarded_functions import as_guarded, guarded_function
from burgee.services.hotfixes import record_deployment
from burgee.services.move_alias import finish, write_down
from burgee.services.reading import read
from burgee.services.roll_back_alias import running_deployment
from burgee.services.writing import Author, Ledger


def emergency_deploy(
    aliases: Aliases, ledger: Ledger, author: Author, key: str, *, function: str, code: bytes
) -> DocumentVersion:
    """The function after a hotfix's code became a version of it and the alias moved there.

    Hotfix, settings and the keys of approvers are read strongly right before. The same call again
    goes on where a crash left it: the same code is the same version. Raises NotApproved,
    IllegalTransition for a hotfix that is closed or no emergency, and while CodeDeploy deploys
    the function; InvalidDocument, DocumentNotFound, FunctionsUnavailable.
    """
    found = read(ledger.documents, Kind.HOTFIX, key)
    hotfix, sha256 = Hotfix.model_validate(found.body), hashlib.sha256(code).hexdigest()
    approvers = emergency_approvers(ledger.documents)
    agreed = require_approvals(hotfix, function, sha256, approvers, ledger.now())
    before = finish(aliases, ledger, author, guarded_function(aliases, ledger, function))
    _refuse_while_deploying(aliases, before)
    version = aliases.functions.publish(function, code, f"Hotfix {key}")
    alias = aliases.functions.alias(function, as_guarded(aliases, before).alias)
    tried = _tried(hotfix, function, version)
    if tried and tried.done and alias.used == {version}:
        return before
    why = f"Hotfix {key}, approved by {' and '.join(one.who for one in agreed)}. {author.reason}"
    deployment = EmergencyDeployment(
        function=function,
        version=version,
        previous=tried.previous if tried else alias.newest,
        code_sha256=sha256,
        at=iso(ledger.now()),
        by=author.caller.key_id,
        by_name=author.caller.name,
        approved_by=[one.by for one in agreed],
    )
    # On the version whose approvals were counted: it may have become another hotfix since.
    expecting = Author(author.caller, author.reason, found.version)
    record_deployment(ledger, expecting, key, deployment)
    after = _put_behind(aliases, ledger, author, before, _Moving(alias, deployment, why))
    record_deployment(ledger, author, key, deployment.model_copy(update={"done": True}))
    return after


@dataclass(frozen=True, slots=True)
class _Moving:
    """An alias as it was found, the deployment of a hotfix that is to be behind it, and why."""

    alias: Alias
    deployment: EmergencyDeployment
    reason: str


def _put_behind(
    aliases: Aliases, ledger: Ledger, author: Author, before: DocumentVersion, moving: _Moving
) -> DocumentVersion:
    """The function once all calls of the alias go to the deployment's version."""
    deployment = moving.deployment
    if moving.alias.used == {deployment.version}:
        return before
    move = AliasMove(
        moved_from=moving.alias.newest,
        moved_to=deployment.version,
        at=deployment.at,
        by=deployment.by,
        by_name=deployment.by_name,
        reason=moving.reason.strip()[:LONGEST_REASON],
    )
    noted = write_down(ledger, author, before, as_guarded(aliases, before), move=move)
    return finish(aliases, ledger, author, noted)


def _tried(hotfix: Hotfix, function: str, version: str) -> EmergencyDeployment | None:
    """The same deployment as an earlier call began it; `previous` is what that one found."""
    same = [one for one in hotfix.deployments if (one.function, one.version) == (function, version)]
    return same[-1] if same else None


def _refuse_while_deploying(aliases: Aliases, version: DocumentVersion) -> None:
    function = as_guarded(aliases, version)
    deployment = running_deployment(aliases, function)
    if deployment:
        raise IllegalTransition(
            f"CodeDeploy deploys '{function.key}' right now ({deployment.id}): stop that first, "
            f"with burgee ops rollback {function.key}, and wait until it is taken back."
        )
