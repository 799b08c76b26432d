"""The folders of `layers/`, as layer versions."""

from __future__ import annotations

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from functions.catalog import Layer
from infra import packaging

RUNTIME = lambda_.Runtime.PYTHON_3_14
ARCHITECTURE = lambda_.Architecture.ARM_64


class Layers(Construct):
    """`by_name`: layer of the catalog -> its version."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        core = lambda_.Code.from_asset(
            str(packaging.CORE_LAYER), exclude=[f"**/{name}" for name in packaging.NOT_SHIPPED]
        )
        runtime = lambda_.Code.from_asset(str(packaging.runtime_layer()))
        science = lambda_.Code.from_asset(str(packaging.science_layer()))
        self.by_name = {
            Layer.CORE: self._version("Core", "The burgee package", core),
            Layer.RUNTIME: self._version("Runtime", "What the handlers import", runtime),
            Layer.SCIENCE: self._version("Science", "What statistics compute with", science),
        }

    def _version(
        self, construct_id: str, description: str, code: lambda_.Code
    ) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            construct_id,
            description=description,
            code=code,
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[ARCHITECTURE],
        )
