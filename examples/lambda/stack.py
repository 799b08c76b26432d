"""The function in your account, behind an HTTP API: a CDK application of one stack.

`build` holds the function and what it imports; README.md says how it is filled.
"""

from __future__ import annotations

import os

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda
from constructs import Construct

KEY_SECRET = "burgee/server-key"  # noqa: S105 - the name of the secret, not the secret


class DeliveryStack(cdk.Stack):
    """What posting costs, under /delivery and /orders. `burgee_url`: where Burgee answers."""

    def __init__(self, scope: Construct, name: str, *, code: str, burgee_url: str) -> None:
        super().__init__(scope, name)
        function = aws_lambda.Function(
            self,
            "Delivery",
            runtime=aws_lambda.Runtime.PYTHON_3_14,
            architecture=aws_lambda.Architecture.ARM_64,
            code=aws_lambda.Code.from_asset(code),
            handler="function.handler",
            memory_size=512,
            # Flushing takes two seconds at the most, when Burgee is away.
            timeout=cdk.Duration.seconds(6),
            environment={
                "BURGEE_URL": burgee_url,
                "BURGEE_ENVIRONMENT": "production",
                "BURGEE_KEY": cdk.SecretValue.secrets_manager(KEY_SECRET).unsafe_unwrap(),
            },
        )
        api = gateway.HttpApi(self, "Api")
        for path in ("/delivery", "/orders"):
            api.add_routes(
                path=path,
                methods=[gateway.HttpMethod.POST],
                integration=integrations.HttpLambdaIntegration("Invoke", function),
            )
        cdk.CfnOutput(self, "Url", value=api.api_endpoint)


if __name__ == "__main__":
    app = cdk.App()
    DeliveryStack(app, "delivery", code="build", burgee_url=os.environ["BURGEE_URL"])
    app.synth()
