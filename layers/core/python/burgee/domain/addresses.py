"""Which addresses a webhook may have: https, and on the public internet.

Two questions. What is written is judged when it is written (`read_address`); what a name stands
for, each time that something is sent (`is_public`), since names can be pointed elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from burgee.domain.errors import AddressRefused
from burgee.domain.parsing import problem

HTTPS_PORT, HTTP_PORT = 443, 80
FIRST_FREE_PORT = 1024  # below it live mail, shells and name servers, which a POST must not reach
DEFAULT_PORT = {"https": HTTPS_PORT, "http": HTTP_PORT}
OURS_ALONE = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "arpa", "onion")

_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*"
)
_NUMBER = re.compile(
    r"\d+|0x[0-9a-f]*"
)  # as the last label: resolvers read the whole as an address

# All of IPv6 that is routed. What stands for an IPv4 address (mapped, NAT64, Teredo, 6to4) lies
# outside, or is named here: a translator would let it into a private network.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Of special use; some versions of Python call parts of them global.
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001::/23"),
    IPv6Network("2002::/16"),
    IPv6Network("3fff::/20"),
)

IpAddress = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """A URL, taken apart. `target` is what a request asks for: path and query."""

    is_secure: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The Host header."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == DEFAULT_PORT[self.scheme] else f"{shown}:{self.port}"

    @property
    def scheme(self) -> str:
        return "https" if self.is_secure else "http"


def read_address(url: str, *, loopback: bool = False) -> WebhookAddress:
    """The parts of a webhook's address. Raises AddressRefused, which says what to write instead.

    `loopback`: addresses of this very machine are allowed too, also over http.

    >>> read_address("https://hooks.example.com/burgee?team=web").target
    '/burgee?team=web'
    """
    if not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise refused("holds a space, a backslash or a character that belongs into no address")
    parts, port = _split(url)
    host = (parts.hostname or "").rstrip(".")
    if not host:
        raise refused("names no host; write https://, a name and a path")
    if parts.username is not None or parts.password is not None:
        raise refused("holds a user or a password; the signature says who sends")
    if parts.fragment:
        raise refused("has a part after #, which is never sent")
    if loopback and _is_this_machine(host):
        return _address(parts, host, port)
    if parts.scheme != "https":
        raise refused("is not https; what is sent would be open to be read")
    _check_host(host)
    if port is not None and port != HTTPS_PORT and port < FIRST_FREE_PORT:
        raise refused(f"has the port {port}; {HTTPS_PORT} and those from {FIRST_FREE_PORT} may be")
    return _address(parts, host, port)


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public internet. False for what is no address.

    >>> is_public("93.184.216.34"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    address = _ip(text)
    if address is None or address.is_multicast or not address.is_global:
        return False
    is_routed = address.version == 4 or address in _GLOBAL_UNICAST
    return is_routed and not any(address in network for network in _SPECIAL)


def may_be_called(text: str, *, loopback: bool = False) -> bool:
    """Whether a webhook may be sent to this IP address.

    >>> may_be_called("127.0.0.1"), may_be_called("127.0.0.1", loopback=True)
    (False, True)
    """
    address = _ip(text)
    return is_public(text) or (loopback and address is not None and address.is_loopback)


def refused(what: str) -> AddressRefused:
    """The refusal of an address, for what it has or is."""
    sentence = f"The address {what}."
    return AddressRefused(sentence, errors=[problem("url", what)])


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        raise refused("cannot be read; write https://, a name and a path") from None


def _address(parts: SplitResult, host: str, port: int | None) -> WebhookAddress:
    if parts.scheme not in DEFAULT_PORT:
        raise refused("is neither https nor http")
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    is_secure = parts.scheme == "https"
    return WebhookAddress(is_secure, host, port or DEFAULT_PORT[parts.scheme], target)


def _check_host(host: str) -> None:
    if _ip(host) is not None:
        if not is_public(host):
            raise refused("lies in a private network, or is none of the public internet")
        return
    labels = host.split(".")
    if not _NAME.fullmatch(host) or _NUMBER.fullmatch(labels[-1]):
        raise refused("has a host that is neither a name nor an IP address as usually written")
    if len(labels) == 1 or any(host == name or host.endswith(f".{name}") for name in OURS_ALONE):
        raise refused("names a host of a private network")


def _is_this_machine(host: str) -> bool:
    address = _ip(host)
    return host == "localhost" if address is None else address.is_loopback


def _ip(text: str) -> IpAddress | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
