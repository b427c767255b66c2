"""How long the Monday mail and the A4 sheet take, and how large they are."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dashboard import demo
from dashboard.snapshot.edition import LARGEST_HTML_BYTES, LARGEST_MAIL_BYTES
from dashboard.snapshot.message import compose

RUNS = 5
SHEET_SECONDS = 2.0
PICTURE_SECONDS = 0.5


def bench(_shared: Path | None) -> Iterator[dict[str, Any]]:
    """Rows ``mail``: rendering time (median of five after a first) and sizes, on the demonstration's data."""
    from dashboard import snapshot
    from dashboard.snapshot import render_sheet
    from etl import store

    with TemporaryDirectory() as folder:
        config = demo.borrow(Path(folder))
        engine = store.connect(config.database_url())
        edition = snapshot.render_edition(engine, "99", config=config)
        message = compose(edition, sender=config.mail_from, to="pembaca@contoh.go.id")
        sheet = partial(render_sheet, engine, "99", config=config)
        picture = partial(snapshot.map_picture, engine, "99", config=config)
        yield _timed("mail.sheet", "lembar taklimat A4", sheet, SHEET_SECONDS)
        yield _timed("mail.map", "gambar peta surel", picture, PICTURE_SECONDS)
        yield _size("mail.html", "HTML surel", len(edition.html.encode()), LARGEST_HTML_BYTES)
        yield _size("mail.all", "surel seluruhnya", len(message.as_bytes()), LARGEST_MAIL_BYTES)


def _timed(name: str, what: str, work: Callable[[], object], gate: float) -> dict[str, Any]:
    work()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    middle = statistics.median(times)
    spread = f"{min(times):.2f}-{max(times):.2f}"
    row = {"area": "mail", "id": name, "what": what, "value": middle, "unit": "detik", "spread": spread}
    return row | {"gate": gate, "ok": middle <= gate}


def _size(name: str, what: str, value: int, gate: int) -> dict[str, Any]:
    return {
        "area": "mail",
        "id": name,
        "what": what,
        "value": value,
        "unit": "bita",
        "gate": gate,
        "ok": value <= gate,
    }
