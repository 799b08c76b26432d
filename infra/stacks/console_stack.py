"""The console of one deployment: where it is served, who signs in, and its files."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import Annotations, Aws, NestedStack
from constructs import Construct

from burgee.wire.console import INDEX, PREFIX, SignInPlace, configuration
from infra import packaging
from infra.constructs.console_files import ConsoleFiles
from infra.constructs.console_site import ConsoleSite
from infra.constructs.sign_in import SignIn, hosted_url
from infra.deployments import ConsolePlace, Deployment

NOT_BUILT = (
    "The console is not built, so that none is deployed, and one that was deployed before stays as "
    "it is: make console, then deploy again. Everything else is deployed."
)


class ConsoleStack(NestedStack):
    """A stack inside the deployment's own, of which CloudFormation takes 500 resources.

    The people who may sign in are here whether or not its files are built: a deployment from a
    machine without Node.js must not lose them.
    """

    def __init__(
        self, scope: Construct, deployment: Deployment, place: ConsolePlace, *, api_domain: str
    ) -> None:
        super().__init__(scope, "Console", description=f"Burgee, the console: {deployment.name}")
        prefix = place.sign_in_prefix or f"{deployment.stack_name}-{Aws.ACCOUNT_ID}"
        sign_in_url = hosted_url(prefix)
        site = ConsoleSite(
            self,
            "Site",
            deployment,
            place,
            api_domain=api_domain,
            origins_asked=(sign_in_url,),
        )
        self.sign_in = SignIn(self, "SignIn", deployment, prefix=prefix, console_url=site.url)
        self.url = f"{site.url}{PREFIX}"
        built = Path(self.node.try_get_context(packaging.CONSOLE_FOLDER) or packaging.CONSOLE)
        if not (built / INDEX).is_file():
            Annotations.of(self).add_warning_v2("burgee:console", NOT_BUILT)
            return
        told = configuration(SignInPlace(sign_in_url, self.sign_in.client_id))
        ConsoleFiles(self, "Files", site, built=built, configuration=told)
