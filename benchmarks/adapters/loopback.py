"""A loopback HTTP server, for systems that will only fetch their ruleset."""

from __future__ import annotations

import http.server
import threading


class _Handler(http.server.BaseHTTPRequestHandler):
    body = b""

    def do_GET(self) -> None:
        headers = {
            "content-type": "application/json",
            "etag": '"1"',
            "last-modified": "Wed, 21 Oct 2015 07:28:00 GMT",
        }
        self._answer(self.body, headers)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self._answer(b"{}", {})

    def _answer(self, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def serve(body: bytes) -> tuple[http.server.ThreadingHTTPServer, str]:
    """A server that answers every GET with `body`, and its URL."""
    handler = type("Handler", (_Handler,), {"body": body})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
