"""Start an example against a Burgee that runs: its flags, its experiment, its application.

    python examples/run.py python-shop

Where Burgee is and with which keys it is asked, the environment says, as `burgee dev` prints it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

EXAMPLES = Path(__file__).resolve().parent
BURGEE = [sys.executable, "-c", "from burgee.cli.main import main; main()"]
VARIABLES = ("BURGEE_URL", "BURGEE_ENVIRONMENT", "BURGEE_ADMIN_KEY", "BURGEE_KEY")
SERVED_SECONDS = 30.0
WRONGLY_USED = 2


class Example(NamedTuple):
    """What starts it, and what it is about. `needs`: variables besides those that all need."""

    command: tuple[str, ...]
    flag: str
    experiment: str
    needs: tuple[str, ...] = ()


RUNNABLE = {
    "python-shop": Example((sys.executable, "shop.py"), "buyer-reviews", "reviews-sell"),
    "react-ssr": Example(
        ("npm", "start", "--silent"), "hero-words", "words-invite", ("BURGEE_CLIENT_KEY",)
    ),
    "lambda": Example((sys.executable, "invoke.py"), "delivery-promise", "promise-sells"),
}


def main(words: list[str]) -> None:
    if len(words) != 1 or words[0] not in RUNNABLE:
        _end(f"Name an example: {', '.join(RUNNABLE)}")
    (name,) = words
    example, folder = RUNNABLE[name], EXAMPLES / name
    missing = [one for one in (*VARIABLES, *example.needs) if not os.environ.get(one)]
    if missing:
        _end(
            f"Not set: {', '.join(missing)}. Start `make dev` in another terminal, and paste here "
            "the lines that it prints and that begin with `export`."
        )
    _burgee("apply", str(folder))
    if _starts(example.experiment):
        _wait_until_served(example.flag)
    os.chdir(folder)
    os.execvp(example.command[0], example.command)  # noqa: S606 - a command of the table above


def _starts(experiment: str) -> bool:
    """Start the experiment if it is a draft; whether it is running now."""
    status = _read("experiments", "show", experiment)["summary"]["status"]
    if status == "draft":
        _burgee("experiments", "start", experiment, "--accept-unseen-events")
    elif status != "running":
        print(f"{experiment} is {status}: the flag gives everybody its ordinary answer.")
    return status in {"draft", "running"}


def _wait_until_served(flag: str) -> None:
    """Until the experiment decides the flag; which the first ruleset after it has to bring."""
    deadline = time.monotonic() + SERVED_SECONDS
    while time.monotonic() < deadline:
        # To explain an answer exposes nobody.
        asked = _run("explain", flag, "--unit", "somebody", "--json", kept=True)
        if asked.returncode == 0:
            answer = json.loads(asked.stdout)["answer"]
            if "experiment" in answer.get("metadata", {}):
                return
        time.sleep(0.2)


def _read(*words: str) -> Any:
    ended = _run(*words, "--json", kept=True)
    if ended.returncode:
        sys.stderr.write(ended.stderr)
        sys.exit(ended.returncode)
    return json.loads(ended.stdout)


def _burgee(*words: str) -> None:
    """A command that prints for itself; this ends where it fails."""
    ended = _run(*words)
    if ended.returncode:
        sys.exit(ended.returncode)


def _run(*words: str, kept: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*BURGEE, *words], capture_output=kept, text=True, check=False)  # noqa: S603


def _end(why: str) -> None:
    print(why, file=sys.stderr)
    sys.exit(WRONGLY_USED)


if __name__ == "__main__":
    main(sys.argv[1:])
