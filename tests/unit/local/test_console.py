"""The console's files, as this machine serves them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from local.console import Console
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


def ask(built: Path, path: str, method: str = "GET") -> HttpResponse:
    return asyncio.run(Console(Others(), built).answer(a_request(method, path)))


def headers(response: HttpResponse) -> dict[str, str]:
    return dict(response.headers)


@pytest.mark.parametrize("path", ["/console/", "/console/flags/new-gallery", "/console/flags/v1.2"])
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
    assert b"make console" in got.body
