"""What is uploaded: complete, small enough, for the right machine, and able to answer alone."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from functions.catalog import FUNCTIONS, Function, Layer
from infra import packaging
from tests.infra import lambda_stub
from tests.infra.cloud_assembly import Template
from tests.unit.services.pools import id_claims, signed

ROOT = Path(__file__).parent.parent.parent
CORE, RUNTIME = "The burgee package", "What the handlers import"
SCIENCE = "What statistics compute with"
SIGN_IN = "What tokens of people are checked with"
DESCRIPTION = {
    Layer.CORE: CORE,
    Layer.RUNTIME: RUNTIME,
    Layer.SCIENCE: SCIENCE,
    Layer.SIGN_IN: SIGN_IN,
}
REQUIREMENTS = {
    "runtime": packaging.RUNTIME_REQUIREMENTS,
    "science": packaging.SCIENCE_REQUIREMENTS,
    "sign_in": packaging.SIGN_IN_REQUIREMENTS,
}
MOST_UNZIPPED_BYTES = 250 * 1024 * 1024
AARCH64 = 183  # e_machine of the ELF header
RUNTIME_INTERFACE = ("awslambdaric", "simplejson", "snapshot-restore-py")
CALLER = {"key_id": "k1", "role": "owner", "environments": "*", "name": "Olivia"}
ALARM_EVENT = ROOT / "tests" / "events" / "alarms" / "metric_alarm.json"
TOKEN = f"burgee.admin.all.k1.{'s' * 43}"
# A pool that nobody answers for.
SIGN_IN_TOLD = {"SIGN_IN_ISSUER": "https://127.0.0.1:9", "SIGN_IN_CLIENT_ID": "client"}

names = pytest.mark.parametrize("name", [row.name for row in FUNCTIONS])
installed = pytest.mark.parametrize("layer", REQUIREMENTS)


def _http_event(method: str, path: str, **parts: Any) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "api.example.com"},
        "requestContext": {
            "stage": "$default",
            "requestId": "request-1",
            "routeKey": f"{method} {path}",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
            },
            "authorizer": {"lambda": CALLER},
        },
        "isBase64Encoded": False,
        **parts,
    }


def _authorizer_event(token: str = TOKEN) -> dict[str, Any]:
    event = _http_event("GET", "/api/v1/admin/flags")
    return event | {"type": "REQUEST", "headers": {"authorization": f"Bearer {token}"}}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def runtime_interface(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """awslambdaric and what it needs, which Lambda brings itself, and nothing else."""
    folder = tmp_path_factory.mktemp("runtime-interface")
    for name in RUNTIME_INTERFACE:
        distribution = importlib.metadata.distribution(name)
        for file in distribution.files or []:
            target = folder / file
            if ".." in file.parts or "__pycache__" in file.parts:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), target)
    return folder


@pytest.fixture
def packaged(prod: Template, runtime_interface: Path) -> Packaged:
    return Packaged(prod, runtime_interface)


TWINS = {
    Layer.RUNTIME: packaging.runtime_layer,
    Layer.SCIENCE: packaging.science_layer,
    Layer.SIGN_IN: packaging.sign_in_layer,
}


class Packaged:
    """Starts functions from their uploaded folders alone, with twins of the layers that are made
    for one machine: as they would be for the interpreter that runs this test."""

    def __init__(self, template: Template, runtime_interface: Path) -> None:
        self._template = template
        self._runtime_interface = runtime_interface

    def start(
        self, name: str, *, with_twins: bool = True, **variables: str
    ) -> AbstractContextManager[lambda_stub.RunningFunction]:
        function = self._template.function(name)
        core = self._template.layer_folder(CORE)
        told = {
            # A reference to a resource is something else there; here its variable's name will do.
            name: value if isinstance(value, str) else name.lower()
            for name, value in function["Environment"]["Variables"].items()
        }
        return lambda_stub.running(
            function["Handler"],
            task=self._template.function_folder(name),
            layers=[core, *self._twins(name)] if with_twins else [core],
            variables=told | variables,
            runtime_interface=self._runtime_interface,
            bytecode=self._template.folder.parent / "bytecode",
        )

    def _twins(self, name: str) -> list[Path]:
        interpreter = packaging.this_interpreter()
        return [TWINS[layer](interpreter) for layer in _row(name).layers if layer in TWINS]


def test_admin_answers_its_description_from_its_package_alone(packaged: Packaged) -> None:
    with packaged.start("admin") as admin:
        answer = admin.invoke(_http_event("GET", "/openapi.json"))

    assert not answer.is_error, answer.payload
    assert answer.payload["statusCode"] == 200
    assert "/api/v1/admin/flags/{key}" in json.loads(answer.payload["body"])["paths"]


def test_authorize_asks_for_the_key_and_refuses_from_its_package_alone(packaged: Packaged) -> None:
    with packaged.start("authorize", **SIGN_IN_TOLD) as authorize:
        answer = authorize.invoke(_authorizer_event())

    assert not answer.is_error, answer.payload
    assert answer.payload == {"isAuthorized": False}
    assert authorize.requests != []


def test_an_authorizer_with_silent_storage_fails_which_no_api_keeps(packaged: Packaged) -> None:
    silent = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", **SIGN_IN_TOLD}

    with packaged.start("authorize", **silent) as authorize:
        answer = authorize.invoke(_authorizer_event())

    assert answer.is_error
    assert answer.payload["errorType"] == "StorageUnavailable"


def test_authorize_asks_for_the_keys_of_the_sign_in_from_its_package_alone(
    packaged: Packaged,
) -> None:
    claims = id_claims(iss=SIGN_IN_TOLD["SIGN_IN_ISSUER"], aud=SIGN_IN_TOLD["SIGN_IN_CLIENT_ID"])

    with packaged.start("authorize", **SIGN_IN_TOLD) as authorize:
        answer = authorize.invoke(_authorizer_event(signed(claims)))

    assert answer.is_error
    assert answer.payload["errorType"] == "SignInUnavailable"


def test_evaluate_says_how_it_is_from_its_package_alone(packaged: Packaged) -> None:
    with packaged.start("evaluate") as evaluate:
        answer = evaluate.invoke(_http_event("GET", "/healthz"))

    assert not answer.is_error, answer.payload
    assert answer.payload["statusCode"] == 200
    assert json.loads(answer.payload["body"]) == {"status": "no ruleset", "rulesets": {}}


def test_evaluate_answers_after_it_was_restored_from_a_snapshot(packaged: Packaged) -> None:
    snapshot = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}

    with packaged.start("evaluate", **snapshot) as evaluate:
        answer = evaluate.invoke(_http_event("GET", "/healthz"))

    assert not answer.is_error, answer.payload
    assert answer.payload["statusCode"] == 200
    assert evaluate.restores == 1


def test_publish_takes_a_batch_with_nothing_in_it_from_its_package_alone(
    packaged: Packaged,
) -> None:
    with packaged.start("publish") as publish:
        answer = publish.invoke({"Records": []})

    assert not answer.is_error, answer.payload
    assert answer.payload == {"batchItemFailures": []}
    assert {"Query", "PutItem"} <= set(publish.requests)


def test_ingest_refuses_a_caller_without_a_key_from_its_package_alone(packaged: Packaged) -> None:
    with packaged.start("ingest") as ingest:
        answer = ingest.invoke(_http_event("POST", "/api/v1/analytics/events"))

    assert not answer.is_error, answer.payload
    assert answer.payload["statusCode"] == 401


def test_aggregate_takes_a_batch_of_a_shard_with_nothing_in_it_from_its_package_alone(
    packaged: Packaged,
) -> None:
    with packaged.start("aggregate") as aggregate:
        answer = aggregate.invoke({"Records": [], "shardId": "shardId-1", "state": {"kept": 1}})

    assert not answer.is_error, answer.payload
    assert answer.payload == {"state": {"kept": 1}, "batchItemFailures": []}


def test_reconcile_checks_what_is_there_from_its_package_alone(packaged: Packaged) -> None:
    [timer] = _row("reconcile").timers

    with packaged.start("reconcile") as reconcile:
        answer = reconcile.invoke(timer.payload)

    assert not answer.is_error, answer.payload
    assert answer.payload["mismatches"] == 0
    assert reconcile.requests != []


def test_apply_schedule_applies_what_is_due_from_its_package_alone(packaged: Packaged) -> None:
    [timer] = _row("apply_schedule").timers

    with packaged.start("apply_schedule") as apply_schedule:
        answer = apply_schedule.invoke(timer.payload)

    assert not answer.is_error, answer.payload
    assert answer.payload == {"applied": []}
    assert apply_schedule.requests != []


def test_analyse_looks_at_what_is_there_from_its_package_alone(packaged: Packaged) -> None:
    [timer, _] = _row("analyse").timers

    with packaged.start("analyse") as analyse:
        answer = analyse.invoke(timer.payload)

    assert not answer.is_error, answer.payload
    assert answer.payload == {"looks": []}
    assert analyse.requests != []


def test_advance_rollouts_moves_what_is_due_from_its_package_alone(packaged: Packaged) -> None:
    [timer] = _row("advance_rollouts").timers

    with packaged.start("advance_rollouts") as advance_rollouts:
        answer = advance_rollouts.invoke(timer.payload)

    assert not answer.is_error, answer.payload
    assert answer.payload == {"moved": []}
    assert advance_rollouts.requests != []


def test_roll_back_finds_nothing_that_names_an_alarm_from_its_package_alone(
    packaged: Packaged,
) -> None:
    event = json.loads(ALARM_EVENT.read_text(encoding="utf-8"))

    with packaged.start("roll_back", OWN_FUNCTIONS="") as roll_back:
        answer = roll_back.invoke(event)

    assert not answer.is_error, answer.payload
    assert answer.payload == {"reached": []}
    assert roll_back.requests != []


def test_notify_takes_a_batch_with_nothing_in_it_from_its_package_alone(
    packaged: Packaged,
) -> None:
    with packaged.start("notify") as notify:
        answer = notify.invoke({"Records": []})

    assert not answer.is_error, answer.payload
    assert answer.payload == {"batchItemFailures": []}


def test_analyse_computes_with_numpy_and_scipy_from_its_package_alone(packaged: Packaged) -> None:
    asked = json.dumps({"baseline": 0.05, "relative_effect": 0.2})
    path = "/api/v1/admin/samplesize"

    with packaged.start("analyse") as analyse:
        answer = analyse.invoke(_http_event("POST", path, body=asked))

    assert not answer.is_error, answer.payload
    assert answer.payload["statusCode"] == 200
    assert json.loads(answer.payload["body"])["total"] > 16_000


def _row(name: str) -> Function:
    [row] = [row for row in FUNCTIONS if row.name == name]
    return row


def test_a_function_sees_nothing_beyond_its_package(packaged: Packaged) -> None:
    with packaged.start("admin", with_twins=False) as admin:
        answer = admin.answer()

    assert answer.path.endswith("/init/error")
    assert answer.payload["errorType"] == "Runtime.ImportModuleError"


@names
def test_a_function_is_uploaded_with_its_own_code_and_no_other(prod: Template, name: str) -> None:
    folder = prod.function_folder(name)
    source = ROOT / "functions" / name
    own = {path.relative_to(ROOT) for path in source.rglob("*.py")}

    uploaded = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}

    assert uploaded == own | {Path("functions/__init__.py")}


def test_the_core_layer_is_the_burgee_package(prod: Template) -> None:
    folder = prod.layer_folder(CORE)
    source = ROOT / "layers" / "core"

    uploaded = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}

    assert uploaded == {
        path.relative_to(source)
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    ("layer", "some"),
    [
        (RUNTIME, {"_re2", "mmh3", "_pydantic_core"}),
        (SCIENCE, {"_multiarray_umath", "_ufuncs"}),
        (SIGN_IN, {"_rust", "_cffi_backend"}),
    ],
)
def test_every_native_module_of_a_layer_is_for_python_314_on_arm(
    prod: Template, layer: str, some: set[str]
) -> None:
    native = list(_native_modules(prod.layer_folder(layer)))
    modules = [path for path in native if not path.parent.name.endswith(".libs")]

    assert {path.name.partition(".")[0] for path in modules} >= some
    assert {_machine(path) for path in native} == {AARCH64}
    assert [path.name for path in modules if not _fits(path.name)] == []


def _fits(name: str) -> bool:
    """Whether Python 3.14 on arm loads a module of that name: abi3 is of any version."""
    return ".cpython-314-aarch64-" in name or name.endswith(".abi3.so")


def _native_modules(layer: Path) -> Iterator[Path]:
    return (path for path in layer.rglob("*.so*") if path.is_file())


def _machine(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[18:20], "little")


@names
def test_a_function_with_its_layers_fits_into_lambda(prod: Template, name: str) -> None:
    layers = [prod.layer_folder(DESCRIPTION[layer]) for layer in _row(name).layers]

    assert len(prod.function(name)["Layers"]) == len(layers)
    assert sum(map(_size, layers)) + _size(prod.function_folder(name)) < MOST_UNZIPPED_BYTES


def _requirements(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_the_layer_holds_what_the_package_and_its_functions_require() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = project["dependencies"] + project["optional-dependencies"]["functions"]

    assert _requirements(ROOT / "layers/runtime/requirements.in") == sorted(required)


@pytest.mark.parametrize(("layer", "extra"), [("science", "science"), ("sign_in", "sign-in")])
def test_a_layer_of_one_function_holds_what_its_extra_requires(layer: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = project["optional-dependencies"][extra]

    assert _requirements(ROOT / f"layers/{layer}/requirements.in") == sorted(required)


@installed
def test_every_requirement_is_pinned_without_an_address(layer: str) -> None:
    pins = _requirements(REQUIREMENTS[layer])
    wanted = {
        line.partition(">=")[0] for line in _requirements(ROOT / f"layers/{layer}/requirements.in")
    }

    assert wanted <= {pin.partition("==")[0] for pin in pins}
    assert [pin for pin in pins if "==" not in pin or "://" in pin or "--hash" in pin] == []


def test_the_command_line_of_the_cdk_is_pinned_without_an_address() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert json.loads(lock)["packages"]["node_modules/aws-cdk"]["version"] == wanted["aws-cdk"]
    assert "://" not in lock
