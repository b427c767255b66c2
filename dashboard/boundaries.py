"""Boundaries that the office added, for the map: chosen by election date, sent once, kept by the browser.

A page names an asset by its address and sends values only. The address holds a hash of the content, so the
browser keeps it for a year; it is sent packed as it lies on disk, to signed-in readers only (the guard stands
before every route), and nothing but the assets of that folder is ever answered.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import structlog
from flask import Flask, Response, abort, make_response, request

from geo.vintages import INDEX, Shape, choose, outlines

FOLDER = "batas"  # under var_dir; written by `netra geo add`
ROUTE = "/batas/"
MIMETYPE = "application/geo+json"
KEPT_SECONDS = 365 * 86400
NAME = re.compile(r"batas-[1-4]-(umum|\d{4})-[0-9a-f]{12}\.geojson")
log = structlog.get_logger()


@dataclass(frozen=True)
class Shapes:
    """One vintage as a page needs it: where the browser finds it, whose it is, and each outline in short."""

    url: str
    attribution: str
    year: int | None
    outlines: dict[str, Shape]


def version(folder: Path | None) -> int:
    """Changes when boundaries are added; 0 while there are none."""
    index = folder / INDEX if folder else None
    return index.stat().st_mtime_ns if index and index.is_file() else 0


def find(folder: Path | None, *, level: int, on: date, parents: Collection[str]) -> Shapes | None:
    """Shapes of a level for a day, or None; a damaged folder is logged, and the hexagons stay."""
    if folder is None:
        return None
    try:
        asset = choose(folder, level=level, on=on, parents=parents)
        if asset is None or not NAME.fullmatch(asset.file):
            return None
        return Shapes(ROUTE + asset.file, asset.attribution, asset.year, outlines(folder, asset))
    except (OSError, ValueError, TypeError, KeyError):
        log.exception("boundaries_unreadable", folder=str(folder))
        return None


def install(server: Flask, folder: Path) -> None:
    """Add the route of the assets in ``folder``; sign-in is asked by the guard before it."""

    @server.get(f"{ROUTE}<name>")
    def shapes(name: str) -> Response:
        packed = folder / f"{name}.gz"
        if not NAME.fullmatch(name) or not packed.is_file():
            abort(404)
        return _answer(packed, is_packed="gzip" in request.accept_encodings)


def _answer(packed: Path, *, is_packed: bool) -> Response:
    answer = make_response((packed if is_packed else packed.with_suffix("")).read_bytes())
    if is_packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Content-Type"] = MIMETYPE
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}, immutable"
    return answer
