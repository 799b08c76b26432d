"""docs/conditions.md says what the operators do."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

import pytest

from burgee.cli.files import read_documents
from burgee.domain.behaviour import ENGAGEMENT_DAYS, engagement_level
from burgee.domain.conditions import leaves
from burgee.domain.flags import Flag
from burgee.domain.names import EDGE_ATTRIBUTES
from burgee.domain.operators import OPERATORS
from tests.vectors.generate import written

PAGE = (Path(__file__).parents[3] / "docs/conditions.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
WELL_KNOWN = (
    "country region city latitude longitude timezone device_type os browser "
    "screen_width screen_height orientation connection user_agent actions"
)
RULE = """\
flags:
  - key: example
    kind: boolean
    environments:
      production:
        default_variant: off
        rules:
          - variant: on
            conditions:
"""


def table(first: str) -> dict[str, list[str]]:
    """The rows of all tables whose first column has this title, by their first cell."""
    rows: dict[str, list[str]] = {}
    is_wanted = False
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            is_wanted = False
        elif is_wanted and not cells[0].startswith("---"):
            rows[cells[0].strip("`")] = cells[1:]
        elif cells[0] == first:
            is_wanted = True
    return rows


def operators_in(example: str, folder: Path) -> set[str]:
    (folder / "example.yaml").write_text(RULE + indent(example, " " * 14))
    (document,) = read_documents([folder])
    assert isinstance(document.document, Flag)
    conditions = document.document.environments["production"].rules[0].conditions
    return {leaf.operator for leaf in leaves(conditions)}


def test_every_operator_is_in_the_table_and_nothing_else() -> None:
    assert set(table("operator")) == set(OPERATORS)


@pytest.mark.parametrize(("about", "column"), [("missing", 2), ("wrong type", 3)])
def test_what_the_table_says_about_missing_and_other_types_is_so(about: str, column: int) -> None:
    said = {name: cells[column] for name, cells in table("operator").items()}
    cases = [case for case in written("operators.json") if case["about"] == about]

    wrong = [
        case
        for case in cases
        if said[case["operator"]] in ("yes", "no")
        if case["matches"] is not (said[case["operator"]] == "yes")
    ]

    assert wrong == []
    assert {"yes", "no"} <= set(said.values())


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_written_as_it_stands(example: str, tmp_path: Path) -> None:
    assert operators_in(example, tmp_path) <= set(OPERATORS)


def test_there_is_an_example_of_every_operator_that_takes_an_object(tmp_path: Path) -> None:
    shown = set().union(*(operators_in(example, tmp_path) for example in EXAMPLES))

    assert {name for name, row in OPERATORS.items() if not row.takes_attribute} - shown == {
        "in_segment"
    }


def test_well_known_attributes_say_which_are_filled_in() -> None:
    filled = {name for name, cells in table("attribute").items() if cells[1] != "no"}

    assert set(table("attribute")) == set(WELL_KNOWN.split())
    assert filled == EDGE_ATTRIBUTES


def test_engagement_levels_are_those_of_the_table() -> None:
    for level, (days,) in table("level").items():
        first, _, last = days.partition(" to ")
        reached = {engagement_level(int(first)), engagement_level(int(last or first))}
        assert reached == {level}
    assert days == f"12 to {ENGAGEMENT_DAYS}"
