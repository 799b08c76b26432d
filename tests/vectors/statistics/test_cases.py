"""The cases, one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.statistics.answering import mismatches_of

CASES = json.loads((Path(__file__).parent / "public.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_answer_is_that_of_independent_software(case: dict[str, Any]) -> None:
    assert mismatches_of(case) == []
