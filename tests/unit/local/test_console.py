"""The console's files, as this machine serves them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from pathlib import Path

import pytest

from burgee.wire.console import CONFIGURATION, FILES, SignInPlace
from local.console import BUILT, Console, sign_in_place
from local.events import HttpRequest, HttpResponse
from tests.unit.local.fakes import a_request


class Others:
    """Whoever answers what the console does not."""

    async def answer(self, _: HttpRequest) -> HttpResponse:
        return HttpResponse(418)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Burgee</title>")
    (folder / "assets" / "main-1a2b.js").write_text("export {};")
    (tmp_path / "secret.txt").write_text("not yours")
    return folder


def ask(
    built: Path, path: str, method: str = "GET", sign_in: SignInPlace | None = None
) -> HttpResponse:
    return asyncio.run(Console(Others(), built, sign_in).answer(a_request(method, path)))


def headers(response: HttpResponse) -> dict[str, str]:
    return dict(response.headers)


@pytest.mark.parametrize(
    "path",
    [
        "/console/",
        "/console/flags/new-gallery",
        "/console/flags/v1.2",
        f"/console/{'x' * 300}",
        "/console/\0",
        "/console/\ud800",
    ],
)
def test_every_address_below_the_console_is_its_page(built: Path, path: str) -> None:
    got = ask(built, path)

    assert (got.status, got.body) == (200, b"<title>Burgee</title>")
    assert headers(got)["content-type"] == "text/html; charset=utf-8"


def test_a_page_is_asked_for_again_and_a_file_with_a_hash_in_its_name_is_kept(built: Path) -> None:
    page, script = ask(built, "/console/"), ask(built, "/console/assets/main-1a2b.js")

    assert headers(page)["cache-control"] == "no-cache"
    assert "immutable" in headers(script)["cache-control"]
    assert headers(script)["content-type"] == "text/javascript; charset=utf-8"


def test_a_script_of_another_build_is_not_answered_with_a_page(built: Path) -> None:
    assert ask(built, "/console/assets/main-9z9z.js").status == 404


def test_no_script_runs_that_is_not_a_file_of_the_console(built: Path) -> None:
    policy = headers(ask(built, "/console/"))["content-security-policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/console/../secret.txt", "/console/assets/../../secret.txt"])
def test_nothing_outside_of_its_folder_is_served(built: Path, path: str) -> None:
    assert b"not yours" not in ask(built, path).body


@pytest.mark.parametrize("path", ["/", "/console"])
def test_whoever_opens_the_machine_is_brought_to_the_console(built: Path, path: str) -> None:
    got = ask(built, path)

    assert (got.status, headers(got)["location"]) == (302, "/console/")


@pytest.mark.parametrize(("method", "path"), [("GET", "/healthz"), ("POST", "/console/")])
def test_what_is_not_the_console_is_answered_by_others(built: Path, method: str, path: str) -> None:
    assert ask(built, path, method).status == 418


def test_a_console_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    got = ask(tmp_path, "/console/flags")

    assert got.status == 404
    assert headers(got)["content-type"] == "text/html; charset=utf-8"
    assert b"make console" in got.body


def test_the_page_of_a_missing_console_shows_no_style_but_its_own(tmp_path: Path) -> None:
    got = ask(tmp_path, "/console/")

    style = got.body.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    policy = headers(got)["content-security-policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


POOL = SignInPlace("https://burgee.auth.eu-west-1.amazoncognito.com", "4uf8hq")


def test_without_a_sign_in_the_console_is_told_that_there_is_none(built: Path) -> None:
    got = ask(built, "/console/configuration.json")

    assert json.loads(got.body) == {"sign_in": None}
    assert headers(got)["content-type"] == "application/json"
    assert headers(got)["cache-control"] == "no-cache"


def test_the_console_is_told_where_to_sign_in_and_may_ask_there(built: Path) -> None:
    got = ask(built, "/console/configuration.json", sign_in=POOL)

    told = {"url": POOL.url, "client_id": "4uf8hq", "scopes": ["openid", "email"]}
    assert json.loads(got.body) == {"sign_in": told}
    policy = headers(got)["content-security-policy"]
    assert f"connect-src 'self' {POOL.url};" in policy


def test_a_machine_is_told_of_a_sign_in_by_its_environment() -> None:
    told = {"SIGN_IN_URL": f"{POOL.url}/", "SIGN_IN_CLIENT_ID": POOL.client_id}

    assert sign_in_place(told) == POOL
    assert sign_in_place({}) is None


def test_the_files_without_a_hash_are_those_that_are_not_taken_for_pages() -> None:
    public = BUILT.parent / "public"

    assert {path.name for path in public.iterdir()} | {CONFIGURATION} == set(FILES)
