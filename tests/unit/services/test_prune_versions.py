"""Old versions go, and what is used stays."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

import pytest

from burgee.domain.alias_history import Alias, Published
from burgee.domain.documents import Action, Kind
from burgee.domain.errors import FunctionsUnavailable, VersionConflict
from burgee.domain.guarded_functions import GuardedFunction
from burgee.services.guarded_functions import archive_function
from burgee.services.prune_versions import Pruned, prune_every, prune_versions
from burgee.services.roll_back_alias import roll_back_by_hand
from tests.unit.services.builders import Racing, a_ledger, by
from tests.unit.services.lambdas import CHECKOUT, LONG_AGO, Account


@pytest.fixture
def account() -> Account:
    """Versions 1 to 5, all of them old; `live` at 5."""
    account = Account()
    for version in "45":
        account.functions.versions[version] = Published(version, LONG_AGO)
    account.functions.point("5")
    account.register(application="shop", deployment_group=CHECKOUT)
    return account


def prune(account: Account) -> Pruned:
    return prune_versions(account.aliases, account.ledger, by(), CHECKOUT)


def test_old_versions_go_but_for_the_live_one_and_the_one_before(account: Account) -> None:
    assert prune(account) == Pruned(CHECKOUT, ("1", "2", "3"))
    assert sorted(account.functions.versions) == ["4", "5"]


def test_a_version_that_another_alias_uses_survives(account: Account) -> None:
    account.functions.point("2", name="partners", v1=0.5)

    assert prune(account).deleted == ("3",)


def test_what_is_to_go_is_written_down_first(account: Account) -> None:
    prune(account)

    version = account.ledger.documents.newest(Kind.FUNCTION, CHECKOUT)
    assert version is not None
    assert version.change.action is Action.PRUNE
    assert version.body["prunings"][0]["versions"] == ["1", "2", "3"]


def test_a_second_time_there_is_nothing_to_do(account: Account) -> None:
    prune(account)

    assert prune(account) == Pruned(CHECKOUT)
    assert account.ledger.documents.newest(Kind.FUNCTION, CHECKOUT).version == 2  # type: ignore[union-attr]


def test_one_that_an_alias_took_meanwhile_is_kept_by_lambda(account: Account) -> None:
    functions, listed = account.functions, account.functions.aliases

    def then_somebody_points(function: str) -> tuple[Alias, ...]:
        found = listed(function)
        functions.point("1", name="debug")
        return found

    functions.aliases = then_somebody_points  # type: ignore[method-assign]

    assert prune(account) == Pruned(CHECKOUT, ("2", "3"), kept=("1",))


def test_nothing_goes_while_codedeploy_deploys(account: Account) -> None:
    account.deploying()

    assert prune(account) == Pruned(CHECKOUT, failure="CodeDeploy is deploying it.")


def test_a_version_that_somebody_moves_to_meanwhile_survives() -> None:
    documents = Racing(races=1)
    account = Account(ledger=a_ledger(documents))
    account.register(most_versions=2)
    documents.other = partial(move_that_lambda_does_not_answer, account, "1")

    with pytest.raises(VersionConflict):
        prune(account)

    assert "1" in account.functions.versions


def move_that_lambda_does_not_answer(account: Account, to: str) -> None:
    account.functions.broken_moves = 1
    with suppress(FunctionsUnavailable):
        roll_back_by_hand(account.aliases, account.ledger, by(reason="It is good"), CHECKOUT, to=to)


def test_one_function_that_is_gone_does_not_stop_the_others(account: Account) -> None:
    account.own["gone"] = GuardedFunction(key="gone")
    listed = account.functions.aliases

    def only_checkout(function: str) -> tuple[Alias, ...]:
        account.functions.alias(function, "live")
        return listed(function)

    account.functions.aliases = only_checkout  # type: ignore[method-assign]

    pruned = prune_every(account.aliases, account.ledger, by())

    assert [one.function for one in pruned] == [CHECKOUT, "gone"]
    assert pruned[0].deleted == ("1", "2", "3")
    assert pruned[1].failure.startswith("There is no alias")


def test_archived_functions_are_left_alone(account: Account) -> None:
    archive_function(account.ledger, by(), CHECKOUT)

    assert prune_every(account.aliases, account.ledger, by()) == []
