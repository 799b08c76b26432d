"""One DynamoDB table in our words: items in, items out, and no error of boto leaves it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from burgee.domain.errors import StorageUnavailable, TooManyRequests

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]  # attribute -> {"S": ...}, {"N": ...}, {"B": ...} or {"L": ...}

ABSENT = "attribute_not_exists(pk)"

_BATCH = 100
_IDLE_ROUNDS = 5
_PAUSE_SECONDS = 0.05
_THROTTLED = frozenset(
    {"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"}
)
_ALIAS = re.compile(r"#(\w+)", re.ASCII)


class ItemTable:
    """Strong reads and conditional writes of items with the string keys `pk` and `sk`.

    In conditions and attribute lists a name is written `#name`, as half of all good names are
    reserved words of DynamoDB. Every method raises StorageUnavailable where DynamoDB does not
    answer, or refuses for another reason than the condition; with `tells_throttling` it raises
    TooManyRequests where DynamoDB is asked too much.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        name: str,
        *,
        pause: Callable[[float], None] = time.sleep,
        tells_throttling: bool = False,
    ) -> None:
        self._client = client
        self._name = name
        self._pause = pause
        self._throttled = _THROTTLED if tells_throttling else frozenset[str]()

    def get(self, partition: str, sort: str, *, consistent: bool = True) -> Item | None:
        with self._our_errors("read"):
            response = self._client.get_item(
                TableName=self._name, Key=_key(partition, sort), ConsistentRead=consistent
            )
        return response.get("Item")

    def put(
        self, item: Item, *, condition: str, values: Mapping[str, Any] | None = None
    ) -> Item | None:
        """None once `item` is written; where `condition` fails, the item that stands there.
        Without a condition it replaces whatever stands."""
        request = {"Item": item, **_conditions(condition, values)}
        return self._refusal(self._client.put_item, request)

    def update(
        self,
        partition: str,
        sort: str,
        change: str,
        *,
        values: Mapping[str, Any],
        condition: str = "",
    ) -> Item | None:
        """The attributes that `change` (`SET ...` or `ADD ...`) wrote; None where `condition`
        fails. The item comes to be if there is none. Boto may send it twice."""
        request: dict[str, Any] = {
            "Key": _key(partition, sort),
            "UpdateExpression": change,
            **_conditions(condition, values),
            **_aliases(f"{change} {condition}"),
        }
        with self._our_errors("write"):
            try:
                response = self._client.update_item(
                    TableName=self._name, ReturnValues="UPDATED_NEW", **request
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return None
        return response.get("Attributes", {})

    def delete(
        self, partition: str, sort: str, *, condition: str = "", values: Item | None = None
    ) -> Item | None:
        """None once there is no such item; where `condition` fails, the one that stands there."""
        request = {"Key": _key(partition, sort), **_conditions(condition, values)}
        return self._refusal(self._client.delete_item, request)

    def _refusal(self, write: Callable[..., Any], request: Mapping[str, Any]) -> Item | None:
        """Make a write; where its condition fails, the item that stands there."""
        with self._our_errors("write"):
            try:
                write(
                    TableName=self._name,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **request,
                )
            except self._client.exceptions.ConditionalCheckFailedException as refusal:
                standing: Any = refusal.response.get("Item", {})
                return dict(standing)
        return None

    def query(
        self,
        partition: str,
        *,
        prefix: str = "",
        between: tuple[str, str] | None = None,
        after: str | None = None,
        newest_first: bool = False,
        attributes: str = "",
        page: int | None = None,
        consistent: bool = True,
    ) -> Iterator[Item]:
        """Items of a partition by sort key, fetched only as far as they are asked for.

        `between`: from the first of these sort keys to the second, both included. `after`: begin
        behind this sort key. `attributes`: only these. `page`: so many at once.
        """
        request: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}},
            "ScanIndexForward": not newest_first,
            "ConsistentRead": consistent,
        }
        if prefix:
            request["KeyConditionExpression"] += " AND begins_with(sk, :prefix)"
            request["ExpressionAttributeValues"][":prefix"] = {"S": prefix}
        if between:
            request["KeyConditionExpression"] += " AND sk BETWEEN :first AND :last"
            first, last = between
            request["ExpressionAttributeValues"] |= {":first": {"S": first}, ":last": {"S": last}}
        request |= _projection(attributes)
        if page is not None:
            request["Limit"] = page
        if after is not None:
            request["ExclusiveStartKey"] = _key(partition, after)
        return self._pages(self._client.query, request)

    def scan(self, *, prefix: str, attributes: str = "") -> Iterator[Item]:
        """Every item of the table whose sort key begins with `prefix`, in no order."""
        request: dict[str, Any] = {
            "ConsistentRead": True,
            "FilterExpression": "begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {":prefix": {"S": prefix}},
            **_projection(attributes),
        }
        return self._pages(self._client.scan, request)

    def scan_page(
        self, *, after: tuple[str, str] | None, size: int
    ) -> tuple[list[Item], tuple[str, str] | None]:
        """The next items behind the place `after`, at most `size`, and the place to go on behind;
        None at the end. Every item is in one page, however often it is written meanwhile."""
        request: dict[str, Any] = {"Limit": size, "ConsistentRead": True}
        if after is not None:
            request["ExclusiveStartKey"] = _key(*after)
        with self._our_errors("read"):
            response = self._client.scan(TableName=self._name, **request)
        last = response.get("LastEvaluatedKey")
        items: list[Item] = list(response["Items"])
        return items, (last["pk"]["S"], last["sk"]["S"]) if last else None

    def batch(
        self, wanted: Iterable[tuple[str, str]], *, consistent: bool, attributes: str = ""
    ) -> Iterator[Item]:
        """Those of the items that exist, in no order; `wanted` are (partition, sort) pairs.

        What DynamoDB leaves unprocessed is asked for again, but not for ever: rounds that bring
        nothing are few, and the pauses between them grow.
        """
        left = [_key(partition, sort) for partition, sort in dict.fromkeys(wanted)]
        options: dict[str, Any] = {"ConsistentRead": consistent, **_projection(attributes)}
        idle = 0
        while left:
            items, unprocessed = self._batch_once(left[:_BATCH], options)
            yield from items
            progressed = len(unprocessed) < len(left[:_BATCH])
            left = left[_BATCH:] + unprocessed
            idle = 0 if progressed else idle + 1
            if idle:
                self._wait(idle)

    def _batch_once(self, wanted: list[Item], options: Item) -> tuple[list[Item], list[Item]]:
        request: Any = {self._name: {"Keys": wanted, **options}}
        with self._our_errors("read"):
            response = self._client.batch_get_item(RequestItems=request)
        unprocessed = response.get("UnprocessedKeys", {}).get(self._name)
        items: list[Item] = list(response["Responses"].get(self._name, []))
        return items, list(unprocessed["Keys"]) if unprocessed else []

    def _wait(self, idle: int) -> None:
        if idle > _IDLE_ROUNDS:
            raise StorageUnavailable("DynamoDB leaves every read of a batch undone; try again.")
        self._pause(_PAUSE_SECONDS * 2 ** (idle - 1))

    def _pages(self, ask: Callable[..., Any], request: dict[str, Any]) -> Iterator[Item]:
        request |= {"TableName": self._name}
        while True:
            with self._our_errors("read"):
                response = ask(**request)
            yield from response["Items"]
            if "LastEvaluatedKey" not in response:
                return
            request["ExclusiveStartKey"] = response["LastEvaluatedKey"]

    @contextmanager
    def _our_errors(self, verb: str) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "an error")
            if code in self._throttled:
                raise TooManyRequests(
                    f"DynamoDB is asked too much ({code}); try again in a second.", retry_after=1
                ) from error
            raise StorageUnavailable(f"DynamoDB answered {code} to a {verb}; try again.") from error
        except BotoCoreError as error:
            name = type(error).__name__
            raise StorageUnavailable(
                f"DynamoDB could not be reached ({name}); try again."
            ) from error


def _key(partition: str, sort: str) -> Item:
    return {"pk": {"S": partition}, "sk": {"S": sort}}


def _aliases(expression: str) -> dict[str, dict[str, str]]:
    names = {f"#{name}": name for name in _ALIAS.findall(expression)}
    return {"ExpressionAttributeNames": names} if names else {}


def _conditions(condition: str, values: Item | None) -> dict[str, Any]:
    request: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
    if values:
        request["ExpressionAttributeValues"] = values
    return request | _aliases(condition)


def _projection(attributes: str) -> dict[str, Any]:
    return {"ProjectionExpression": attributes, **_aliases(attributes)} if attributes else {}
