"""What every test may rely on: no AWS account is ever reached, whatever this machine has set."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from local.descriptions import read_descriptions_once

for _variable in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_variable]

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_REGION="eu-west-1",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    # moto knows no DynamoDB Streams under the endpoints that carry an account's id.
    AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled",
)


read_descriptions_once()


# Where every branch of the domain and of statistics is tested; elsewhere, being watched would make
# tests take three times as long.
WATCHED = (
    "unit/domain",
    "unit/stats",
    "unit/services",
    "unit/wire",
    "unit/runtime",
    "unit/test_doctests.py",
    "vectors",
)


# Tests that share a server which takes longer to start than to use; all others share by file.
TOGETHER = ("storage",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure the branches that the tests of those rooms take, and no others'; say which tests one
    worker has to run."""
    for item in items:
        place = _place(item.path)
        if not place.startswith(WATCHED):
            item.add_marker(pytest.mark.unwatched)
        room = place.split("/")[0]
        item.add_marker(pytest.mark.xdist_group(room if room in TOGETHER else place))


@cache  # some thousand tests are in some hundred files
def _place(path: Path) -> str:
    return path.relative_to(Path(__file__).parent).as_posix()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let nobody watch a test that is marked so. pytest-cov has a mark for it, which does nothing
    in a worker: two measurements lie on top of each other there, and it stops one."""
    if item.get_closest_marker("unwatched") is None:
        return (yield)
    tracer, of_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)
        threading.settrace(of_threads)
