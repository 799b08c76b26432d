"""Examples in docstrings give what they say."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "burgee": ROOT / "layers/core/python",
    "burgee_openfeature": ROOT / "clients/python",
    "functions": ROOT,
    "infra": ROOT,
    "local": ROOT,
}
MODULES = sorted(
    ".".join(file.relative_to(above).with_suffix("").parts).removesuffix(".__init__")
    for package, above in PACKAGES.items()
    for file in (above / package).rglob("*.py")
    if ">>> " in file.read_text()
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_of_a_module_are_true(module: str) -> None:
    results = doctest.testmod(importlib.import_module(module))
    assert results.failed == 0
