from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.builders import a_flag, a_section, write_files
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import Server


@pytest.fixture
def flags(run: Run, tmp_path: Path) -> None:
    """One flag, set up in staging and production."""
    sections = {"staging": a_section(), "production": a_section()}
    flag = a_flag(name="New checkout", owner="ann", tags=["shop"], environments=sections)
    run("apply", write_files(tmp_path, flags=[flag, a_flag("other")]))


@pytest.mark.usefixtures("flags")
class TestLooking:
    def test_flags_are_listed(self, run: Run) -> None:
        ran = run("flags", "list")
        assert "new-checkout" in ran.out
        assert "staging, production" in ran.out

    def test_no_key_is_cut_on_a_narrow_terminal(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = "a-key-that-takes-most-of-the-width-of-a-terminal"
        run("apply", write_files(tmp_path, flags=[a_flag(key)]))
        monkeypatch.setattr("burgee.cli.session.WIDTH_OF_A_PIPE", 80)
        lines = run("flags", "list").out.splitlines()
        assert key in {line.partition(" ")[0] for line in lines}
        assert max(map(len, lines)) <= 80

    def test_flags_are_listed_by_what_they_have(self, run: Run) -> None:
        ran = run("flags", "list", "--tag", "shop", "--json")
        assert [row["key"] for row in ran.json["items"]] == ["new-checkout"]

    def test_a_flag_is_shown_with_what_each_environment_shows(self, run: Run) -> None:
        ran = run("flags", "show", "new-checkout")
        assert "New checkout" in ran.out
        assert "staging: enabled" in ran.out
        assert "production: enabled" in ran.out

    def test_a_flag_is_shown_for_one_environment(self, run: Run) -> None:
        ran = run("flags", "show", "new-checkout", "--environment", "staging")
        assert "production" not in ran.out

    def test_brackets_in_names_are_shown_as_they_are(self, run: Run, tmp_path: Path) -> None:
        run("apply", write_files(tmp_path, flags=[a_flag("odd", name="[red]x[/red] :smile:")]))
        assert "[red]x[/red] :smile:" in run("flags", "show", "odd").out

    def test_conditions_read_as_a_sentence(self, run: Run, tmp_path: Path) -> None:
        pro = {"attribute": "plan", "operator": "equals", "value": "pro"}
        absent = {"not": {"attribute": "trial", "operator": "exists"}}
        rule = {"id": "r", "percentage": 12.5, "conditions": [{"or": [pro, absent]}]}
        section = a_section(rules=[{**rule, "variant": "on"}])
        flag = a_flag("conditional", environments={"production": section})
        run("apply", write_files(tmp_path, flags=[flag]))
        ran = run("flags", "show", "conditional")
        assert '12.5 % on if (plan equals "pro" or not (trial exists))' in ran.out

    def test_an_unknown_flag_is_refused_with_the_code_of_the_server(self, run: Run) -> None:
        ran = run("flags", "show", "nowhere")
        assert (ran.code, ran.out) == (1, "")
        assert "There is no flag 'nowhere'. [NOT_FOUND]" in ran.err


@pytest.mark.usefixtures("flags")
class TestToggling:
    def test_a_toggle_turns_the_state_round(self, run: Run) -> None:
        ran = run("flags", "toggle", "new-checkout", "-e", "staging")
        assert ran.out == "new-checkout is not enabled in staging (version 2)\n"

    def test_a_toggle_says_which_version_it_saw(self, run: Run, server: Server) -> None:
        run("flags", "toggle", "new-checkout", "-e", "staging")
        (_, _, toggle) = server.writes()
        assert dict(toggle.headers)["If-Match"] == '"1"'

    def test_production_asks_for_a_reason(self, run: Run, server: Server) -> None:
        before = len(server.writes())
        ran = run("flags", "toggle", "new-checkout", "-e", "production")
        assert ran.code == 2
        assert "production is marked as production: say why, with --reason" in ran.err
        assert len(server.writes()) == before

    def test_a_reason_is_kept(self, run: Run) -> None:
        run("flags", "toggle", "new-checkout", "--disable", "-e", "production", "--reason", "Smoke")
        shown = run("flags", "show", "new-checkout", "--json").json
        assert shown["change"]["reason"] == "Smoke"
        assert shown["document"]["environments"]["production"]["enabled"] is False

    def test_the_environment_may_come_from_the_variables(self, run: Run) -> None:
        ran = run("flags", "toggle", "new-checkout", BURGEE_ENVIRONMENT="staging")
        assert ran.code == 0

    def test_without_an_environment_nothing_is_done(self, run: Run) -> None:
        ran = run("flags", "toggle", "new-checkout")
        assert ran.code == 2
        assert "--environment" in ran.err


def settings(run: Run, *options: str) -> dict[str, object]:
    """What staging shows after `flags set` with these options."""
    ran = run("flags", "set", "new-checkout", "-e", "staging", *options, "--json")
    assert ran.code == 0, ran.err
    section: dict[str, object] = ran.json["document"]["environments"]["staging"]
    return section


@pytest.mark.usefixtures("flags")
class TestSetting:
    def test_a_rollout_is_set(self, run: Run) -> None:
        rollout = settings(run, "--rollout", "on=12.5")["rollout"]
        assert rollout == {"variant": "on", "percentage": 12.5, "bucket_by": "targetingKey"}

    def test_a_rollout_keeps_what_it_hashes_by(self, run: Run, tmp_path: Path) -> None:
        rollout = {"variant": "on", "percentage": 5, "bucket_by": "company"}
        flag = a_flag(environments={"staging": a_section(rollout=rollout)})
        run("apply", write_files(tmp_path, flags=[flag]))
        assert settings(run, "--rollout", "on=10")["rollout"] == {**rollout, "percentage": 10}

    def test_a_rollout_is_taken_away(self, run: Run) -> None:
        settings(run, "--rollout", "on=5")
        assert settings(run, "--rollout", "none")["rollout"] is None

    def test_a_default_is_set(self, run: Run) -> None:
        assert settings(run, "--default", "on", "--disable")["default_variant"] == "on"

    def test_a_target_moves_from_one_variant_to_the_other(self, run: Run) -> None:
        settings(run, "--target", "on=ann", "--target", "on=bob")
        assert settings(run, "--target", "off=ann")["targets"] == {"on": ["bob"], "off": ["ann"]}

    def test_a_target_is_taken_away(self, run: Run) -> None:
        settings(run, "--target", "on=ann")
        assert settings(run, "--untarget", "ann")["targets"] == {}

    def test_the_rest_of_the_flag_stays(self, run: Run) -> None:
        settings(run, "--default", "on")
        document = run("flags", "show", "new-checkout", "--json").json["document"]
        assert document["name"] == "New checkout"
        assert document["environments"]["production"]["default_variant"] == "off"

    def test_people_see_what_changed(self, run: Run) -> None:
        ran = run("flags", "set", "new-checkout", "-e", "staging", "--disable")
        assert ran.out.splitlines() == [
            "new-checkout is now version 2",
            "  ~ environments.staging.enabled  true -> false",
        ]

    def test_a_new_section_needs_a_default(self, run: Run) -> None:
        ran = run("flags", "set", "new-checkout", "-e", "development", "--enable")
        assert ran.code == 2
        assert "--default" in ran.err

    @pytest.mark.parametrize(
        "options",
        [
            [],
            ["--rollout", "on"],
            ["--rollout", "on=many"],
            ["--rollout", "on=nan"],
            ["--rollout", "on=101"],
            ["--target", "=ann"],
        ],
    )
    def test_what_cannot_be_read_is_a_wrong_use(
        self, run: Run, server: Server, options: list[str]
    ) -> None:
        before = len(server.writes())
        ran = run("flags", "set", "new-checkout", "-e", "staging", *options)
        assert ran.code == 2
        assert len(server.writes()) == before

    def test_a_variant_that_is_not_there_is_refused_with_its_field(self, run: Run) -> None:
        ran = run("flags", "set", "new-checkout", "-e", "staging", "--default", "maybe", "--json")
        assert ran.code == 1
        assert ran.json["error"]["code"] == "INVALID_DOCUMENT"
        assert ran.json["error"]["errors"][0]["field"] == "environments.staging.default_variant"
        assert ran.err.count("environments.staging.default_variant") == 1

    def test_a_change_meanwhile_is_refused(self, run: Run, server: Server) -> None:
        def toggle() -> None:
            run("flags", "toggle", "new-checkout", "-e", "staging")

        server.before["PUT"] = toggle
        ran = run("flags", "set", "new-checkout", "-e", "staging", "--default", "on")
        assert ran.code == 1
        assert "VERSION_CONFLICT" in ran.err


@pytest.mark.usefixtures("flags")
class TestGoingBack:
    def test_the_history_names_every_version_with_its_reason(self, run: Run) -> None:
        run("flags", "toggle", "new-checkout", "-e", "staging", "--reason", "Too slow")
        ran = run("flags", "history", "new-checkout")
        assert [line.split()[0] for line in ran.out.splitlines()[2:]] == ["2", "1"]
        assert "Too slow" in ran.out

    def test_whoever_has_a_name_is_shown_by_it(self, run: Run, server: Server) -> None:
        server.key_id, server.name = "user:4f2c", "ann@example.com"
        run("flags", "toggle", "new-checkout", "-e", "staging", "--reason", "Too slow")
        for shown in (
            run("flags", "history", "new-checkout"),
            run("flags", "show", "new-checkout"),
        ):
            assert "ann@example.com" in shown.out
            assert "user:4f2c" not in shown.out

    def test_an_earlier_version_is_restored_as_a_new_one(self, run: Run) -> None:
        run("flags", "toggle", "new-checkout", "-e", "staging")
        ran = run("flags", "restore", "new-checkout", "1", "--reason", "It worked then")
        assert ran.out.splitlines() == [
            "new-checkout is now version 3",
            "  ~ environments.staging.enabled  false -> true",
        ]

    def test_a_flag_of_production_is_not_restored_without_a_reason(
        self, run: Run, server: Server
    ) -> None:
        before = len(server.writes())
        ran = run("flags", "restore", "new-checkout", "1")
        assert (ran.code, len(server.writes())) == (2, before)
        assert "production is marked as production: say why" in ran.err

    def test_a_version_that_never_was_is_refused(self, run: Run) -> None:
        ran = run("flags", "restore", "new-checkout", "9", "--reason", "Trying")
        assert ran.code == 1
        assert "There is no version 9" in ran.err


def test_numbers_keep_their_form_through_set(run: Run, server: Server, tmp_path: Path) -> None:
    variants = {"one": {"value": 10.0}, "two": {"value": 10}}
    section = {"staging": a_section(default_variant="one")}
    flag = a_flag(kind="number", variants=variants, environments=section)
    run("apply", write_files(tmp_path, flags=[flag]))
    run("flags", "set", "new-checkout", "-e", "staging", "--default", "two")
    sent = json.loads(server.writes()[-1].body)["document"]["variants"]
    assert [repr(variant["value"]) for variant in sent.values()] == ["10.0", "10"]
