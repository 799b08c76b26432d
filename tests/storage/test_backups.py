"""Backups and restores, and the losses that verification finds and names."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from burgee.domain.documents import Kind
from burgee.domain.errors import BackupFailed, RestoreFailed
from burgee.runtime.backups import DynamoBackups, DynamoNewTables, FolderExports, Waiting
from burgee.runtime.restoring import restored, restored_secret
from burgee.services.back_up import Deployed, back_up
from burgee.services.exports import MANIFEST, Manifest, read_items, read_manifest, write_items
from burgee.services.ports import Pointer
from burgee.services.restore_backup import (
    Source,
    fill_from_export,
    make_tables,
    require_older,
    require_whole,
    verify,
)
from burgee.services.verify_restored import Verified
from burgee.storage.aggregates import DynamoAggregates
from burgee.storage.documents import DynamoDocuments
from burgee.storage.rulesets import DynamoRulesets
from burgee.storage.table import ItemTable
from tests.storage.backups import AT, NAMES, all_items, alter, flag, furnish, lose
from tests.storage.builders import saved
from tests.storage.conftest import ENGINE, MOTO

TARGETS = {name: f"{name}-restored" for name in NAMES}
IMPATIENT = Waiting(lambda _: None, patience_seconds=10)


@dataclass
class Deployment:
    """A deployment, the place of its export, and ways to back it up and to restore it."""

    client: Any
    deployed: Deployed
    exports: FolderExports

    def back_up(self, *, export_only: bool = False) -> Manifest:
        backups = None if export_only else DynamoBackups(self.client, IMPATIENT)
        return back_up(self.deployed, self.exports, AT, backups)

    def restore(self, manifest: Manifest) -> None:
        make_tables(
            DynamoNewTables(self.client, IMPATIENT), Source(backups=manifest.backups), TARGETS
        )

    def restore_export(self) -> None:
        make_tables(DynamoNewTables(self.client, IMPATIENT), Source(), TARGETS)
        fill_from_export(restored(self.client, self.config).items, self.exports)

    def verify(self, *, against: bool = True) -> Verified:
        return verify(
            restored(self.client, TARGETS),
            self.exports if against else None,
            is_export=False,
            secret=restored_secret(self.client, TARGETS),
        )

    def verify_export(self) -> Verified:
        return verify(restored(self.client, self.config), self.exports, is_export=True)

    @property
    def config(self) -> dict[str, str]:
        return {"config": TARGETS["config"]}


@pytest.fixture
def deployment(moto_client: Any, tmp_path: Path) -> Iterator[Deployment]:
    """On moto, which makes backups."""
    with mock_aws():
        yield Deployment(moto_client, furnish(moto_client), FolderExports(tmp_path / "export"))


@pytest.fixture(params=[MOTO, ENGINE])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    """On moto or on DynamoDB's own engine, which makes no backups."""
    exports = FolderExports(tmp_path / "export")
    if request.param == MOTO:
        client = request.getfixturevalue("moto_client")
        with mock_aws():
            yield Deployment(client, furnish(client), exports)
        return
    client = request.getfixturevalue("engine_client")
    yield Deployment(client, furnish(client), exports)
    for table in client.list_tables()["TableNames"]:
        client.delete_table(TableName=table)


def faults(verified: Verified) -> list[str]:
    return [f"{fault.where}: {fault.what}" for fault in verified.faults]


def without_write(items: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(item, default=repr, sort_keys=True) for item in items)


def test_a_backup_turns_recovery_on_and_vouches_for_every_table(deployment: Deployment) -> None:
    manifest = deployment.back_up()

    kept = deployment.client.describe_continuous_backups(TableName="units")
    recovery = kept["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    assert manifest.backups.keys() == NAMES.keys()
    assert read_manifest(deployment.exports) == manifest


def test_an_export_holds_versions_parts_pointers_manifests_and_chunks(either: Deployment) -> None:
    manifest = either.back_up(export_only=True)

    counts = {name: family.items for name, family in manifest.families.items()}
    assert counts["flag"] == 3
    assert counts["segment"] == counts["experiment"] == 1
    assert counts["part"] >= 2
    assert counts["ruleset"] == 6
    assert counts["chunk"] >= 2


def test_an_export_holds_no_secret_of_the_deployment(deployment: Deployment) -> None:
    deployment.back_up()

    [item] = [item for item in all_items(deployment.client, "units") if "secret" in item]
    told = b"".join(line for _, line in read_items(deployment.exports, deployment.back_up()))
    assert bytes(item["secret"]["B"]).hex().encode() not in told
    assert b"deployment" not in told


def test_a_restored_backup_is_whole(deployment: Deployment) -> None:
    deployment.restore(deployment.back_up())

    verified = deployment.verify()

    assert faults(verified) == []
    assert verified.checked["versions"] == 5
    assert verified.checked["current rows"] == 3
    assert verified.checked["rulesets"] == 3
    assert verified.checked["runs"] == 1
    assert verified.checked["items of the export"] == read_manifest(deployment.exports).items


def test_tables_as_they_were_at_a_time_are_whole(deployment: Deployment) -> None:
    deployment.back_up()
    source = Source(tables=NAMES, time=1_800_000_000.0)
    make_tables(DynamoNewTables(deployment.client, IMPATIENT), source, TARGETS)

    assert faults(deployment.verify()) == []


def test_an_export_becomes_a_whole_table_with_lists(either: Deployment) -> None:
    either.back_up(export_only=True)

    either.restore_export()

    verified = either.verify_export()
    assert faults(verified) == []
    assert verified.checked["rows derived anew"] == 3
    documents = DynamoDocuments(ItemTable(either.client, TARGETS["config"]))
    assert [row.version for row in documents.current(Kind.FLAG)] == [3]


def test_a_restore_that_was_cut_off_can_be_repeated(either: Deployment) -> None:
    either.back_up(export_only=True)
    either.restore_export()
    lose(either.client, TARGETS["config"], "flag#checkout", "v00000003")

    either.restore_export()

    assert faults(either.verify_export()) == []


def test_an_export_does_not_turn_back_a_table_that_is_in_use_by_now(either: Deployment) -> None:
    either.back_up(export_only=True)
    either.restore_export()
    rulesets = DynamoRulesets(ItemTable(either.client, TARGETS["config"]))
    content = rulesets.manifest("production", 1)
    assert content is not None
    moved = json.dumps({**json.loads(content), "number": 2}).encode()
    rulesets.publish(Pointer("production", 2, AT), moved)

    either.restore_export()

    pointer = rulesets.pointer("production")
    assert pointer is not None
    assert pointer.number == 2
    assert len(faults(either.verify_export())) == 1


def test_a_restore_that_is_repeated_from_the_same_backup_goes_on(deployment: Deployment) -> None:
    manifest = deployment.back_up()
    deployment.restore(manifest)

    deployment.restore(manifest)

    assert faults(deployment.verify()) == []


def test_a_table_that_another_backup_became_is_not_taken_for_this_one(
    deployment: Deployment,
) -> None:
    deployment.restore(deployment.back_up())
    later = deployment.back_up()

    with pytest.raises(RestoreFailed, match="choose another --suffix"):
        deployment.restore(later)


def test_new_tables_get_their_streams_and_expiry(deployment: Deployment) -> None:
    deployment.restore(deployment.back_up())

    streams = {
        name: deployment.client.describe_table(TableName=target)["Table"].get("LatestStreamArn")
        for name, target in TARGETS.items()
    }
    expiry = deployment.client.describe_time_to_live(TableName=TARGETS["units"])
    assert streams["config"]
    assert streams["units"]
    assert streams["aggregates"] is None
    assert expiry["TimeToLiveDescription"]["AttributeName"] == "expires_at"


def test_a_pointer_that_moved_between_export_and_backup_is_no_fault(
    deployment: Deployment,
) -> None:
    manifest = deployment.back_up()
    deployment.restore(manifest)
    rulesets = DynamoRulesets(ItemTable(deployment.client, TARGETS["config"]))
    standing = rulesets.pointer("production")
    assert standing is not None
    content = rulesets.manifest("production", 1)
    assert content is not None
    moved = json.dumps({**json.loads(content), "number": 2}).encode()
    rulesets.publish(type(standing)("production", 2, AT), moved)

    assert faults(deployment.verify()) == []


Plant = Callable[[Any], None]
CONFIG = TARGETS["config"]


def _lose_chunk(client: Any) -> None:
    item = next(item for item in all_items(client, CONFIG) if item["sk"]["S"] == "chunk")
    lose(client, CONFIG, item["pk"]["S"], "chunk")


def _alter_part(client: Any) -> None:
    item = next(item for item in all_items(client, CONFIG) if item["sk"]["S"] == "part")
    content = {"content": {"B": gzip.compress(b"something else")}}
    alter(client, CONFIG, item["pk"]["S"], "part", **content)


def _lose_part(client: Any) -> None:
    item = next(item for item in all_items(client, CONFIG) if item["sk"]["S"] == "part")
    lose(client, CONFIG, item["pk"]["S"], "part")


def _lose_history(client: Any) -> None:
    lose(client, CONFIG, "experiment#pricing", "v00000001")


def _lose_version_and_row(client: Any) -> None:
    _lose_history(client)
    lose(client, CONFIG, "current#experiment", "pricing")


BY_ITSELF: dict[str, tuple[Plant, str]] = {
    "a version in the middle": (
        lambda client: lose(client, CONFIG, "flag#checkout", "v00000002"),
        "flag 'checkout' version 2: is missing",
    ),
    "the newest version": (
        lambda client: lose(client, CONFIG, "flag#checkout", "v00000003"),
        "flag 'checkout' version 3: is missing: a list shows it",
    ),
    "a whole history": (_lose_history, "experiment 'pricing' version 1: is missing: a list"),
    "a version and its row": (
        _lose_version_and_row,
        "experiment 'pricing' version 1: is missing: the audit view shows it",
    ),
    "a body that is no JSON": (
        lambda client: alter(client, CONFIG, "flag#checkout", "v00000002", body={"S": "{"}),
        "flag 'checkout' version 2: The body of a stored document cannot be read",
    ),
    "a version with half a summary": (
        lambda client: alter(client, CONFIG, "flag#checkout", "v00000002", summary={"S": "{"}),
        "flag 'checkout' version 2: ",
    ),
    "a newest body": (
        lambda client: alter(client, CONFIG, "flag#checkout", "v00000003", body={"S": "{}"}),
        "flag 'checkout' version 3: is not what lists show of it",
    ),
    "a lost part": (_lose_part, "segment 'beta' version 1: Part "),
    "an altered part": (_alter_part, "segment 'beta' version 1: Part "),
    "a lost manifest": (
        lambda client: lose(client, CONFIG, "ruleset#production", "n00000001"),
        "ruleset 1 of production: ruleset 1 of 'production' is not stored",
    ),
    "a lost chunk": (_lose_chunk, "of the ruleset is missing or altered"),
}


@pytest.mark.parametrize("name", BY_ITSELF)
def test_a_loss_is_found_without_any_export_and_named(deployment: Deployment, name: str) -> None:
    plant, sentence = BY_ITSELF[name]
    deployment.restore(deployment.back_up())
    plant(deployment.client)

    verified = deployment.verify(against=False)

    assert any(sentence in fault for fault in faults(verified)), faults(verified)


AGAINST_THE_EXPORT: dict[str, tuple[Plant, str]] = {
    "an older body that still reads": (
        lambda client: alter(client, CONFIG, "flag#checkout", "v00000001", body={"S": "{}"}),
        "flag#checkout v00000001: is not what the export holds",
    ),
    "a lost pointer": (
        lambda client: lose(client, CONFIG, "ruleset#staging", "pointer"),
        "ruleset#staging pointer: is missing: the export holds it",
    ),
    "another secret": (
        lambda client: alter(
            client, TARGETS["units"], "deployment", "secret", secret={"B": b"another"}
        ),
        "the secret of the deployment: is not the one that was backed up",
    ),
    "no secret": (
        lambda client: lose(client, TARGETS["units"], "deployment", "secret"),
        "the secret of the deployment: is not the one that was backed up",
    ),
}


@pytest.mark.parametrize("name", AGAINST_THE_EXPORT)
def test_a_loss_that_nothing_else_vouches_for_is_found_by_the_export(
    deployment: Deployment, name: str
) -> None:
    plant, sentence = AGAINST_THE_EXPORT[name]
    deployment.restore(deployment.back_up())
    plant(deployment.client)

    assert faults(deployment.verify()) == [sentence]
    assert deployment.verify(against=False).faults == []


def test_counters_that_cannot_be_read_are_named_by_their_run(deployment: Deployment) -> None:
    aggregates = DynamoAggregates(ItemTable(deployment.client, "aggregates"))
    aggregates.register_shard("pricing.1", 1, "shard-1")
    deployment.client.put_item(
        TableName="aggregates",
        Item={
            "pk": {"S": "counters#pricing.1#1#shard-1"},
            "sk": {"S": "2026-11-21#units"},
            "version": {"N": "1"},
            "body": {"B": b"rubbish"},
        },
    )
    deployment.restore(deployment.back_up())

    assert [fault.where for fault in deployment.verify().faults] == ["run pricing.1"]


def test_faults_refuse_the_restore_and_are_all_listed(deployment: Deployment) -> None:
    deployment.restore(deployment.back_up())
    lose(deployment.client, CONFIG, "flag#checkout", "v00000002")

    with pytest.raises(RestoreFailed, match=r"2 faults .* Do not switch to it") as refusal:
        require_whole(deployment.verify())

    assert [error["field"] for error in refusal.value.errors] == [
        "flag 'checkout' version 2",
        "flag#checkout v00000002",
    ]


def test_a_row_that_lags_behind_is_derived_and_no_fault(deployment: Deployment) -> None:
    manifest = deployment.back_up()
    DynamoDocuments(ItemTable(deployment.client, "config")).put(flag(4))
    deployment.restore(deployment.back_up())

    verified = deployment.verify()

    assert manifest.families["flag"].items == 3
    assert faults(verified) == []
    assert verified.checked["rows derived anew"] == 1


def test_writing_goes_on_while_an_export_is_made(either: Deployment) -> None:
    documents = DynamoDocuments(ItemTable(either.client, "config"))
    items = either.deployed.items.items()
    first = next(items)
    saved(documents, *(flag(number) for number in range(4, 30)))

    rest = list(items)

    versions = {
        json.loads(item.line)["sk"]["S"] for item in [first, *rest] if item.family == "flag"
    }
    assert versions == {f"v{number:08d}" for number in range(1, len(versions) + 1)}


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda content: content[:-1], "is not what was written"),
        (lambda _: b"", "is not what was written"),
    ],
)
def test_a_damaged_object_of_an_export_is_refused(
    deployment: Deployment, damage: Callable[[bytes], bytes], sentence: str
) -> None:
    manifest = deployment.back_up(export_only=True)
    [name, *_] = manifest.objects
    deployment.exports.put(name, damage(deployment.exports.get(name)))

    with pytest.raises(RestoreFailed, match=sentence):
        deployment.restore_export()


def test_an_export_without_its_manifest_is_none(tmp_path: Path) -> None:
    with pytest.raises(RestoreFailed, match=f"no {MANIFEST}"):
        read_manifest(FolderExports(tmp_path))


@pytest.mark.parametrize("content", ["{}", "[]", "no json", '{"format": 99}'])
def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path, content: str) -> None:
    exports = FolderExports(tmp_path)
    exports.put(MANIFEST, content.encode())

    with pytest.raises(RestoreFailed):
        read_manifest(exports)


def test_items_go_into_as_many_objects_as_they_need(deployment: Deployment) -> None:
    written = write_items(deployment.exports, deployment.deployed.items.items(), object_bytes=2000)

    manifest = Manifest(AT, NAMES, {}, written.objects, written.families)
    assert len(written.objects) > 2
    assert sum(1 for _ in read_items(deployment.exports, manifest)) == manifest.items


def test_an_export_that_lacks_an_object_is_refused(deployment: Deployment) -> None:
    written = write_items(deployment.exports, deployment.deployed.items.items(), object_bytes=2000)
    [_, *kept] = written.objects
    objects = {name: written.objects[name] for name in kept}
    manifest = Manifest(AT, NAMES, {}, objects, written.families)

    with pytest.raises(RestoreFailed, match="does not hold the items"):
        list(read_items(deployment.exports, manifest))


def test_an_export_younger_than_the_restored_time_is_refused(deployment: Deployment) -> None:
    manifest = deployment.back_up(export_only=True)

    with pytest.raises(RestoreFailed, match="after the time that is restored"):
        require_older(manifest, 10.0, than=9.0)


def test_a_table_that_cannot_be_backed_up_fails_all_of_it(deployment: Deployment) -> None:
    deployment.client.delete_table(TableName="aggregates")

    with pytest.raises(BackupFailed, match="Point-in-time recovery of aggregates"):
        deployment.back_up()

    with pytest.raises(RestoreFailed):
        read_manifest(deployment.exports)
