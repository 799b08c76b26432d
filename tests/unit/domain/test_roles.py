from __future__ import annotations

import pytest

from burgee.domain.errors import Forbidden
from burgee.domain.roles import (
    Caller,
    Role,
    environments_as_text,
    environments_from_text,
)
from burgee.wire.routes import ROLES

LIMITED = Caller("k", Role.EDITOR, frozenset({"development", "staging"}))


def test_roles_are_those_of_the_routes_weakest_first() -> None:
    assert [str(role) for role in Role] == [str(access) for access in ROLES]


def test_a_weaker_role_is_refused_by_name() -> None:
    with pytest.raises(Forbidden, match="needs the role owner; you have the role editor"):
        LIMITED.require_role(Role.OWNER)


def test_a_stronger_role_may_do_what_a_weaker_one_may() -> None:
    LIMITED.require_role(Role.VIEWER)


@pytest.mark.parametrize("touched", [None, frozenset({"production"})])
def test_a_limited_key_is_refused_beyond_its_environments(touched: frozenset[str] | None) -> None:
    with pytest.raises(Forbidden, match="limited to development, staging"):
        LIMITED.require_environments(touched)


def test_whoever_is_limited_to_nothing_that_exists_is_told_so() -> None:
    with pytest.raises(Forbidden, match="you are limited to no environment at all"):
        Caller("user:ann", Role.EDITOR, frozenset()).require_environments(frozenset({"staging"}))


def test_a_limited_key_may_change_its_environments() -> None:
    LIMITED.require_environments(frozenset({"staging"}))


def test_an_unlimited_key_may_change_everything() -> None:
    Caller("k", Role.EDITOR).require_environments(None)


@pytest.mark.parametrize(
    "environments", [None, frozenset({"a"}), frozenset({"a", "b"}), frozenset()]
)
def test_environments_survive_the_way_through_the_authorizer(
    environments: frozenset[str] | None,
) -> None:
    assert environments_from_text(environments_as_text(environments)) == environments
