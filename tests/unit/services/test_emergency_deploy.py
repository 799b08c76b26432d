"""A hotfix goes live at once where two approvers agree, and nowhere else."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from burgee.domain.documents import DocumentVersion, Json, Kind
from burgee.domain.errors import (
    BurgeeError,
    FunctionsUnavailable,
    IllegalTransition,
    NotApproved,
    VersionConflict,
)
from burgee.domain.roles import Caller, Role
from burgee.services.create_key import create_key
from burgee.services.deployment_settings import write_settings
from burgee.services.emergency_deploy import emergency_deploy
from burgee.services.hotfixes import approve_hotfix, close_hotfix, open_hotfix, update_hotfix
from burgee.services.revoke_key import revoke_key
from burgee.services.roll_back_alias import roll_back_by_hand
from tests.unit.services.builders import by
from tests.unit.services.lambdas import CHECKOUT, Account, moves

CODE, HOTFIX = b"repaired", "checkout-500"
AGREED = {"function": CHECKOUT, "code_sha256": hashlib.sha256(CODE).hexdigest()}
ANN, BEN = Caller("key1", Role.APPROVER), Caller("key2", Role.APPROVER)
OPERATOR = by(Caller("arn:aws:sts::123456789012:assumed-role/on-call/ann", Role.OWNER))


@pytest.fixture
def account() -> Account:
    """An account with a P1 hotfix, and settings that name two approvers."""
    account = Account()
    account.register(application="shop", deployment_group=CHECKOUT)
    for name in ("Ann", "Ben"):
        create_key(account.ledger, by(), {"name": name, "kind": "admin", "role": "approver"})
    write_settings(account.ledger, by(), {"emergency_approvers": ["key1", "key2"]})
    opened(account)
    return account


def opened(account: Account, key: str = HOTFIX, **parts: Any) -> None:
    body = {"key": key, "severity": "P1", "title": "Checkout answers 500", **AGREED, **parts}
    open_hotfix(account.ledger, by(), body)


def agree(account: Account, *callers: Caller) -> None:
    for caller in callers:
        approve_hotfix(account.ledger, by(caller, reason="Down"), HOTFIX)


def deploy(account: Account, code: bytes = CODE) -> DocumentVersion:
    return emergency_deploy(
        account.aliases, account.ledger, OPERATOR, HOTFIX, function=CHECKOUT, code=code
    )


def hotfix(account: Account) -> Json:
    found = account.ledger.documents.newest(Kind.HOTFIX, HOTFIX)
    assert found is not None
    return found.body


def test_two_approvals_put_the_code_behind_the_alias(account: Account) -> None:
    agree(account, ANN, BEN)

    version = deploy(account)

    assert account.live == {"4"}
    assert account.functions.code["4"] == CODE
    assert moves(version) == [("3", "4", True)]


def test_all_of_it_is_audited(account: Account) -> None:
    agree(account, ANN, BEN)

    version = deploy(account)

    assert hotfix(account)["status"] == "deployed"
    (deployment,) = hotfix(account)["deployments"]
    assert deployment["code_sha256"] == hashlib.sha256(CODE).hexdigest()
    assert (deployment["previous"], deployment["version"]) == ("3", "4")
    assert deployment["approved_by"] == ["key1", "key2"]
    assert (deployment["by"], deployment["done"]) == (OPERATOR.caller.key_id, True)
    assert "approved by key1 and key2" in version.body["moves"][0]["reason"]


@pytest.mark.parametrize("agreed", [(), (ANN,)])
def test_without_two_approvals_nothing_happens(account: Account, agreed: Any) -> None:
    agree(account, *agreed)

    with pytest.raises(NotApproved, match="key2"):
        deploy(account)

    assert account.live == {"3"}
    assert sorted(account.functions.versions) == ["1", "2", "3"]
    assert hotfix(account)["deployments"] == []


def test_an_approver_whose_key_was_revoked_counts_no_more(account: Account) -> None:
    agree(account, ANN, BEN)
    revoke_key(account.ledger, by(), "key2")

    with pytest.raises(NotApproved):
        deploy(account)


def test_an_approver_whom_the_settings_name_no_more_does_not_count(account: Account) -> None:
    agree(account, ANN, BEN)
    write_settings(account.ledger, by(), {"emergency_approvers": ["key1"]})

    with pytest.raises(NotApproved, match="emergency_approvers"):
        deploy(account)


def test_a_closed_hotfix_is_not_deployed(account: Account) -> None:
    agree(account, ANN, BEN)
    close_hotfix(account.ledger, by(), HOTFIX)

    with pytest.raises(IllegalTransition, match="closed"):
        deploy(account)


def test_nothing_is_deployed_beside_codedeploy(account: Account) -> None:
    agree(account, ANN, BEN)
    account.deploying()

    with pytest.raises(IllegalTransition, match="burgee ops rollback checkout"):
        deploy(account)

    assert sorted(account.functions.versions) == ["1", "2", "3"]


def test_an_unhealthy_deployment_is_said_to_be(account: Account) -> None:
    agree(account, ANN, BEN)
    account.functions.sick["4"] = "Version 4 is Failed."

    assert deploy(account).body["moves"][0]["healthy"] is False


def test_the_same_call_again_changes_nothing(account: Account) -> None:
    agree(account, ANN, BEN)
    first, before = deploy(account), hotfix(account)

    again = deploy(account)

    assert again.version == first.version
    assert hotfix(account) == before


def test_after_a_crash_the_same_call_goes_on(account: Account) -> None:
    agree(account, ANN, BEN)
    account.functions.broken_moves = 1
    with pytest.raises(FunctionsUnavailable):
        deploy(account)
    assert hotfix(account)["deployments"][0]["done"] is False

    version = deploy(account)

    assert account.live == {"4"}
    assert moves(version) == [("3", "4", True)]
    (deployment,) = hotfix(account)["deployments"]
    assert (deployment["previous"], deployment["done"]) == ("3", True)


def test_a_hotfix_that_became_another_one_meanwhile_is_not_deployed(account: Account) -> None:
    agree(account, ANN, BEN)
    published = account.functions.publish

    def while_somebody_writes(function: str, code: bytes, description: str) -> str:
        changed = {"key": HOTFIX, "severity": "P1", "title": "Else", "function": "cart"}
        update_hotfix(account.ledger, by(), HOTFIX, changed)
        return published(function, code, description)

    account.functions.publish = while_somebody_writes  # type: ignore[method-assign]

    with pytest.raises(VersionConflict):
        deploy(account)

    assert account.live == {"3"}


def test_a_deployed_hotfix_goes_back_to_what_was_before_it(account: Account) -> None:
    agree(account, ANN, BEN)
    deploy(account)

    roll_back_by_hand(account.aliases, account.ledger, by(reason="No better"), CHECKOUT)

    assert account.live == {"3"}


@pytest.mark.parametrize("parts", [{"function": "cart"}, {"code_sha256": "a" * 64}])
def test_what_the_hotfix_does_not_name_is_not_deployed(
    account: Account, parts: dict[str, Any]
) -> None:
    body = {"key": HOTFIX, "severity": "P1", "title": "Checkout answers 500", **AGREED, **parts}
    update_hotfix(account.ledger, by(), HOTFIX, body)
    agree(account, ANN, BEN)

    with pytest.raises(BurgeeError, match=r"is for"):
        deploy(account)
