"""Who may call: keys checked against the ruleset that they would read."""

from __future__ import annotations

import gzip

import pytest

from burgee.domain.documents import Kind
from burgee.domain.errors import BurgeeError, Forbidden, RulesetUnavailable, Unauthenticated
from burgee.domain.tokens import parse_token
from burgee.services.archive_document import archive_document
from burgee.services.create_document import create_environment
from burgee.services.create_key import create_key
from burgee.services.identify_caller import identify
from burgee.services.revoke_key import revoke_key
from tests.unit.services.builders import by
from tests.unit.services.deployments import PRODUCTION, Deployment, a_deployment

REFRESH_SECONDS = 5.0


def _refusal_of(deployment: Deployment, token: str | None, *, server: bool = False) -> str:
    with pytest.raises(BurgeeError) as refusal:
        identify(deployment.cache(), token, server=server)
    return refusal.value.code


@pytest.mark.parametrize("kind", ["client", "server"])
def test_a_key_reads_its_own_environment(kind: str) -> None:
    deployment = a_deployment()
    token = deployment.new_key(kind)
    deployment.publish()

    caller = identify(deployment.cache(), token)

    assert (caller.key_id, caller.kind, caller.environment) == ("key1", kind, PRODUCTION)


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "hello",
        "burgee.client.production.key1",
        "burgee.client.production.key1.wrong-secret",
        "burgee.client.production.key9.secret1",
        "burgee.client.moon.key1.secret1",
        "burgee.client.PRODUCTION.key1.secret1",
        "burgee.client.../../x.key1.secret1",
        "burgee.client.production\n.key1.secret1",
        "burgee.server.production.key1.secret1",
        "burgee.client.production.key1.secret1.more",
        "burgee.client.production.key1.s\u00e9cret1",
        "burgee.client.production.key1." + "s" * 300,
    ],
)
def test_a_key_that_is_not_known_is_unauthenticated(token: str | None) -> None:
    deployment = a_deployment()
    assert deployment.new_key("client") == "burgee.client.production.key1.secret1"
    deployment.publish()

    assert _refusal_of(deployment, token) == Unauthenticated.code


def test_an_admin_key_is_forbidden() -> None:
    deployment = a_deployment()
    made = create_key(deployment.ledger, by(), {"kind": "admin", "role": "owner"})
    deployment.publish()

    assert _refusal_of(deployment, made.token.text) == Forbidden.code


def test_a_client_key_is_forbidden_where_a_server_key_is_asked_for() -> None:
    deployment = a_deployment()
    token = deployment.new_key("client")
    deployment.publish()

    assert _refusal_of(deployment, token, server=True) == Forbidden.code


def test_a_server_key_may_call_every_route() -> None:
    deployment = a_deployment()
    token = deployment.new_key("server")
    deployment.publish()

    assert identify(deployment.cache(), token, server=True).kind == "server"


def test_a_new_key_is_let_in_within_one_refresh() -> None:
    deployment = a_deployment()
    cache = deployment.cache()
    cache.serve(PRODUCTION)
    token = deployment.new_key()
    deployment.publish()

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert identify(cache, token).key_id == "key1"


def test_a_revoked_key_is_out_within_one_refresh() -> None:
    deployment = a_deployment()
    token = deployment.new_key()
    deployment.publish()
    cache = deployment.cache()
    identify(cache, token)
    revoke_key(deployment.ledger, by(), "key1")
    deployment.publish()

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    with pytest.raises(Unauthenticated):
        identify(cache, token)


def test_a_key_is_not_let_into_another_environment() -> None:
    deployment = a_deployment()
    token = deployment.new_key(environment="staging")
    deployment.publish()

    caller = identify(deployment.cache(), token)

    assert caller.environment == "staging"
    assert _refusal_of(deployment, token.replace("staging", PRODUCTION)) == Unauthenticated.code


def test_a_key_of_an_archived_environment_is_out_even_if_both_were_changed_at_once() -> None:
    deployment = a_deployment()
    create_environment(deployment.ledger, by(), {"key": "preview"})
    token = deployment.new_key(environment="preview")
    deployment.publish()
    revoke_key(deployment.ledger, by(), "key1")
    archive_document(deployment.ledger, by(), Kind.ENVIRONMENT, "preview")

    deployment.publish()

    assert _refusal_of(deployment, token) == Unauthenticated.code


def test_a_key_is_neither_let_in_nor_turned_away_while_storage_is_silent() -> None:
    deployment = a_deployment()
    token = deployment.new_key()
    deployment.publish()
    deployment.rulesets.is_silent = True

    assert _refusal_of(deployment, token) == RulesetUnavailable.code


def test_a_known_key_is_let_in_while_storage_is_silent_and_told_so() -> None:
    deployment = a_deployment()
    token = deployment.new_key()
    deployment.publish()
    cache = deployment.cache()
    identify(cache, token)
    deployment.rulesets.is_silent = True

    deployment.clock.pass_seconds(REFRESH_SECONDS)

    assert identify(cache, token).stale


def test_a_ruleset_never_holds_a_token() -> None:
    deployment = a_deployment()
    token = parse_token(deployment.new_key())
    deployment.publish()
    ruleset = deployment.cache().serve(PRODUCTION).evaluator.ruleset

    found = ruleset.api_key(token.hash if token else "")

    assert found == {"id": "key1", "kind": "client"}
    assert not any(b"secret1" in gzip.decompress(chunk) for chunk in ruleset.chunks.values())
