"""Small maps side by side: the classes of a row are one, and each picture is as guarded as its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from dashboard.components.markup import to_html
from dashboard.config import Settings
from dashboard.figures.minimap import minimap
from dashboard.figures.theme import LIGHT
from dashboard.pages import jejer
from dashboard.pages.context import Context
from dashboard.places import place_table
from dashboard.reader import Cache, Reader
from dashboard.view import View, parse_view
from etl import store
from etl.store import Scope
from tests.dashboard.conftest import Site
from tests.dashboard.world import context

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def province(demo: Settings) -> Callable[..., Context]:
    """Views of the demonstration's province."""
    engine, cache = store.connect(demo.database_url()), Cache()

    def made(**view: str) -> Context:
        reader = Reader(engine, Scope.everything(), today=date(2026, 11, 21), cache=cache)
        return replace(context(), view=View(page="peta", region="99", **view), reader=reader)  # type: ignore[arg-type]

    return made


def test_a_row_holds_each_election_with_numbers_oldest_first(province: Callable) -> None:
    """Three Pilkada and two general elections of the simulation, each with a number somewhere."""
    names = [one.context.view.election for one in jejer.elections(province())]
    assert names == ["PILKADA_2018", "PEMILU_2019", "PILKADA_2020", "PEMILU_2024", "PILKADA_2024"]


def test_a_picture_has_a_cell_a_place_in_the_classes_of_its_row(province: Callable) -> None:
    """The largest number of the row has the darkest colour in its own picture and in no other class."""
    row = jejer.elections(province())
    top = max(row, key=lambda one: max(one.places["rate"].drop_nulls()))
    drawn = ElementTree.fromstring(jejer.picture(top.context))
    cells = [
        path for path in drawn.iter(f"{SVG}path") if path.get("d", "").startswith("M") and path.get("fill")
    ]
    assert sum(path.get("d", "").count("z") for path in cells) == top.places.height
    bounds = jejer.shared_breaks(row)
    assert max(top.places["rate"].drop_nulls()) >= bounds[-1]
    assert any(path.get("fill") == LIGHT.classes[-1] for path in cells)


def test_the_page_links_each_small_map_to_its_view(province: Callable) -> None:
    """Every picture stands in a link to the view that it shows, and says its highest place in words."""
    text = to_html(jejer.build(province()))
    for href, source in re.findall(r'<a[^>]*href="([^"]+)"[^>]*><img src="([^"]+)"', text):
        path, _, search = href.partition("?")
        assert parse_view(path, search).phase == parse_view("/peta", source.partition("?")[2]).phase
    assert (
        text.count("<img")
        == text.count("tertinggi")
        == len(jejer.elections(province())) + len(jejer.phases(province()))
    )


def test_nothing_to_compare_draws_nothing() -> None:
    """One election with numbers is no comparison; an empty map is still a picture."""
    empty = place_table(context(page="peta", region="99")).head(0)
    assert ElementTree.fromstring(minimap(empty, bounds=[], look=LIGHT)).tag == f"{SVG}svg"


@pytest.mark.parametrize("search", ["?wilayah=77", "?pemilihan=X", "?tahapan=<script>"])
def test_a_hostile_address_is_a_400(site: Site, search: str) -> None:
    """Never a 500, never a picture."""
    assert site.sign_in().get(jejer.ADDRESS + search).status_code == 400


def test_pictures_are_for_those_who_signed_in(site: Site) -> None:
    """Without a session the guard sends to the door."""
    assert site.client().get(jejer.ADDRESS).status_code in (302, 401)
