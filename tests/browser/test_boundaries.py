"""In a real browser: the map in an office's boundaries, and names that fit on a phone."""

from __future__ import annotations

import gzip
import json
import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from dashboard.boundaries import FOLDER
from dashboard.config import Settings
from dashboard.reader import VERSION_SECONDS
from geo.vintages import Asset, keep
from tests.browser.conftest import Visit, new_visit

pytestmark = pytest.mark.browser
CODES = ("33", "52", "73", "74", "94")
NAME = "batas-1-2018-0123456789ab.geojson"


def _square(i: int) -> list[list[float]]:
    west = 100.0 + 6 * i
    return [[west, -5], [west, 0], [west + 5, 0], [west + 5, -5], [west, -5]]


@pytest.fixture
def boundaries(shown: Settings, served: str) -> Iterator[None]:
    """Five squares as boundaries of five provinces, as ``netra geo add`` keeps them; taken away again."""
    features = [
        {"type": "Feature", "id": code, "geometry": {"type": "Polygon", "coordinates": [_square(i)]}}
        for i, code in enumerate(CODES)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    asset = Asset(NAME, 1, 2018, "Batas: contoh", len(CODES), 0, 0.0, "x", "y", ["00"])
    keep(shown.var_dir / FOLDER, asset, text, gzip.compress(text))
    time.sleep(1.2 * VERSION_SECONDS)  # a worker looks once a second
    yield
    shutil.rmtree(shown.var_dir / FOLDER)
    time.sleep(1.2 * VERSION_SECONDS)


@pytest.mark.usefixtures("boundaries")
def test_the_switch_draws_boundaries_and_a_click_chooses(visit: Visit) -> None:
    """Hexagons first; the switch fetches the shapes once, from here; a click on one tells about it."""
    page = visit.open("/peta?pemilihan=PEMILU_2019")
    assert not [u for u in visit.requests if NAME in u]
    page.get_by_role("link", name="batas wilayah").click()
    page.wait_for_url("**bentuk=batas")
    page.wait_for_selector(".choroplethlocation", state="attached")
    assert page.locator(".choroplethlocation").count() == len(CODES)
    assert page.locator(".atribusi").inner_text().startswith("Batas: contoh. Batas tahun 2018. 33 wilayah")
    box = page.locator(".choroplethlocation").nth(2).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    page.wait_for_url("**pilih=*")
    assert [u for u in visit.requests if not u.startswith((visit.base, "data:", "blob:"))] == []
    assert len([u for u in visit.requests if NAME in u]) == 1
    assert visit.complaints == []


@pytest.mark.parametrize("width", [1440, 390])
def test_names_fit_into_their_cells(chromium: Browser, served: str, cookies: list, width: int) -> None:
    """38 provinces: readable names at a desk and on a phone, where the map slides; never one over another."""
    with chromium.new_context(viewport={"width": width, "height": 900}) as context:
        page = new_visit(context, served, cookies).open("/peta")
        page.wait_for_selector(".grafik .textpoint", state="attached")
        sizes = page.eval_on_selector_all(
            ".grafik .textpoint text", "all => all.map(t => parseFloat(getComputedStyle(t).fontSize))"
        )
        assert len(sizes) == 38
        assert all(size >= 7.5 for size in sizes)
        widths = page.eval_on_selector_all(
            ".grafik .textpoint text", "all => all.map(t => t.getBoundingClientRect().width)"
        )
        cell = page.evaluate("document.querySelector('.grafik').clientWidth") / 19.7
        assert max(widths) <= cell
        slides = page.evaluate("(g => g.scrollWidth > g.clientWidth)(document.querySelector('.geser'))")
        assert slides == (width == 390)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
