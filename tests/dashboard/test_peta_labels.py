"""What stands inside a hexagon is never cut, a phone's map slides, and an empty map says what there is."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from dashboard.components.markup import to_html
from dashboard.pages import peta
from dashboard.pages.peta_kosong import why_empty
from dashboard.pages.peta_label import LONGEST_LINE, PROVINCE_LINE, province_label, unit_labels
from etl.opd_short import short_names
from geo.tables import packaged_regions
from tests.dashboard.world import context

NAMES = Path(__file__).parents[2] / "etl" / "reference" / "opd_nama.csv"


def test_usual_units_bear_their_abbreviation() -> None:
    """Disdukcapil, DP3A, Satpol PP: as offices write them, words as words and letters as letters."""
    short = short_names()
    assert short["Dinas Kependudukan dan Pencatatan Sipil"] == "Disdukcapil"
    assert short["Dinas Pemberdayaan Perempuan dan Perlindungan Anak"] == "DP3A"
    assert short["Satuan Polisi Pamong Praja"] == "Satpol PP"
    assert short["Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak"] == "Dinsos P3A"


def test_no_word_is_cut_and_no_two_units_look_alike() -> None:
    """Every line consists of whole words; two OPD with one abbreviation (DKP) are told by their words."""
    with NAMES.open(encoding="utf-8") as lines:
        names = [row["name"] for row in csv.DictReader(lines)] + ["Kecamatan Gunungbaruna", "Bagian Hukum"]
    short = {word for text in short_names().values() for word in text.split()}
    for name, label in zip(names, unit_labels(names), strict=True):
        words = set(name.replace(",", "").split()) | short
        assert set(label.replace("<br>", " ").split()) <= words, name
        assert label.count("<br>") < 2
    pair = unit_labels(["Dinas Ketahanan Pangan", "Dinas Kelautan dan Perikanan"])
    assert pair == ["Ketahanan<br>Pangan", "Kelautan dan<br>Perikanan"]
    assert len("Disnakkeswan") <= LONGEST_LINE


def test_provinces_bear_their_usual_short_names() -> None:
    """Sumut, Sulbar, Kaltara; nothing longer than a cell of 38 holds, and each once."""
    rows = packaged_regions().filter(packaged_regions()["level"] == 1).select("code", "name").iter_rows()
    labels = [province_label(code, name) for code, name in rows]
    assert {"Sumut", "Sulbar", "Kaltara", "NTT", "Papua<br>Tengah"} <= set(labels)
    assert max(len(line) for label in labels for line in label.split("<br>")) <= PROVINCE_LINE
    assert len(set(labels)) == 38


def test_a_small_map_does_not_slide() -> None:
    """Twelve cells with their names fit on a phone: no frame to slide, no superfluous stop of the tab key."""
    assert 'class="geser"' not in to_html(peta.build(context(region="99", measure="sidak_terjaring")))


def test_units_without_estimates_are_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """A city's map of a measure that is not estimated by OPD names the reason and links the province."""
    monkeypatch.setattr("dashboard.pages.peta_kosong.estimates_below", lambda request: pl.DataFrame())
    request = context(region="99.71", measure="netralitas_dugaan", level="opd")
    text = to_html(why_empty(request, pl.DataFrame()))
    assert "belum dihitung per OPD" in text
    assert "wilayah=99&amp;" in text


def test_a_wide_map_slides_and_opens_at_its_sentence() -> None:
    """38 provinces: a region that the keyboard reaches, with where to open; the picture lies inside."""
    text = to_html(peta.build(context(region="00", measure="netralitas_publik")))
    frame = text.split('class="geser"')[1].split(">")[0] if 'class="geser"' in text else ""
    assert 'role="region"' in frame
    assert 'tabindex="0"' in frame.lower()
    assert "data-tengah=" in frame
    assert text.index('class="geser"') < text.index('role="img"')
