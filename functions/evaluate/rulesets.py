"""The ruleset itself, for servers that evaluate by themselves. Hashes of keys stay here."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from burgee.domain.errors import DocumentNotFound, EnvironmentMismatch
from burgee.services.identify_caller import Caller
from burgee.wire.ofrep import etag_of, is_match
from functions.evaluate.answers import Response, response

Event = Mapping[str, Any]
FOREVER = "private, max-age=31536000, immutable"


def manifest(event: Event, caller: Caller) -> Response:
    """The manifest of the newest ruleset. Its entity tag is that of its content: after a restore of
    the tables another ruleset may have the same number."""
    _require_own_environment(event, caller)
    ruleset = caller.evaluator.ruleset
    shown = {name: entry for name, entry in ruleset.manifest.items() if name != "keys"}
    etag = etag_of(json.dumps(shown))
    if is_match(event["headers"].get("if-none-match"), etag):
        return {"statusCode": 304, "headers": {"ETag": etag}, "body": ""}
    return response(200, json.dumps(shown | {"stale": caller.stale}), {"ETag": etag})


def chunk(event: Event, caller: Caller) -> Response:
    """One chunk of it, by the hash of its content; it never changes."""
    _require_own_environment(event, caller)
    ruleset = caller.evaluator.ruleset
    name = event["pathParameters"]["hash"]
    if name not in (*ruleset.manifest["partitions"], *ruleset.manifest["members"]):
        raise DocumentNotFound("The newest ruleset has no such chunk; ask for its manifest again.")
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/octet-stream", "Cache-Control": FOREVER},
        "body": base64.b64encode(ruleset.chunks[name]).decode(),
        "isBase64Encoded": True,
    }


def _require_own_environment(event: Event, caller: Caller) -> None:
    named = event["pathParameters"]["environment"]
    if named != caller.environment:
        raise EnvironmentMismatch(f"This key belongs to {caller.environment!r}, not to {named!r}.")
