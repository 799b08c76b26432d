"""A server that has rulesets too, or does what a broken one would do."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

from burgee.domain.experiment_forms import Experiments
from burgee.domain.publication import Publication
from burgee.domain.rollout_forms import Rollouts
from burgee.wire.ofrep import etag_of
from tests.unit.clients.ofrep_server import EVENTS, Answered, Json, OfrepServer
from tests.unit.domain.rulesets import a_publication, parsed_flags, parsed_segments

KEY = "burgee.server.production.k2.secret"
MANIFEST = "/api/v1/rulesets/production"
AT = "2026-11-25T12:00:00.000Z"
BYTES = {"Content-Type": "application/octet-stream"}

Getting = Callable[[str], Answered | None]


class Dripping(Answered):
    """Comes byte by byte, each in good time."""


class RulesetServer(OfrepServer):
    """`getting`, where it is set, answers GET: None waits until the end. `gets` are the paths and
    `tags` the entity tags that were asked for, `given` those that it had."""

    def __init__(self, *flags: Json) -> None:
        super().__init__()
        self.getting: Getting | None = None
        self.gets: list[str] = []
        self.tags: list[str | None] = []
        self.given: list[str] = []
        self.exposures: list[Json] = []
        self._tag = ""
        self._parts: dict[str, Answered] = {}
        self.publish(*flags)

    def publish(
        self,
        *flags: Mapping[str, Any],
        segments: Iterable[Mapping[str, Any]] = (),
        number: int = 1,
        experiments: Experiments | None = None,
        rollouts: Rollouts | None = None,
    ) -> None:
        """Have this ruleset."""
        documents = parsed_flags(dict(flag) for flag in flags)
        lists = parsed_segments(dict(segment) for segment in segments)
        self.have(a_publication(documents, lists, experiments, rollouts), number)

    def have(self, published: Publication, number: int) -> None:
        self._parts = {
            f"{MANIFEST}/chunks/{name}": Answered(chunk, headers=BYTES)
            for name, chunk in published.chunks.items()
        }
        manifest = json.loads(published.numbered(number, AT))
        del manifest["keys"]  # these stay on the server
        self._tag = etag_of(json.dumps(manifest))
        self.given.append(self._tag)
        self._parts[MANIFEST] = Answered({**manifest, "stale": False}, headers={"ETag": self._tag})

    def part(self, path: str) -> Answered:
        """What it has there."""
        return self._parts.get(path) or Answered({"code": "NOT_FOUND"}, 404)

    def get(self, path: str, tag: str | None) -> Answered | None:
        self.gets.append(path)
        if path == MANIFEST:
            self.tags.append(tag)
        if self.getting is not None:
            return self.getting(path)
        if path == MANIFEST and tag == self._tag:
            return Answered(b"", 304)
        return self.part(path)

    def answer(self, path: str, body: Json) -> Answered | None:
        if path == EVENTS:
            self.exposures += [one for one in body["events"] if one["event_type"] == "exposure"]
        return super().answer(path, body)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server, handler = self, super()._handler()

        class Handler(handler):  # type: ignore[misc, valid-type]  # a class that is made at run time
            def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
                answered = server.get(self.path, self.headers["If-None-Match"])
                if answered is None:
                    server._ended.wait()
                    self.close_connection = True
                elif isinstance(answered, Dripping):
                    self._drip(answered)
                else:
                    self._send(answered)

            def _drip(self, answered: Answered) -> None:
                self.send_response(answered.status)
                self.send_header("Content-Length", str(len(answered.content)))
                self.end_headers()
                for place in range(len(answered.content)):
                    try:
                        self.wfile.write(answered.content[place : place + 1])
                    except OSError:  # the client has heard enough
                        break
                    time.sleep(0.01)
                self.close_connection = True

        return Handler
