"""What the terminal shares: settings, the engine, a step with its time, tables, errors."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from dashboard.config import Settings
from geo.errors import NetraError

if TYPE_CHECKING:
    from sqlalchemy import Engine

out = Console(highlight=False, emoji=False)  # ":memo:" in a cell stays what the office wrote
err = Console(stderr=True, highlight=False, emoji=False)


def settings() -> Settings:
    """Settings of this call; a variable that cannot be read is said in one sentence."""
    from pydantic import ValidationError

    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(f"NETRA_{str(e['loc'][0]).upper()}" for e in error.errors())
        raise NetraError(
            f"Setelan {names} tidak terbaca. Periksa berkas .env atau variabel lingkungan."
        ) from error


def engine(config: Settings | None = None, *, must_exist: bool = True) -> Engine:
    """Engine of the configured database, which must have been made by ``netra init``."""
    from etl import store

    config = config or settings()
    url = config.database_url()
    if must_exist and url.startswith("sqlite:///"):
        from pathlib import Path

        if not Path(url.removeprefix("sqlite:///")).is_file():
            raise NetraError(f"Basis data belum ada ({url}). Jalankan `netra init` lebih dahulu.")
    return store.connect(url)


def require_region(database: Engine, code: str | None) -> None:
    """Raise a sentence when ``code`` is no region of this database; None asks for nothing."""
    from etl import store

    if code is None:
        return
    with store.reading(database) as cx:
        store.read_gazetteer(cx).get(code)


def parse_day(text: str | None, option: str) -> date | None:
    """A date typed as 2024-10-28, or a sentence that says how to type it."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NetraError(f"{option} {text!r} bukan tanggal. Tulis seperti 2024-10-28.") from error


@contextmanager
def step(number: int, total: int, text: str) -> Iterator[list[str]]:
    """One progress line: what is done now, then what came of it and how long it took."""
    begun = time.monotonic()
    result: list[str] = []
    err.print(f"[{number}/{total}] {text} …", markup=False)
    yield result
    seconds = f"{time.monotonic() - begun:.1f}".replace(".", ",")
    err.print(f"      {' '.join(result) or 'selesai'} ({seconds} detik)", markup=False)


def fail(message: str) -> None:
    """One clear sentence on the error stream."""
    err.print(f"Galat: {message}", markup=False, style="bold")


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """A table for people; numbers are right-aligned."""
    grid = Table(*columns, title=title or None, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        grid.add_row(*("–" if cell is None else str(cell) for cell in row))
    out.print(grid)


def print_json(value: Any) -> None:
    """One JSON value on one line, for programs."""
    import orjson

    out.print(orjson.dumps(value, default=str).decode(), markup=False, soft_wrap=True)
