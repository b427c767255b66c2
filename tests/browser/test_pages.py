"""In a real browser: every page at a desk and on a phone, light and dark, calling no other host."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit, new_visit, sign_in

pytestmark = pytest.mark.browser

PAGES = ["/", "/?wilayah=99", "/peta", "/peta?wilayah=99", "/peta?tingkat=kabkota", "/tren?wilayah=99"]
PAGES += ["/klasemen?wilayah=99", "/rencana?wilayah=99", "/mutu?wilayah=99", "/data", "/panduan"]


@pytest.mark.parametrize(
    ("size", "scheme"), [((1440, 900), "light"), ((390, 844), "dark")], ids=["desk-light", "phone-dark"]
)
def test_every_page_stands_and_calls_nobody(
    chromium: Browser, served: str, cookies: list, size: tuple[int, int], scheme: str
) -> None:
    """No sideways scrolling, no complaint in the console, no request to another host."""
    width, height = size
    with chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme) as context:
        visit = new_visit(context, served, cookies)
        for path in PAGES:
            page = visit.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.locator("h1").count() == 1, path
        page.wait_for_timeout(500)
    assert [u for u in visit.requests if not u.startswith((served, "data:", "blob:"))] == []
    assert visit.complaints == []


def test_the_map_is_drawn_without_internet(visit: Visit) -> None:
    """38 provinces as 38 hexagons with their names, and those without data hatched."""
    page = visit.open("/peta")
    page.wait_for_selector(".grafik .scatterlayer", timeout=20_000)
    assert page.locator(".grafik .textpoint").count() == 38
    assert page.locator(".grafik pattern").count() >= 1


def test_a_filter_changes_the_url_and_the_back_button_works(visit: Visit) -> None:
    """The URL is the state: choose another measure, go back, come forward."""
    page = visit.open("/peta?wilayah=99")
    before = page.locator("h1").inner_text()
    page.locator("[data-saring=ukuran] input").first.click()
    page.get_by_role("option", name="Pegawai terjaring sidak").click()
    page.wait_for_url("**/peta?wilayah=99&ukuran=sidak_terjaring")
    page.wait_for_function("before => document.querySelector('h1').innerText !== before", arg=before)
    page.go_back()
    page.wait_for_url("**/peta?wilayah=99")
    page.wait_for_function("before => document.querySelector('h1').innerText === before", arg=before)
    assert page.url.endswith("/peta?wilayah=99")


def test_a_click_on_a_hexagon_answers_why(visit: Visit) -> None:
    """The panel beside the map changes to the place, and the address remembers it."""
    page = visit.open("/peta?wilayah=99")
    page.wait_for_selector(".grafik .textpoint", timeout=20_000)
    page.locator(".grafik .textpoint", has_text="Arunika").click(force=True)
    page.wait_for_url("**pilih=99.01")
    page.locator("aside h2", has_text="Kabupaten Arunika").wait_for()
    assert page.locator("aside h2").count() == 1


def test_places_of_the_site_follow_without_a_reload(visit: Visit) -> None:
    """From page to page one document: the server sends data only, and the region stays."""
    page = visit.open("/?wilayah=99")
    page.evaluate("window.sama = true")
    for name in ("Peta", "Tren", "Klasemen"):
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**/{name.lower()}?wilayah=99")
        page.wait_for_selector(f"nav a[aria-current=page]:has-text('{name}')")
    assert page.evaluate("window.sama") is True
    assert page.title().startswith("Klasemen")


def test_the_simulation_says_so_on_every_page(visit: Visit) -> None:
    """SIMULASI stands under the header wherever the fictional province is looked at, and nowhere else."""
    for path in ("/?wilayah=99", "/tren?wilayah=99.71", "/rencana?wilayah=99"):
        assert visit.open(path).locator(".simulasi").inner_text().startswith("SIMULASI")
    assert visit.open("/peta").locator(".simulasi").count() == 0


def test_english_by_a_switch(visit: Visit) -> None:
    """One click, and the document says that it is English."""
    page = visit.open("/klasemen?wilayah=99")
    page.get_by_role("link", name="EN", exact=True).click()
    page.wait_for_load_state()
    visit.settle()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "cannot be told apart" in page.locator("h1").inner_text()


def test_dark_is_remembered(visit: Visit) -> None:
    """The theme is the reader's, kept in a cookie, and the figures follow."""
    page = visit.open("/tren?wilayah=99")
    page.locator("[data-tema-tukar]").click()
    page.wait_for_load_state()
    visit.settle()
    assert page.locator("html").get_attribute("data-tema") == "dark"
    visit.open("/peta?wilayah=99")
    assert page.locator("html").get_attribute("data-tema") == "dark"


def test_sign_in_and_out(chromium: Browser, served: str) -> None:
    """A wrong password says so; after signing out the pages are closed."""
    with chromium.new_context() as context:
        page = context.new_page()
        sign_in(page, served, password="bukan-ini-sandinya")
        assert "tidak cocok" in page.locator("[role=alert]").inner_text()
        sign_in(page, served)
        page.wait_for_selector("#isi main", timeout=20_000)
        page.get_by_role("button", name="Keluar").click()
        page.wait_for_url("**/masuk")
        page.goto(served + "/peta")
        assert "/masuk" in page.url


def test_the_light_page_works_without_scripts(chromium: Browser, served: str, cookies: list) -> None:
    """With JavaScript switched off, /ringkas shows the summary, and / its first paint."""
    with chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(served + "/ringkas?wilayah=99")
        assert "30 hari menuju pemungutan suara" in page.locator("h1").inner_text()
        page.goto(served + "/?wilayah=99")
        assert "30 hari menuju pemungutan suara" in page.locator("h1").inner_text()


def test_everything_is_reached_by_keyboard(visit: Visit) -> None:
    """Tab leads first to "skip to content", then through the places."""
    page = visit.open("/?wilayah=99")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "lompat"
    names = []
    for _ in range(8):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.innerText"))
    assert "Peta" in names
    assert "Klasemen" in names
