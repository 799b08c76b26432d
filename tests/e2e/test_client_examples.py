"""The example applications, started as their pages say, count what their visitors did."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.machines import PACKAGE, ROOT, DevMachine
from tests.infra.absent import skip_or_fail

EXAMPLES = ROOT / "examples"
TYPESCRIPT = ROOT / "clients" / "typescript"
CLIENT = ROOT / "clients" / "python"
CHROMIUM = os.environ.get("BURGEE_CHROMIUM", "/usr/bin/chromium")
FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What `make` has done already where these tests run.
READY = ["--old-file=.venv/.dev", "--old-file=.venv/.local", "--old-file=typescript"]
SECONDS = 120.0
VISITORS = 12
PAGE_VISITORS = 8  # in browsers
MET, REACHED = "met", "reached"
CONTROL, TREATMENT = "control", "treatment"
Met = Counter[tuple[str, str]]  # (variant, MET or REACHED) -> units


def require_node() -> None:
    if shutil.which("node") is None or not (EXAMPLES / "react-ssr" / "node_modules").is_dir():
        skip_or_fail("Node.js or the built packages are not here: make typescript")


def commands(name: str) -> tuple[str, str, str]:
    """What the page of an example says to type: Burgee, the example, what was counted."""
    dev, example, sums, *_ = FENCE.findall((EXAMPLES / name / "README.md").read_text())
    return dev.strip(), example.strip(), sums.strip()


class Application:
    """An example started by the command of its page; ended with all that it started."""

    def __init__(self, name: str, variables: Mapping[str, str]) -> None:
        make, *words = shlex.split(commands(name)[1])
        self._process = subprocess.Popen(
            [make, *READY, *words],
            cwd=ROOT,
            env={**variables, "PORT": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # Whoever was started in the background of a shell was told to ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        self._said: list[str] = []
        self._is_open = threading.Event()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def __enter__(self) -> Application:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self.wait()

    @property
    def output(self) -> str:
        return "".join(self._said)

    @property
    def url(self) -> str:
        """Where it answers, as soon as it says so."""
        self._is_open.wait(SECONDS)
        found = re.findall(r"http://127\.0\.0\.1:\d+", self.output)
        assert found, self.output
        return str(found[-1])

    def end(self) -> None:
        """Ctrl-C, and what the example does then."""
        os.killpg(self._process.pid, signal.SIGINT)
        self.wait()

    def wait(self) -> int:
        code = self._process.wait(SECONDS)
        self._reader.join(SECONDS)
        return code

    def _listen(self) -> None:
        with self._process.stdout or open(os.devnull) as lines:
            for line in lines:
                self._said.append(line)
                if "Ctrl-C" in line:
                    self._is_open.set()
        self._is_open.set()


@pytest.fixture(scope="module")
def variables(machine: DevMachine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment into which the lines that `make dev` prints were pasted."""
    lines = re.findall(r"^  export (.*)$", machine.output, re.MULTILINE)
    pasted = dict(word.split("=", 1) for line in lines for word in shlex.split(line))
    path = os.pathsep.join([str(PACKAGE), str(CLIENT)])
    home = str(tmp_path_factory.mktemp("visitor"))
    return {"PATH": os.environ["PATH"], "HOME": home, "PYTHONPATH": path, "NO_PROXY": "*", **pasted}


def counted(name: str, goal: str, variables: Mapping[str, str]) -> Met:
    """How many units met each variant, and how many reached the goal; by the page's command."""
    command, *words = shlex.split(commands(name)[2])
    told = subprocess.run(
        [ROOT / command, *words, "--json"],
        env=dict(variables),
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    sums = json.loads(told.stdout)
    cells = sums["metrics"][goal]["all"]["variants"]
    met = Met({(variant, MET): cell["units"] for variant, cell in cells.items()})
    met.update({(variant, REACHED): cell["moved"] for variant, cell in cells.items()})
    return met


def eventually(ask: Callable[[], Met], is_expected: Callable[[Met], bool]) -> Met:
    """What `ask` answers once it is what is expected, or else after a while."""
    deadline = time.monotonic() + SECONDS
    while not is_expected(found := ask()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def visit_shop(url: str, *, buys: bool) -> str:
    """The variant that a new visitor saw, by the page alone."""
    with httpx.Client(base_url=url, follow_redirects=True, trust_env=False) as browser:
        page = browser.get("/").raise_for_status().text
        again = browser.get("/").raise_for_status().text
        assert again == page
        if buys:
            assert "Thank you" in browser.post("/purchases").raise_for_status().text
    return TREATMENT if "Ines, Porto" in page else CONTROL


def test_the_shop_counts_what_its_visitors_did(variables: dict[str, str]) -> None:
    truth: Met = Counter()
    with Application("python-shop", variables) as shop:
        for number in range(VISITORS):
            buys = number % 3 == 0
            variant = visit_shop(shop.url, buys=buys)
            truth.update({(variant, MET): 1, (variant, REACHED): int(buys)})
        shop.end()

    sums = eventually(lambda: counted("python-shop", "buyers", variables), truth.__eq__)
    assert sums == truth
    assert "The shop has closed." in shop.output


@contextmanager
def alone(words: list[str], name: str, variables: Mapping[str, str]) -> Iterator[str]:
    """Where an example answers that was started by itself, where no Burgee is; it has to end well
    when it is told to."""
    example = subprocess.Popen(
        words,
        cwd=EXAMPLES / name,
        env={**variables, "BURGEE_URL": "http://127.0.0.1:9", "PORT": "0"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert example.stdout
        yield re.findall(r"http://127\.0\.0\.1:\d+", example.stdout.readline())[0]
        os.killpg(example.pid, signal.SIGTERM)
        assert example.wait(SECONDS) == 0
    finally:
        if example.poll() is None:
            os.killpg(example.pid, signal.SIGKILL)
        example.communicate(timeout=SECONDS)


@pytest.mark.long
def test_the_shop_opens_without_burgee(variables: dict[str, str]) -> None:
    with alone([sys.executable, "shop.py"], "python-shop", variables) as url:
        assert visit_shop(url, buys=True) == CONTROL


@pytest.mark.long
@pytest.mark.node
def test_the_page_is_rendered_without_burgee(variables: dict[str, str]) -> None:
    require_node()
    npm = ["npm", "run", "--silent", "build"]
    subprocess.run(npm, cwd=EXAMPLES / "react-ssr", env=dict(variables), check=True)

    with alone(["node", "dist/server.js"], "react-ssr", variables) as url:
        page = httpx.get(url, trust_env=False).raise_for_status().text

    assert "<h1>Glasses, ground to order</h1>" in page
    assert "initialFlags" not in page  # so that the browser asks by itself


@pytest.mark.long
def test_the_function_counts_what_its_visitors_did(variables: dict[str, str]) -> None:
    with Application("lambda", variables) as function:
        code = function.wait()
    found = re.search(r"(\d+) visitors, (\d+) orders; \d+ sent, 0 lost", function.output)
    assert code == 0, function.output
    assert found, function.output
    truth = {MET: int(found[1]), REACHED: int(found[2])}

    def is_all(sums: Met) -> bool:
        return all(sums[CONTROL, what] + sums[TREATMENT, what] == truth[what] for what in truth)

    sums = eventually(lambda: counted("lambda", "ordered", variables), is_all)
    assert is_all(sums), sums
    # A basket of 95 is posted free in both, those of 45 and 55 only in the treatment.
    share = {one: sums[one, REACHED] / sums[one, MET] for one in (CONTROL, TREATMENT)}
    assert share[CONTROL] < share[TREATMENT]


@pytest.mark.long
@pytest.mark.node
def test_the_page_counts_what_its_visitors_did(variables: dict[str, str]) -> None:
    require_node()
    if not Path(CHROMIUM).exists():
        skip_or_fail("Chromium is not here")
    with Application("react-ssr", variables) as application:
        seen = page_visits(application.url)
        application.end()

    truth: Met = Counter()
    for one in seen:
        variant = TREATMENT if one["shown"].startswith("Wear them") else CONTROL
        truth.update({(variant, MET): 1, (variant, REACHED): int(one["clicks"])})
    sums = eventually(lambda: counted("react-ssr", "invited", variables), truth.__eq__)
    assert sums == truth
    assert [one["rendered"] for one in seen] == [one["shown"] for one in seen]
    assert [(one["fits"], one["complaints"]) for one in seen] == [(True, [])] * PAGE_VISITORS


def page_visits(url: str) -> list[dict[str, Any]]:
    """What visitors saw in Chromium."""
    visits = subprocess.run(
        ["node", Path(__file__).with_name("page_visitors.mjs"), url, str(PAGE_VISITORS)],
        cwd=TYPESCRIPT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    seen: list[dict[str, Any]] = json.loads(visits.stdout)
    return seen


@pytest.mark.node
def test_the_types_of_the_page_hold() -> None:
    require_node()
    folder = EXAMPLES / "react-ssr"

    checked = subprocess.run(
        [TYPESCRIPT / "node_modules" / ".bin" / "tsc", "--project", folder],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.long
@pytest.mark.node
def test_the_function_can_be_deployed(tmp_path: Path) -> None:
    require_node()
    (tmp_path / "build").mkdir()
    for name in ("stack.py", "build/function.py"):
        shutil.copy(EXAMPLES / "lambda" / Path(name).name, tmp_path / name)
    out = tmp_path / "cdk.out"
    given = {"CDK_OUTDIR": str(out), "BURGEE_URL": "https://flags.example.com"}

    subprocess.run(
        [sys.executable, "stack.py"], cwd=tmp_path, env={**os.environ, **given}, check=True
    )

    resources = json.loads((out / "delivery.template.json").read_text())["Resources"].values()
    kinds = Counter(one["Type"] for one in resources)
    (function,) = (one for one in resources if one["Type"] == "AWS::Lambda::Function")
    told = function["Properties"]["Environment"]["Variables"]
    assert kinds["AWS::ApiGatewayV2::Route"] == 2
    assert function["Properties"]["Handler"] == "function.handler"
    assert told["BURGEE_URL"] == "https://flags.example.com"
    assert "resolve:secretsmanager:burgee/server-key" in json.dumps(told["BURGEE_KEY"])


@pytest.mark.parametrize("name", ["python-shop", "react-ssr", "lambda"])
def test_an_example_says_what_it_misses(name: str, variables: dict[str, str]) -> None:
    without = {key: text for key, text in variables.items() if not key.startswith("BURGEE_")}

    with Application(name, without) as example:
        code = example.wait()

    assert code != 0
    assert "Not set: BURGEE_URL, BURGEE_ENVIRONMENT, BURGEE_ADMIN_KEY, BURGEE_KEY" in example.output


@pytest.mark.parametrize("name", ["python-shop", "react-ssr", "lambda"])
def test_the_page_of_an_example_says_how_it_is_started(name: str) -> None:
    dev, example, _ = commands(name)

    assert (dev, example) == ("make dev", f"make example NAME={name}")
    assert len((EXAMPLES / name / "README.md").read_text().splitlines()) <= 40
