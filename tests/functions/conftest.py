from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from io import StringIO

import pytest

from burgee.runtime.observability import logger
from local.quick_queries import quicken_queries


@pytest.fixture(scope="session", autouse=True)
def quick_queries() -> Iterator[None]:
    """moto takes longer for a query than all of a function."""
    undo = quicken_queries()
    yield
    undo()


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What the functions log from INFO on. Handlers keep the stream that they were made with, and
    the logger the level that was set when a test first asked for it."""
    lines, level = StringIO(), logger().log_level
    logger().setLevel("INFO")
    handlers = [one for one in logger().handlers if isinstance(one, logging.StreamHandler)]
    for handler in handlers:
        handler.stream = lines  # its old one may be closed, which setStream would flush
    yield lines
    for handler in handlers:
        handler.stream = sys.__stdout__
    logger().setLevel(level)
