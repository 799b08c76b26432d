"""`python -m infra.app`, or the CDK command line: every deployment's template, without AWS."""

from __future__ import annotations

import aws_cdk as cdk
import cdk_nag

from infra.deployments import DEPLOYMENTS
from infra.stacks.burgee_stack import BurgeeStack

# Here and not in cdk.json, so that a synthesis without the command line is the same.
FEATURES = {
    # Without it a change of a layer alone, where most of the code is, makes no new version, and
    # the alias stays on the old one.
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    # The bucket of logs takes them by its policy, and not by lists of access, which AWS turned off.
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
    "@aws-cdk/aws-codedeploy:removeAlarmsFromDeploymentGroup": True,
}


def main() -> None:
    """Write the templates; exits with 1 where a security rule has an unexplained finding."""
    app = cdk.App(context=FEATURES, analytics_reporting=False)
    for deployment in DEPLOYMENTS:
        BurgeeStack(app, deployment)
    cdk.Validations.of(app).add_plugins(
        cdk_nag.AwsSolutionsChecks(app), cdk_nag.ServerlessChecks(app)
    )
    app.synth()


if __name__ == "__main__":
    main()
