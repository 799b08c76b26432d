"""Flag servers as programs: from the path, or built once into `.bench/servers`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from benchmarks.install import ENVIRONMENT

PROGRAMS = ENVIRONMENT / "servers"
BUILD_SECONDS = 3600
SWAGGER = "swagger-ui-5.17.14/dist"


class CannotBuild(Exception):
    """The program is not to be had here; the sentence says why."""


def go_program(name: str, module: str, version: str, package: str) -> Path:
    """A program of the Go module proxy. Raises CannotBuild.

    It is built from a module of ours that requires it: `go install` also asks for the newest
    version, which a proxy may refuse that has others.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "go.mod").write_text(
            f"module built\n\ngo 1.24\n\nrequire {module} {version}\n"
        )
        command = ["go", "build", "-C", folder, "-mod=mod", "-o", str(PROGRAMS / name), package]
        return _program(name, PROGRAMS / name, command, dict(os.environ))


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
