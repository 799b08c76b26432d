"""What a deployed stack tells about itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from burgee.runtime.settings import SettingMissing
from burgee.storage.schema import TABLES

_ABSENT = "ValidationError"  # CloudFormation's code for a stack that there is not


def stack_outputs(stack: str, client: Any = None) -> Mapping[str, str] | None:
    """The outputs of a stack by name; None where there is no such stack."""
    try:
        answer = (client or _client()).describe_stacks(StackName=stack)
    except ClientError as error:
        said = error.response.get("Error", {})
        if said.get("Code") == _ABSENT and "does not exist" in said.get("Message", ""):
            return None
        raise SettingMissing(f"the stack {stack} cannot be asked: {said.get('Message')}") from error
    (found,) = answer["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", ())}


def tables_of(outputs: Mapping[str, str]) -> dict[str, str]:
    """The real names of the tables by their names in the schema.

    >>> tables_of({"ConfigTable": "c", "UnitsTable": "u", "AggregatesTable": "a"})["units"]
    'u'
    """
    return {table.name: outputs[f"{table.name.capitalize()}Table"] for table in TABLES}


def _client() -> Any:
    import botocore.session

    return botocore.session.get_session().create_client("cloudformation")
