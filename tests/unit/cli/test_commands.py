"""Segments, environments, keys; and what holds for every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.builders import a_segment, write_files
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import ADMIN_KEY, Server

ROOT = Path(__file__).parents[3]


@pytest.fixture
def staff(run: Run, tmp_path: Path) -> None:
    run("apply", write_files(tmp_path, segments=[a_segment(name="Staff", excluded=["mallory"])]))


@pytest.mark.usefixtures("staff")
class TestSegments:
    def test_segments_are_listed_with_their_sizes(self, run: Run) -> None:
        (row,) = run("segments", "list", "--json").json["items"]
        assert (row["key"], row["summary"]["size"]) == ("staff", 2)

    def test_a_segment_is_shown_without_its_members(self, run: Run) -> None:
        ran = run("segments", "show", "staff")
        assert "Staff" in ran.out
        assert "ann" not in ran.out

    def test_members_are_shown(self, run: Run) -> None:
        answer = run("segments", "members", "staff", "--json").json
        assert answer["included"] == ["ann", "bob"]
        assert answer["excluded"] == ["mallory"]

    def test_members_are_changed(self, run: Run) -> None:
        run("segments", "members", "staff", "--include", "zoe", "--exclude", "ann")
        answer = run("segments", "members", "staff", "--remove", "mallory", "--json").json
        assert answer == {
            "key": "staff",
            "version": 3,
            "included": ["bob", "zoe"],
            "excluded": ["ann"],
        }

    def test_members_come_from_a_file(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "units.txt").write_text("zoe\n\n  yan \n")
        file = tmp_path / "units.txt"
        answer = run("segments", "members", "staff", "--include-file", file, "--json").json
        assert answer["included"] == ["ann", "bob", "zoe", "yan"]

    def test_nothing_to_change_writes_nothing(self, run: Run, server: Server) -> None:
        before = len(server.writes())
        run("segments", "members", "staff", "--include", "ann")
        assert len(server.writes()) == before


def test_people_see_the_first_of_many_members(run: Run, tmp_path: Path) -> None:
    units = [f"unit-{number}" for number in range(1_200)]
    run("apply", write_files(tmp_path, segments=[a_segment(included=units)]))
    ran = run("segments", "members", "staff")
    assert "unit-199 " in ran.out
    assert "unit-200 " not in ran.out
    assert ran.out.endswith("and 1,000 more; --json prints all\n")


def test_environments_are_listed(run: Run) -> None:
    items = run("environments", "list", "--json").json["items"]
    assert [row["key"] for row in items] == ["development", "staging", "production"]


class TestKeys:
    def test_a_new_key_prints_its_token_alone(self, run: Run) -> None:
        ran = run("keys", "create", "client", "-e", "staging", "--name", "Web")
        assert ran.out.startswith("burgee.client.staging.")
        assert len(ran.out.splitlines()) == 1
        assert "not shown again" in ran.err

    def test_a_token_is_not_broken_on_a_narrow_terminal(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("burgee.cli.session.WIDTH_OF_A_PIPE", 30)
        ran = run("keys", "create", "client", "-e", "staging")
        assert len(ran.out.splitlines()) == 1

    def test_an_admin_key_has_a_role_and_may_be_limited(self, run: Run) -> None:
        options = ("--role", "editor", "--only", "staging")
        answer = run("keys", "create", "admin", *options, "--json").json
        assert answer["token"].startswith("burgee.admin.all.")
        assert answer["document"]["environments"] == ["staging"]

    def test_an_admin_key_without_a_role_is_a_wrong_use(self, run: Run) -> None:
        assert run("keys", "create", "admin").code == 2

    def test_keys_are_listed_without_tokens(self, run: Run) -> None:
        token = run("keys", "create", "server", "-e", "staging", "--name", "Api").out.strip()
        ran = run("keys", "list")
        assert "Api" in ran.out
        assert token.rpartition(".")[2] not in ran.out

    def test_a_key_is_revoked(self, run: Run) -> None:
        made = run("keys", "create", "client", "-e", "staging", "--json").json
        run("keys", "revoke", made["key"], "--reason", "Leaked")
        (row,) = run("keys", "list", "--json").json["items"]
        assert row["summary"]["revoked"] is True


class TestEveryCommand:
    def test_nobody_there_is_exit_3(self, run: Run) -> None:
        ran = run("flags", "list", BURGEE_URL="http://127.0.0.1:1")
        assert (ran.code, ran.out) == (3, "")
        assert "cannot reach http://127.0.0.1:1" in ran.err

    @pytest.mark.parametrize("url", ["127.0.0.1:80", "ftp://x", "http://", "", "http://a:b"])
    def test_what_is_no_url_is_exit_2(self, run: Run, url: str) -> None:
        assert run("flags", "list", BURGEE_URL=url).code == 2

    @pytest.mark.parametrize("key", [None, "", "hello", "burgee.admin.all.é.x", "a\nb"])
    def test_what_is_no_key_is_exit_2(self, run: Run, key: str | None) -> None:
        assert run("flags", "list", BURGEE_ADMIN_KEY=key).code == 2

    def test_options_win_over_variables(self, run: Run, server: Server) -> None:
        ran = run("flags", "list", "--url", server.url, "--key", ADMIN_KEY, BURGEE_URL="nonsense")
        assert ran.code == 0

    def test_a_missing_right_is_exit_1(self, run: Run, server: Server) -> None:
        server.role = "viewer"
        ran = run("keys", "list", "--json")
        assert ran.code == 1
        assert ran.json["error"]["code"] == "FORBIDDEN"

    @pytest.mark.parametrize("body", [b"<html>", b"", b"[1]"])
    def test_a_stranger_at_the_url_is_exit_1(self, run: Run, server: Server, body: bytes) -> None:
        server.canned["/api/v1/admin/flags"] = (502, body)
        ran = run("flags", "list")
        assert ran.code == 1
        assert "is this a Burgee URL?" in ran.err

    def test_a_page_that_is_no_json_is_exit_1(self, run: Run, server: Server) -> None:
        server.canned["/api/v1/admin/flags"] = (200, b"<html>")
        assert run("flags", "list").code == 1

    def test_a_list_is_read_to_its_end(self, run: Run, server: Server) -> None:
        for number in range(3):
            run("keys", "create", "client", "-e", "staging", "--name", f"k{number}")
        server.canned["/api/v1/admin/segments"] = (200, {"items": [], "cursor": None})
        assert len(run("keys", "list", "--json").json["items"]) == 3

    def test_the_version_is_printed(self, run: Run) -> None:
        assert run("--version").out.startswith("burgee ")
