from __future__ import annotations

import io

import pytest
from rich.console import Console, RenderableType

from burgee.cli.tables import pairs, table

COMMAND = "\x1b]0;owned\x07\x9b31m"


@pytest.mark.parametrize("drawn", [table(("country",), [(COMMAND,)]), pairs({"country": COMMAND})])
def test_what_came_in_a_context_commands_no_terminal(drawn: RenderableType) -> None:
    console = Console(file=io.StringIO(), width=80)

    with console.capture() as captured:
        console.print(drawn)

    assert "owned" in captured.get()
    assert not {"\x1b", "\x07", "\x9b"} & set(captured.get())
