"""DynamoDB clients that misbehave in one way and pass everything else on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

Request = dict[str, Any]


class Crashing:
    """Cannot reach DynamoDB for the writes that `fails` picks."""

    def __init__(self, client: Any, fails: Callable[[str], bool]) -> None:
        self._client = client
        self._fails = fails

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def put_item(self, **request: Any) -> Any:
        item = request["Item"]
        if self._fails(f"{item['pk']['S']} {item['sk']['S']}"):
            raise EndpointConnectionError(endpoint_url="nowhere")
        return self._client.put_item(**request)


class Repeating:
    """Sends every write twice, as boto does when the first answer was lost on the way."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def put_item(self, **request: Any) -> Any:
        self._client.put_item(**request)
        return self._client.put_item(**request)

    def update_item(self, **request: Any) -> Any:
        self._client.update_item(**request)
        return self._client.update_item(**request)

    def delete_item(self, **request: Any) -> Any:
        self._client.delete_item(**request)
        return self._client.delete_item(**request)


class Noting:
    """Passes everything on and keeps (operation, whether it was read strongly)."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.requests: list[tuple[str, bool]] = []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if name == "exceptions":
            return method

        def noted(**request: Any) -> Any:
            self.requests.append((name, request.get("ConsistentRead", False)))
            return method(**request)

        return noted


class Refusing:
    """Answers every request with the same error code."""

    def __init__(self, client: Any, code: str) -> None:
        self.exceptions = client.exceptions
        self._code = code

    def __getattr__(self, name: str) -> Any:
        def refuse(**_request: Any) -> Any:
            raise ClientError({"Error": {"Code": self._code, "Message": "no"}}, name)

        return refuse


class Throttled:
    """Answers at most `per_batch` keys of a batch and leaves the others unprocessed."""

    def __init__(self, client: Any, *, per_batch: int) -> None:
        self._client = client
        self._per_batch = per_batch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def batch_get_item(self, *, RequestItems: Request) -> Any:  # noqa: N803  boto's spelling
        [(table, wanted)] = RequestItems.items()
        now, later = wanted["Keys"][: self._per_batch], wanted["Keys"][self._per_batch :]
        answer: dict[str, Any] = {"Responses": {table: []}, "UnprocessedKeys": {}}
        if now:
            answer = self._client.batch_get_item(RequestItems={table: {**wanted, "Keys": now}})
        if later:
            answer["UnprocessedKeys"] = {table: {**wanted, "Keys": later}}
        return answer
