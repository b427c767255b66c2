"""How fast pages are: largest paint in Chromium, server time and transfer of a filter change, memory.

The database is the demonstration's (a copy of ``var/netra.db`` where there is one, else made afresh), the
server is gunicorn as in production, the browser is Debian's Chromium.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from dashboard import demo
from dashboard.config import Settings

LOGIN, PASSWORD = "ukur", "ukur-halaman-netra"
VISITS, PATIENCE_SECONDS = 5, 40
PAGES = ("/", "/?wilayah=99")
FILTERS = [
    f"?wilayah=99&ukuran={measure}&pemilihan={election}"
    for measure in ("netralitas_dugaan", "sidak_terjaring")
    for election in ("PILKADA_2018", "PILKADA_2020", "PILKADA_2024", "PEMILU_2019", "PEMILU_2024")
]
PAINT = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done(null), 3000);
})"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


def bench(shared: Path | None) -> Iterator[dict[str, Any]]:
    """Rows of area ``pages``; ``shared`` is not needed."""
    with TemporaryDirectory() as folder:
        config = demo.borrow(Path(folder))
        add_user(config)
        yield from _server_rows(config)
        yield from _paint_rows(config)


def row(name: str, what: str, value: float | None, unit: str, **more: Any) -> dict[str, Any]:
    """One row; ``gate`` is the largest value that is fast enough."""
    gate = more.get("gate")
    ok = None if gate is None or value is None else value <= gate
    return {"area": "pages", "id": name, "what": what, "value": value, "unit": unit, "ok": ok} | more


def add_user(config: Settings) -> None:
    from dashboard import access
    from etl import store
    from etl.store import people

    engine = store.connect(config.database_url())
    access.new_user(engine, LOGIN, role="admin")
    with store.reading(engine) as cx:
        user = people.find_user(cx, LOGIN)
    assert user is not None
    people.update_user(engine, user.id, password_hash=access.hash_password(PASSWORD))


def _server_rows(config: Settings) -> Iterator[dict[str, Any]]:
    """Server time and transfer, measured at the application itself: no network, no browser."""
    from dashboard.app import create_app

    app = create_app(config)
    app.screen.warm()
    ask, get = _client(app.server)
    first = [ask("/peta", search) for search in FILTERS]
    again = [ask("/peta", search) for search in FILTERS]
    new, seen = [t for t, _ in first], [t for t, _ in again]
    yield _spread("filter_first", "saringan peta, tampilan baru: waktu server", new, gate=100)
    yield _spread("filter_again", "saringan peta, tampilan pernah dilihat", seen, gate=100)
    nation, size = ask("/peta", "?tingkat=kabkota")
    yield row("nation", "peta 514 kab/kota, tampilan baru: waktu server", nation, "ms")
    yield row(
        "transfer", "kiriman satu perubahan saringan", median(s for _, s in first) / 1000, "kB", gate=10
    )
    yield row("nation_transfer", "kiriman peta 514 kab/kota", size / 1000, "kB")
    light = (get("/ringkas?wilayah=99") + get("/assets/netra.css")) / 1000
    yield row("brief", "/ringkas dengan gayanya", light, "kB", gate=100)


def _spread(name: str, what: str, times: list[float], *, gate: float) -> dict[str, Any]:
    p95 = quantiles(times, n=20)[-1]
    return row(name, what, median(times), "ms", gate=gate, spread=f"p95 {p95:.0f}")


def _client(server: Any) -> tuple[Callable[..., tuple[float, int]], Callable[[str], int]]:
    """``ask(path, search)`` → (milliseconds, bytes) of a callback; ``get(path)`` → bytes of a page."""
    client = server.test_client()
    page = client.get("/masuk").get_data(as_text=True)
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert token
    client.post("/masuk", data={"login": LOGIN, "sandi": PASSWORD, "csrf": token[1], "ke": "/"})
    small = {"Accept-Encoding": "gzip"}

    def ask(path: str, search: str) -> tuple[float, int]:
        values = [("pathname", path), ("search", search)]
        body = {
            "output": "isi.children",
            "outputs": {"id": "isi", "property": "children"},
            "inputs": [{"id": "lokasi", "property": p, "value": v} for p, v in values],
            "changedPropIds": ["lokasi.search"],
        }
        start = time.perf_counter()
        answer = client.post("/_dash-update-component", json=body, headers=small)
        assert answer.status_code == 200, answer.status_code
        return 1000 * (time.perf_counter() - start), len(answer.data)

    def get(path: str) -> int:
        with client.get(path, headers=small) as answer:
            return len(answer.data)

    return ask, get


def _paint_rows(config: Settings) -> Iterator[dict[str, Any]]:
    """Largest paint of the first pages, each in a fresh browser profile, over gunicorn with two workers."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        yield row(
            "paint", "Chromium tidak ada: pasang dengan apt-get install chromium", None, "ms", gate=1500
        )
        return
    from playwright.sync_api import sync_playwright

    with gunicorn(config) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        jar = cookies(browser, base)
        for path in PAGES:
            times = [_paint(browser, base + path, jar) for _ in range(VISITS)]
            spread = f"{min(times):.0f}–{max(times):.0f}"
            yield row(
                f"paint {path}", "gambar terbesar pertama", median(times), "ms", gate=1500, spread=spread
            )
        browser.close()


def cookies(browser: Any, base: str) -> list:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{base}/masuk")
        page.fill("#login", LOGIN)
        page.fill("#sandi", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_selector("#isi main", timeout=PATIENCE_SECONDS * 1000)
        return list(context.cookies())


def _paint(browser: Any, url: str, cookies: list) -> float:
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector("#isi main", timeout=PATIENCE_SECONDS * 1000)
        return float(page.evaluate(PAINT) or 0)


@contextmanager
def gunicorn(
    config: Settings, *, app: str = "dashboard.app:create_server()", ready: str = "/sehat"
) -> Iterator[str]:
    """Address of two workers over the database of ``config``, ready to answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = [f"NETRA_VAR_DIR={config.var_dir}", *([f"NETRA_TODAY={config.today}"] if config.today else [])]
    program = ["env", *told, sys.executable, "-m", "gunicorn"]
    options = [
        "-w",
        "2",
        "-k",
        "gthread",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    running = subprocess.Popen([*program, *options, app])  # noqa: S603
    try:
        _wait(f"http://127.0.0.1:{port}{ready}")
        time.sleep(5)  # both workers draw every page once before the first visitor
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(20)


def _wait(url: str) -> None:
    for _ in range(PATIENCE_SECONDS * 4):
        try:
            with urlopen(url, timeout=2):  # noqa: S310 - our own server on the loopback
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise TimeoutError(url)
