"""How fast and how well places are found, drawn and connected; rows for ``make bench``.

Median of RUNS runs, least and greatest value as spread. Rows that need the reference data are left out when
it is absent.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from geo import cartogram
from geo.boundaries import LARGEST_ASSET_BYTES, Asset, add_boundaries, contiguity, read_boundaries
from geo.misspelling import every_form, every_misspelling
from geo.neighbours import neighbours
from geo.regions import Gazetteer
from geo.tables import packaged_regions

RUNS = 5
COLUMN_LENGTH = 100_000
KECAMATAN_EACH, KELURAHAN_EACH = 14, 12  # as many as there are, on average
SYLLABLES = [f"{first}{last}" for first in "bkrstlmnpjw" for last in "aiu"]
COUNTRY_DEGREES, SCREEN_PIXELS = 46.0, 1440


def bench(shared: Path | None) -> list[dict[str, Any]]:
    """All rows of the area geo; ``shared`` is the folder of reference data, or None."""
    rows = [*_names(), *_maps(), *_drawing()]
    if shared is not None:
        rows += [*_borders(shared), *_assets(shared)]
    return rows


def _row(name: str, what: str, values: list[float], unit: str, **limits: Any) -> dict[str, Any]:
    """``gate`` must be reached: at most, or at least when ``at_least`` is set."""
    at_least, gate = limits.pop("at_least", False), limits.get("gate")
    value = statistics.median(values)
    is_ok = None if gate is None else bool(value >= gate if at_least else value <= gate)
    spread = f"{min(values):.4g}-{max(values):.4g}" if len(values) > 1 else None
    known = {"area": "geo", "id": f"geo.{name}", "what": what, "value": value, "unit": unit, "spread": spread}
    return known | limits | {"ok": is_ok}


def _seconds(work: Callable[[], object], *, runs: int = RUNS) -> list[float]:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return times


def _names() -> Iterator[dict[str, Any]]:
    chance, tenth = random.Random(0), COLUMN_LENGTH // 10
    spelt = [written for written, _, _ in every_form()]
    misspelt = [written for written, _, _ in every_misspelling(1, seed=7)]
    column = chance.choices(spelt, k=9 * tenth) + chance.choices(misspelt, k=tenth)
    chance.shuffle(column)
    what = "nama per detik dalam satu kolom (3.300 ejaan, 10 % salah ketik)"
    yield _row("names_bulk", what, _speeds(column), "nama/detik", gate=20_000, at_least=True)
    once = list(dict.fromkeys(spelt))
    yield _row("names_once", "nama per detik, setiap ejaan sekali", _speeds(once), "nama/detik")
    typos = list(dict.fromkeys(misspelt))
    yield _row(
        "names_misspelt", "nama salah ketik per detik, setiap ejaan sekali", _speeds(typos), "nama/detik"
    )
    what = "kelurahan salah ketik per detik di kab/kotanya, 92.000 wilayah dimuat"
    yield _row("names_kelurahan", what, [_kelurahan_speed()], "nama/detik", gate=1_000, at_least=True)
    what = "salah ketik satu huruf: wilayah yang benar di urutan pertama"
    yield _row("names_top1", what, [_first_share(seed) for seed in range(3)], "%", gate=99, at_least=True)


def _speeds(column: list[str]) -> list[float]:
    """Names per second by gazetteers that know no spelling yet, only their index."""
    speeds = []
    for _ in range(RUNS):
        places = Gazetteer(packaged_regions())
        places.find_codes(["Jember", "Jembr"])
        begun = time.perf_counter()
        places.find_codes(column)
        speeds.append(len(column) / (time.perf_counter() - begun))
    return speeds


def _kelurahan_speed() -> float:
    """Misspelt names of kelurahan per second in a gazetteer of all levels, with made-up kelurahan."""
    chance, upper = random.Random(1), packaged_regions()
    rows = []
    for kabkota in upper.filter(pl.col("level") == 2)["code"]:
        for i in range(KECAMATAN_EACH):
            above = f"{kabkota}.{i + 1:02d}"
            rows.append((above, _made_up(chance), "kecamatan", 3, kabkota))
            below = [(f"{above}.{1001 + j}", _made_up(chance)) for j in range(KELURAHAN_EACH)]
            rows += [(code, name, "kelurahan", 4, above) for code, name in below]
    names = ["code", "name", "kind", "level", "parent_code"]
    lower = pl.DataFrame(rows, schema={name: upper.schema[name] for name in names}, orient="row")
    places = Gazetteer(pl.concat([upper, lower], how="diagonal"))
    asked = chance.sample(
        [(code[:5], f"{name[:-1]}x") for code, name, _, level, _ in rows if level == 4], 1000
    )
    places.find_codes(["Jember", "Jembr"])
    begun = time.perf_counter()
    for kabkota, name in sorted(asked):
        places.find_codes([name], within=kabkota)
    return len(asked) / (time.perf_counter() - begun)


def _made_up(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(3, 5))).title()


def _first_share(seed: int) -> float:
    places = Gazetteer.packaged()
    right = total = 0
    for written, code, level in every_misspelling(2, seed=seed):
        found = places.find(written, level=level)
        right += bool(found) and found[0].region.code == code
        total += 1
    return 100 * right / total


def _points(level: int) -> pl.DataFrame:
    return packaged_regions().filter(pl.col("level") == level).select("code", "lat", "lon")


def _maps() -> Iterator[dict[str, Any]]:
    points = _points(2)
    found = cartogram.quality(cartogram.kabkota(), neighbours(points, extra=points.clear()), points)
    share, moved = 100 * found["touching_share"], found["displacement_cells"]
    yield _row(
        "cartogram_touching",
        "tetangga (dari titik) yang bersentuhan di peta heksagon 514",
        [share],
        "%",
        gate=60,
        at_least=True,
    )
    yield _row("cartogram_moved", "pergeseran rata-rata dari letak sebenarnya", [moved], "sel", gate=3.5)


def _drawing() -> Iterator[dict[str, Any]]:
    points = _points(2)
    region = points.filter(pl.col("code").str.starts_with("35.")).with_columns(
        code="99" + pl.col("code").str.slice(2)
    )
    runs = iter(range(1, 100))
    times = _seconds(lambda: cartogram.place(region, seed=next(runs)), runs=3)
    yield _row("place", "tata letak heksagon baru untuk 38 kab/kota", times, "detik", gate=2.0)
    times = _seconds(lambda: cartogram.outline(cartogram.kabkota()))
    yield _row("outline", "garis tepi 38 provinsi", times, "detik", gate=0.1)
    yield _row(
        "neighbours", "tetangga dari 514 titik", _seconds(lambda: neighbours(points)), "detik", gate=1.0
    )


def _borders(shared: Path) -> Iterator[dict[str, Any]]:
    found = read_boundaries(shared / "boundaries" / "regencies_lite.geojson", level=2)
    true, points = set(contiguity(found).iter_rows()), _points(2)
    guessed = set(neighbours(points, extra=points.clear()).iter_rows())
    both = 100 * len(true & guessed)
    edges = pl.DataFrame(sorted(true), schema={"i": pl.String, "j": pl.String}, orient="row")
    share = 100 * cartogram.quality(cartogram.kabkota(), edges, points)["touching_share"]
    for name, what, value, gate in (
        ("neighbours_precision", "tetangga dari titik yang benar berbatasan", both / len(guessed), 70),
        ("neighbours_recall", "perbatasan yang ditemukan dari titik", both / len(true), 70),
        ("cartogram_borders", "perbatasan sebenarnya yang bersentuhan di peta heksagon", share, 55),
    ):
        yield _row(name, what, [value], "%", gate=gate, at_least=True, reference="batas BPS/OCHA 2020")


def _assets(shared: Path) -> Iterator[dict[str, Any]]:
    kept: list[Asset] = []

    def add() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = shared / "boundaries" / "regencies.topojson"
            kept.append(add_boundaries(path, folder=Path(folder), year=2020)[0])

    times = _seconds(add, runs=3)
    yield _row("add_514", "netra geo add: 514 poligon", times, "detik", gate=20)
    asset = kept[-1]
    yield _row(
        "asset", "aset peta nasional, dipadatkan", [asset.packed_bytes], "bita", gate=LARGEST_ASSET_BYTES
    )
    pixels = asset.tolerance_degrees / COUNTRY_DEGREES * SCREEN_PIXELS
    yield _row("asset_error", "penyederhanaan pada lebar 1440 piksel", [pixels], "piksel", gate=0.5)
