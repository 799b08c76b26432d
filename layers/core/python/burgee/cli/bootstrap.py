"""`burgee bootstrap`: the first owner key of a deployment."""

from __future__ import annotations

from typing import Annotated

import typer

from burgee.cli.aws import storage
from burgee.cli.session import Session


def bootstrap(
    session: Session,
    name: Annotated[str, typer.Option(help="Whose key it is.")] = "First owner",
) -> None:
    """Make the first owner key, with which all others are made; its token is shown this once.

    Refused while there is an owner key. Needs AWS credentials and the name of the table in
    CONFIG_TABLE.
    """
    with storage():
        from burgee.runtime import administration
        from burgee.services.bootstrap import bootstrap as make_first_key

        made = make_first_key(administration.ledger(), name=name)
    session.show({"key": made.version.key, "token": made.token.text}, made.token.text)
    session.note(f"This is the key {made.version.key}. Keep its token: it is not shown again.")
