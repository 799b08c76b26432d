"""Flag servers as programs: from the path, or built once into `.bench/servers`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.install import ENVIRONMENT

PROGRAMS = ENVIRONMENT / "servers"
HOST = "127.0.0.1"
EVERYWHERE = '"0.0.0.0:%d"'
BUILD_SECONDS = 3600
SWAGGER = "swagger-ui-5.17.14/dist"


class CannotBuild(Exception):
    """The program is not to be had here; the sentence says why."""


def flagd() -> Path:
    """flagd from the Go module proxy. Raises CannotBuild."""
    with _go_module("github.com/open-feature/flagd/flagd", "v0.12.9") as folder:
        return _go_program("flagd", folder, "github.com/open-feature/flagd/flagd")


def relay() -> Path:
    """GO Feature Flag's relay from the Go module proxy, made to listen on the loopback address:
    by itself it listens on every interface, and so would one on the path. Raises CannotBuild."""
    name, module = "relayproxy-on-loopback", "github.com/thomaspoignant/go-feature-flag"
    if (PROGRAMS / name).exists():
        return PROGRAMS / name
    with _go_module(module, "v1.46.1") as folder:
        found = _go("list", "-C", folder, "-mod=mod", "-m", "-f", "{{.Dir}}", module)
        own = Path(folder) / "own"
        shutil.copytree(found, own, copy_function=shutil.copyfile)
        server = own / "cmd" / "relayproxy" / "api" / "server.go"
        source = server.read_text()
        if EVERYWHERE not in source:
            raise CannotBuild("where the relay listens is not written where it was")
        server.write_text(source.replace(EVERYWHERE, f'"{HOST}:%d"'))
        with (Path(folder) / "go.mod").open("a") as file:
            file.write(f"\nreplace {module} => ./own\n")
        return _go_program(name, folder, f"{module}/cmd/relayproxy")


@contextmanager
def _go_module(module: str, version: str) -> Iterator[str]:
    """The folder of a module of ours that requires another one: `go install` also asks for the
    newest version, which a proxy may refuse that has others."""
    with tempfile.TemporaryDirectory() as folder:
        lines = ("module built", "go 1.24", f"require {module} {version}")
        (Path(folder) / "go.mod").write_text("\n\n".join(lines) + "\n")
        yield folder


def _go(*words: str) -> str:
    if shutil.which("go") is None:
        raise CannotBuild("go is not here to build it")
    ended = subprocess.run(["go", *words], capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise CannotBuild(ended.stderr.strip().splitlines()[-1].strip())
    return ended.stdout.strip()


def _go_program(name: str, folder: str, package: str) -> Path:
    built = PROGRAMS / name
    command = ["go", "build", "-C", folder, "-mod=mod", "-o", str(built), package]
    return _program(name, built, command, dict(os.environ))


def unleash_edge() -> Path:
    """Unleash Edge from crates.io, which takes a quarter of an hour. Raises CannotBuild.

    Its build wants the files of a documentation page from the network; it gets an empty one.
    """
    name, root = "unleash-edge", PROGRAMS / "unleash-edge"
    with tempfile.TemporaryDirectory() as folder:
        page = _empty_page(Path(folder) / "swagger.zip")
        environment = {**os.environ, "SWAGGER_UI_DOWNLOAD_URL": f"file://{page}"}
        target = ["--root", str(root), "--target-dir", f"{folder}/target"]
        command = ["cargo", "install", name, "--version", "19.15.1", "--no-default-features"]
        return _program(name, root / "bin" / name, [*command, "--locked", *target], environment)


def _program(name: str, built: Path, command: list[str], environment: dict[str, str]) -> Path:
    found = shutil.which(name)
    if built.exists() or found:
        return built if built.exists() else Path(str(found))
    if shutil.which(command[0]) is None:
        raise CannotBuild(f"{command[0]} is not here to build it")
    PROGRAMS.mkdir(parents=True, exist_ok=True)
    print(f"building {name} (once)", file=sys.stderr)
    ended = subprocess.run(
        command,
        env=environment,
        cwd=PROGRAMS,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    if ended.returncode != 0 or not built.exists():
        raise CannotBuild(ended.stderr.strip().splitlines()[-1].strip())
    return built


def _empty_page(file: Path) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{SWAGGER}/index.html", "<!doctype html>")
        archive.writestr(f"{SWAGGER}/swagger-initializer.js", "")
    return file
