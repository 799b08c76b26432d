"""Where `burgee dev` finds the functions, the machine and the shop's flags."""

from __future__ import annotations

import tomllib

from burgee.cli.dev import rooms
from burgee.cli.files import read_documents
from local.demo import SWITCHED
from local.dev import EXAMPLE_FLAG
from local.seed import EXAMPLES


def test_the_rooms_hold_functions_and_machine() -> None:
    found = rooms()

    assert (found / "functions" / "catalog.py").is_file()
    assert (found / "local" / "machine.py").is_file()


def test_the_examples_lie_in_the_same_rooms() -> None:
    assert EXAMPLES.is_relative_to(rooms())


def test_the_flags_that_commands_name_are_among_the_examples() -> None:
    keys = {document.key for document in read_documents([EXAMPLES])}

    assert {EXAMPLE_FLAG, SWITCHED} <= keys


def test_the_wheel_carries_every_room() -> None:
    with (rooms() / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]

    needed = ("functions", "local", "examples/shop")
    assert {name: wheel["force-include"].get(name) for name in needed} == {
        name: f"burgee/_rooms/{name}" for name in needed
    }
