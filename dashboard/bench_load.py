"""How many people can look at once: 50, 100 and 200 users changing filters over a whole country's data.

Two gunicorn workers, the load generator beside them on the same machine, a second of thought between two
filter changes; a first page on a phone with a slow line (1.6 Mbit/s, a quarter of the processor); a worker's
memory; and the same load on plain Dash (``dashboard.bench_plain``). All on the loopback.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from dashboard import bench_nation
from dashboard.bench_pages import FLAGS, LOGIN, PASSWORD, PATIENCE_SECONDS, add_user, cookies, gunicorn, row
from dashboard.config import Settings

USERS = {50: 150, 100: 400, 200: 1000}  # users → milliseconds within which 95 of 100 answers must be there
SECONDS, THINK_SECONDS, WARM_SECONDS = 20, 1.0, 25
PAGES = ("/peta",) * 6 + ("/klasemen",) * 2 + ("/", "/tren")
MEASURES = ("netralitas_dugaan", "sidak_terjaring")
PHONE = {
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
    "offline": False,
}
SLOWER = 4  # times less processor than this machine
PHONE_GATES = {"/peta?wilayah=S1": 8_000, "/ringkas?wilayah=S1": 3_000}
LARGEST_WORKER_MB = 400


def bench(_shared: Path | None) -> Iterator[dict[str, Any]]:
    """Rows of area ``pages`` about load; about two minutes, mostly making the country."""
    with TemporaryDirectory() as folder:
        config = bench_nation.build(Path(folder))
        add_user(config)
        asked = _questions(bench_nation.provinces(config))
        ours: dict[int, float] = {}
        with gunicorn(config) as base:
            for entry in _load_rows(base, asked):
                ours[entry["users"]] = entry.pop("raw")
                yield entry
            yield _memory_row()
            yield from _phone_rows(base)
        yield from _plain_rows(config, asked, ours)


def _questions(codes: list[str]) -> list[tuple[str, str]]:
    """(path, search) of views that people change between."""
    return [
        (page, f"?wilayah={code}&ukuran={measure}&pemilihan={election}")
        for page in PAGES
        for code in codes
        for measure in MEASURES
        for election in bench_nation.ELECTIONS
    ]


def _body(path: str, search: str) -> bytes:
    values = [("pathname", path), ("search", search)]
    inputs = [{"id": "lokasi", "property": name, "value": value} for name, value in values]
    output = {"output": "isi.children", "outputs": {"id": "isi", "property": "children"}}
    return json.dumps({**output, "inputs": inputs, "changedPropIds": ["lokasi.search"]}).encode()


def _plain_body(_path: str, search: str) -> bytes:
    told = dict(pair.split("=") for pair in search.lstrip("?").split("&"))
    inputs = [
        {"id": name, "property": "value", "value": told[name]} for name in ("wilayah", "ukuran", "pemilihan")
    ]
    output = {"output": "isi.children", "outputs": {"id": "isi", "property": "children"}}
    return json.dumps({**output, "inputs": inputs, "changedPropIds": ["wilayah.value"]}).encode()


def _load_rows(base: str, asked: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    cookie = _sign_in(base)
    bodies = [_body(*one) for one in asked]
    asyncio.run(_crowd(base, bodies, users=20, seconds=WARM_SECONDS, cookie=cookie))
    for users, gate in USERS.items():
        times, errors, size = asyncio.run(_crowd(base, bodies, users=users, seconds=SECONDS, cookie=cookie))
        p95 = quantiles(times, n=20)[-1]
        what = f"{users} pengguna mengubah saringan, 1 s jeda: 95 % dijawab dalam"
        spread = (
            f"median {median(times):.0f}; {len(times) / SECONDS:.0f}/s; {size / 1000:.1f} kB; {errors} galat"
        )
        entry = row(f"load {users}", what, p95, "ms", gate=gate, spread=spread)
        yield entry | {"ok": entry["ok"] and errors == 0, "users": users, "raw": p95}


def _sign_in(base: str) -> str:
    from http.client import HTTPConnection
    from urllib.parse import urlencode

    link = HTTPConnection(base.removeprefix("http://"))
    link.request("GET", "/masuk")
    answer = link.getresponse()
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', answer.read().decode())
    assert token
    first = (answer.getheader("Set-Cookie") or "").split(";")[0]
    form = urlencode({"login": LOGIN, "sandi": PASSWORD, "csrf": token[1], "ke": "/"})
    heads = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": first}
    link.request("POST", "/masuk", form, heads)
    done = link.getresponse()
    done.read()
    return (done.getheader("Set-Cookie") or "").split(";")[0]


async def _crowd(
    base: str, bodies: list[bytes], *, users: int, seconds: float, cookie: str
) -> tuple[list[float], int, float]:
    """Milliseconds of every answer, how many failed, and the median bytes of an answer."""
    host, port = base.removeprefix("http://").split(":")
    until = time.perf_counter() + seconds
    tasks = [_user(host, int(port), bodies, seed=n, until=until, cookie=cookie) for n in range(users)]
    told = await asyncio.gather(*tasks)
    answers = [one for user in told for one in user]
    times = [t for t, ok, _ in answers if ok]
    return times, sum(not ok for _, ok, _ in answers), median(size for _, _, size in answers)


async def _user(
    host: str, port: int, bodies: list[bytes], *, seed: int, until: float, cookie: str
) -> list[tuple[float, bool, int]]:
    """One person: think, ask, wait for the whole answer, until the time is up."""
    chance, told = random.Random(seed), []
    reader, writer = await asyncio.open_connection(host, port)
    await asyncio.sleep(chance.random() * THINK_SECONDS)
    while time.perf_counter() < until:
        body = chance.choice(bodies)
        head = (
            f"POST /_dash-update-component HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\n"
            f"Content-Type: application/json\r\nAccept-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        begun = time.perf_counter()
        try:
            writer.write(head.encode() + body)
            status, size = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            status, size = 0, 0
            reader, writer = await asyncio.open_connection(host, port)
        told.append((1000 * (time.perf_counter() - begun), status == 200, size))
        await asyncio.sleep(THINK_SECONDS * (0.5 + chance.random()))
    writer.close()
    return told


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = re.search(r"content-length: (\d+)", head)
    if length is None:
        raise ValueError(head)
    await reader.readexactly(int(length[1]))
    return int(head.split()[1]), int(length[1])


def _memory_row() -> dict[str, Any]:
    """Resident memory of the larger worker after the load."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_bytes()
            text = status.read_text()
        except OSError:
            continue
        if b"dashboard.app:create_server" in command and (found := re.search(r"VmRSS:\s+(\d+)", text)):
            sizes.append(int(found[1]) / 1024)
    spread = ", ".join(f"{size:.0f}" for size in sorted(sizes))
    return row(
        "worker", "memori satu pekerja sesudah beban", max(sizes), "MB", gate=LARGEST_WORKER_MB, spread=spread
    )


def _phone_rows(base: str) -> Iterator[dict[str, Any]]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        jar = cookies(browser, base)
        for path, gate in PHONE_GATES.items():
            times = [_on_phone(browser, base + path, jar) for _ in range(3)]
            spread = f"{min(times):.0f}–{max(times):.0f}"
            what = "peta pertama" if "peta" in path else "/ringkas"
            yield row(
                f"phone {path}",
                f"{what} di ponsel lambat, tanpa simpanan",
                median(times),
                "ms",
                gate=gate,
                spread=spread,
            )
        browser.close()


def _on_phone(browser: Any, url: str, cookies: list) -> float:
    """Milliseconds until the page's own content can be read, in an empty profile."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", PHONE)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        begun = time.perf_counter()
        page.goto(url, wait_until="commit", timeout=PATIENCE_SECONDS * 1000)
        wanted = "#peta-segi-enam .main-svg" if "/peta" in url else "h1"
        page.wait_for_selector(wanted, timeout=PATIENCE_SECONDS * 1000)
        return 1000 * (time.perf_counter() - begun)


def _plain_rows(
    config: Settings, asked: list[tuple[str, str]], ours: dict[int, float]
) -> Iterator[dict[str, Any]]:
    bodies = [_plain_body(*one) for one in asked if one[0] == "/peta"]
    with gunicorn(config, app="dashboard.bench_plain:create_server()", ready="/") as base:
        for users in USERS:
            times, errors, size = asyncio.run(_crowd(base, bodies, users=users, seconds=SECONDS, cookie=""))
            p95 = quantiles(times, n=20)[-1] if len(times) > 1 else float("nan")
            what = f"{users} pengguna pada Dash biasa dari data yang sama: 95 % dijawab dalam"
            spread = f"{len(times) / SECONDS:.0f}/s; {size / 1000:.1f} kB; {errors} galat"
            reference = f"Netra {ours[users]:.0f} ms; nisbah {p95 / ours[users]:.1f}"
            yield row(f"plain {users}", what, p95, "ms", spread=spread, reference=reference)
