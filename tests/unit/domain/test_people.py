"""What groups let somebody do."""

from __future__ import annotations

import pytest

from burgee.domain.people import Person, caller_of
from burgee.domain.roles import Caller, Role


def in_groups(*groups: str) -> Caller | None:
    return caller_of(Person("4f2c", "ann@example.com", frozenset(groups)))


def test_a_person_is_known_by_who_they_are_and_called_by_their_name() -> None:
    assert in_groups("editor") == Caller("user:4f2c", Role.EDITOR, None, "ann@example.com")


@pytest.mark.parametrize("role", Role)
def test_each_role_is_a_group(role: Role) -> None:
    caller = in_groups(str(role))

    assert caller is not None
    assert caller.role is role


def test_the_strongest_of_several_roles_holds() -> None:
    caller = in_groups("viewer", "approver", "editor")

    assert caller is not None
    assert caller.role is Role.APPROVER


@pytest.mark.parametrize("groups", [(), ("cooks",), ("Owner",), ("environment:production",)])
def test_whoever_is_in_no_role_is_no_caller(groups: tuple[str, ...]) -> None:
    assert in_groups(*groups) is None


def test_environments_limit_a_role_to_all_of_them_together() -> None:
    caller = in_groups("editor", "environment:staging", "environment:development", "cooks")

    assert caller is not None
    assert caller.environments == {"staging", "development"}


@pytest.mark.parametrize("group", ["environment:", "environment:*", "environment:no such name"])
def test_a_limit_that_is_no_environment_leaves_none(group: str) -> None:
    caller = in_groups("owner", group)

    assert caller is not None
    assert caller.environments == frozenset()
