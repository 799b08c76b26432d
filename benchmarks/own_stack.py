"""A table with the workload published in it, and a client key that may ask."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import own_experiments, own_flags, own_publishing
from benchmarks.lambda_stand_in import environment
from burgee.domain.api_keys import ApiKey, KeyKind
from burgee.domain.tokens import Token, make_token
from burgee.runtime import wiring
from burgee.services.ports import Pointer
from burgee.storage.schema import CONFIG


def client_key() -> Token:
    """The key that every benchmarked request shows."""
    return make_token(kind="client", scope=own_flags.ENVIRONMENT, key_id="bench", secret="s" * 43)


def publish(count: int, table: str, experiments: int = 0) -> None:
    """Create the table that the environment names, and publish `count` flags into it, and as many
    running experiments as are asked for."""
    wiring.reset()
    wiring.dynamodb_client(timeout_seconds=5, attempts=1).create_table(
        TableName=table,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"}
            for name in (CONFIG.partition_key, CONFIG.sort_key)
        ],
        KeySchema=[
            {"AttributeName": CONFIG.partition_key, "KeyType": "HASH"},
            {"AttributeName": CONFIG.sort_key, "KeyType": "RANGE"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    token = client_key()
    key = ApiKey(
        key=token.id, kind=KeyKind.CLIENT, environment=own_flags.ENVIRONMENT, hash=token.hash
    )
    published = own_publishing.publication(
        own_flags.ENVIRONMENT,
        own_experiments.flags(count, experiments),
        keys=[key],
        experiments=own_experiments.running(experiments),
    )
    rulesets = wiring.publishing_rulesets()
    for name, content in published.chunks.items():
        rulesets.put_chunk(name, content)
    pointer = Pointer(own_flags.ENVIRONMENT, 1, own_publishing.PUBLISHED_AT)
    rulesets.publish(pointer, published.numbered(1, pointer.at))


@contextmanager
def served(count: int) -> Iterator[str]:
    """The URL of a DynamoDB stand-in in this process that holds `count` published flags."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        variables = environment(f"http://{host}:{port}")
        os.environ.update(variables)
        publish(count, variables["CONFIG_TABLE"])
        yield variables["AWS_ENDPOINT_URL_DYNAMODB"]
    finally:
        server.stop()


def write_event(path: Path, event: dict[str, Any]) -> str:
    path.write_text(json.dumps(event))
    return str(path)
