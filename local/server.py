"""uvicorn in a thread, on this machine's own address, ended when asked."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from local.problems import CannotStart

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"
GRACE_SECONDS = 3  # for requests that run while the server ends
START_SECONDS = 10.0


class PortTaken(CannotStart):
    """Nothing of ours can listen there, most often because somebody else does."""

    def __init__(self, port: int, why: str) -> None:
        super().__init__(f"port {port} {why}; choose another one with --port")
        self.port = port


def listen(port: int) -> socket.socket:
    """A listening socket on the loopback address; port 0 takes a free one. Raises PortTaken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere this would let two processes share one port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        why = "is taken" if taken else f"cannot be used ({error.strerror})"
        raise PortTaken(port, why) from error
    return listener


class HttpServer:
    """Serves an ASGI application on a listening socket."""

    def __init__(self, application: Any, listener: socket.socket) -> None:
        import uvicorn

        config = uvicorn.Config(
            application,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self.port: int = listener.getsockname()[1]
        self._listener = listener
        self._server: uvicorn.Server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="http", daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Return when requests are answered. Raises RuntimeError if that does not come to be."""
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"the HTTP server did not start on port {self.port}")
            time.sleep(0.005)

    def stop(self) -> None:
        """Finish the requests that run, within a few seconds, and close the port."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(GRACE_SECONDS + 2)
        self._listener.close()
