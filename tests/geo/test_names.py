"""Measured on all 552 names: forms without an error, and names with one typing error."""

from __future__ import annotations

import time
from datetime import date

import polars as pl
import pytest

from geo import misspelling
from geo.regions import Gazetteer
from geo.tables import packaged_regions, shaped

INDONESIA = Gazetteer.packaged()


def test_every_form_of_every_name() -> None:
    """Written without an error, each of the 552 names finds its code in every form, given its level."""
    wrong = [
        (written, code)
        for written, code, level in misspelling.every_form()
        if INDONESIA.find_codes([written], level=level) != [code]
    ]
    assert wrong == []


def test_forms_without_level_find_it_or_ask() -> None:
    """Without a level only Jambi, Bengkulu and Gorontalo ask: each is a province and a kota."""
    asked = {
        code for written, code, _ in misspelling.every_form() if INDONESIA.find_codes([written]) != [code]
    }
    assert asked == {"15", "17", "75"}


@pytest.mark.parametrize("seed", [1, 2])
def test_one_typing_error(seed: int) -> None:
    """With one typing error the right region is first in at least 99 %, and a wrong one is never taken."""
    cases = list(misspelling.every_misspelling(3, seed=seed))
    first, silent = 0, []
    for written, code, level in cases:
        found = INDONESIA.find(written, level=level)
        first += bool(found) and found[0].region.code == code
        (taken,) = INDONESIA.find_codes([written], level=level)
        if taken not in (None, code):
            silent.append((written, code, taken))
    assert first / len(cases) >= 0.99
    assert len(silent) / len(cases) <= 0.001, silent


def test_bulk_speed() -> None:
    """A column of 100,000 names in 3,000 spellings takes under five seconds even on a busy machine."""
    spellings = [written for written, _, _ in misspelling.every_form()]
    column = (spellings * 40)[:100_000]
    fresh = Gazetteer(INDONESIA.frame)
    begun = time.perf_counter()
    codes = fresh.find_codes(column)
    assert time.perf_counter() - begun < 5
    assert len(codes) == len(column)


def test_a_region_of_its_own_index_answers_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where kelurahan are loaded a misspelt name is compared with its own kab/kota only: same answers."""
    names = ["Kanigarran", "Wonoasihh", "Mayangn", "Kademangn"]
    rows = {
        "code": [f"35.74.{i:02d}" for i in range(1, 5)],
        "name": ["Kanigaran", "Wonoasih", "Mayangan", "Kademangan"],
        "kind": ["kecamatan"] * 4,
        "level": [3] * 4,
        "parent_code": ["35.74"] * 4,
    }
    frame = pl.concat([packaged_regions(), shaped(pl.DataFrame(rows))], how="diagonal_relaxed")
    whole = Gazetteer(frame).find_codes(names, within="35.74")
    monkeypatch.setattr("geo.regions.MANY", 0)
    parts = Gazetteer(frame)
    assert parts.find_codes(names, within="35.74") == whole == rows["code"]
    assert parts.find_codes(["Papuaa"], within="91", on=date(2018, 6, 27)) == ["91"]
