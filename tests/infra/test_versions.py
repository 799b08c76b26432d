"""A change of the code, wherever it is, becomes a new version for the alias to move to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.infra.absent import skip_or_fail


def _version_of(layer: Path) -> str:
    """The logical id of evaluate's version with this core layer.

    Imports the CDK by itself, as that takes seconds that other tests should not wait for.
    """
    import aws_cdk as cdk
    from aws_cdk import assertions
    from aws_cdk import aws_lambda as lambda_

    from functions.catalog import FUNCTIONS
    from infra.app import FEATURES
    from infra.constructs.live_function import LiveFunction
    from infra.deployments import DEPLOYMENTS

    stack = cdk.Stack(cdk.App(context=FEATURES), "Stack")
    version = lambda_.LayerVersion(stack, "Core", code=lambda_.Code.from_asset(str(layer)))
    LiveFunction(stack, FUNCTIONS[0], DEPLOYMENTS[0], layers=[version])
    template = assertions.Template.from_stack(stack)
    [logical_id] = template.find_resources("AWS::Lambda::Version")
    return str(logical_id)


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    if shutil.which("node") is None:
        skip_or_fail("Node.js, which the CDK runs on, is not installed")
    code = tmp_path / "layer" / "python" / "burgee.py"
    code.parent.mkdir(parents=True)
    code.write_text("ANSWER = 1\n", encoding="utf-8")
    return tmp_path / "layer"


def test_a_change_of_a_layer_alone_makes_a_new_version(layer: Path) -> None:
    before = _version_of(layer)
    (layer / "python" / "burgee.py").write_text("ANSWER = 2\n", encoding="utf-8")

    after = _version_of(layer)

    assert before != after


def test_the_same_code_keeps_its_version(layer: Path) -> None:
    assert _version_of(layer) == _version_of(layer)
