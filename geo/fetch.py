"""Fetch a boundary file from an address: HTTPS, known hosts, no private network, never too much."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from geo.errors import BoundaryError
from geo.shapes import FORMATS, LARGEST_BYTES

# Where official and open boundaries of Indonesia are published; a user may pass others.
HOSTS = frozenset(
    {
        "data.humdata.org",
        "s3.dualstack.us-east-1.amazonaws.com",
        "www.geoboundaries.org",
        "github.com",
        "raw.githubusercontent.com",
        "media.githubusercontent.com",
        "geoservices.big.go.id",
        "tanahair.indonesia.go.id",
    }
)
MOST_REDIRECTS = 5
TIMEOUT_SECONDS = 30
CHUNK = 1 << 16


def fetch(
    url: str, *, folder: Path, hosts: Collection[str] = HOSTS, largest_bytes: int = LARGEST_BYTES
) -> Path:
    """Download ``url`` into ``folder`` and return the file. Raises BoundaryError before anything is kept."""
    for _ in range(MOST_REDIRECTS):
        host, target = _allowed(url, hosts)
        connection = _connect(host)
        try:
            connection.request("GET", target, headers={"User-Agent": "netra", "Accept-Encoding": "identity"})
            answer = connection.getresponse()
            if answer.status not in {301, 302, 303, 307, 308}:
                return _kept(answer, url, folder, largest_bytes)
            url = urljoin(url, answer.getheader("Location") or "")
        except (OSError, http.client.HTTPException) as error:
            raise _refused(
                url, "tidak menjawab dengan benar. Coba lagi atau unduh dengan peramban"
            ) from error
        finally:
            connection.close()
    raise _refused(url, f"mengalihkan lebih dari {MOST_REDIRECTS} kali. Unduh dengan peramban")


def _refused(url: str, why: str) -> BoundaryError:
    return BoundaryError(f"Alamat {url} {why}, lalu tambahkan berkasnya.", code="boundary_address")


def _allowed(url: str, hosts: Collection[str]) -> tuple[str, str]:
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise _refused(url, "bukan HTTPS. Unduh dengan peramban")
    if parts.hostname not in hosts or parts.port not in {None, 443} or parts.username:
        raise _refused(url, "tidak ada dalam daftar sumber yang diizinkan. Unduh dengan peramban")
    return str(parts.hostname), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _connect(host: str) -> http.client.HTTPSConnection:
    """A connection to a public address; checked on the socket, so a changing DNS answer cannot help."""
    connection = http.client.HTTPSConnection(
        host, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )
    try:
        connection.connect()
    except (OSError, socket.gaierror) as error:
        raise _refused(
            f"https://{host}", "tidak dapat dihubungi. Periksa jaringan, atau unduh dengan peramban"
        ) from error
    address = ipaddress.ip_address(connection.sock.getpeername()[0])
    if not address.is_global:
        connection.close()
        raise _refused(f"https://{host}", "mengarah ke jaringan pribadi dan ditolak. Unduh dengan peramban")
    return connection


def _kept(answer: http.client.HTTPResponse, url: str, folder: Path, largest_bytes: int) -> Path:
    name = Path(urlsplit(url).path).name
    if answer.status != http.client.OK:
        raise _refused(url, f"menjawab {answer.status}. Periksa alamatnya atau unduh dengan peramban")
    if Path(name).suffix.lower() not in FORMATS:
        raise _refused(url, "tidak menunjuk ke berkas batas (GeoJSON, GPKG, zip). Unduh dengan peramban")
    content = bytearray()
    while chunk := answer.read(CHUNK):
        content += chunk
        if len(content) > largest_bytes:
            raise _refused(url, f"lebih besar dari {largest_bytes / 1e6:.0f} MB. Sederhanakan berkasnya")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path
