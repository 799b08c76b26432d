"""`burgee ops rollback`, `versions`, `prune`, `register` and `emergency-deploy` on moto."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from burgee.domain.documents import Kind
from burgee.domain.roles import Caller, Role
from burgee.runtime import aliases, operating, stack_outputs, wiring
from burgee.runtime.administration import ledger
from burgee.services.create_key import create_key
from burgee.services.deployment_settings import write_settings
from burgee.services.guarded_functions import update_function
from burgee.services.hotfixes import approve_hotfix, open_hotfix
from tests.functions.lambda_account import CHECKOUT, a_zip, an_account, live, new_client
from tests.unit.cli.conftest import Run
from tests.unit.services.builders import by


class NoStacks:
    """CloudFormation without a stack."""

    def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803 - boto's spelling
        said: Any = {"Code": "ValidationError", "Message": f"{StackName} does not exist"}
        raise ClientError({"Error": said}, "DescribeStacks")


REGISTER = ("ops", "register", CHECKOUT, "--alarm", "checkout-errors=high_error_rate")
BECAUSE = ("--reason", "It fails")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Lambda with `checkout`, versions 1 to 3, and empty tables."""
    monkeypatch.setenv("CONFIG_TABLE", "config")
    # Clients that are made once: making one takes longer than all that a command does with it.
    monkeypatch.setattr(aliases, "_client", new_client)
    monkeypatch.setattr(wiring, "dynamodb_client", lambda **_: new_client("dynamodb"))
    monkeypatch.setattr(operating, "_client", lambda: new_client("sts"))
    with an_account() as client:
        yield client


@pytest.fixture
def registered(client: Any, run: Run) -> Any:
    assert run(*REGISTER, *BECAUSE).code == 0
    return client


def document() -> Any:
    found = wiring.documents().newest(Kind.FUNCTION, CHECKOUT)
    assert found is not None
    return found


class TestRegister:
    def test_a_registered_function_is_tagged_and_audited(self, registered: Any) -> None:
        arn = registered.get_function(FunctionName=CHECKOUT)["Configuration"]["FunctionArn"]
        assert registered.list_tags(Resource=arn)["Tags"] == {"burgee:rollback": "allowed"}
        assert document().change.actor == "arn:aws:sts::123456789012:user/moto"

    @pytest.mark.usefixtures("registered")
    def test_a_second_time_changes_what_is_named(self, run: Run) -> None:
        ran = run("ops", "register", CHECKOUT, "--health-url", "https://shop.example/healthz")
        assert ran.code == 0
        assert document().body["health_url"] == "https://shop.example/healthz"
        assert document().body["alarms"] == {"checkout-errors": "high_error_rate"}

    @pytest.mark.usefixtures("client")
    def test_a_function_that_is_not_there_is_refused(self, run: Run) -> None:
        ran = run("ops", "register", "other")
        assert ran.code == 1
        assert "NOT_FOUND" in ran.err

    @pytest.mark.usefixtures("client")
    @pytest.mark.parametrize("alarm", ["checkout-errors", "checkout-errors=bad", "=high_latency"])
    def test_an_alarm_needs_a_known_scenario(self, run: Run, alarm: str) -> None:
        ran = run("ops", "register", CHECKOUT, "--alarm", alarm)
        assert ran.code == 2
        assert "high_latency" in ran.err


class TestRollback:
    def test_the_alias_goes_to_the_version_before(self, registered: Any, run: Run) -> None:
        ran = run("ops", "rollback", CHECKOUT, *BECAUSE)
        assert "from version 3 to 2; it is healthy" in ran.out
        assert live(registered) == "2"

    def test_the_alias_goes_to_the_version_that_is_named(self, registered: Any, run: Run) -> None:
        ran = run("ops", "rollback", CHECKOUT, "--to", 1, *BECAUSE, "--json")
        assert (ran.json["moved_from"], ran.json["moved_to"]) == ("3", "1")
        assert live(registered) == "1"

    def test_a_version_that_is_not_there_is_refused(self, registered: Any, run: Run) -> None:
        ran = run("ops", "rollback", CHECKOUT, "--to", 9, *BECAUSE)
        assert ran.code == 1
        assert "there are 1, 2, 3" in ran.err
        assert live(registered) == "3"

    @pytest.mark.usefixtures("registered")
    def test_where_it_is_already_nothing_is_moved(self, run: Run) -> None:
        assert "points there already" in run("ops", "rollback", CHECKOUT, "--to", 3, *BECAUSE).out

    @pytest.mark.usefixtures("registered")
    def test_what_is_not_well_afterwards_is_exit_1(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(aliases, "HEALTH_SECONDS", 0.2)
        run("ops", "register", CHECKOUT, "--health-url", "http://127.0.0.1:1/healthz")
        ran = run("ops", "rollback", CHECKOUT, *BECAUSE)
        assert ran.code == 1
        assert "NOT healthy" in ran.out
        assert "UNHEALTHY_AFTER_ROLLBACK" in ran.err

    @pytest.mark.usefixtures("registered")
    def test_a_reason_is_needed(self, run: Run) -> None:
        assert run("ops", "rollback", CHECKOUT).code == 2

    @pytest.mark.usefixtures("client")
    def test_an_unknown_function_is_told_how_to_register(self, run: Run) -> None:
        assert "burgee ops register" in run("ops", "rollback", CHECKOUT, *BECAUSE).err

    @pytest.mark.usefixtures("client")
    def test_a_stack_that_is_not_there_is_used_wrongly(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stack_outputs, "_client", NoStacks)
        ran = run("ops", "rollback", CHECKOUT, *BECAUSE, "--stack", "burgee-nowhere")
        assert ran.code == 2
        assert "burgee-nowhere" in ran.err


class TestVersions:
    def test_each_version_says_what_it_is(self, registered: Any, run: Run) -> None:
        routing = {"AdditionalVersionWeights": {"1": 0.1}}
        registered.create_alias(
            FunctionName=CHECKOUT, Name="partners", FunctionVersion="2", RoutingConfig=routing
        )
        run("ops", "rollback", CHECKOUT, *BECAUSE)

        rows = {
            one["version"]: one for one in run("ops", "versions", CHECKOUT, "--json").json["items"]
        }

        assert list(rows) == ["3", "2", "1"]
        assert rows["3"]["remark"] == "bad: a rollback left it"
        assert rows["2"]["aliases"] == ["live 100 %", "partners 90 %"]
        assert rows["1"]["aliases"] == ["partners 10 %"]
        assert rows["1"]["remark"] == "a rollback leads here"


class TestPrune:
    def test_a_version_in_use_survives_retention(self, registered: Any, run: Run) -> None:
        registered.create_alias(FunctionName=CHECKOUT, Name="partners", FunctionVersion="1")
        body = {**document().body, "most_versions": 2}
        update_function(ledger(), by(), CHECKOUT, body)
        for number in (4, 5):
            code = a_zip(str(number))
            registered.update_function_code(FunctionName=CHECKOUT, ZipFile=code, Publish=True)
        registered.update_alias(FunctionName=CHECKOUT, Name="live", FunctionVersion="5")

        ran = run("ops", "prune", CHECKOUT, "--json")

        assert ran.json["items"][0]["deleted"] == ["2", "3"]

    @pytest.mark.usefixtures("registered")
    def test_all_functions_are_pruned_at_once(self, run: Run) -> None:
        assert run("ops", "prune", "--all", "--json").json["items"][0]["function"] == CHECKOUT

    @pytest.mark.parametrize("arguments", [(), (CHECKOUT, "--all")])
    def test_one_or_all_is_to_be_said(self, run: Run, arguments: tuple[str, ...]) -> None:
        assert run("ops", "prune", *arguments).code == 2


class TestEmergency:
    @pytest.fixture
    def code(self, registered: Any, tmp_path: Path) -> Path:
        """The repaired code, a P1 hotfix and two approvers."""
        keys = [
            create_key(ledger(), by(), {"kind": "admin", "role": "approver"}).version.key
            for _ in range(2)
        ]
        write_settings(ledger(), by(), {"emergency_approvers": keys})
        file = tmp_path / "code.zip"
        file.write_bytes(a_zip("repaired"))
        agreed = {"function": CHECKOUT, "code_sha256": sha256(file.read_bytes()).hexdigest()}
        hotfix = {"key": "down", "severity": "P1", "title": "All is down", **agreed}
        open_hotfix(ledger(), by(), hotfix)
        self.approvers = [Caller(key, Role.APPROVER) for key in keys]
        return file

    def deploy(self, run: Run, code: Path) -> Any:
        return run(
            "ops", "emergency-deploy", "down", "--function", CHECKOUT, "--zip", code, *BECAUSE
        )

    def test_two_approvals_deploy_without_a_canary(
        self, registered: Any, run: Run, code: Path
    ) -> None:
        for approver in self.approvers:
            approve_hotfix(ledger(), by(approver, reason="Down"), "down")

        ran = self.deploy(run, code)

        assert "from version 3 to 4; it is healthy" in ran.out
        assert live(registered) == "4"

    def test_with_one_approval_it_is_said_who_is_missing(
        self, registered: Any, run: Run, code: Path
    ) -> None:
        approve_hotfix(ledger(), by(self.approvers[0], reason="Down"), "down")

        ran = self.deploy(run, code)

        assert ran.code == 1
        assert "NOT_APPROVED" in ran.err
        assert f"ask {self.approvers[1].key_id}" in ran.err
        assert live(registered) == "3"


def test_a_stack_names_its_table_and_its_functions() -> None:
    outputs = {"ConfigTable": "c", "UnitsTable": "u", "AggregatesTable": "a"}
    own = '{"application": "", "alarms": {"checkout": ["slow"]}, "health_urls": {}}'
    with an_account():
        here = operating.operating({**outputs, "OwnFunctions": own})

    assert list(here.aliases.own) == ["checkout"]
