"""What is uploaded, made without Docker: one folder per function and per layer, under `build/`.

A folder's name ends with a hash of what it was made from, so that a folder that is there is
right, and is never made twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uv

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
CORE_LAYER = ROOT / "layers" / "core"
RUNTIME_REQUIREMENTS = ROOT / "layers" / "runtime" / "requirements.txt"
SCIENCE_REQUIREMENTS = ROOT / "layers" / "science" / "requirements.txt"
SIGN_IN_REQUIREMENTS = ROOT / "layers" / "sign_in" / "requirements.txt"
CONSOLE = ROOT / "console" / "dist"
# Context: another folder with a built console.
CONSOLE_FOLDER = "burgee:console-folder"
# Context of a synthesis whose templates stay on this machine, as in tests: 230 MB of wheels are not
# copied beside them.
WHEELS_IN_PLACE = "burgee:wheels-in-place"
NOT_SHIPPED = ("__pycache__", "*.pyc", ".DS_Store")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Which Python, on which machine, a layer's wheels are for."""

    name: str
    options: tuple[str, ...]


LAMBDA = Interpreter(
    "python314-arm64",
    ("--python-version", "3.14", "--python-platform", "aarch64-manylinux_2_28"),
)


def this_interpreter() -> Interpreter:
    """The one that runs this: tests load a twin of the layer, made for their own machine."""
    name = f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}"
    return Interpreter(name, ("--python", sys.executable))


def runtime_layer(interpreter: Interpreter = LAMBDA) -> Path:
    """The runtime layer: every pinned requirement under `python/`, installed from wheels alone."""
    return _installed("runtime", RUNTIME_REQUIREMENTS, interpreter)


def science_layer(interpreter: Interpreter = LAMBDA) -> Path:
    """The science layer, made as the runtime layer is."""
    return _installed("science", SCIENCE_REQUIREMENTS, interpreter)


def sign_in_layer(interpreter: Interpreter = LAMBDA) -> Path:
    """The layer of `authorize` alone, made as the runtime layer is."""
    return _installed("sign_in", SIGN_IN_REQUIREMENTS, interpreter)


def function_folder(name: str) -> Path:
    """One function alone: `functions/__init__.py` and `functions/<name>/`."""
    functions = ROOT / "functions"
    sources = [functions / "__init__.py", *_shipped(functions / name)]
    texts = (str(source.relative_to(ROOT)).encode() + source.read_bytes() for source in sources)
    folder = BUILD / "functions" / f"{name}-{_digest(texts)}"
    return _made_once(folder, lambda draft: _copy(sources, draft))


def _shipped(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(path.match(f"**/{name}") for name in NOT_SHIPPED)
        if "__pycache__" not in path.parts
    )


def _copy(sources: Iterable[Path], draft: Path) -> None:
    for source in sources:
        target = draft / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _installed(name: str, requirements: Path, interpreter: Interpreter) -> Path:
    folder = BUILD / "layers" / f"{name}-{interpreter.name}-{_digest([requirements.read_bytes()])}"
    return _made_once(folder, lambda draft: _install(requirements, interpreter, draft / "python"))


def _install(requirements: Path, interpreter: Interpreter, target: Path) -> None:
    command = [uv.find_uv_bin(), "pip", "install", "--quiet", "--no-installer-metadata"]
    command += ["--only-binary", ":all:", *interpreter.options]
    command += ["--target", str(target), "--requirement", str(requirements)]
    subprocess.run(command, check=True)  # noqa: S603  (our own arguments, no shell)


def _digest(contents: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:12]


def _made_once(folder: Path, fill: Callable[[Path], None]) -> Path:
    """`folder`, filled if it was not there; a crash or a second process leaves no half of one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.parent / ".lock"):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".draft-") as draft:
                content = Path(draft) / "content"
                content.mkdir()
                fill(content)
                content.rename(folder)
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Make the layers that Lambda gets, so that `cdk synth` finds them made."""
    runtime_layer()
    science_layer()
    sign_in_layer()


if __name__ == "__main__":
    main()
