"""Aliases and versions against moto's Lambda, deployments against moto's CodeDeploy; what moto
lacks (the check of an alias's revision, versions in use, stopping a deployment) against answers
in AWS's words."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from moto import mock_aws

from burgee.domain.alias_history import Alias
from burgee.domain.errors import DocumentNotFound, FunctionsUnavailable, WriteConflict
from burgee.runtime import wiring
from burgee.runtime.aliases import (
    CodeDeployDeployments,
    HttpHealthChecks,
    LambdaFunctions,
    alias_rollbacks,
)
from burgee.runtime.own_functions import VARIABLE, written_own_functions
from burgee.services.alias_ports import Deployment
from tests.functions.lambda_account import CHECKOUT, ROLE, a_zip, make_function, new_client

SHOP, GROUP = "shop", "checkout-group"
LIVE = Alias("live", "1", revision="r-1")


@pytest.fixture
def client() -> Iterator[Any]:
    """Lambda with the function `checkout`: versions 1 and 2, `live` at 2."""
    with mock_aws():
        yield make_function()


@pytest.fixture
def functions(client: Any) -> LambdaFunctions:
    return LambdaFunctions(client)


@contextmanager
def answering(operation: str, code: str) -> Iterator[LambdaFunctions]:
    """Lambda that refuses one call with that code."""
    client = new_client("lambda")
    with Stubber(client) as stub:
        stub.add_client_error(operation, code, "AWS says no.")
        yield LambdaFunctions(client)


class TestLambda:
    def test_an_alias_is_read_with_the_versions_that_it_uses(
        self, functions: LambdaFunctions, client: Any
    ) -> None:
        routing = {"AdditionalVersionWeights": {"1": 0.1}}
        client.update_alias(FunctionName=CHECKOUT, Name="live", RoutingConfig=routing)

        alias = functions.alias(CHECKOUT, "live")

        assert alias.used == {"1", "2"}
        assert functions.aliases(CHECKOUT) == (alias,)

    def test_a_move_sends_all_calls_to_one_version(
        self, functions: LambdaFunctions, client: Any
    ) -> None:
        routing = {"AdditionalVersionWeights": {"1": 0.1}}
        client.update_alias(FunctionName=CHECKOUT, Name="live", RoutingConfig=routing)

        functions.move(CHECKOUT, functions.alias(CHECKOUT, "live"), "1")

        assert functions.alias(CHECKOUT, "live").used == {"1"}

    def test_versions_are_listed_without_the_one_that_changes(
        self, functions: LambdaFunctions
    ) -> None:
        published = functions.published(CHECKOUT)

        assert [one.version for one in published] == ["1", "2"]
        assert abs(published[0].at - datetime.now(UTC).timestamp()) < 60

    def test_an_alias_of_what_changes_is_no_version(
        self, functions: LambdaFunctions, client: Any
    ) -> None:
        client.create_alias(FunctionName=CHECKOUT, Name="dev", FunctionVersion="$LATEST")

        assert [alias.name for alias in functions.aliases(CHECKOUT)] == ["live"]
        with pytest.raises(DocumentNotFound, match="points to no version"):
            functions.alias(CHECKOUT, "dev")

    def test_code_becomes_a_version_once(self, functions: LambdaFunctions) -> None:
        first = functions.publish(CHECKOUT, a_zip("3"), "Hotfix down")

        again = functions.publish(CHECKOUT, a_zip("3"), "Hotfix down")

        assert (first, again) == ("3", "3")
        assert functions.published(CHECKOUT)[-1].description == "Hotfix down"

    def test_a_version_that_can_be_called_has_no_problem(self, functions: LambdaFunctions) -> None:
        assert functions.problem(CHECKOUT, "1") == ""

    @pytest.mark.parametrize(
        ("state", "problem"),
        [
            ("Inactive", ""),
            ("Failed", "Version 1 is Failed."),
            ("Pending", "Version 1 is Pending."),
        ],
    )
    def test_a_version_that_lambda_could_not_start_has_one(self, state: str, problem: str) -> None:
        client = new_client("lambda")
        with Stubber(client) as stub:
            stub.add_response("get_function_configuration", {"State": state})
            assert LambdaFunctions(client).problem(CHECKOUT, "1") == problem

    def test_a_deleted_version_is_gone_also_the_second_time(
        self, functions: LambdaFunctions
    ) -> None:
        assert functions.delete(CHECKOUT, "1")
        assert functions.delete(CHECKOUT, "1")
        assert [one.version for one in functions.published(CHECKOUT)] == ["2"]

    def test_a_function_is_tagged(self, functions: LambdaFunctions, client: Any) -> None:
        functions.allow_rollback(CHECKOUT)

        arn = client.get_function(FunctionName=CHECKOUT)["Configuration"]["FunctionArn"]
        assert client.list_tags(Resource=arn)["Tags"] == {"burgee:rollback": "allowed"}

    def test_what_is_not_there_is_said_in_our_words(self, functions: LambdaFunctions) -> None:
        calls: list[Callable[[], object]] = [
            lambda: functions.alias(CHECKOUT, "other"),
            lambda: functions.alias("other", "live"),
            lambda: functions.aliases("other"),
            lambda: functions.problem(CHECKOUT, "9"),
            lambda: functions.publish("other", a_zip("1"), ""),
            lambda: functions.allow_rollback("other"),
            lambda: functions.move(CHECKOUT, functions.alias(CHECKOUT, "live"), "9"),
        ]
        for call in calls:
            with pytest.raises(DocumentNotFound):
                call()

    def test_a_version_in_use_is_kept_by_lambda(self) -> None:
        with answering("delete_function", "ResourceConflictException") as functions:
            assert not functions.delete(CHECKOUT, "1")

    def test_an_alias_that_changed_meanwhile_is_a_lost_race(self) -> None:
        with (
            answering("update_alias", "PreconditionFailedException") as functions,
            pytest.raises(WriteConflict),
        ):
            functions.move(CHECKOUT, LIVE, "2")

    def test_the_move_names_the_revision_that_it_was_decided_on(self) -> None:
        client = new_client("lambda")
        expected = {
            "FunctionName": CHECKOUT,
            "Name": "live",
            "FunctionVersion": "2",
            "RoutingConfig": {"AdditionalVersionWeights": {}},
            "RevisionId": "r-1",
        }
        with Stubber(client) as stub:
            stub.add_response("update_alias", {}, expected)
            LambdaFunctions(client).move(CHECKOUT, LIVE, "2")
            stub.assert_no_pending_responses()

    @pytest.mark.parametrize("code", ["AccessDeniedException", "TooManyRequestsException"])
    def test_any_other_refusal_is_named(self, code: str) -> None:
        with (
            answering("update_alias", code) as functions,
            pytest.raises(FunctionsUnavailable, match=code),
        ):
            functions.move(CHECKOUT, LIVE, "2")
        with (
            answering("delete_function", code) as functions,
            pytest.raises(FunctionsUnavailable, match=code),
        ):
            functions.delete(CHECKOUT, "1")

    def test_where_nobody_answers_it_is_unavailable(self) -> None:
        class Silent:
            def __getattr__(self, name: str) -> Any:
                def silent(**_: Any) -> Any:
                    raise EndpointConnectionError(endpoint_url="https://lambda.example")

                return silent

        functions = LambdaFunctions(Silent())  # type: ignore[arg-type]
        for call in (functions.alias, functions.delete):
            with pytest.raises(FunctionsUnavailable, match="EndpointConnectionError"):
                call(CHECKOUT, "1")
        deployments = CodeDeployDeployments(Silent())  # type: ignore[arg-type]
        with pytest.raises(FunctionsUnavailable):
            deployments.stop("d-1")
        with pytest.raises(FunctionsUnavailable):
            deployments.running(SHOP, GROUP)


class TestCodeDeploy:
    def specification(self, form: str) -> dict[str, Any]:
        versions = {"Name": CHECKOUT, "CurrentVersion": "1", "TargetVersion": "2"}
        text = json.dumps({"Resources": [{"fn": {"Properties": versions}}]})
        if form == "yaml":
            text = "Properties:\n  CurrentVersion: 1\n  TargetVersion: '2'\n"
        return {"revisionType": "AppSpecContent", "appSpecContent": {"content": text}}

    @pytest.fixture
    def client(self) -> Iterator[Any]:
        with mock_aws():
            client = new_client("codedeploy")
            client.create_application(applicationName=SHOP, computePlatform="Lambda")
            client.create_deployment_group(
                applicationName=SHOP, deploymentGroupName=GROUP, serviceRoleArn=ROLE
            )
            yield client

    @pytest.mark.parametrize("form", ["json", "yaml"])
    def test_the_deployment_in_progress_tells_from_where_to_where(
        self, client: Any, form: str
    ) -> None:
        made = client.create_deployment(
            applicationName=SHOP, deploymentGroupName=GROUP, revision=self.specification(form)
        )

        running = CodeDeployDeployments(client).running(SHOP, GROUP)

        assert running is not None
        assert running == Deployment(made["deploymentId"], running.since, "1", "2")

    def test_without_one_there_is_none(self, client: Any) -> None:
        assert CodeDeployDeployments(client).running(SHOP, GROUP) is None

    def test_codedeploys_own_rollback_is_known_as_such(self) -> None:
        client = new_client("codedeploy")
        at = datetime(2026, 11, 25, 12, tzinfo=UTC)
        info = {"deploymentId": "d-2", "createTime": at, "creator": "codeDeployRollback"}
        with Stubber(client) as stub:
            stub.add_response("list_deployments", {"deployments": ["d-2"]})
            stub.add_response("get_deployment", {"deploymentInfo": info})
            running = CodeDeployDeployments(client).running(SHOP, GROUP)
        assert running == Deployment("d-2", at.timestamp(), is_rollback=True)

    @pytest.mark.parametrize(
        "code", ["ApplicationDoesNotExistException", "DeploymentGroupDoesNotExistException"]
    )
    def test_a_group_that_is_gone_deploys_nothing(self, code: str) -> None:
        client = new_client("codedeploy")
        with Stubber(client) as stub:
            stub.add_client_error("list_deployments", code, "AWS says no.")
            assert CodeDeployDeployments(client).running(SHOP, GROUP) is None

    def test_a_refusal_to_tell_is_named(self) -> None:
        client = new_client("codedeploy")
        with Stubber(client) as stub:
            stub.add_client_error("list_deployments", "AccessDenied", "AWS says no.")
            with pytest.raises(FunctionsUnavailable, match="AccessDenied"):
                CodeDeployDeployments(client).running(SHOP, GROUP)

    def test_a_stopped_deployment_is_taken_back(self) -> None:
        client = new_client("codedeploy")
        expected = {"deploymentId": "d-1", "autoRollbackEnabled": True}
        with Stubber(client) as stub:
            stub.add_response("stop_deployment", {}, expected)
            CodeDeployDeployments(client).stop("d-1")
            stub.assert_no_pending_responses()

    def test_one_that_has_ended_is_left(self) -> None:
        client = new_client("codedeploy")
        with Stubber(client) as stub:
            stub.add_client_error("stop_deployment", "DeploymentAlreadyCompletedException", "Done.")
            CodeDeployDeployments(client).stop("d-1")
            stub.assert_no_pending_responses()

    def test_a_refusal_to_stop_is_named(self) -> None:
        client = new_client("codedeploy")
        with Stubber(client) as stub:
            stub.add_client_error("stop_deployment", "AccessDenied", "AWS says no.")
            with pytest.raises(FunctionsUnavailable, match="AccessDenied"):
                CodeDeployDeployments(client).stop("d-1")


class Answers(BaseHTTPRequestHandler):
    """Gives the next of the server's statuses, the last one for ever."""

    def do_GET(self) -> None:
        statuses = self.server.statuses  # type: ignore[attr-defined]
        self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its parameter
        """Say nothing."""


@contextmanager
def site(*statuses: int) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        server.statuses = list(statuses)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/healthz"
        finally:
            server.shutdown()
            thread.join()


class TestHealthChecks:
    def checks(self) -> HttpHealthChecks:
        return HttpHealthChecks(seconds=0.3, pause=0.1, sleep=time.sleep)

    def test_200_is_well(self) -> None:
        with site(200) as url:
            assert self.checks().problem(url) == ""

    def test_what_is_well_at_the_second_try_is_well(self) -> None:
        with site(503, 200) as url:
            assert self.checks().problem(url) == ""

    @pytest.mark.parametrize("status", [302, 404, 503])
    def test_anything_else_is_not(self, status: int) -> None:
        with site(status) as url:
            assert f"answered {status}" in self.checks().problem(url)

    def test_nobody_there_is_not_well(self) -> None:
        with site(200) as url:
            pass
        assert "does not answer" in self.checks().problem(url)

    def test_only_the_web_is_asked(self) -> None:
        assert "no address of the web" in self.checks().problem("file:///etc/hosts")


def test_the_wiring_knows_the_stacks_own_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    own = written_own_functions({CHECKOUT: ["errors"]}, application=SHOP, health_urls={})
    monkeypatch.setenv(VARIABLE, json.dumps(own))
    monkeypatch.setenv("CONFIG_TABLE", "config")
    wiring.reset()

    assert list(alias_rollbacks().aliases.own) == [CHECKOUT]
    wiring.reset()
