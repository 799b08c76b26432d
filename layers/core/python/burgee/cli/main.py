"""Entry of the `burgee` command."""

from __future__ import annotations

import sys

from burgee.cli.failures import USAGE

OURS = frozenset({"burgee", "functions", "local"})


def main() -> None:
    """Run the command that was typed; without the packages it needs, say how to get them."""
    try:
        from burgee.cli.app import app
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in OURS:
            raise
        print(f"burgee: the command needs {package}: install burgee[cli]", file=sys.stderr)
        sys.exit(USAGE)
    app(prog_name="burgee")
