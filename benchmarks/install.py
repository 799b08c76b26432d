"""The environment that the benchmarks run in: the peers' pins, apart from the project's own."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".bench"
PINS = Path(__file__).with_name("requirements.txt")


def python() -> Path:
    """The interpreter of the environment, which is made or renewed first where it has to be."""
    interpreter = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "pins.sha256"
    pins = hashlib.sha256(PINS.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != pins:
        print(f"installing the peers into {ENVIRONMENT.name} (once)", file=sys.stderr)
        _install(interpreter)
        stamp.write_text(pins)
    return interpreter


def _install(interpreter: Path) -> None:
    uv = _uv()
    venv.create(ENVIRONMENT, with_pip=uv is None, clear=True)
    installer = [uv, "pip", "install", "--python"] if uv else [str(interpreter), "-m", "pip"]
    target = [str(interpreter)] if uv else ["install"]
    subprocess.run([*installer, *target, "--quiet", "-r", str(PINS)], check=True)


def _uv() -> str | None:
    """uv of the project's own environment, or of this machine; pip does as well, slower."""
    own = ROOT / ".venv" / "bin" / "uv"
    return str(own) if own.exists() else shutil.which("uv")
