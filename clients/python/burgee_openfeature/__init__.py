"""Burgee for Python applications: evaluation in process or over OFREP, exposures and tracking.

Nothing is loaded before it is asked for: `from burgee_openfeature import LocalClient` loads no
OpenFeature, and that of `BurgeeProvider` does.
"""

from __future__ import annotations

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from burgee_openfeature.client import Client as Client
    from burgee_openfeature.local_client import LocalClient as LocalClient
    from burgee_openfeature.provider import BurgeeProvider as BurgeeProvider
    from burgee_openfeature.remote_client import RemoteClient as RemoteClient

_MODULES = {
    "Client": "client",
    "LocalClient": "local_client",
    "RemoteClient": "remote_client",
    "BurgeeProvider": "provider",
}
__all__ = ["Client", "LocalClient", "RemoteClient", "BurgeeProvider"]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
