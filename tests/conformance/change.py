"""Switch a flag, and return when that is answered: `... tests.conformance.change FLAG CONTEXT`.

The second time it is as before. Server, keys and environment are the environment's.
"""

from __future__ import annotations

import json
import os
import sys
import time

from burgee.cli.api import Api, document_path
from tests.conformance.calls import Calls

SECONDS = 15.0


def main(flag_key: str, context: str) -> int:
    url, asked = os.environ["BURGEE_URL"], json.loads(context)
    calls = Calls(url, os.environ["BURGEE_KEY"])
    api = Api(url, os.environ["BURGEE_ADMIN_KEY"])
    before = calls.bulk(asked).headers["etag"]
    _switch(api, flag_key, os.environ["BURGEE_ENVIRONMENT"])
    deadline = time.monotonic() + SECONDS
    while calls.bulk(asked).headers["etag"] == before:
        if time.monotonic() > deadline:
            print(f"{flag_key} was switched, and nothing changed in {context}", file=sys.stderr)
            return 1
        time.sleep(0.02)
    return 0


def _switch(api: Api, flag_key: str, environment: str) -> None:
    stored = api.read("flag", flag_key)
    is_on = stored.body["environments"][environment].get("enabled", False)
    body = {"environment": environment, "enabled": not is_on, "reason": "Conformance"}
    path = document_path("flag", flag_key, "toggle")
    api.admin("POST", path, body=body, version=stored.version)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
