"""A market belongs to a kecamatan because the region says so; what was found there is counted there."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from etl import store
from etl.importing import ImportOptions
from etl.pipeline import import_document
from etl.store.engine import Engine
from etl.store.scope import Grant
from geo.boundaries import add_boundaries

OPTIONS = ImportOptions(today=date(2024, 10, 28))
REGIONS = """DAFTAR WILAYAH
Kode;Nama;Induk;Zona;Lat;Lon
99;Provinsi Nusa Wening;00;WIB;-10.3;109.5
99.71;Kota Wening;99;WIB;-10.30;109.50
99.71.01;Kecamatan Arjawening;99.71;WIB;-10.30;109.50
99.71.02;Kecamatan Baruna;99.71;WIB;-10.45;109.70
"""
PLACES = """DAFTAR TEMPAT SASARAN SIDAK
Nama Tempat;Jenis;Kabupaten/Kota;Kecamatan;Lintang;Bujur
Pasar Induk;pasar;Kota Wening;Arjawening;;
Alun-Alun;alun-alun;Kota Wening;;-10.44;109.69
Gudang;gudang;Kota Wening;;;
"""
SIDAK = """PEMERINTAH KOTA WENING
REKAP HASIL SIDAK DISIPLIN PEGAWAI
Tanggal;Lokasi;OPD;Jumlah Diperiksa;Jumlah Terjaring
02/09/2024;pasar induk;Dinas Kesehatan;40;2
09/09/2024;Alun-alun;Dinas Kesehatan;30;3
16/09/2024;Kantor Kec. Baruna;Kecamatan Baruna;20;1
23/09/2024;Warung Bu Siti;Dinas Kesehatan;10;4
"""


def _load(engine: Engine) -> dict[str, object]:
    texts = {"wilayah.csv": REGIONS, "tempat.csv": PLACES, "sidak.csv": SIDAK}
    return {n: import_document(engine, t.encode(), name=n, options=OPTIONS) for n, t in texts.items()}


def test_finds_are_counted_in_the_kecamatan_of_their_place(engine: Engine) -> None:
    """By name, by the nearest point, by the office's own words; a stall nobody listed has no kecamatan."""
    results = _load(engine)
    with store.reading(engine) as cx:
        rows = store.read_found(cx, store.Scope.everything(), region_code="99.71")
    assert rows.select("kecamatan_code", "count", "effort").rows() == [
        ("99.71.01", 2, 40.0),
        ("99.71.02", 3, 30.0),
        ("99.71.02", 1, 20.0),
        (None, 4, 10.0),
    ]
    assert [p["reason"] for p in results["tempat.csv"].quarantined] == ["value_error"]  # type: ignore[attr-defined]


def test_a_list_that_is_loaded_later_moves_the_place(engine: Engine) -> None:
    """The region's newest list of places is the one that counts."""
    _load(engine)
    moved = PLACES.replace("Pasar Induk;pasar;Kota Wening;Arjawening", "Pasar Induk;pasar;Kota Wening;Baruna")
    import_document(engine, moved.encode(), name="tempat-2.csv", options=OPTIONS)
    with store.reading(engine) as cx:
        rows = store.read_found(cx, store.Scope.everything(), region_code="99.71")
    assert rows["kecamatan_code"].to_list()[0] == "99.71.02"


def test_boundaries_outweigh_the_nearest_point(engine: Engine, tmp_path: Path) -> None:
    """With boundaries of kecamatan, a point belongs where it lies; what the list says still comes first."""
    _load(engine)
    west, east, line = 109.4, 109.9, -10.442
    box = {"99.71.01": (line, -10.2), "99.71.02": (-10.6, line)}  # the border runs south of the town square
    features = [
        {
            "type": "Feature",
            "properties": {"kode": code},
            "geometry": {"type": "Polygon", "coordinates": [_ring(west, south, east, north)]},
        }
        for code, (south, north) in box.items()
    ]
    file = tmp_path / "kecamatan.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with store.reading(engine) as cx:
        add_boundaries(file, folder=tmp_path / "batas", level=3, gazetteer=store.read_gazetteer(cx))
        ask = {"region_code": "99.71", "boundaries": tmp_path / "batas"}
        rows = store.read_found(cx, store.Scope.everything(), **ask)  # type: ignore[arg-type]
    known = dict(rows.select("place", "kecamatan_code").iter_rows())
    assert known["Alun-alun"] == "99.71.01"
    assert known["pasar induk"] == "99.71.01"


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_another_region_is_not_shown(engine: Engine) -> None:
    """A reader of one regency learns nothing about the places of a city."""
    _load(engine)
    with store.reading(engine) as cx:
        rows = store.read_found(
            cx, store.Scope(regions=("99.01",), may_see_records=True), region_code="99.71"
        )
        assert rows.is_empty()
        closed = store.Scope(grants=[Grant("99.71", stream="netralitas")], may_see_records=True)
        with pytest.raises(store.StoreError):
            store.read_found(cx, closed, region_code="99.71")
