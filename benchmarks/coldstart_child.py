"""A function's cold start: `python -m benchmarks.coldstart_child <module> <event file>`.

Milliseconds from before the import of its handler to its first answer. Loads nothing else before
its clock starts than Lambda's own runtime does.
"""

import json
import sys
import time
import types
from typing import Any


def main(module: str, event_file: str) -> None:
    with open(event_file) as file:
        event = json.load(file)
    lambda_context = _lambda_context()
    start = time.perf_counter()
    handler = __import__(module, fromlist=["handler"]).handler
    imported = time.perf_counter()
    answer = handler(event, lambda_context)
    answered = time.perf_counter()
    assert answer["statusCode"] == 200, answer
    figures = {"import_ms": (imported - start) * 1000, "total_ms": (answered - start) * 1000}
    print("\n" + json.dumps(figures), flush=True)


def _lambda_context() -> Any:
    return types.SimpleNamespace(
        function_name="evaluate",
        memory_limit_in_mb=1024,
        invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:evaluate:live",
        aws_request_id="00000000-0000-4000-8000-000000000001",
        get_remaining_time_in_millis=lambda: 10_000,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
