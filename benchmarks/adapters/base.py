"""What the harness asks of a system."""

from __future__ import annotations

import importlib.metadata
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import workload
from benchmarks.workload import User

Call = Callable[[Any], Any]
Files = dict[str, bytes]


class Adapter:
    """`imports` is what its user imports, `bulk_is_mapping` whether bulk answers key -> answer."""

    name = ""
    package = ""
    note = ""
    imports: tuple[str, ...] = ()
    bulk_is_mapping = True

    @property
    def version(self) -> str:
        return importlib.metadata.version(self.package)

    def build(self, count: int) -> Files:
        """The ruleset of the workload as the system reads it. Not timed."""
        return {"ruleset.json": json.dumps(self.document(count)).encode()}

    def document(self, count: int) -> Any:
        raise NotImplementedError

    def load(self, files: Files) -> None:
        """Make ready to evaluate: timed, in fresh processes."""
        self.start(files["ruleset.json"].decode())

    def start(self, text: str) -> None:
        raise NotImplementedError

    def use_every_operator(self) -> None:
        """Load whatever the system loads only where a flag asks for it."""

    def context(self, user: User) -> Any:
        """The system's own context object; its cost is a column of its own."""
        return (user["id"], workload.attributes(user))

    def call(self, kind: str, key: str) -> Call:
        """The public call for one flag, context -> value, with exposure events off."""
        raise NotImplementedError

    def bulk(self, count: int) -> Call:
        """The public call for all flags of one context."""
        calls = [(flag.key, self.call(flag.kind, flag.key)) for flag in workload.flags(count)]
        return lambda context: {key: call(context) for key, call in calls}

    def bulk_value(self, answer: Any) -> Any:
        """The value inside one answer of bulk. Not timed."""
        return answer

    def check_opaque_bulk(self, answers: Any) -> None:
        """Raise AssertionError if a bulk answer that names no flags is short."""
        assert len(answers) >= 1000, f"{len(answers)} answers"

    def json_value(self, value: Any) -> Any:
        """A w4 value as JSON; some systems hand out text. Not timed."""
        return json.loads(value) if isinstance(value, str) else value

    def close(self) -> None:
        """Stop what the system started."""


def written(text: str) -> str:
    """Path of a temporary file that holds `text`, for systems that read files."""
    path = Path(tempfile.mkdtemp()) / "ruleset.json"
    path.write_text(text)
    return str(path)
