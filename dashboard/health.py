"""``netra doctor``: what an heir should look at first, each with what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dashboard.config import Settings
from dashboard.snapshot.smtp import connection
from geo.errors import NetraError

_LEAST_FREE_BYTES = 2 * 1024**3
_TIMEOUT_SECONDS = 8


@dataclass(frozen=True)
class Finding:
    """One part of the installation and its state in a sentence."""

    part: str
    is_fine: bool
    text: str


def examine(config: Settings, *, check_mail: bool | None = None) -> list[Finding]:
    """All findings; mail is tried when it is configured, or when asked."""
    found = [_python(), _zone(config), _disk(config), _fonts(), *_database(config)]
    wants_mail = bool(config.smtp_url.get_secret_value()) if check_mail is None else check_mail
    return [*found, _mail(config)] if wants_mail else found


def _python() -> Finding:
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("dash", "polars", "sqlalchemy", "statsmodels")
    )
    return Finding("Versi", sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}; {packages}")


def _zone(config: Settings) -> Finding:
    try:
        ZoneInfo(config.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return Finding(
            "Zona waktu", False, f"NETRA_ZONE={config.zone} tidak dikenal; pakai mis. Asia/Jakarta."
        )
    return Finding("Zona waktu", True, f"{config.zone}, hari ini {config.day()}")


def _disk(config: Settings) -> Finding:
    config.var_dir.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(config.var_dir).free
    text = f"{free / 1024**3:.1f} GiB bebas di {config.var_dir.resolve()}".replace(".", ",", 1)
    return Finding("Cakram", free > _LEAST_FREE_BYTES, text)


def _fonts() -> Finding:
    from matplotlib import font_manager

    has = any("DejaVu" in f.name for f in font_manager.fontManager.ttflist)
    return Finding("Huruf", has, "DejaVu Sans ada" if has else "pasang paket fonts-dejavu-core")


def _database(config: Settings) -> Iterator[Finding]:
    from etl import store

    try:
        with store.reading(store.connect(config.database_url())) as cx:
            facts = store.doctor_facts(cx)
    except NetraError as error:
        yield Finding("Basis data", False, str(error))
        return
    for fact in facts:
        yield Finding("Basis data", fact["is_fine"], fact["text"])


def _mail(config: Settings) -> Finding:
    try:
        with connection(config.smtp_url.get_secret_value(), timeout=_TIMEOUT_SECONDS) as server:
            server.noop()
    except NetraError as error:
        return Finding("Surel", False, str(error))
    return Finding("Surel", True, "server surel menjawab")
