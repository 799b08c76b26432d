"""The folders of `layers/`, as layer versions."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from functions.catalog import Layer
from infra import packaging

RUNTIME = lambda_.Runtime.PYTHON_3_14
ARCHITECTURE = lambda_.Architecture.ARM_64
# The CDK's own name: then an asset is uploaded from where it is.
NOT_COPIED = "aws:cdk:disable-asset-staging"


class Layers(Construct):
    """`by_name`: layer of the catalog -> its version."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        core = lambda_.Code.from_asset(
            str(packaging.CORE_LAYER), exclude=[f"**/{name}" for name in packaging.NOT_SHIPPED]
        )
        runtime = _wheels(packaging.runtime_layer())
        science = _wheels(packaging.science_layer())
        sign_in = _wheels(packaging.sign_in_layer())
        wheels = Construct(self, "Wheels")
        in_place = bool(self.node.try_get_context(packaging.WHEELS_IN_PLACE))
        wheels.node.set_context(NOT_COPIED, in_place)
        self.by_name = {
            Layer.CORE: self._version(self, "Core", "The burgee package", core),
            Layer.RUNTIME: self._version(wheels, "Runtime", "What the handlers import", runtime),
            Layer.SCIENCE: self._version(
                wheels, "Science", "What statistics compute with", science
            ),
            Layer.SIGN_IN: self._version(
                wheels, "SignIn", "What tokens of people are checked with", sign_in
            ),
        }

    @staticmethod
    def _version(
        scope: Construct, construct_id: str, description: str, code: lambda_.Code
    ) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            scope,
            construct_id,
            description=description,
            code=code,
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[ARCHITECTURE],
        )


def _wheels(folder: Path) -> lambda_.AssetCode:
    """A folder whose name says what was installed in it, so that nobody needs to read it all."""
    return lambda_.Code.from_asset(str(folder), asset_hash=folder.name)
