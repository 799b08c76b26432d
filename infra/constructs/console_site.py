"""Where the console's files are and from where they are served, beside the API."""

from __future__ import annotations

import json
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from burgee.wire.console import FILES, HASHED, INDEX, PREFIX, security_headers
from burgee.wire.routes import ROUTES
from infra.acknowledgements import CONSOLE_SITE, DEFAULT_CERTIFICATE, acknowledge
from infra.deployments import ConsolePlace, Deployment

EDGE = Path(__file__).resolve().parent.parent / "edge"
LOGS_KEPT = Duration.days(30)  # as all logs
ONE_YEAR = Duration.days(365)
TLS = cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021


class ConsoleSite(Construct):
    """A private bucket, and a distribution that answers from it and from the API: `url` without a
    slash at its end. Scripts of its pages may also ask `origins_asked`."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        deployment: Deployment,
        place: ConsolePlace,
        *,
        api_domain: str,
        origins_asked: tuple[str, ...],
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = self._bucket("Files", self._bucket("Logs", None))
        self.distribution = self._distribution(
            deployment, place, api_domain, _headers(self, origins_asked)
        )
        self.url = f"https://{place.domain or self.distribution.domain_name}"
        acknowledge(self, CONSOLE_SITE)
        if not place.certificate:
            acknowledge(self, DEFAULT_CERTIFICATE)

    def _bucket(self, construct_id: str, logs: s3.Bucket | None) -> s3.Bucket:
        """Stays when the stack goes, as CloudFormation deletes no bucket that holds something."""
        return s3.Bucket(
            self,
            construct_id,
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            server_access_logs_bucket=logs,
            lifecycle_rules=None if logs else [s3.LifecycleRule(expiration=LOGS_KEPT)],
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _distribution(
        self,
        deployment: Deployment,
        place: ConsolePlace,
        api_domain: str,
        headers: cloudfront.ResponseHeadersPolicy,
    ) -> cloudfront.Distribution:
        return cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Burgee, the console: {deployment.name}",
            default_behavior=self._pages(headers),
            additional_behaviors=dict.fromkeys(api_paths(), _calls(api_domain)),
            minimum_protocol_version=TLS,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            domain_names=[place.domain] if place.domain else None,
            certificate=(
                acm.Certificate.from_certificate_arn(self, "Certificate", place.certificate)
                if place.certificate
                else None
            ),
        )

    def _pages(self, headers: cloudfront.ResponseHeadersPolicy) -> cloudfront.BehaviorOptions:
        chooses = cloudfront.Function(
            self,
            "Pages",
            code=cloudfront.FunctionCode.from_inline(page_function()),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            comment="The console's one page for each of its addresses",
        )
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(self.bucket),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            response_headers_policy=headers,
            function_associations=[
                cloudfront.FunctionAssociation(
                    function=chooses, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
                )
            ],
        )


def _calls(api_domain: str) -> cloudfront.BehaviorOptions:
    """Each call goes to the API itself, with all that the caller sent."""
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(
            api_domain,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
        ),
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    )


def api_paths() -> list[str]:
    """What of the site is the API's, as CloudFront writes it.

    >>> api_paths()
    ['/api/*', '/healthz', '/ofrep/*', '/openapi.json']
    """
    parts = {route.path.split("/")[1]: route.path for route in ROUTES}
    return sorted(f"/{one}" if path == f"/{one}" else f"/{one}/*" for one, path in parts.items())


def page_function() -> str:
    """What CloudFront runs before each request for the console."""
    told = {"PREFIX": PREFIX, "INDEX": INDEX, "HASHED": HASHED, "FILES": FILES}
    lines = [f"var {name} = {json.dumps(value)};" for name, value in told.items()]
    return "\n".join([*lines, (EDGE / "console_pages.js").read_text(encoding="utf-8")])


def _headers(scope: Construct, origins_asked: tuple[str, ...]) -> cloudfront.ResponseHeadersPolicy:
    """Those that the console has everywhere, and that it is only ever asked for over TLS."""
    headers = dict(security_headers(*origins_asked))
    del headers["x-content-type-options"]  # which has but one value
    referrer = headers.pop("referrer-policy").replace("-", "_").upper()
    security = cloudfront.ResponseSecurityHeadersBehavior(
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
            content_security_policy=headers.pop("content-security-policy"), override=True
        ),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=cloudfront.HeadersReferrerPolicy[referrer], override=True
        ),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=ONE_YEAR, override=True
        ),
    )
    others = [
        cloudfront.ResponseCustomHeader(header=name, value=value, override=True)
        for name, value in headers.items()
    ]
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "Headers",
        comment="Burgee, the console",
        security_headers_behavior=security,
        custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(custom_headers=others),
    )
