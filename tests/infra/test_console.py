"""The console in AWS: from where it is served, who signs in, and what is copied there."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from burgee.domain.roles import Role
from burgee.wire.console import FILES, SignInPlace, configuration, security_headers
from burgee.wire.routes import ROUTES
from functions.catalog import AUTHORIZER
from tests.infra.absent import skip_or_fail
from tests.infra.cloud_assembly import CloudAssembly, ConsoleTemplate, Template

DISTRIBUTION = "AWS::CloudFront::Distribution"
BUCKET = "AWS::S3::Bucket"
CLIENT = "AWS::Cognito::UserPoolClient"
COPIED = "Custom::CDKBucketDeployment"
POOL = SignInPlace("https://sign-in.example", "client")
with_node = pytest.mark.usefixtures("_with_node")


@pytest.fixture
def _with_node() -> None:
    if shutil.which("node") is None:
        skip_or_fail("Node.js, which the CDK runs on, is not installed")


def distribution(console: ConsoleTemplate) -> dict[str, Any]:
    found: dict[str, Any] = console.only(DISTRIBUTION)["DistributionConfig"]
    return found


def text(value: Any) -> str:
    """A joined text with `?` for what is known only while it is deployed."""
    parts = value["Fn::Join"][1] if isinstance(value, dict) else [value]
    return "".join(part if isinstance(part, str) else "?" for part in parts)


def served(path: str) -> dict[str, Any]:
    """What the function in front makes of a request, as CloudFront would run it."""
    from infra.constructs.console_site import page_function

    asked = json.dumps({"request": {"method": "GET", "uri": path, "headers": {}}})
    program = f"{page_function()}\nconsole.log(JSON.stringify(handler({asked})));"
    ran = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


@with_node
@pytest.mark.parametrize(
    "path",
    ["/console/", "/console/flags/new-gallery", "/console/flags/v1.2", "/console/signed-in"],
)
def test_every_address_of_the_console_is_its_page(path: str) -> None:
    assert served(path)["uri"] == "/console/index.html"


@with_node
@pytest.mark.parametrize("path", [*FILES, "assets/main-1a2b.js", "assets/main-9z9z.js"])
def test_a_file_of_the_build_is_itself(path: str) -> None:
    assert served(f"/console/{path}")["uri"] == f"/console/{path}"


@with_node
@pytest.mark.parametrize("path", ["/", "/console", "/index.html", "/nowhere"])
def test_whoever_asks_for_anything_else_is_brought_to_the_console(path: str) -> None:
    answer = served(path)

    assert (answer["statusCode"], answer["headers"]) == (302, {"location": {"value": "/console/"}})


def test_the_function_that_was_tried_is_the_one_that_is_deployed(console: ConsoleTemplate) -> None:
    from infra.constructs.console_site import page_function

    assert console.only("AWS::CloudFront::Function")["FunctionCode"] == page_function()


def test_the_bucket_answers_cloudfront_alone_and_nobody_over_plain_http(
    console: ConsoleTemplate,
) -> None:
    [files_id] = [
        one
        for one, bucket in console.of_type(BUCKET).items()
        if "LoggingConfiguration" in bucket["Properties"]
    ]
    [policy] = [
        one
        for one in console.properties("AWS::S3::BucketPolicy")
        if one["Bucket"] == {"Ref": files_id}
    ]
    statements = policy["PolicyDocument"]["Statement"]
    [allowed] = [one for one in statements if one["Effect"] == "Allow"]

    assert (allowed["Principal"], allowed["Action"]) == (
        {"Service": "cloudfront.amazonaws.com"},
        "s3:GetObject",
    )
    assert "AWS:SourceArn" in allowed["Condition"]["StringEquals"]
    assert {"aws:SecureTransport": "false"} in [
        one["Condition"].get("Bool") for one in statements if one["Effect"] == "Deny"
    ]


def test_no_bucket_can_be_public_and_logs_go_after_a_month(console: ConsoleTemplate) -> None:
    buckets = console.properties(BUCKET)
    [logs] = [one for one in buckets if "LoggingConfiguration" not in one]

    assert all(all(one["PublicAccessBlockConfiguration"].values()) for one in buckets)
    assert [one["ExpirationInDays"] for one in logs["LifecycleConfiguration"]["Rules"]] == [30]


def test_what_is_the_apis_goes_to_the_api_whole_and_is_never_kept(
    console: ConsoleTemplate,
) -> None:
    calls = distribution(console)["CacheBehaviors"]
    everything_is_sent_but_the_host, nothing_is_kept = (
        "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    )

    assert {one["PathPattern"] for one in calls} == {
        "/api/*",
        "/healthz",
        "/ofrep/*",
        "/openapi.json",
    }
    assert {one["OriginRequestPolicyId"] for one in calls} == {everything_is_sent_but_the_host}
    assert {one["CachePolicyId"] for one in calls} == {nothing_is_kept}
    assert {one["ViewerProtocolPolicy"] for one in calls} == {"https-only"}
    assert {route.method for route in ROUTES} <= set(calls[0]["AllowedMethods"])


def test_cloudfront_asks_the_api_by_tls_12(console: ConsoleTemplate) -> None:
    [api] = [
        one["CustomOriginConfig"]
        for one in distribution(console)["Origins"]
        if "CustomOriginConfig" in one
    ]

    assert (api["OriginProtocolPolicy"], api["OriginSSLProtocols"]) == ("https-only", ["TLSv1.2"])


def test_the_headers_are_those_that_the_console_has_here(console: ConsoleTemplate) -> None:
    policy = console.only("AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]
    deployed = {one["Header"]: one["Value"] for one in policy["CustomHeadersConfig"]["Items"]} | {
        "content-security-policy": text(security["ContentSecurityPolicy"]["ContentSecurityPolicy"]),
        "referrer-policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "x-content-type-options": "nosniff" if security["ContentTypeOptions"] else "",
    }

    sign_in = "https://burgee-prod-?.auth.?.amazoncognito.com"
    assert deployed == dict(security_headers(sign_in))
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000


def test_nobody_can_sign_up_and_passwords_are_long(console: ConsoleTemplate) -> None:
    pool = console.only("AWS::Cognito::UserPool")
    password = pool["Policies"]["PasswordPolicy"]

    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert password["MinimumLength"] >= 12
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])
    assert pool["UsernameAttributes"] == ["email"]


def test_each_role_is_a_group(console: ConsoleTemplate) -> None:
    groups = console.properties("AWS::Cognito::UserPoolGroup")

    assert {one["GroupName"] for one in groups} == set(map(str, Role))


def test_the_console_signs_in_by_a_code_without_a_secret(console: ConsoleTemplate) -> None:
    client = console.only(CLIENT)

    assert (client["GenerateSecret"], client["AllowedOAuthFlows"]) == (False, ["code"])
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert "aws.cognito.signin.user.admin" not in client["AllowedOAuthScopes"]
    assert list(map(text, client["CallbackURLs"])) == ["https://?/console/signed-in"]
    assert list(map(text, client["LogoutURLs"])) == ["https://?/console/"]


def test_what_somebody_may_do_ends_soon_after_they_were_taken_out_of_a_group(
    console: ConsoleTemplate,
) -> None:
    client = console.only(CLIENT)

    assert client["TokenValidityUnits"]["IdToken"] == "minutes"
    assert client["IdTokenValidity"] <= 15
    assert client["EnableTokenRevocation"] is True


def test_authorize_believes_the_pool_and_the_client_of_its_own_console(
    prod: Template, console: ConsoleTemplate
) -> None:
    variables = prod.function(AUTHORIZER)["Environment"]["Variables"]
    [stack_id] = prod.of_type("AWS::CloudFormation::Stack")

    told = {}
    for name in ("SIGN_IN_ISSUER", "SIGN_IN_CLIENT_ID"):
        [named, output] = variables[name]["Fn::GetAtt"]
        assert named == stack_id
        told[name] = console.read()["Outputs"][output.removeprefix("Outputs.")]["Value"]
    [pool_id] = console.of_type("AWS::Cognito::UserPool")
    [client_id] = console.of_type(CLIENT)
    assert told == {
        "SIGN_IN_ISSUER": {"Fn::GetAtt": [pool_id, "ProviderURL"]},
        "SIGN_IN_CLIENT_ID": {"Ref": client_id},
    }


def test_the_scripts_come_before_the_page_that_names_them_and_nothing_is_taken_away(
    console: ConsoleTemplate,
) -> None:
    copied = console.of_type(COPIED)
    cached = {
        one["Properties"]["DestinationBucketKeyPrefix"]: one["Properties"]["SystemMetadata"]
        for one in copied.values()
    }
    [assets_id] = [
        one for one, copy in copied.items() if len(copy["Properties"]["SourceObjectKeys"]) == 1
    ]
    [pages] = [copy for one, copy in copied.items() if one != assets_id]

    assert cached == {
        "console/assets": {"cache-control": "public, max-age=31536000, immutable"},
        "console": {"cache-control": "no-cache"},
    }
    assert assets_id in pages["DependsOn"]
    assert {copy["Properties"]["Prune"] for copy in copied.values()} == {False}


def test_the_console_is_told_where_to_sign_in_by_its_own_deployment(
    assembly: CloudAssembly, console: ConsoleTemplate
) -> None:
    [markers] = [
        one["SourceMarkers"][1]
        for one in console.properties(COPIED)
        if len(one["SourceObjectKeys"]) == 2
    ]
    told = configured(assembly)
    for marker, value in markers.items():
        told = told.replace(marker, text(value))
    [client_id] = console.of_type(CLIENT)

    assert {"Ref": client_id} in list(markers.values())[1]["Fn::Join"][1]
    place = json.loads(told)["sign_in"]
    assert place["url"] == "https://burgee-prod-?.auth.?.amazoncognito.com"
    assert place.keys() == (configuration(POOL)["sign_in"] or {}).keys()


def configured(assembly: CloudAssembly) -> str:
    """The configuration that is uploaded, with markers for what is not known yet."""
    [path] = [
        source / "configuration.json"
        for source in assembly.template("prod").assets().values()
        if (source / "configuration.json").is_file()
    ]
    return path.read_text(encoding="utf-8")


def test_the_stack_says_where_its_console_is(prod: Template) -> None:
    outputs = prod.read()["Outputs"]

    assert text(outputs["ConsoleUrl"]["Value"]).endswith("/console/")
    assert "PeoplePool" in outputs


def test_only_prods_people_outlive_the_stack(assembly: CloudAssembly) -> None:
    def kept(deployment: str) -> tuple[str, str]:
        [pool] = assembly.console(deployment).of_type("AWS::Cognito::UserPool").values()
        return pool["DeletionPolicy"], pool["Properties"].get("DeletionProtection", "INACTIVE")

    assert {name: kept(name) for name in ("dev", "staging", "prod")} == {
        "dev": ("Delete", "INACTIVE"),
        "staging": ("Delete", "INACTIVE"),
        "prod": ("Retain", "ACTIVE"),
    }


def of_place(**parts: str) -> Any:
    """The stack of a console that is not built, at such a place."""
    import aws_cdk as cdk

    from infra.app import FEATURES
    from infra.deployments import DEPLOYMENTS, ConsolePlace
    from infra.packaging import CONSOLE_FOLDER
    from infra.stacks.console_stack import ConsoleStack

    context = {**FEATURES, CONSOLE_FOLDER: "nowhere"}
    stack = cdk.Stack(cdk.App(context=context), "Stack")
    place = ConsolePlace(**parts)
    return ConsoleStack(stack, DEPLOYMENTS[0], place, api_domain="api.example.com")


@with_node
def test_a_deployment_without_the_built_files_keeps_its_people_and_says_what_is_missing() -> None:
    from aws_cdk import assertions

    stack = of_place()
    template = assertions.Template.from_stack(stack)

    template.resource_count_is(COPIED, 0)
    template.resource_count_is("AWS::Cognito::UserPool", 1)
    said = assertions.Annotations.from_stack(stack.nested_stack_parent)
    said.has_warning("*", assertions.Match.string_like_regexp("make console"))


@with_node
def test_a_name_of_ones_own_allows_no_tls_before_12() -> None:
    from aws_cdk import assertions

    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/a1"
    stack = of_place(domain="flags.example.com", certificate=certificate, sign_in_prefix="flags")
    template = assertions.Template.from_stack(stack)

    of_viewers = {"MinimumProtocolVersion": "TLSv1.2_2021", "AcmCertificateArn": certificate}
    template.has_resource_properties(
        DISTRIBUTION,
        {"DistributionConfig": {"Aliases": ["flags.example.com"], "ViewerCertificate": of_viewers}},
    )
    back = {"CallbackURLs": ["https://flags.example.com/console/signed-in"]}
    template.has_resource_properties(CLIENT, back)
    template.has_resource_properties("AWS::Cognito::UserPoolDomain", {"Domain": "flags"})
