"""Which tables the commands on data work with: a stack's, or those that the environment names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import typer

from burgee.cli.failures import UsageProblem

STACK = Annotated[
    str | None,
    typer.Option(help="The stack whose tables these are; without, CONFIG_TABLE and its kin."),
]
BUCKET_OUTPUT = "BackupBucket"


@dataclass(frozen=True, slots=True)
class Found:
    """The real names of the tables by their names in the schema, and the stack's bucket."""

    tables: Mapping[str, str] = field(default_factory=dict)
    bucket: str = ""


def find_tables(stack: str | None) -> Found | None:
    """None where there is no such stack. Raises UsageProblem where no table is named."""
    from burgee.runtime.stack_outputs import stack_outputs, tables_of
    from burgee.runtime.wiring import settings

    if stack is None:
        require_variables()
        return Found(settings().table_names)
    outputs = stack_outputs(stack)
    if outputs is None:
        return None
    try:
        return Found(tables_of(outputs), outputs.get(BUCKET_OUTPUT, ""))
    except KeyError as missing:
        raise UsageProblem(f"the stack {stack} has no output {missing.args[0]}") from missing


def require_variables() -> None:
    """Raises UsageProblem, which says what else would do, where the environment names no table."""
    from burgee.runtime.settings import SettingMissing
    from burgee.runtime.wiring import settings
    from burgee.storage.schema import CONFIG

    try:
        settings().table_name(CONFIG)
    except SettingMissing as missing:
        raise UsageProblem(f"name the stack with --stack; without one, {missing}") from missing


def require_tables(stack: str | None) -> Found:
    """As `find_tables`, where there has to be a stack."""
    found = find_tables(stack)
    if found is None:
        raise UsageProblem(f"there is no stack {stack} in this account and region")
    return found
