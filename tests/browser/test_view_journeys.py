"""What people come for, from the first click to the answer; keyboards and phones among them."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit, new_visit
from tests.browser.test_axe import wait_for_figures

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


def test_newcomer(visit: Visit) -> None:
    """From the nation to the demonstration, to the guide: what a band means, in three clicks."""
    page = visit.open("/")
    page.get_by_role("link", name="Buka provinsi simulasi").click()
    expect(page.locator("h1")).to_contain_text("menuju pemungutan suara")
    expect(page.locator(".simulasi")).to_be_visible()
    page.get_by_role("link", name="Panduan").click()
    page.get_by_role("link", name="Arti penilaian").click()
    expect(page.locator("#panduan-penilaian")).to_contain_text("sedikitnya 90%")


def test_why_is_it_red(visit: Visit) -> None:
    """The highest hexagon, its sentence with interval, its drivers, its cases with document and row."""
    page = visit.open("/peta?wilayah=99")
    panel = page.locator("aside")
    expect(panel).to_contain_text("kali rata-rata (rentang")
    expect(panel).to_contain_text("Yang mendorong")
    expect(panel.locator(".pendorong li").first).not_to_contain_text("_")
    expect(panel).to_contain_text("baris")
    panel.get_by_role("link", name=re.compile("Masuk ke")).click()
    expect(page).to_have_url(re.compile(r"wilayah=99\.\d\d"))


def test_compare_with_the_last_pilkada(visit: Visit) -> None:
    """Tren says how many weeks before the vote it is, and how it stood then, at the same distance."""
    page = visit.open("/tren?wilayah=99")
    wait_for_figures(page)
    part = page.locator("section", has_text="Dibanding Pilkada sebelumnya").last
    expect(part).to_contain_text(re.compile(r"\d+ pekan sebelum pemungutan suara: .* Pilkada 2020"))
    part.locator("summary").click()
    expect(part.locator("tbody tr").first).to_be_visible()


def test_late_reports_are_told_from_a_fall(visit: Visit) -> None:
    """The headline never compares weeks of unequal completeness; the figure draws what is to come."""
    page = visit.open("/tren?wilayah=99")
    expect(page.locator("h1")).to_contain_text("sejauh ini")
    wait_for_figures(page)
    expect(page.locator(".errorbar").first).to_be_attached()


def test_a_note_explains_a_week(visit: Visit) -> None:
    """Added in the page, marked on the figure, taken back; both stand in the log."""
    page = visit.open("/tren?wilayah=99")
    page.get_by_text("Tambah catatan").click()
    page.get_by_label("Apa yang terjadi").fill("Pj gubernur dilantik")
    page.get_by_role("button", name="Simpan catatan").click()
    visit.settle()
    note = page.locator(".tanda li", has_text="Pj gubernur dilantik")
    expect(note).to_contain_text("dicatat oleh")
    wait_for_figures(page)
    expect(page.locator(".annotation-text", has_text=re.compile(r"^1$")).first).to_be_attached()
    note.get_by_role("button", name="Hapus").click()
    visit.settle()
    expect(page.locator(".tanda li", has_text="Pj gubernur dilantik")).to_have_count(0)


def test_table_and_funnel_are_one_choice(visit: Visit) -> None:
    """A chosen row is ringed in the funnel and remembered in the address; a clicked point chooses its row."""
    page = visit.open("/klasemen?wilayah=99")
    wait_for_figures(page)
    page.locator("#klasemen-papan .ag-cell", has_text="Kabupaten Arunika").click()
    expect(page).to_have_url(re.compile(r"pilih=99\.01"))
    expect(page.locator("#klasemen-pilihan")).to_contain_text("Kabupaten Arunika")
    page.reload()
    visit.settle()
    wait_for_figures(page)
    expect(page.locator(".ag-row-selected")).to_contain_text("Kabupaten Arunika")


def test_plan_next_week(visit: Visit) -> None:
    """Teams, days and travel, a list with reasons, lock, a result, which stands beside what was expected."""
    page = visit.open("/rencana?wilayah=99")
    page.get_by_label("Banyak tim").select_option("2")
    page.get_by_label("Banyak hari").select_option("2")
    page.get_by_label("Tim berangkat dari").select_option(label="Kota Wening")
    page.get_by_role("button", name="Susun rencana").click()
    expect(page.locator("#daftar-kunjungan")).to_contain_text("2 tim, 2 hari", timeout=90_000)
    page.get_by_role("button", name="Kunci rencana").click()
    expect(page.locator("#daftar-kunjungan")).to_contain_text("Dikunci")
    visit.settle()  # a fold opened in the first paint closes when the living page takes over
    page.get_by_text("Isi hasil", exact=True).first.click()
    form = page.locator("#daftar-kunjungan td form").first
    form.get_by_label("Diperiksa").fill("25")
    form.get_by_label("Terjaring").fill("0")
    form.get_by_role("button", name="Simpan hasil").click()
    expect(page.locator("#daftar-kunjungan")).to_contain_text("0 dari 25 diperiksa")
    expect(page.locator("#daftar-kunjungan")).to_contain_text("1 kunjungan sudah diisi")


def test_print_a_briefing(visit: Visit) -> None:
    """On paper the plan has no buttons and no menu, but blanks to fill in by hand."""
    page = visit.open("/rencana?wilayah=99")
    page.emulate_media(media="print")
    expect(page.locator("nav.tempat")).to_be_hidden()
    expect(page.get_by_role("button", name="Cetak")).to_be_hidden()
    expect(page.locator(".hanya-kertas").first).to_be_visible()


def test_the_mondays_mail_link_on_a_phone(chromium: Browser, served: str, cookies: list) -> None:
    """The link opens the region at once, readable without pinching, the numbers before any script."""
    with chromium.new_context(viewport=PHONE, is_mobile=True, has_touch=True) as context:
        visit = new_visit(context, served, cookies)
        page = visit.open("/?wilayah=99.71")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        expect(page.locator(".angka .nilai").first).to_be_visible()
        page.get_by_role("link", name="Tampilan ringan").click()
        expect(page.locator("h1")).to_contain_text("menuju pemungutan suara")
        assert page.evaluate("document.scripts.length") == 0


def test_national_view(visit: Visit) -> None:
    """All provinces, then all 514 kab/kota by one switch; the file holds as many points."""
    page = visit.open("/peta")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Unduh GEOJSON")).click()
    assert download.value.suggested_filename.startswith("netra-peta-indonesia")
    page.get_by_role("textbox", name="Tingkat").click()
    page.get_by_role("option", name="kab/kota").click()
    expect(page).to_have_url(re.compile("tingkat=kabkota"))


def test_take_a_table_along(visit: Visit) -> None:
    """The workbook says what the screen says; the picture is an image with its sentence."""
    page = visit.open("/klasemen?wilayah=99")
    said = page.locator("h1").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Unduh XLSX")).first.click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert book.active["A1"].value == said
    visit.open("/tren?wilayah=99")
    wait_for_figures(page)
    with page.expect_download() as picture:
        page.get_by_role("button", name=re.compile("^Unduh PNG")).first.click()
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    assert re.fullmatch(r"netra-tren-[a-z0-9-]+-\d{4}-\d\d-\d\d\.png", picture.value.suggested_filename)


def test_by_keyboard_only(visit: Visit) -> None:
    """Without a mouse: to the league, down the rows, choose one, and into the forms of the plan."""
    page = visit.open("/?wilayah=99")
    press_until(page, "Klasemen")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/klasemen"))
    wait_for_figures(page)
    page.locator(".ag-header-cell").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"pilih=99\.\d\d"))
    visit.open("/tren?wilayah=99")
    page.locator("summary", has_text="Tambah catatan").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "hari"


def press_until(page: Page, name: str) -> None:
    """Tab until a link of that name has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            return
    pytest.fail(f"{name} tidak tercapai dengan Tab")
