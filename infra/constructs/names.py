"""How a row of the catalog is called in the template."""

from __future__ import annotations


def construct_name(row_name: str) -> str:
    """Its name as CloudFormation takes one: letters alone.

    >>> construct_name("apply_schedule")
    'ApplySchedule'
    """
    return "".join(word.capitalize() for word in row_name.split("_"))
