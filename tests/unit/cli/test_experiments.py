from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from burgee.domain.tracking import EventType, Exposure, TrackingEvent
from burgee.runtime.streams import unit_changes
from burgee.services.aggregate import Aggregator
from tests.unit.cli.builders import a_flag, a_section, an_experiment, write_files
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import NOW, Server

NOW_MS = int(NOW * 1000)


def flag() -> dict[str, Any]:
    return a_flag(environments={"staging": a_section(), "production": a_section()})


@pytest.fixture
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a flag and an experiment."""
    folder = tmp_path_factory.mktemp("first")
    return write_files(folder, flags=[flag()], experiments=[an_experiment()])


@pytest.fixture
def draft(run: Run, server: Server, first: Path) -> str:
    """The key of a draft whose checklist is closed."""
    run("apply", first)
    for name in ("purchase", "page_error"):
        server.tracking.usage.see_event_name("staging", name, "2026-11-18")
    return "badges"


@pytest.fixture
def running(run: Run, draft: str) -> str:
    assert run("experiments", "start", draft).code == 0
    return draft


def expose(server: Server, unit: str, variant: str, device: str = "mobile") -> None:
    exposure = Exposure("badges.1", variant, NOW_MS, NOW_MS, {"device_type": device})
    server.tracking.units.expose(unit, exposure)


def aggregate(server: Server) -> None:
    units, aggregates = server.tracking.units, server.tracking.aggregates
    aggregator = Aggregator(units, aggregates, server.documents, lambda: NOW)
    taken = 0
    while taken < len(server.units_table.changes):
        fresh = server.units_table.changes[taken:]
        taken += len(fresh)
        aggregator.take(list(unit_changes(fresh)), "shard-1")


class TestDocuments:
    def test_an_experiment_is_created_from_a_file(self, run: Run, tmp_path: Path) -> None:
        run("apply", write_files(tmp_path / "flags", flags=[flag()]))
        folder = write_files(tmp_path / "design", experiments=[an_experiment()])
        ran = run("experiments", "create", folder / "documents.yaml")
        assert ran.out == "badges is a draft (version 1)\n"
        assert "burgee experiments checklist badges" in ran.err

    def test_what_is_wrong_in_a_file_is_said_with_its_line(self, run: Run, tmp_path: Path) -> None:
        folder = write_files(tmp_path, experiments=[an_experiment(traffic=101)])
        ran = run("experiments", "create", folder / "documents.yaml")
        assert ran.code == 2
        assert "experiment badges: traffic" in ran.err

    def test_a_file_with_two_experiments_is_for_apply(self, run: Run, tmp_path: Path) -> None:
        folder = write_files(tmp_path, experiments=[an_experiment(), an_experiment("b")])
        ran = run("experiments", "create", folder / "documents.yaml")
        assert ran.code == 2
        assert "burgee apply" in ran.err

    def test_experiments_are_listed(self, run: Run, draft: str) -> None:
        ran = run("experiments", "list")
        (_, row) = [line for line in ran.out.splitlines() if draft in line or "status" in line]
        assert row.split()[:3] == ["badges", "draft", "staging"]

    @pytest.mark.parametrize(
        "option", [("--status", "running"), ("-e", "production"), ("--owner", "bob")]
    )
    @pytest.mark.usefixtures("draft")
    def test_a_list_shows_what_matches(self, run: Run, option: tuple[str, str]) -> None:
        assert run("experiments", "list", *option, "--json").json == {"items": []}

    def test_an_experiment_is_shown_as_people_read_it(self, run: Run, draft: str) -> None:
        ran = run("experiments", "show", draft)
        assert "Badges reassure." in ran.out
        assert "new-checkout = on" in ran.out
        assert "deterministic by targetingKey" in ran.out

    def test_who_takes_part_reads_as_a_sentence(self, run: Run, draft: str, tmp_path: Path) -> None:
        who = {"include": {"platforms": ["ios", "web"], "attributes": {"plan": ["pro", 3]}}}
        folder = write_files(tmp_path, experiments=[an_experiment(eligibility=who)])
        run("experiments", "update", draft, "--file", folder / "documents.yaml")
        ran = run("experiments", "show", draft)
        assert 'platforms ios or web and plan "pro" or 3' in ran.out

    def test_a_field_of_a_draft_is_set(self, run: Run, draft: str) -> None:
        ran = run("experiments", "update", draft, "--set", "plan.alpha=0.01", "--set", "traffic=20")
        assert "plan.alpha  0.05 -> 0.01" in ran.out
        assert "traffic  100 -> 20" in ran.out

    def test_a_field_in_a_list_is_set_by_its_place(self, run: Run, draft: str) -> None:
        ran = run("experiments", "update", draft, "--set", "metrics.goals.0.window=3d", "--json")
        assert ran.json["document"]["metrics"]["goals"][0]["window"] == "3d"

    @pytest.mark.parametrize(
        ("setting", "said"),
        [
            ("traffic", "has not the form FIELD=VALUE"),
            ("metrics.goals.9.window=3d", "'9' is no place in a list of 1"),
            ("metrics.goals.7=3", "'7' is no place in a list of 1"),
            ("owner.name=ann", "there are no fields below owner"),
        ],
    )
    def test_a_setting_that_leads_nowhere_is_refused(
        self, run: Run, draft: str, setting: str, said: str
    ) -> None:
        ran = run("experiments", "update", draft, "--set", setting)
        assert ran.code == 2
        assert said in ran.err

    def test_nothing_to_change_is_refused(self, run: Run, draft: str) -> None:
        assert "say what to change" in run("experiments", "update", draft).err

    def test_a_change_that_takes_sign_offs_away_says_so(
        self, run: Run, server: Server, draft: str
    ) -> None:
        server.key_id = "k9"
        run("experiments", "sign-off", draft)
        ran = run("experiments", "update", draft, "--set", "traffic=20")
        assert "sign-offs are gone" in ran.err

    def test_its_history_is_shown(self, run: Run, running: str) -> None:
        rows = run("experiments", "history", running, "--json").json["items"]
        assert [row["change"]["action"] for row in rows] == ["start", "create"]


class TestSteps:
    def test_a_draft_starts(self, run: Run, draft: str) -> None:
        ran = run("experiments", "start", draft)
        assert ran.out == "badges is running (version 2, run 1, 100 % of the eligible units)\n"

    def test_what_keeps_it_from_starting_is_listed(self, run: Run, tmp_path: Path) -> None:
        folder = write_files(tmp_path, flags=[flag()], experiments=[an_experiment(owner="")])
        run("apply", folder)
        ran = run("experiments", "start", "badges")
        assert ran.code == 1
        assert "[CHECKLIST_OPEN]" in ran.err
        assert "Write who answers for the experiment." in ran.err
        assert "validation.events" in ran.err

    def test_unseen_events_can_be_accepted(self, run: Run, tmp_path: Path) -> None:
        run("apply", write_files(tmp_path, flags=[flag()], experiments=[an_experiment()]))
        assert run("experiments", "start", "badges", "--accept-unseen-events").code == 0

    def test_its_life_goes_step_by_step(self, run: Run, running: str) -> None:
        steps = ("pause", "resume", "complete", "restart", "cancel", "archive")
        ran = [run("experiments", step, running, "--json") for step in steps]
        reached = [one.json["document"]["status"] for one in ran]
        assert reached == ["paused", "running", "completed", "draft", "cancelled", "archived"]

    def test_traffic_goes_up(self, run: Run, draft: str) -> None:
        run("experiments", "update", draft, "--set", "traffic=10")
        run("experiments", "start", draft)
        ran = run("experiments", "traffic", draft, "25")
        assert "25 % of the eligible units" in ran.out

    def test_a_draft_goes_back_to_an_earlier_design(self, run: Run, draft: str) -> None:
        run("experiments", "update", draft, "--set", "traffic=10")
        ran = run("experiments", "restore", draft, "1")
        assert ran.out == "badges is draft (version 3)\n"

    def test_an_emergency_stop_says_what_everybody_sees(self, run: Run, running: str) -> None:
        ran = run("experiments", "emergency-stop", running, "--reason", "Checkout is broken")
        assert ran.out == ("badges is cancelled: everybody sees the control (version 3, run 1)\n")

    def test_an_emergency_stop_needs_a_reason(self, run: Run, running: str) -> None:
        ran = run("experiments", "emergency-stop", running)
        assert (ran.code, "[REASON_MISSING]" in ran.err) == (2, True)

    def test_an_emergency_stop_waits_for_no_version(
        self, run: Run, server: Server, running: str
    ) -> None:
        def somebody_else_writes() -> None:
            run("experiments", "update", running, "--set", "team=Growth")

        server.before["POST"] = somebody_else_writes
        ran = run("experiments", "emergency-stop", running, "--reason", "Broken")
        assert "version 4" in ran.out

    def test_somebody_else_signs_off(self, run: Run, server: Server, draft: str) -> None:
        server.key_id = "k9"
        ran = run("experiments", "sign-off", draft)
        assert ran.out == "badges is draft (version 2, signed off by k9)\n"

    def test_a_step_in_production_needs_a_reason(self, run: Run, tmp_path: Path) -> None:
        design = an_experiment(environment="production")
        run("apply", write_files(tmp_path, flags=[flag()], experiments=[design]))
        assert "REASON_MISSING" in run("experiments", "cancel", "badges").err
        assert run("experiments", "cancel", "badges", "--reason", "Not now").code == 0

    def test_a_step_that_it_cannot_take_is_refused(self, run: Run, draft: str) -> None:
        ran = run("experiments", "pause", draft)
        assert (ran.code, "[ILLEGAL_TRANSITION]" in ran.err) == (1, True)


class TestProgress:
    def test_the_checklist_says_what_is_left_to_do(self, run: Run, tmp_path: Path) -> None:
        run("apply", write_files(tmp_path, flags=[flag()], experiments=[an_experiment(owner="")]))
        ran = run("experiments", "checklist", "badges")
        assert "Write who answers for the experiment." in ran.out
        assert "It cannot start yet; open: owner, events." in ran.out

    def test_a_closed_checklist_says_how_to_start(self, run: Run, draft: str) -> None:
        ran = run("experiments", "checklist", draft)
        assert "It can start: burgee experiments start badges" in ran.out

    def test_the_checklist_of_what_runs_says_so(self, run: Run, running: str) -> None:
        assert "badges is running." in run("experiments", "checklist", running).out

    def test_the_timeline_tells_of_its_flags(self, run: Run, running: str) -> None:
        run("flags", "toggle", "new-checkout", "-e", "staging", "--reason", "Too slow")
        ran = run("experiments", "timeline", running)
        assert "flag new-checkout" in ran.out
        assert "Too slow" in ran.out

    def test_sums_are_shown_per_variant(self, run: Run, server: Server, running: str) -> None:
        expose(server, "ann", "control")
        expose(server, "bob", "treatment")
        aggregate(server)
        lines = run("experiments", "sums", running).out.splitlines()
        assert "badges, run 1" in lines
        assert any(line.split()[:3] == ["control", "1", "1"] for line in lines)
        assert any(line.split()[:5] == ["bought", "goal", "treatment", "1", "0"] for line in lines)

    def test_sums_are_no_statistics(self, run: Run, running: str) -> None:
        assert (
            "p-values are computed from them elsewhere" in run("experiments", "sums", running).out
        )

    def test_sums_are_broken_down(self, run: Run, server: Server, draft: str) -> None:
        run("experiments", "update", draft, "--set", 'plan.dimensions=["device_type"]')
        run("experiments", "start", draft)
        expose(server, "ann", "control", "tablet")
        aggregate(server)
        ran = run("experiments", "sums", draft, "--by", "device_type")
        assert any(
            line.split()[:4] == ["bought", "goal", "tablet", "control"]
            for line in ran.out.splitlines()
        )

    def test_capped_units_are_counted_where_a_metric_has_a_cap(
        self, run: Run, server: Server, draft: str
    ) -> None:
        errors = {"key": "errors", "type": "count", "event_name": "page_error", "cap": 1}
        run("experiments", "update", draft, "--set", f"metrics.guardrails={json.dumps([errors])}")
        run("experiments", "start", draft)
        expose(server, "ann", "control")
        for event_id in "ab":
            event = TrackingEvent(event_id, EventType.CUSTOM, "page_error", NOW_MS, NOW_MS)
            server.tracking.units.record("ann", event)
        aggregate(server)
        lines = [line.split() for line in run("experiments", "sums", draft).out.splitlines()]
        [[*_, last]] = [line for line in lines if line[:1] == ["metric"]]
        [found] = [line for line in lines if line[:3] == ["errors", "guardrail", "control"]]
        assert (last, found[3:]) == ("capped", ["1", "1", "1", "1", "1", "1"])

    def test_sums_as_json_hold_days_and_histograms(
        self, run: Run, server: Server, running: str
    ) -> None:
        expose(server, "ann", "control")
        aggregate(server)
        answer = run("experiments", "sums", running, "--json").json
        assert answer["units"]["days"]["2026-11-18"]["control"]["n"] == 1
        assert answer["metrics"]["errors"]["histogram"]["control"] == [["0", "0", 1]]

    def test_a_draft_has_no_sums(self, run: Run, draft: str) -> None:
        ran = run("experiments", "sums", draft)
        assert (ran.code, "has not started yet" in ran.err) == (1, True)


class TestFiles:
    def test_applying_twice_writes_once(
        self, run: Run, server: Server, draft: str, first: Path
    ) -> None:
        before = len(server.writes())
        ran = run("apply", first, "--json")
        assert draft
        assert ran.json["summary"] == {"unchanged": 2}
        assert len(server.writes()) == before

    def test_what_documents_need_is_applied_before_them(self, run: Run, tmp_path: Path) -> None:
        group = {"key": "checkout-page"}
        share = {"key": "checkout-page", "begin": 0, "end": 50}
        other = {"exclude": {"experiments": ["badges"]}}
        designs = [an_experiment("a", eligibility=other), an_experiment(group=share)]
        folder = write_files(
            tmp_path, experiments=designs, flags=[flag()], exclusion_groups=[group]
        )
        ran = run("apply", folder, "--json")
        assert [one["key"] for one in ran.json["documents"]] == [
            "checkout-page",
            "new-checkout",
            "badges",
            "a",
        ]
        assert ran.json["summary"] == {"created": 4}

    def test_what_an_experiment_names_has_to_be_there(
        self, run: Run, server: Server, tmp_path: Path
    ) -> None:
        share = {"key": "nowhere", "begin": 0, "end": 50}
        ran = run("apply", write_files(tmp_path, experiments=[an_experiment(group=share)]))
        assert ran.code == 2
        assert "there is no exclusion group 'nowhere'" in ran.err
        assert "there is no flag 'new-checkout'" in ran.err
        assert server.writes() == []

    def test_a_file_cannot_say_how_an_experiment_stands(self, run: Run, tmp_path: Path) -> None:
        ran = run("apply", write_files(tmp_path, experiments=[an_experiment(status="draft")]))
        assert ran.code == 2
        assert "experiment badges: status: is written by starting" in ran.err

    def test_what_runs_gets_other_texts_and_more_traffic(
        self, run: Run, draft: str, tmp_path: Path
    ) -> None:
        run("experiments", "update", draft, "--set", "traffic=10")
        run("experiments", "start", draft)
        changed = an_experiment(team="Growth", traffic=30)
        ran = run("apply", write_files(tmp_path, experiments=[changed]), "--json")
        assert ran.json["summary"] == {"updated": 1}
        after = run("experiments", "show", draft, "--json").json["document"]
        assert (after["status"], after["team"], after["traffic"]) == ("running", "Growth", 30)

    @pytest.mark.parametrize("dry", [(), ("--dry-run",)])
    def test_what_runs_keeps_its_design(
        self, run: Run, server: Server, running: str, tmp_path: Path, dry: tuple[str, ...]
    ) -> None:
        before = len(server.writes())
        changed = an_experiment(team="Growth", traffic=50, hypothesis="Else")
        ran = run("apply", write_files(tmp_path, experiments=[changed]), *dry)
        assert ran.code == 1
        assert f"experiment {running}  refused" in ran.out
        assert "hypothesis, traffic cannot change before it has ended" in ran.err
        assert len(server.writes()) == before

    def test_what_has_ended_stays_as_it_is(self, run: Run, running: str, tmp_path: Path) -> None:
        run("experiments", "complete", running)
        same = run("apply", write_files(tmp_path, experiments=[an_experiment()]), "--json")
        ran = run("apply", write_files(tmp_path, experiments=[an_experiment(team="Growth")]))
        assert same.json["summary"] == {"unchanged": 1}
        assert (ran.code, "restart it first" in ran.err) == (1, True)

    def test_what_an_ended_experiment_named_may_be_gone(
        self, run: Run, running: str, tmp_path: Path
    ) -> None:
        run("experiments", "complete", running)
        run("apply", write_files(tmp_path, flags=[{**flag(), "lifecycle": "archived"}]))
        ran = run("apply", write_files(tmp_path, experiments=[an_experiment()]), "--json")
        assert ran.json["summary"] == {"unchanged": 1}

    def test_what_was_exported_can_be_applied(self, run: Run, running: str, tmp_path: Path) -> None:
        exported = tmp_path / "exported"
        run("groups", "create", "checkout-page")
        run("export", exported)
        ran = run("apply", exported, "--json")
        text = (exported / "experiments" / f"{running}.yaml").read_text()
        assert ran.json["summary"] == {"unchanged": 3}
        assert "status" not in text
        assert "runs" not in text

    def test_archived_experiments_are_not_exported(
        self, run: Run, draft: str, tmp_path: Path
    ) -> None:
        run("experiments", "cancel", draft)
        run("experiments", "archive", draft)
        run("export", tmp_path / "exported")
        assert not (tmp_path / "exported" / "experiments").exists()


class TestGroups:
    def test_a_group_is_made_and_changed(self, run: Run) -> None:
        made = run("groups", "create", "checkout-page", "--owner", "ann")
        ran = run("groups", "update", "checkout-page", "--name", "Checkout")
        assert made.out == "checkout-page is there (version 1)\n"
        assert '"" -> "Checkout"' in ran.out

    def test_a_group_shows_who_takes_which_buckets(self, run: Run, tmp_path: Path) -> None:
        share = {"key": "checkout-page", "begin": 0, "end": 33.5}
        folder = write_files(
            tmp_path,
            flags=[flag()],
            exclusion_groups=[{"key": "checkout-page"}],
            experiments=[an_experiment(group=share)],
        )
        run("apply", folder)
        ran = run("groups", "show", "checkout-page")
        (row,) = [line.split() for line in ran.out.splitlines() if line.startswith("badges")]
        assert row == ["badges", "draft", "staging", "0", "33.5"]

    def test_groups_are_listed_and_archived(self, run: Run) -> None:
        run("groups", "create", "checkout-page")
        archived = run("groups", "archive", "checkout-page", "--reason", "Merged")
        rows = run("groups", "list", "--json").json["items"]
        history = run("groups", "history", "checkout-page", "--json").json["items"]
        assert archived.out == "checkout-page is archived (version 2)\n"
        assert [row["summary"]["lifecycle"] for row in rows] == ["archived"]
        assert history[0]["change"]["reason"] == "Merged"

    def test_nothing_to_change_is_refused(self, run: Run) -> None:
        run("groups", "create", "checkout-page")
        assert "say what to change" in run("groups", "update", "checkout-page").err


class TestUsage:
    def test_usage_is_shown(self, run: Run, server: Server, draft: str) -> None:
        counts = {"new-checkout|on|SPLIT": 1200, "new-checkout|off|DEFAULT": 34}
        server.tracking.usage.put_usage("staging", "2026-11-18T10", "s1", counts)
        ran = run("flags", "usage", "new-checkout", "-e", "staging")
        assert draft
        assert "about 1,234" in ran.out
        assert ["on", "SPLIT", "1200"] in [line.split() for line in ran.out.splitlines()]

    @pytest.mark.usefixtures("draft")
    def test_a_flag_that_nobody_asked_for_says_so(self, run: Run) -> None:
        ran = run("flags", "usage", "new-checkout", "-e", "staging", "--days", "3")
        assert "no evaluation was counted" in ran.out

    def test_usage_is_of_one_environment(self, run: Run) -> None:
        assert "ENVIRONMENT_MISSING" in run("flags", "usage", "new-checkout").err


def test_failures_are_json_where_that_is_asked_for(run: Run) -> None:
    ran = run("experiments", "show", "nowhere", "--json")
    assert json.loads(ran.out)["error"]["code"] == "NOT_FOUND"
