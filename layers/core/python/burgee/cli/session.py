"""What every command shares: where the server is, how answers are shown, how failures end."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer

from burgee.cli.api import Api
from burgee.cli.failures import CommandError, UsageProblem
from burgee.domain.documents import Json
from burgee.domain.tokens import parse_token

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

P = ParamSpec("P")

ADMIN_KEY = "BURGEE_ADMIN_KEY"
EVALUATION_KEY = "BURGEE_KEY"
WIDTH_OF_A_PIPE = 160


@dataclass
class Session:
    """The settings of one run of a command and its way to show things."""

    url: str | None = None
    key: str | None = None
    environment: str | None = None
    as_json: bool = False
    key_variable: str = ADMIN_KEY

    @cached_property
    def api(self) -> Api:
        """The server. Raises UsageProblem while its URL or key is not known."""
        if not self.url:
            raise UsageProblem("say where Burgee is: --url or BURGEE_URL", code="URL_MISSING")
        if not self.key:
            raise UsageProblem(f"say who you are: --key or {self.key_variable}", code="KEY_MISSING")
        if parse_token(self.key) is None:
            raise UsageProblem(
                "that is not a Burgee key; one looks like burgee.admin.all.<id>.<secret>",
                code="KEY_MALFORMED",
            )
        return Api(self.url, self.key)

    @property
    def named_environment(self) -> str:
        """The environment. Raises UsageProblem if none was named."""
        if not self.environment:
            raise UsageProblem(
                "say which environment: --environment or BURGEE_ENVIRONMENT",
                code="ENVIRONMENT_MISSING",
            )
        return self.environment

    def show(self, answer: Json, *renderables: RenderableType) -> None:
        """Print `answer` under --json, otherwise the renderables."""
        if self.as_json:
            print(json.dumps(answer, indent=2, ensure_ascii=False))
            return
        self.say(*renderables)

    def say(self, *renderables: RenderableType) -> None:
        """Print the renderables, unless under --json. A sentence or a token is never broken."""
        if self.as_json:
            return
        console = console_for(sys.stdout)
        for renderable in renderables:
            console.print(renderable, soft_wrap=isinstance(renderable, str))

    def note(self, sentence: str) -> None:
        """A remark for the person at the terminal; never on stdout."""
        console_for(sys.stderr).print(sentence, style="dim")

    def fail(self, failure: CommandError) -> None:
        """Say what went wrong on stderr; under --json also as JSON, unless a result was shown."""
        if self.as_json and not failure.shown:
            print(json.dumps({"error": failure.as_json()}, indent=2, ensure_ascii=False))
        console = console_for(sys.stderr)
        console.print(f"{failure.detail} [{failure.code}]", style="red", soft_wrap=True)
        for error in failure.errors:
            line = f"{error.get('field', '')}: {error.get('detail', '')}"
            if line not in failure.detail:  # the server's sentence names the first by itself
                console.print(f"  {line}", soft_wrap=True)


def console_for(stream: Any) -> Console:
    """A console on `stream` that takes text as it is: what users wrote is never markup."""
    from rich.console import Console

    width = None if stream.isatty() else WIDTH_OF_A_PIPE
    return Console(file=stream, markup=False, highlight=False, emoji=False, width=width)


def _options(key_variable: str) -> list[inspect.Parameter]:
    url = typer.Option("--url", envvar="BURGEE_URL", help="Where Burgee answers.")
    key = typer.Option("--key", envvar=key_variable, help="The API key.", show_default=False)
    environment = typer.Option(
        "--environment", "-e", envvar="BURGEE_ENVIRONMENT", help="The environment."
    )
    as_json = typer.Option("--json", help="Print JSON, and nothing else, on stdout.")
    shared: list[tuple[str, Any, Any]] = [
        ("url", Annotated[str | None, url], None),
        ("key", Annotated[str | None, key], None),
        ("environment", Annotated[str | None, environment], None),
        ("as_json", Annotated[bool, as_json], False),
    ]
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, kind, default in shared
    ]


def connected(
    command: Callable[Concatenate[Session, P], None], key_variable: str = ADMIN_KEY
) -> Callable[..., None]:
    """`command` for Typer: its session is made of --url, --key, --environment and --json.

    Expected failures end with their exit code and a sentence on stderr.
    """
    _, *own = inspect.signature(command, eval_str=True).parameters.values()
    shared = _options(key_variable)
    names = [parameter.name for parameter in shared]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        session = Session(**{name: given.pop(name) for name in names}, key_variable=key_variable)
        try:
            command(session, **given)  # type: ignore[call-arg]  # Typer passes all by name
        except CommandError as failure:
            session.fail(failure)
            raise typer.Exit(failure.exit_code) from failure
        finally:
            if "api" in session.__dict__:
                session.api.close()

    keyword_only = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own]
    parameters = [*keyword_only, *shared]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # for Typer
    return run


def evaluating(command: Callable[Concatenate[Session, P], None]) -> Callable[..., None]:
    """`connected`, with the key of an application (BURGEE_KEY) instead of an admin's."""
    return connected(command, EVALUATION_KEY)
