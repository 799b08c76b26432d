"""Shards of a stream: parents before children, closed ones left behind."""

from __future__ import annotations

from typing import Any

from local.streams import StreamReader, to_lambda


class FakeStreams:
    """A stream whose shards are told here: shard -> (parent, records, is closed)."""

    class exceptions:  # noqa: N801 - boto's own name
        class ExpiredIteratorException(Exception):
            pass

        class TrimmedDataAccessException(Exception):
            pass

    def __init__(self, **shards: tuple[str | None, list[int], bool]) -> None:
        self.shards = shards
        self.expired: set[str] = set()
        self.trimmed: set[str] = set()
        self.opened: list[tuple[str, str]] = []

    def describe_stream(self, StreamArn: str, **page: Any) -> dict[str, Any]:  # noqa: N803
        """One shard a page, as a long list would come."""
        names = list(self.shards)
        after = page.get("ExclusiveStartShardId")
        here = names[names.index(after) + 1] if after else names[0]
        shard: dict[str, Any] = {"ShardId": here}
        if self.shards[here][0]:
            shard["ParentShardId"] = self.shards[here][0]
        description: dict[str, Any] = {"Shards": [shard]}
        if here != names[-1]:
            description["LastEvaluatedShardId"] = here
        return {"StreamDescription": description}

    def get_shard_iterator(self, ShardId: str, **where: Any) -> dict[str, str]:  # noqa: N803
        self.opened.append((ShardId, where["ShardIteratorType"]))
        begin = (
            self.shards[ShardId][1].index(int(where["SequenceNumber"])) + 1
            if ("SequenceNumber" in where)
            else 0
        )
        return {"ShardIterator": f"{ShardId}/{begin}"}

    def get_records(self, ShardIterator: str, Limit: int) -> dict[str, Any]:  # noqa: N803
        if ShardIterator in self.expired:
            raise self.exceptions.ExpiredIteratorException
        if ShardIterator in self.trimmed:
            raise self.exceptions.TrimmedDataAccessException
        name, _, position = ShardIterator.partition("/")
        _, numbers, is_closed = self.shards[name]
        begin, end = int(position), min(int(position) + Limit, len(numbers))
        answer: dict[str, Any] = {
            "Records": [{"dynamodb": {"SequenceNumber": str(n)}} for n in numbers[begin:end]]
        }
        if not (is_closed and end == len(numbers)):
            answer["NextShardIterator"] = f"{name}/{end}"
        return answer


def _numbers(reader: StreamReader, rounds: int) -> list[int]:
    return [
        int(record["dynamodb"]["SequenceNumber"])
        for _ in range(rounds)
        for batch in reader.read(2)
        for record in batch.records
    ]


def test_a_child_is_read_after_its_parent_has_ended() -> None:
    streams = FakeStreams(parent=(None, [1, 2, 3], True), child=("parent", [4, 5], False))
    reader = StreamReader(streams, "arn", "TRIM_HORIZON")  # type: ignore[arg-type]  # a fake

    numbers = _numbers(reader, rounds=4)

    assert numbers == [1, 2, 3, 4, 5]


def test_a_child_whose_parent_is_gone_is_read_at_once() -> None:
    streams = FakeStreams(child=("gone", [4, 5], False))
    reader = StreamReader(streams, "arn", "TRIM_HORIZON")  # type: ignore[arg-type]  # a fake

    numbers = _numbers(reader, rounds=1)

    assert numbers == [4, 5]


def test_shards_that_open_later_are_read_from_their_beginning() -> None:
    streams = FakeStreams(parent=(None, [], True), child=("parent", [4], False))
    reader = StreamReader(streams, "arn", "LATEST")  # type: ignore[arg-type]  # a fake

    _numbers(reader, rounds=2)

    assert streams.opened == [("parent", "LATEST"), ("child", "TRIM_HORIZON")]


def test_an_expired_iterator_goes_on_behind_the_last_record() -> None:
    streams = FakeStreams(only=(None, [1, 2, 3], False))
    reader = StreamReader(streams, "arn", "TRIM_HORIZON")  # type: ignore[arg-type]  # a fake
    streams.expired.add("only/2")
    first = _numbers(reader, rounds=1)
    streams.expired.add("only/2")
    reopened = reader.read(2)
    streams.expired.clear()

    rest = _numbers(reader, rounds=1)

    assert (first, reopened, rest) == ([1, 2], [], [3])


def test_a_shard_whose_beginning_is_gone_is_read_from_what_is_left() -> None:
    streams = FakeStreams(only=(None, [4, 5], False))
    reader = StreamReader(streams, "arn", "TRIM_HORIZON")  # type: ignore[arg-type]  # a fake
    streams.trimmed.add("only/0")
    before = reader.read(2)
    streams.trimmed.clear()

    numbers = _numbers(reader, rounds=1)

    assert (before, numbers) == ([], [4, 5])


def test_an_expired_item_is_removed_by_the_service() -> None:
    record = {"eventName": "UNKNOWN_TO_SDK_VERSION", "dynamodb": {"SequenceNumber": "1"}}

    seen = to_lambda(record, "arn")

    assert seen["eventName"] == "REMOVE"
    assert seen["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
