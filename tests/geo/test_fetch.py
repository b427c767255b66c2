"""Addresses: HTTPS, known hosts, public networks, limited size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo import fetch as fetching
from geo.errors import BoundaryError
from geo.fetch import fetch


class _Answer:
    def __init__(self, status: int, body: bytes = b"", location: str | None = None) -> None:
        self.status, self.body, self.location = status, body, location

    def read(self, size: int) -> bytes:
        head, self.body = self.body[:size], self.body[size:]
        return head

    def getheader(self, name: str) -> str | None:
        return self.location


class _Connection:
    def __init__(self, answers: list[_Answer]) -> None:
        self.answers = answers

    def request(self, *args: Any, **kwargs: Any) -> None:
        pass

    def getresponse(self) -> _Answer:
        return self.answers.pop(0)

    def close(self) -> None:
        pass


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[_Answer]:
    queue: list[_Answer] = []
    monkeypatch.setattr(fetching, "_connect", lambda host: _Connection(queue))
    return queue


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://github.com/a.geojson", "bukan HTTPS"),
        ("file:///etc/passwd", "bukan HTTPS"),
        ("https://example.org/a.geojson", "daftar sumber"),
        ("https://github.com:8443/a.geojson", "daftar sumber"),
        ("https://user@github.com/a.geojson", "daftar sumber"),
        ("https://127.0.0.1/a.geojson", "daftar sumber"),
    ],
)
def test_refused_before_connecting(tmp_path: Path, url: str, says: str) -> None:
    """What may not be fetched is refused without a packet sent."""
    with pytest.raises(BoundaryError, match=says):
        fetch(url, folder=tmp_path)


def test_a_private_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A known name that leads into the office network is refused on the socket itself."""

    class Socket:
        def getpeername(self) -> tuple[str, int]:
            return ("10.0.0.5", 443)

    class Private:
        sock = Socket()

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            pass

        def connect(self) -> None:
            pass

        def close(self) -> None:
            pass

    monkeypatch.setattr(fetching.http.client, "HTTPSConnection", Private)
    with pytest.raises(BoundaryError, match="jaringan pribadi"):
        fetch("https://github.com/a.geojson", folder=tmp_path)


def test_kept(tmp_path: Path, answers: list[_Answer]) -> None:
    """A file comes through a redirect to another known host."""
    answers += [_Answer(302, location="https://raw.githubusercontent.com/x/b.geojson"), _Answer(200, b"{}")]
    path = fetch("https://github.com/x/a.geojson", folder=tmp_path)
    assert (path.name, path.read_bytes()) == ("b.geojson", b"{}")


def test_a_redirect_to_elsewhere(tmp_path: Path, answers: list[_Answer]) -> None:
    """Each step is checked, not only the first."""
    answers += [_Answer(302, location="http://169.254.169.254/latest")]
    with pytest.raises(BoundaryError, match="bukan HTTPS"):
        fetch("https://github.com/x/a.geojson", folder=tmp_path)


def test_redirects_for_ever(tmp_path: Path, answers: list[_Answer]) -> None:
    """Five are enough."""
    answers += [_Answer(302, location="/again.geojson") for _ in range(9)]
    with pytest.raises(BoundaryError, match="mengalihkan"):
        fetch("https://github.com/x/a.geojson", folder=tmp_path)


def test_too_much(tmp_path: Path, answers: list[_Answer]) -> None:
    """More than the limit is not kept, whatever the header promised."""
    answers += [_Answer(200, b"x" * 2000)]
    with pytest.raises(BoundaryError, match="lebih besar"):
        fetch("https://github.com/a.geojson", folder=tmp_path, largest_bytes=1000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("status", "name", "says"), [(404, "a.geojson", "menjawab 404"), (200, "a.html", "berkas batas")]
)
def test_no_boundary_there(tmp_path: Path, answers: list[_Answer], status: int, name: str, says: str) -> None:
    """A page or a missing file is no boundary."""
    answers += [_Answer(status, b"x")]
    with pytest.raises(BoundaryError, match=says):
        fetch(f"https://github.com/{name}", folder=tmp_path)
