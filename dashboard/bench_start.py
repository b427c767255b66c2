"""How long a new user waits: from an empty folder to a first page on screen."""

from __future__ import annotations

import socket
import statistics
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
RUNS = 3
ROWS = (
    ("start.first_page", "kosong sampai halaman pertama (make run, paket sudah ada)", FIRST_PAGE_SECONDS),
    ("start.simulation", "simulasi 12 daerah: muat, hitung, prakirakan", SIMULATION_SECONDS),
    ("start.serve", "dari `netra serve` sampai halaman pertama", None),
)


def bench(_shared: Path | None) -> Iterator[dict[str, Any]]:
    """Rows ``start``: empty folder to first page; the simulation imported, fitted, forecast. Three runs."""
    runs = [_measure() for _ in range(RUNS)]
    for name, what, gate in ROWS:
        yield _row(name, what, [run[name] for run in runs], gate)
    for text in runs[0]:
        if text not in {name for name, _, _ in ROWS}:
            yield _row("start.step", text, [run[text] for run in runs], None)


def _measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        config = Settings(var_dir=Path(folder), port=_free_port())
        seconds = _prepare(config)
        served = _first_page(config)
        total = time.perf_counter() - begun
    simulation = sum(s for text, s in seconds.items() if text.startswith(("Memuat dokumen", "Menghitung")))
    return {"start.first_page": total, "start.simulation": simulation, "start.serve": served, **seconds}


def _row(name: str, what: str, seconds: list[float], gate: float | None) -> dict[str, Any]:
    middle = statistics.median(seconds)
    row = {"area": "start", "id": name, "what": what, "value": middle, "unit": "detik"}
    row["spread"] = f"{min(seconds):.1f}-{max(seconds):.1f}"
    return row | {"gate": gate, "ok": None if gate is None else middle <= gate}


def _prepare(config: Settings) -> dict[str, float]:
    from dashboard.demo import prepare

    seconds: dict[str, float] = {}

    @contextmanager
    def timed(_number: int, _total: int, text: str) -> Iterator[list[str]]:
        begun = time.perf_counter()
        yield []
        seconds[text] = time.perf_counter() - begun

    prepare(config, with_simulation=True, step=timed)
    return seconds


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
