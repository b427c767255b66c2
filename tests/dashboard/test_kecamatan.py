"""A city's map by kecamatan: rates where somebody looked, and what cannot be placed is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboard import kecamatan
from dashboard.components.markup import to_html
from dashboard.config import Settings
from dashboard.pages import peta
from dashboard.pages.context import Context
from dashboard.places import place_table
from dashboard.reader import Cache, Reader
from dashboard.view import View
from etl import store
from etl.store import Scope
from tests.dashboard.world import context

CITY = "99.71"


@pytest.fixture(scope="module")
def look_at(demo: Settings) -> Callable[..., Context]:
    """A view of the demonstration's city by kecamatan."""
    engine, cache = store.connect(demo.database_url()), Cache()

    def made(scope: Scope | None = None, **view: str) -> Context:
        reader = Reader(engine, scope or Scope.everything(), today=date(2026, 11, 21), cache=cache)
        asked = View(page="peta", region=CITY, level=kecamatan.LEVEL, **view)
        return replace(context(), view=asked, reader=reader)  # type: ignore[arg-type]

    return made


def test_persons_caught_and_checked_are_those_of_the_located_operations(look_at: Callable) -> None:
    """Every operation of these days is in one kecamatan's count, or in the sentence about unlocated ones."""
    request = look_at(measure="sidak_terjaring")
    rows, found = place_table(request), kecamatan.found(request)
    located = found.drop_nulls("kecamatan_code")
    assert rows["count"].sum() == located["count"].sum() > 0
    assert rows["effort"].sum() == located["effort"].sum()
    row = rows.drop_nulls("rate").row(0, named=True)
    assert row["rate"] == pytest.approx(100 * row["count"] / row["effort"])
    assert row["rate_lower"] < row["rate"] < row["rate_upper"]
    count, names = kecamatan.unlocated(request)
    assert count == found.height - located.height
    assert names == ["Warung sekitar kantor"]


def test_the_page_says_where_what_and_what_is_missing(look_at: Callable) -> None:
    """One hexagon a kecamatan, its places beside it, the stall that no list knows in the sentence."""
    text = to_html(peta.build(look_at(measure="sidak_terjaring")))
    assert "Kecamatan" in text
    assert "operasi di “Warung sekitar kantor” belum diketahui kecamatannya" in text
    assert "diperiksa" in text.split("Tempat")[-1]


def test_another_measure_has_no_kecamatan(look_at: Callable) -> None:
    """Cases are of an OPD, not of a kecamatan: the page says which measure to choose."""
    request = look_at(measure="netralitas_dugaan")
    assert place_table(request)["rate"].null_count() == place_table(request).height
    assert "hanya hasil sidak yang dapat dihitung" in to_html(peta.build(request))


def test_small_counts_stay_hidden_from_readers_of_aggregates(look_at: Callable) -> None:
    """Without record rights a count under five is not shown, nor are the places behind it."""
    closed = look_at(measure="sidak_terjaring", scope=Scope(regions=("00",)))
    rows = place_table(closed)
    assert rows.filter(pl.col("count").is_between(1, 4)).is_empty()
    assert "Kantor Kec." not in to_html(peta.build(closed))
