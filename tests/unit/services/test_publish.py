"""Documents to rulesets: what is published, when, and that nothing is ever lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.errors import RulesetConflict, RulesetTooLarge
from burgee.domain.names import DEFAULT_ENVIRONMENTS
from burgee.domain.ruleset import content_hash
from burgee.services.archive_document import archive_document, unarchive_document
from burgee.services.create_document import create_environment
from burgee.services.create_key import create_key
from burgee.services.ports import Pointer
from burgee.services.publish import MOST_TRIES, derive_changed
from burgee.services.revoke_key import revoke_key
from burgee.services.update_document import update_document
from burgee.storage.memory import MemoryDocuments
from tests.unit.domain.experiments import an_experiment
from tests.unit.services.builders import (
    a_flag,
    a_flag_asking_for,
    a_ledger,
    a_segment,
    by,
    settings,
)
from tests.unit.services.deployments import (
    PRODUCTION,
    Deployment,
    FaultyRulesets,
    a_deployment,
    a_switch,
    many_switches,
    value_of,
)

MOST_ITEM_BYTES = 400_000


def _moved(pointers: list[Pointer]) -> dict[str, int]:
    return {pointer.environment: pointer.number for pointer in pointers}


def test_the_three_environments_get_their_first_rulesets() -> None:
    deployment = Deployment()

    moved = deployment.publish()

    assert _moved(moved) == {"development": 1, "staging": 1, "production": 1}


def test_nothing_is_published_when_nothing_changed() -> None:
    deployment = a_deployment()
    deployment.clock.pass_seconds(60)

    assert deployment.publish() == []


def test_a_change_of_one_environment_moves_its_pointer_alone() -> None:
    deployment = a_deployment()
    deployment.new_key(environment="staging")

    assert _moved(deployment.publish()) == {"staging": 2}


def test_what_evaluation_cannot_see_publishes_nothing() -> None:
    deployment = a_deployment()
    deployment.create_segment(a_segment("unused", lifecycle="archived"))
    create_key(deployment.ledger, by(), {"kind": "admin", "role": "viewer"})

    assert deployment.publish() == []


def test_a_new_environment_gets_a_ruleset_of_its_own() -> None:
    deployment = a_deployment()
    create_environment(deployment.ledger, by(), {"key": "preview"})

    assert _moved(deployment.publish()) == {"preview": 1}


def test_earlier_rulesets_are_kept_with_all_their_chunks() -> None:
    deployment = a_deployment()
    for default in ("on", "off", "on"):
        deployment.change(a_switch(default=default))
        deployment.publish()

    kept = [deployment.rulesets.published(number)["partitions"] for number in (1, 2, 3, 4)]

    names = {name for partitions in kept for name in partitions}
    assert names == set(deployment.rulesets.chunks(names))


def test_an_archived_flag_answers_its_off_variant() -> None:
    flag = a_flag(environments={PRODUCTION: settings("on", off_variant="off")})
    deployment = a_deployment(flag)
    archive_document(deployment.ledger, by(), Kind.FLAG, flag["key"])
    deployment.publish()

    answer = deployment.cache().serve(PRODUCTION).evaluator.evaluate(flag["key"], {})

    assert (answer.value, answer.reason) == (False, "DISABLED")


@pytest.mark.parametrize("written", [10, 10.0, 0.1, 0, -0.0, 2**53, 1e21])
def test_a_number_is_answered_in_the_form_in_which_it_was_written(written: float) -> None:
    flag = {
        "key": "limit",
        "kind": "number",
        "variants": {"only": {"value": written}},
        "environments": {PRODUCTION: settings("only")},
    }
    deployment = a_deployment(flag)

    assert repr(value_of(deployment.cache(), "limit")) == repr(written)


def test_a_segment_of_a_hundred_thousand_knows_its_members() -> None:
    members = [f"unit-{number}" for number in range(100_000)]
    deployment = Deployment()
    deployment.create_segment(a_segment("crowd", *members, excluded=["unit-7"]))
    deployment.create(a_flag_asking_for("crowd"))
    deployment.publish()
    cache = deployment.cache()

    found = [
        value_of(cache, targetingKey=unit)
        for unit in ("unit-0", "unit-99999", "unit-50000", "unit-7", "unit-100000", "")
    ]

    assert found == [True, True, True, False, False, False]


def test_chunks_of_a_large_segment_fit_an_item_and_outlive_changes_of_flags() -> None:
    members = [f"unit-{number}" for number in range(100_000)]
    deployment = Deployment()
    deployment.create_segment(a_segment("crowd", *members))
    deployment.create(a_flag_asking_for("crowd"), a_switch("another"))
    deployment.publish()
    before = deployment.rulesets.published(1)["members"]
    deployment.toggle("another", enabled=False)
    deployment.publish()

    chunks = deployment.rulesets.chunks(before)

    assert max(map(len, chunks.values())) < MOST_ITEM_BYTES
    assert sum(map(len, chunks.values())) == 8 * 100_000
    assert deployment.rulesets.published(2)["members"] == before


class TestArchivedEnvironments:
    @pytest.fixture
    def deployment(self) -> Deployment:
        """With an environment `preview`, where one flag is on."""
        deployment = a_deployment()
        create_environment(deployment.ledger, by(), {"key": "preview"})
        deployment.create(a_flag("shown", environments={"preview": settings("on")}))
        deployment.publish()
        return deployment

    def test_it_is_closed_by_a_last_ruleset_without_flags_and_keys(
        self, deployment: Deployment
    ) -> None:
        archive_document(deployment.ledger, by(), Kind.ENVIRONMENT, "preview")

        moved = deployment.publish()

        ruleset = deployment.cache().serve("preview").evaluator.ruleset
        assert _moved(moved) == {"preview": 2}
        assert ruleset.flag_keys == ()

    def test_nothing_is_published_for_it_any_more(self, deployment: Deployment) -> None:
        archive_document(deployment.ledger, by(), Kind.ENVIRONMENT, "preview")
        deployment.publish()
        deployment.toggle("new-gallery", enabled=False)

        assert "preview" not in _moved(deployment.publish())

    def test_it_is_served_again_once_it_is_brought_back(self, deployment: Deployment) -> None:
        archive_document(deployment.ledger, by(), Kind.ENVIRONMENT, "preview")
        deployment.publish()
        unarchive_document(deployment.ledger, by(), Kind.ENVIRONMENT, "preview")

        deployment.publish()

        answer = deployment.cache().serve("preview").evaluator.evaluate("shown", {})
        assert answer.value is True

    def test_one_that_never_had_a_ruleset_gets_none(self) -> None:
        deployment = Deployment()
        create_environment(deployment.ledger, by(), {"key": "brief"})
        archive_document(deployment.ledger, by(), Kind.ENVIRONMENT, "brief")

        assert "brief" not in _moved(deployment.publish())


@pytest.mark.parametrize("rubbish", [b"", b"[]", b'{"format": 0}', b'{"format": 2}'])
def test_a_published_manifest_that_cannot_be_read_is_published_over(rubbish: bytes) -> None:
    deployment = a_deployment()
    deployment.rulesets.alter_manifest(1, rubbish)

    moved = deployment.publish()

    assert _moved(moved) == {PRODUCTION: 2}
    assert value_of(deployment.cache()) is False


class Interrupted(FaultyRulesets):
    """Rulesets that somebody else changes just before each of the first publications."""

    def __init__(self, times: int, interrupt: Callable[[], None]) -> None:
        super().__init__()
        self.times = times
        self.interrupt = interrupt

    def publish(self, pointer: Pointer, manifest: bytes) -> None:
        if pointer.environment == PRODUCTION and self.times > 0:
            times, self.times = self.times, 0
            self.interrupt()
            self.times = times - 1
        super().publish(pointer, manifest)


def _racing(times: int) -> Deployment:
    """A deployment where another publisher toggles and publishes first, so many times."""

    def publish_first() -> None:
        states.append(not states[-1])
        deployment.toggle("new-gallery", enabled=states[-1])
        deployment.publish()

    states = [True]
    rulesets = Interrupted(0, publish_first)
    deployment = Deployment(rulesets=rulesets)
    deployment.create(a_switch())
    deployment.publish()
    rulesets.times = times
    return deployment


def test_a_publisher_that_lost_a_race_publishes_what_both_saw() -> None:
    deployment = _racing(times=1)
    deployment.create(a_switch("second", default="on"))

    moved = deployment.publish()

    evaluator = deployment.cache().serve(PRODUCTION).evaluator
    assert evaluator.evaluate("new-gallery", {}).reason == "DISABLED"
    assert evaluator.evaluate("second", {}).value is True
    # The one that won saw both changes already, so that the other had nothing left to say.
    assert _moved(moved).get(PRODUCTION) is None


class AlwaysLate(FaultyRulesets):
    """Rulesets whose pointer somebody else moves before every publication."""

    def __init__(self) -> None:
        super().__init__()
        self.tries = 0

    def publish(self, pointer: Pointer, manifest: bytes) -> None:
        self.tries += 1
        raise RulesetConflict("Another publisher was faster.")


def test_a_publisher_that_loses_every_race_gives_up_in_the_end() -> None:
    deployment = Deployment(rulesets=(rulesets := AlwaysLate()))

    with pytest.raises(RulesetConflict):
        deployment.publish()

    assert rulesets.tries == MOST_TRIES * len(DEFAULT_ENVIRONMENTS)


class WithoutDevelopment(FaultyRulesets):
    """Rulesets that take none of development."""

    def publish(self, pointer: Pointer, manifest: bytes) -> None:
        if pointer.environment == "development":
            raise RulesetTooLarge("The manifest does not fit.")
        super().publish(pointer, manifest)


def test_an_environment_that_cannot_be_published_holds_up_no_other() -> None:
    deployment = Deployment(rulesets=WithoutDevelopment())
    deployment.create(a_switch(default="on"))

    with pytest.raises(RulesetTooLarge):
        deployment.publish()

    assert value_of(deployment.cache()) is True


def test_publishers_side_by_side_lose_no_change() -> None:
    deployment = a_deployment()

    def work(worker: int) -> None:
        for number in range(5):
            deployment.create(a_switch(f"flag-{worker}-{number}", default="on"))
            deployment.publish()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    evaluator = deployment.cache().serve(PRODUCTION).evaluator
    number = evaluator.ruleset.number
    assert len(evaluator.ruleset.flag_keys) == 21
    assert [deployment.rulesets.published(n)["number"] for n in range(1, number + 1)] == list(
        range(1, number + 1)
    )


class Killed(BaseException):
    """The end of a process; no code of ours catches it."""


class Mortal(FaultyRulesets):
    """Rulesets whose publisher ends at its write number `dies_at`, before or after it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.dies_at: int | None = None
        self.is_written = False
        self.writes = 0

    def put_chunk(self, content_hash: str, content: bytes) -> None:
        self._write(lambda: super(Mortal, self).put_chunk(content_hash, content))

    def publish(self, pointer: Pointer, manifest: bytes) -> None:
        self._write(lambda: super(Mortal, self).publish(pointer, manifest))

    def _write(self, write: Callable[[], None]) -> None:
        self.writes += 1
        dies = self.writes == self.dies_at
        if dies and not self.is_written:
            raise Killed
        write()
        if dies:
            raise Killed


def _changed_and_killed(dies_at: int | None, *, is_written: bool) -> Deployment:
    """A change of several partitions, whose publisher ends at one of its writes."""
    rulesets = Mortal()
    deployment = Deployment(rulesets=rulesets)
    deployment.create(*many_switches(200))
    deployment.publish()
    for number in range(0, 200, 20):
        deployment.toggle(f"flag-{number:04d}", enabled=False)
    rulesets.writes, rulesets.dies_at, rulesets.is_written = 0, dies_at, is_written
    try:
        deployment.publish()
    except Killed:
        rulesets.dies_at = None
    return deployment


WRITES = 7  # counted by the next test


def _reasons(deployment: Deployment) -> list[str]:
    evaluator = deployment.cache().serve(PRODUCTION).evaluator
    return [evaluator.evaluate(f"flag-{number:04d}", {}).reason for number in range(0, 200, 20)]


def test_a_change_of_many_flags_is_so_many_writes() -> None:
    deployment = _changed_and_killed(None, is_written=False)

    assert isinstance(deployment.rulesets, Mortal)
    assert deployment.rulesets.writes == WRITES
    assert _reasons(deployment) == ["DISABLED"] * 10


@pytest.mark.parametrize("is_written", [False, True])
@pytest.mark.parametrize("dies_at", range(1, WRITES + 1))
def test_a_publisher_that_ends_at_any_write_leaves_nothing_in_half_and_loses_nothing(
    dies_at: int, is_written: bool
) -> None:
    deployment = _changed_and_killed(dies_at, is_written=is_written)
    between = _reasons(deployment)

    deployment.publish()  # the stream delivers the batch again

    assert between in (["STATIC"] * 10, ["DISABLED"] * 10)
    assert _reasons(deployment) == ["DISABLED"] * 10
    assert _moved(deployment.publish()) == {}


class Forgetful(MemoryDocuments):
    """Documents of writers that end before they derive anything, while it is not `awake`."""

    awake = True

    def derive(self, version: DocumentVersion) -> None:
        if self.awake:
            super().derive(version)


@pytest.fixture
def forgetful() -> Deployment:
    return Deployment(ledger=a_ledger(Forgetful()))


def _written_by_a_writer_that_ended(deployment: Deployment, write: Callable[[], Any]) -> None:
    documents = deployment.ledger.documents
    assert isinstance(documents, Forgetful)
    documents.awake = False
    write()
    documents.awake = True


def test_a_version_whose_writer_ended_is_derived_and_published(forgetful: Deployment) -> None:
    _written_by_a_writer_that_ended(forgetful, lambda: forgetful.create(a_switch(default="on")))

    derive_changed(forgetful.ledger.documents, [(Kind.FLAG, "new-gallery", 1)])
    forgetful.publish()

    assert value_of(forgetful.cache()) is True


@pytest.mark.parametrize("order", [[1, 2, 3], [3, 2, 1], [2, 3, 1], [3, 3, 1, 1, 2]])
def test_versions_that_come_late_or_twice_never_take_a_flag_back(
    forgetful: Deployment, order: list[int]
) -> None:
    def write() -> None:
        forgetful.create(a_switch())
        for default in ("on", "off"):
            body = a_switch(default=default) | {"name": f"now {default}"}
            update_document(forgetful.ledger, by(), Kind.FLAG, "new-gallery", body)

    _written_by_a_writer_that_ended(forgetful, write)

    derive_changed(
        forgetful.ledger.documents, [(Kind.FLAG, "new-gallery", number) for number in order]
    )

    [current] = forgetful.ledger.documents.current(Kind.FLAG)
    audited = forgetful.ledger.documents.audit(limit=10).items
    assert (current.version, current.body["name"]) == (3, "now off")
    assert sorted(row.version for row in audited) == [1, 2, 3]


def test_a_version_that_is_not_there_is_passed_over() -> None:
    deployment = a_deployment()

    derive_changed(deployment.ledger.documents, [(Kind.FLAG, "never-made", 1)])

    assert [flag.key for flag in deployment.ledger.documents.current(Kind.FLAG)] == ["new-gallery"]


def test_keys_are_published_by_hash_and_only_those_that_may_call() -> None:
    deployment = a_deployment()
    for kind, environment in (
        ("client", PRODUCTION),
        ("server", PRODUCTION),
        ("client", "staging"),
    ):
        deployment.new_key(kind, environment)
    create_key(deployment.ledger, by(), {"kind": "admin", "role": "owner"})
    revoke_key(deployment.ledger, by(), "key2")
    deployment.publish()
    hashes = {key.key: key.body["hash"] for key in deployment.ledger.documents.current(Kind.KEY)}
    ruleset = deployment.cache().serve(PRODUCTION).evaluator.ruleset

    known = {key: ruleset.api_key(token_hash) for key, token_hash in hashes.items()}

    assert known == {
        "key1": {"id": "key1", "kind": "client"},
        "key2": None,
        "key3": None,
        "key4": None,
    }


def test_every_chunk_is_named_by_the_hash_of_its_content() -> None:
    deployment = a_deployment(*many_switches(100))
    manifest = deployment.rulesets.published(1)
    names = [*manifest["partitions"], manifest["keys"]]

    stored = deployment.rulesets.chunks(names)

    assert {name: content_hash(chunk) for name, chunk in stored.items()} == {n: n for n in names}


def test_the_same_documents_make_the_same_chunks_whichever_came_first() -> None:
    switches = [switch | {"salt": switch["key"]} for switch in many_switches(50)]
    forwards, backwards = a_deployment(*switches), a_deployment(*reversed(switches))

    partitions = [one.rulesets.published(1)["partitions"] for one in (forwards, backwards)]

    assert partitions[0] == partitions[1]


def test_running_experiments_are_published_with_their_group_and_the_holdout() -> None:
    deployment = Deployment()
    deployment.create(a_switch("new-gallery"))
    share = {"key": "shop", "begin": 0, "end": 50}
    for kind, body in (
        (Kind.EXCLUSION_GROUP, {"key": "shop", "salt": "s"}),
        (Kind.EXPERIMENT, an_experiment(group=share)),
        (Kind.EXPERIMENT, an_experiment("draft", status="draft")),
        (Kind.ENVIRONMENT, {"key": PRODUCTION, "holdout": 10, "holdout_salt": "held"}),
    ):
        put_as_stored(deployment, kind, body)

    deployment.publish()

    ruleset = deployment.cache().serve(PRODUCTION).evaluator.ruleset
    form = ruleset.experiment("gallery") or {}
    gates = [(gate["gate"], gate["ranges"]) for gate in form["gates"]]
    assert gates == [("holdout", [[10_000, 100_000]]), ("group", [[0, 50_000]])]
    assert (ruleset.flag("new-gallery") or {})["experiments"] == ["gallery"]
    assert ruleset.experiment("draft") is None


def put_as_stored(deployment: Deployment, kind: Kind, body: dict[str, Any]) -> None:
    """A first version of a document, without what a use case checks."""
    change = Change("ann", "2026-11-25T11:00:00.000Z", Action.CREATE)
    version = DocumentVersion(kind, body["key"], 1, body, change)
    deployment.ledger.documents.put(version)
    deployment.ledger.documents.derive(version)
