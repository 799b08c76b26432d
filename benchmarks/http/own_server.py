"""Our server with the workload published: `python -m benchmarks.http.own_server PORT COUNT`.

What `burgee dev` puts between a socket and the evaluate function, without what an evaluation
never meets: streams, schedules, the admin API. COUNT 0: uvicorn alone, with one fixed answer.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from benchmarks import lambda_stand_in, own_stack
from burgee.wire.routes import ROUTES
from functions.catalog import AUTHORIZER, FUNCTIONS
from local.authorizer import Authorizer
from local.front import Front
from local.gateway import Gateway
from local.routing import Router
from local.sandbox import Sandbox
from local.server import HttpServer, listen

BODY = b'{"key":"w1_0","value":true,"reason":"STATIC","variant":"on","metadata":{}}'
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]


def main(port: int, count: int) -> None:
    listener = listen(port)
    HttpServer(_gateway(count) if count else _fixed, listener).start()
    threading.Event().wait()  # until the process is ended


def _gateway(count: int) -> Front:
    from moto import mock_aws

    os.environ.update(lambda_stand_in.environment())
    mock_aws().start()
    own_stack.publish(count, lambda_stand_in.TABLE)
    sandboxes = {function.name: Sandbox(function) for function in FUNCTIONS}
    return Front(Gateway(Router(ROUTES), sandboxes, Authorizer(sandboxes[AUTHORIZER])))


async def _fixed(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
