from __future__ import annotations

import json
from typing import Any

import pytest

from burgee.cli.contexts import value_of
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import ADMIN_KEY, Server

OFREP = "/ofrep/v1/evaluate/flags/new-checkout"
CLIENT_KEY = "burgee.client.production.k3.secret"


def sent_context(server: Server) -> Any:
    """The context of the last request."""
    return json.loads(server.requests[-1].body)["context"]


@pytest.fixture
def answered(server: Server) -> Server:
    """A server where new-checkout is 10.0 for everybody."""
    answer = {"key": "new-checkout", "value": 10.0, "variant": "ten", "reason": "STATIC"}
    server.canned[OFREP] = (200, answer)
    return server


@pytest.mark.usefixtures("answered")
class TestEvaluate:
    def test_people_see_value_variant_and_reason(self, run: Run) -> None:
        lines = [line.split() for line in run("evaluate", "new-checkout").out.splitlines()]
        assert lines == [["value", "10.0"], ["variant", "ten"], ["reason", "STATIC"]]

    def test_programs_see_the_whole_answer(self, run: Run) -> None:
        assert '"value": 10.0' in run("evaluate", "new-checkout", "--json").out

    def test_a_context_is_put_together_of_all_that_is_given(self, run: Run, server: Server) -> None:
        whole = '{"plan": "free", "nested": {"a": 1}}'
        run("evaluate", "new-checkout", "-u", "ann", "-c", "plan=pro", "--context-json", whole)
        assert sent_context(server) == {
            "plan": "pro",
            "nested": {"a": 1},
            "targetingKey": "ann",
        }

    def test_a_client_key_may_evaluate(self, run: Run) -> None:
        assert run("evaluate", "new-checkout", BURGEE_KEY=CLIENT_KEY).code == 0

    @pytest.mark.parametrize(
        "options",
        [
            ["-c", "plan"],
            ["-c", "=pro"],
            ["--context-json", "{"],
            ["--context-json", "[]"],
            ["--context-json", '{"a": NaN}'],
            ["--context-json", '{"a": 1e999}'],
            ["--environment", "staging"],
            ["--key", ADMIN_KEY],
        ],
    )
    def test_what_cannot_be_asked_is_not_asked(
        self, run: Run, server: Server, options: list[str]
    ) -> None:
        ran = run("evaluate", "new-checkout", *options)
        assert ran.code == 2
        assert server.requests == []


def test_an_answer_without_a_value_says_whose_default_holds(run: Run, server: Server) -> None:
    answer = {"key": "new-checkout", "variant": "", "reason": "DISABLED"}
    server.canned[OFREP] = (200, answer)
    assert "the caller's default holds" in run("evaluate", "new-checkout").out


def test_an_unknown_flag_is_exit_1_with_the_code_of_openfeature(run: Run, server: Server) -> None:
    refusal = {"key": "new-checkout", "errorCode": "FLAG_NOT_FOUND", "errorDetails": "No flag."}
    server.canned[OFREP] = (404, refusal)
    ran = run("evaluate", "new-checkout", "--json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "FLAG_NOT_FOUND"


def test_a_client_key_may_not_explain(run: Run, server: Server) -> None:
    ran = run("explain", "new-checkout", BURGEE_KEY=CLIENT_KEY)
    assert ran.code == 2
    assert "needs a server key" in ran.err
    assert server.requests == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("3.5", 3.5),
        ("true", True),
        ("null", None),
        ("[1]", [1]),
        ('"3"', "3"),
        ("1.10", "1.10"),
        ("01234", "01234"),
        ("1e5", "1e5"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("True", "True"),
        ("", ""),
        ("a=b", "a=b"),
    ],
)
def test_a_value_is_json_only_if_json_writes_it_so(text: str, value: object) -> None:
    assert repr(value_of(text)) == repr(value)


class TestReplay:
    PATH = "/api/v1/flags/new-checkout/explain"

    @pytest.mark.parametrize(
        ("options", "named"),
        [
            (["--ruleset", "3"], {"ruleset": 3}),
            (["--at", "2026-11-21T12:00:00Z"], {"at": "2026-11-21T12:00:00Z"}),
            (["--ruleset", "3", "--at", "2026-11-21"], {"ruleset": 3, "at": "2026-11-21"}),
        ],
    )
    def test_the_server_is_told_which_ruleset_and_when(
        self, run: Run, server: Server, options: list[str], named: dict[str, Any]
    ) -> None:
        refused = {"status": 404, "code": "NOT_FOUND", "detail": "There is none."}
        server.canned[self.PATH] = (404, refused)
        run("replay", "new-checkout", "-u", "ann", *options, "--json")
        assert json.loads(server.requests[-1].body) == {
            "context": {"targetingKey": "ann"},
            **named,
        }

    @pytest.mark.parametrize("options", [[], ["--at", "soon"], ["--ruleset", "0"]])
    def test_a_replay_of_nothing_in_particular_is_refused_before_anything_is_asked(
        self, run: Run, server: Server, options: list[str]
    ) -> None:
        assert (run("replay", "new-checkout", *options).code, server.requests) == (2, [])

    def test_a_client_key_may_not_replay(self, run: Run) -> None:
        ran = run("replay", "new-checkout", "--ruleset", "1", BURGEE_KEY=CLIENT_KEY)
        assert ran.code == 2
