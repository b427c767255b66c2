"""Accessibility: axe-core finds no violation of WCAG 2.2 A and AA, light and dark, desk and phone."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PATIENCE_MS, Visit, new_visit

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIEWS = [
    "/",
    "/?wilayah=99",
    "/peta",
    "/peta?wilayah=99",
    "/tren",
    "/tren?wilayah=99",
    "/klasemen?wilayah=99",
]
VIEWS += ["/rencana?wilayah=99", "/mutu", "/mutu?wilayah=99", "/data", "/panduan", "/?wilayah=99.71"]
PLAIN = [
    "/ringkas?wilayah=99",
    "/data/kalender",
    "/data/dokumen",
    "/data/impor",
    "/data/karantina",
    "/data/opd",
]
PLAIN += ["/data/pegawai", "/data/penerima", "/data/pengguna", "/data/jejak", "/alamat-yang-tidak-ada"]


@pytest.fixture(scope="module")
def axe() -> str:
    """The rules as a script, from a package that the lock file pins."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds, each with the first element that it concerns."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [f"{v['id']}: {len(v['nodes'])} x {v['nodes'][0]['html'][:120]}" for v in found]


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
)
def test_no_page_has_a_violation(
    chromium: Browser, served: str, cookies: list, axe: str, width: int, scheme: str
) -> None:
    """Every place with figures drawn and every fold open."""
    wrong = {}
    size = {"width": width, "height": 900}
    with chromium.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce") as context:
        visit = new_visit(context, served, cookies)
        for path in VIEWS:
            page = visit.open(path)
            wait_for_figures(page)
            wrong[path] = violations(page, axe)
        for path in PLAIN:
            visit.page.goto(served + path)
            wrong[path] = violations(visit.page, axe)
    assert {path: found for path, found in wrong.items() if found} == {}


def wait_for_figures(page: Page) -> None:
    """Every figure and grid of the page has drawn itself."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('#isi .grafik')].every(g => g.querySelector('.main-svg')) && "
        "[...document.querySelectorAll('#isi .papan')].every(g => g.querySelector('.ag-root'))",
        timeout=PATIENCE_MS,
    )


def test_the_sign_in_page_too(chromium: Browser, served: str, axe: str) -> None:
    """Before anybody is known."""
    for scheme in ("light", "dark"):
        with chromium.new_context(color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(f"{served}/masuk")
            assert violations(page, axe) == []


def test_letters_can_be_doubled(visit: Visit) -> None:
    """At 200 % (720 px of room on a desk of 1440) nothing scrolls sideways."""
    visit.page.set_viewport_size({"width": 720, "height": 450})
    for path in VIEWS:
        page = visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 720, path
