"""What people read of a notice."""

from __future__ import annotations

import pytest

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.notices import Notice, notice_of
from burgee.wire.notices import email_of

AT = "2026-11-25T12:00:00.000Z"


def a_notice(actor: str, name: str) -> Notice:
    change = Change(actor, AT, Action.TOGGLE, "Orders fail", actor_name=name)
    return notice_of(DocumentVersion(Kind.FLAG, "checkout", 7, {}, change), {}, ["production"])


@pytest.mark.parametrize(
    ("actor", "name", "told"),
    [("user:4f2c", "ann@example.com", "ann@example.com"), ("k1", "", "k1")],
)
def test_an_email_says_who_it_was_by_name_or_else_by_id(actor: str, name: str, told: str) -> None:
    _, text = email_of(a_notice(actor, name))

    assert f"By {told} at {AT}, version 7." in text.splitlines()
