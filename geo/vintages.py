"""Boundaries kept in a folder: vintages side by side, the right one for a day, the room in each.

Reading a vintage needs no geometry library: pages choose among the assets that ``geo.boundaries`` wrote.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

INDEX = "batas.json"
SCANS = 24  # parallels at which the room inside a shape is measured
Box = tuple[float, float, float, float]  # west, south, east, north in degrees
Span = tuple[float, float]  # west and east end
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """A region's box, and the room inside its largest part: the longest stretch on each of SCANS parallels,
    ``step`` degrees apart, from ``south`` upwards."""

    box: Box
    south: float
    step: float
    spans: tuple[Span, ...]

    def room(self, width: float, height: float) -> tuple[float, float] | None:
        """Centre of the roomiest place inside for a text of that size in degrees; None where none fits."""
        lines = max(1, ceil(height / self.step)) if self.step else SCANS + 1
        found: list[tuple[float, float, float]] = []
        for i in range(SCANS - lines + 1):
            west = max(span[0] for span in self.spans[i : i + lines])
            east = min(span[1] for span in self.spans[i : i + lines])
            found.append((east - west, (west + east) / 2, self.south + (i + lines / 2) * self.step))
        widest = max(found, default=(0.0, 0.0, 0.0))
        return widest[1:] if widest[0] >= width else None


@dataclass(frozen=True)
class Asset:
    """One vintage of one level as kept in a folder; ``year`` None = for any date."""

    file: str
    level: int
    year: int | None
    attribution: str
    count: int
    packed_bytes: int
    tolerance_degrees: float
    source: str
    source_sha256: str
    parents: list[str] = field(default_factory=list)  # provinces or kab/kota that it covers


def keep(folder: Path, asset: Asset, text: bytes, packed: bytes) -> None:
    """Write an asset, its packed twin and the index; the same level, year and parents are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / asset.file, text)
    _write(folder / f"{asset.file}.gz", packed)
    same = {"level": asset.level, "year": asset.year, "parents": asset.parents}
    others = [a for a in assets(folder) if {k: getattr(a, k) for k in same} != same]
    rows = [asdict(a) for a in sorted([*others, asset], key=lambda a: (a.level, a.year or 0, a.file))]
    _write(folder / INDEX, json.dumps(rows, ensure_ascii=False, indent=1).encode())


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.baru")
    new.write_bytes(content)
    os.replace(new, path)  # readers see the old file or the new one, never half


def assets(folder: Path) -> list[Asset]:
    """All vintages kept in a folder, by level and year."""
    index = folder / INDEX
    return [Asset(**row) for row in json.loads(index.read_text(encoding="utf-8"))] if index.is_file() else []


def choose(
    folder: Path, *, level: int, on: date, parent: str | None = None, parents: Collection[str] = ()
) -> Asset | None:
    """The vintage for a day: the latest of its year or before, else one without a year, else the earliest.

    ``parents``: regions whose children are looked at; a file that covers less than half of them is passed
    over, so that the kab/kota of one province never stand for the country.
    """
    wanted = set(parents) | ({parent} if parent else set())
    fitting = [
        a for a in assets(folder) if a.level == level and 2 * len(wanted & set(a.parents)) >= len(wanted)
    ]
    past = [a for a in fitting if a.year is not None and a.year <= on.year]
    undated = [a for a in fitting if a.year is None]
    later = sorted((a for a in fitting if a.year), key=lambda a: a.year or 0)
    if past:
        return max(past, key=lambda a: (a.year or 0, len(wanted & set(a.parents))))
    return next(iter([*undated, *later]), None)


def outlines(folder: Path, asset: Asset) -> dict[str, Shape]:
    """What a page needs of every shape of an asset, by code, to frame its map and to place names."""
    content = json.loads((folder / asset.file).read_bytes())
    return {
        feature["id"]: _shape(list(_rings(feature["geometry"]["coordinates"])))
        for feature in content["features"]
    }


def _rings(coordinates: list[Any]) -> Iterator[Ring]:
    if coordinates and isinstance(coordinates[0][0], (int, float)):
        yield [(x, y) for x, y, *_ in coordinates]
        return
    for part in coordinates:
        yield from _rings(part)


def _shape(rings: list[Ring]) -> Shape:
    largest = max(rings, key=_spread)
    _, south, _, north = _box(largest)
    step = (north - south) / SCANS
    lines = [_longest_span(largest, south + (i + 0.5) * step) for i in range(SCANS)]
    return Shape(_box([point for ring in rings for point in ring]), south, step, tuple(lines))


def _box(points: Ring) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _spread(ring: Ring) -> float:
    west, south, east, north = _box(ring)
    return (east - west) * (north - south)


def _longest_span(ring: Ring, y: float) -> Span:
    """Longest stretch of the parallel ``y`` inside a ring (even-odd rule); nothing = an empty stretch."""
    crossings = sorted(
        x0 + (y - y0) * (x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in pairwise(ring) if (y0 > y) != (y1 > y)
    )
    spans = list(zip(crossings[::2], crossings[1::2], strict=False))
    return max(spans, key=lambda span: span[1] - span[0], default=(0.0, 0.0))
