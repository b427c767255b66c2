"""How long a new user waits: from an empty folder to a first page on screen."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dashboard.config import Settings, environment_with

FIRST_PAGE_SECONDS = 60
SIMULATION_SECONDS = 30
_SERVE_PATIENCE_SECONDS = 60


def bench(_shared: Path | None) -> Iterator[dict[str, Any]]:
    """Rows ``start``: empty folder to first page, and the simulation's import, fit and forecast."""
    with tempfile.TemporaryDirectory() as folder:
        seconds: dict[str, float] = {}
        begun = time.perf_counter()
        config = Settings(var_dir=Path(folder), port=_free_port())
        _prepare(config, seconds)
        page_seconds = _first_page(config)
        total = time.perf_counter() - begun
    yield _row(
        "start.first_page",
        "kosong sampai halaman pertama (make run, paket sudah ada)",
        total,
        FIRST_PAGE_SECONDS,
    )
    simulation = sum(s for text, s in seconds.items() if text.startswith(("Memuat dokumen", "Menghitung")))
    yield _row(
        "start.simulation", "simulasi 12 daerah: muat, hitung, prakirakan", simulation, SIMULATION_SECONDS
    )
    yield _row("start.serve", "dari `netra serve` sampai halaman pertama", page_seconds, None)
    for text, value in seconds.items():
        yield _row("start.step", text, value, None)


def _row(name: str, what: str, seconds: float, gate: float | None) -> dict[str, Any]:
    row = {"area": "start", "id": name, "what": what, "value": seconds, "unit": "detik", "spread": "1 kali"}
    return row | {"gate": gate, "ok": None if gate is None else seconds <= gate}


def _prepare(config: Settings, seconds: dict[str, float]) -> None:
    from dashboard.demo import prepare

    @contextmanager
    def timed(_number: int, _total: int, text: str) -> Iterator[list[str]]:
        begun = time.perf_counter()
        yield []
        seconds[text] = time.perf_counter() - begun

    prepare(config, with_simulation=True, step=timed)


def _first_page(config: Settings) -> float:
    begun = time.perf_counter()
    settings = environment_with(NETRA_VAR_DIR=str(config.var_dir), NETRA_PORT=str(config.port))
    server = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "serve"], env=settings, stdout=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - begun < _SERVE_PATIENCE_SECONDS:
            try:
                with urllib.request.urlopen(f"{config.public_url()}/masuk", timeout=5) as page:  # noqa: S310 (loopback)
                    page.read()
                    return time.perf_counter() - begun
            except OSError:  # not there yet, or still warming up
                time.sleep(0.05)
        return float("inf")
    finally:
        server.terminate()
        server.wait(timeout=15)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
