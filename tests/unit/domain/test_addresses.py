"""Where a webhook may lead, by what is written and by what a name stands for."""

from __future__ import annotations

import pytest

from burgee.domain.addresses import is_public, may_be_called, read_address
from burgee.domain.errors import AddressRefused


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://hooks.example.com", ("https", "hooks.example.com", 443, "/")),
        ("https://Hooks.Example.COM./a?b=1", ("https", "hooks.example.com", 443, "/a?b=1")),
        ("https://hooks.example.com:8443/a", ("https", "hooks.example.com", 8443, "/a")),
        ("https://93.184.216.34/a", ("https", "93.184.216.34", 443, "/a")),
        ("https://[2606:4700::6810:84e5]/a", ("https", "2606:4700::6810:84e5", 443, "/a")),
        ("https://xn--bcher-kva.example/", ("https", "xn--bcher-kva.example", 443, "/")),
    ],
)
def test_an_address_is_taken_apart(url: str, parts: tuple[str, str, int, str]) -> None:
    address = read_address(url)

    assert (address.scheme, address.host, address.port, address.target) == parts


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.com",
        "https://",
        "https:///path",
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nX: y",
        "https://hooks.example.com\\@10.0.0.1/",
        "https://bücher.example/",
        "https://ann@hooks.example.com/",
        "https://:secret@hooks.example.com/",
        "https://hooks.example.com/#top",
        "https://hooks.example.com:22/",
        "https://hooks.example.com:80/",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://[::1/",
        "https://-.example.com/",
        "https://a..example.com/",
        "https://localhost/",
        "https://api.localhost/",
        "https://router.lan/",
        "https://ip-10-0-0-1.ec2.internal/",
        "https://intranet/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://hooks.0x7f/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[fe80::1%25eth0]/",
        "https://169.254.169.254/",
        "http://127.0.0.1:8080/",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        read_address(url)

    assert [problem["field"] for problem in refusal.value.errors] == ["url"]


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.1",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:93.184.216.34",
        "64:ff9b::a00:1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "2002:a00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "hooks.example.com",
    ],
)
def test_what_is_none_of_the_public_internet(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["1.1.1.1", "93.184.216.34", "2606:4700::6810:84e5"])
def test_what_is_of_the_public_internet(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/a", "http://localhost:9000/", "https://[::1]:22/"]
)
def test_a_machine_that_allows_itself_may_be_called_by_any_port(url: str) -> None:
    assert read_address(url, loopback=True).port in {9000, 22}


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com/", "https://10.0.0.1/", "ftp://localhost/", "https://nas/"]
)
def test_allowing_this_machine_allows_no_other(url: str) -> None:
    with pytest.raises(AddressRefused):
        read_address(url, loopback=True)


@pytest.mark.parametrize(("ip", "may"), [("127.0.0.1", True), ("10.0.0.1", False), ("x", False)])
def test_allowing_this_machine_allows_its_own_ip_addresses(ip: str, may: bool) -> None:
    assert may_be_called(ip, loopback=True) is may


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("https://hooks.example.com/", "hooks.example.com"),
        ("https://hooks.example.com:8443/", "hooks.example.com:8443"),
        ("https://[2606:4700::6810:84e5]:8443/", "[2606:4700::6810:84e5]:8443"),
    ],
)
def test_the_host_header_names_a_port_that_is_not_the_usual_one(url: str, authority: str) -> None:
    assert read_address(url).authority == authority
