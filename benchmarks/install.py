"""The environments that the benchmarks run in: the peers' pins, apart from the project's own.

Peers whose pins exclude each other have environments of their own, inside the first one.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".bench"


def python(name: str = "") -> Path:
    """The interpreter of an environment, which is made or renewed first where it has to be: of
    `requirements.txt`, or of `requirements-<name>.txt`."""
    environment = ENVIRONMENT / name
    interpreter, stamp = environment / "bin" / "python", environment / "pins.sha256"
    pins = Path(__file__).with_name(f"requirements-{name}.txt" if name else "requirements.txt")
    digest = hashlib.sha256(pins.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        print(f"installing the peers into {environment.relative_to(ROOT)} (once)", file=sys.stderr)
        _install(environment, pins)
        stamp.write_text(digest)
    return interpreter


def _install(environment: Path, pins: Path) -> None:
    uv = _uv()
    venv.create(environment, with_pip=uv is None, clear=True)
    interpreter = str(environment / "bin" / "python")
    installer = [uv, "pip", "install", "--python"] if uv else [interpreter, "-m", "pip"]
    target = [interpreter] if uv else ["install"]
    subprocess.run([*installer, *target, "--quiet", "-r", str(pins)], check=True)


def _uv() -> str | None:
    """uv of the project's own environment, or of this machine; pip does as well, slower."""
    own = ROOT / ".venv" / "bin" / "uv"
    return str(own) if own.exists() else shutil.which("uv")
