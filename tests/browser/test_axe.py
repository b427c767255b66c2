"""No page breaks a rule of WCAG 2.2 A or AA that axe can check: light and dark, on a desk and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import PATIENCE_MS

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = (
    "/",
    "/?wilayah=99",
    "/?wilayah=99.71",
    "/ringkas?wilayah=99",
    "/peta",
    "/peta?wilayah=99",
    "/peta?wilayah=99.71&ukuran=sidak_terjaring&tingkat=kecamatan",
    "/peta?tingkat=kabkota",
    "/tren",
    "/tren?wilayah=99",
    "/klasemen?wilayah=99",
    "/klasemen?wilayah=99.71&ukuran=sidak_terjaring",
    "/rencana?wilayah=99",
    "/mutu?wilayah=99",
    "/data",
    "/data/impor",
    "/data/karantina",
    "/data/dokumen",
    "/data/kalender",
    "/data/opd",
    "/data/pegawai",
    "/data/penerima",
    "/data/pengguna",
    "/data/jejak",
    "/panduan",
    "/panduan/metode",
    "/tren?wilayah=99&bahasa=en",
    "/tidak-ada",
)
WINDOWS = {"meja": {"width": 1440, "height": 900}, "ponsel": {"width": 390, "height": 844}}
LOOKS = [("light", "meja"), ("dark", "meja"), ("light", "ponsel")]


def _told(violation: dict) -> str:
    """One broken rule with the places that break it."""
    places = [
        f"    {node['html'][:160]}\n      {node['failureSummary'][:300]}" for node in violation["nodes"][:4]
    ]
    return f"  {violation['id']} ({len(violation['nodes'])}): {violation['help']}\n" + "\n".join(places)


@pytest.mark.parametrize(("look", "window"), LOOKS)
def test_every_page_keeps_the_rules(
    chromium: Browser, served: str, cookies: list, look: str, window: str
) -> None:
    """Axe finds nothing: names, roles, contrast, sizes of targets, order of headings, language."""
    theme = {"name": "netra_tema", "value": look, "url": served}
    broken = []
    with chromium.new_context(viewport=WINDOWS[window]) as context:
        context.add_cookies([*cookies, theme])
        page = context.new_page()
        for path in PAGES:
            page.goto(served + path)
            page.wait_for_selector("h1", state="visible", timeout=PATIENCE_MS)
            page.wait_for_load_state("networkidle")
            found = Axe().run(page, options=RULES).response["violations"]
            broken += [f"{path}\n{_told(v)}" for v in found]
    assert not broken, "\n".join(broken)


def test_the_door_keeps_the_rules(chromium: Browser, served: str) -> None:
    """The sign-in page too."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{served}/masuk")
        found = Axe().run(page, options=RULES).response["violations"]
    assert not found, "\n".join(map(_told, found))
