"""What people on call work with: a deployment's documents and functions, as themselves."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from burgee.domain.roles import Caller, Role
from burgee.runtime.administration import new_id, new_salt, new_secret
from burgee.runtime.aliases import aliases_beside
from burgee.runtime.own_functions import VARIABLE
from burgee.runtime.stack_outputs import tables_of
from burgee.runtime.wiring import administration_client, settings
from burgee.services.alias_ports import Aliases
from burgee.services.writing import Ledger, Randomness
from burgee.storage.documents import DynamoDocuments
from burgee.storage.schema import CONFIG
from burgee.storage.table import ItemTable

OWN_FUNCTIONS_OUTPUT = "OwnFunctions"


@dataclass(frozen=True, slots=True)
class Operating:
    """`caller`: who holds the AWS credentials; IAM is what lets them."""

    aliases: Aliases
    ledger: Ledger
    caller: Caller


def operating(outputs: Mapping[str, str] | None) -> Operating:
    """A deployment by its stack's outputs; without any, by the environment."""
    own = os.environ.get(VARIABLE, "") if outputs is None else outputs.get(OWN_FUNCTIONS_OUTPUT, "")
    name = settings().table_name(CONFIG) if outputs is None else tables_of(outputs)[CONFIG.name]
    documents = DynamoDocuments(ItemTable(administration_client(), name))
    ledger = Ledger(documents, time.time, Randomness(new_salt, new_id, new_secret))
    return Operating(aliases_beside(own), ledger, operator())


def operator(client: Any = None) -> Caller:
    """Whoever AWS says holds these credentials."""
    arn = (client or _client()).get_caller_identity()["Arn"]
    return Caller(arn, Role.OWNER)


def _client() -> Any:
    import botocore.session

    return botocore.session.get_session().create_client("sts")
