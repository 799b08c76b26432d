"""Who may sign in to the console: a pool of people whose groups are roles."""

from __future__ import annotations

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from burgee.domain.roles import Role
from burgee.wire.console import PREFIX, SCOPES, SIGNED_IN
from infra.acknowledgements import SIGN_IN, acknowledge
from infra.deployments import Deployment

# What somebody may do ends so long after they were taken out of a group, and their sign-in after
# a working day.
TOKEN_HOLDS = Duration.minutes(15)
SIGN_IN_HOLDS = Duration.hours(12)
INVITATION_HOLDS = Duration.days(7)
SHORTEST_PASSWORD = 12
MAY = {
    Role.VIEWER: "See everything but keys and webhooks",
    Role.EDITOR: "Change flags, segments, rollouts and experiments, besides what a viewer may",
    Role.APPROVER: "Sign off experiments and decisions, besides what an editor may",
    Role.OWNER: "Everything: also keys, webhooks, environments and settings",
}


def hosted_url(prefix: str) -> str:
    """The address of the sign-in whose name begins so."""
    return f"https://{prefix}.auth.{Aws.REGION}.amazoncognito.com"


class SignIn(Construct):
    """Nobody signs up: whoever runs the deployment invites people and puts them into groups.

    `console_url` is where a sign-in leads back to; `issuer` and `client_id` are what its tokens
    are checked by.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        deployment: Deployment,
        *,
        prefix: str,
        console_url: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self.pool = self._pool(deployment, console_url)
        self._groups()
        self.pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix),
            managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
        )
        client = self._client(console_url)
        cognito.CfnManagedLoginBranding(
            self,
            "Look",
            user_pool_id=self.pool.user_pool_id,
            client_id=client.user_pool_client_id,
            use_cognito_provided_values=True,
        )
        self.issuer = self.pool.user_pool_provider_url
        self.client_id = client.user_pool_client_id
        acknowledge(self, SIGN_IN)

    def _pool(self, deployment: Deployment, console_url: str) -> cognito.UserPool:
        keeps = deployment.is_protected
        return cognito.UserPool(
            self,
            "People",
            user_pool_name=deployment.stack_name,
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            keep_original=cognito.KeepOriginalAttrs(email=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            password_policy=_passwords(),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(sms=False, otp=True),
            user_invitation=_invitation(deployment, console_url),
            user_verification=cognito.UserVerificationConfig(
                email_subject="Your code for Burgee", email_body="Your code for Burgee is {####}."
            ),
            deletion_protection=keeps,
            removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
        )

    def _groups(self) -> None:
        """One for each role, the strongest first. Those that limit somebody to environments are
        made by whoever needs them: environments come and go."""
        for precedence, role in enumerate(reversed(Role)):
            self.pool.add_group(
                role.capitalize(),
                group_name=str(role),
                description=MAY[role],
                precedence=precedence,
            )

    def _client(self, console_url: str) -> cognito.UserPoolClient:
        """A script in a browser: it has no secret, and proves by PKCE that it asked itself."""
        return self.pool.add_client(
            "Console",
            generate_secret=False,
            # Said, as Cognito allows SRP and custom flows where nothing is: whose tokens would let
            # people change their own attributes.
            auth_flows=cognito.AuthFlow(user_srp=False),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.custom(scope) for scope in SCOPES],
                callback_urls=[f"{console_url}{PREFIX}{SIGNED_IN}"],
                logout_urls=[f"{console_url}{PREFIX}"],
            ),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            access_token_validity=TOKEN_HOLDS,
            id_token_validity=TOKEN_HOLDS,
            refresh_token_validity=SIGN_IN_HOLDS,
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
        )


def _passwords() -> cognito.PasswordPolicy:
    return cognito.PasswordPolicy(
        min_length=SHORTEST_PASSWORD,
        require_digits=True,
        require_lowercase=True,
        require_symbols=True,
        require_uppercase=True,
        temp_password_validity=INVITATION_HOLDS,
    )


def _invitation(deployment: Deployment, console_url: str) -> cognito.UserInvitationConfig:
    return cognito.UserInvitationConfig(
        email_subject="You can sign in to Burgee",
        email_body=(
            f"You can sign in to Burgee ({deployment.name}) at {console_url}{PREFIX} as "
            "{username} with the password {####} until a week from now. You then choose a "
            "password of your own."
        ),
    )
