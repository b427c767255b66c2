"""Journeys of the Data page in a real browser: import, settle, correct, restrict access, hand over.

Each uses its own region of a copy of the demonstration, so that none disturbs another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard import access
from dashboard.config import Settings
from etl import store
from tests.browser.conftest import PATIENCE_MS, wait_for
from tests.conftest import ROOT
from tests.dashboard.conftest import PASSWORD
from tests.dashboard.test_mail import free_port

pytestmark = pytest.mark.browser

MESSY = """PEMERINTAH KOTA WENING;;;;;
REKAP SIDAK DISIPLIN ASN;;;;;
;;;;;
No;OPD;Hari/Tgl;Jml Diperiksa;Terjaring;Ket
1;Dinkes;Senin, 07-10-2024;40;2;
2;DISHUB;7 Okt 2024;25;-;nihil
3;Dinas Antah Berantah;07/10/24;12;1;
4;Dinas Antah Berantah;14/10/24;15;2;
;JUMLAH;;92;5;
;;;;Wening, 31 Oktober 2024;
"""
ACCOUNTS = {  # login -> role, region
    "muat": ("pengelola", "99.71"),
    "betul": ("pengelola", "99.72"),
    "koreksi": ("pengelola", "99.73"),
    "kota": ("pimpinan", "99.71"),
    "serah": ("admin", "00"),
}


@dataclass
class Site:
    """A server of its own over a copy of the demonstration."""

    base: str
    chromium: Browser

    def enter(
        self, login: str, password: str = PASSWORD, *, width: int = 1440
    ) -> tuple[BrowserContext, Page]:
        """Sign in through the form, in a window of its own."""
        context = self.chromium.new_context(viewport={"width": width, "height": 900}, locale="id-ID")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"{self.base}/masuk")
        page.fill("#login", login)
        page.fill("#sandi", password)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "/masuk" not in url)
        return context, page


@pytest.fixture(scope="module")
def site(demo: Settings, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """``netra serve`` over a copy of the demonstration: these journeys change data."""
    folder = tmp_path_factory.mktemp("data")
    store.backup(store.connect(demo.database_url()), folder / "netra.db")
    engine = store.connect(f"sqlite:///{folder / 'netra.db'}")
    for login, (role, scope) in ACCOUNTS.items():
        access.new_user(engine, login, role=role, scope_code=scope)
        with engine.connect() as cx:
            user = store.find_user(cx, login)
        assert user is not None
        store.update_user(engine, user.id, password_hash=access.hash_password(PASSWORD))
    port = free_port()
    environment = os.environ | {"NETRA_VAR_DIR": str(folder), "NETRA_PORT": str(port)}
    server = subprocess.Popen([sys.executable, "-m", "dashboard.cli", "serve"], env=environment, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/sehat")
        yield Site(f"http://127.0.0.1:{port}", chromium)
    finally:
        server.terminate()
        server.wait(timeout=20)


def hand_in(page: Page, base: str, name: str, content: str) -> None:
    """Choose a file like a person and let it be read."""
    page.goto(f"{base}/data/impor")
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    )
    expect(page.locator("#berkas-dipilih")).to_contain_text(name)
    page.get_by_role("button", name="Baca dahulu").click()
    page.wait_for_url("**/data/impor/*")


def test_import_a_messy_file(site: Site) -> None:
    """Letterhead, abbreviations, a nil written as a dash, a total and a signature: looked at, then saved."""
    context, page = site.enter("muat")
    with context:
        hand_in(page, site.base, "rekap sidak oktober.csv", MESSY)
        expect(page.locator("h1")).to_contain_text("1 berkas siap disimpan")
        expect(page.locator(".dikenali")).to_contain_text("Rekap sidak")
        expect(page.locator(".dikenali")).to_contain_text("Kota Wening")
        expect(page.locator(".neraca-kata")).to_contain_text("2 menjadi catatan")
        expect(page.locator(".neraca-kata")).to_contain_text("2 menunggu")
        expect(page.locator("table")).to_contain_text(["Dinas Kesehatan", "Dinas Perhubungan"][:1])
        page.get_by_role("button", name="Simpan", exact=True).click()
        expect(page.locator("[role=status]")).to_contain_text("1 berkas disimpan")
        page.locator(".deret a", has_text="tersimpan").click()
        expect(page.locator("h1")).to_contain_text("rekap sidak oktober.csv")
        hand_in(page, site.base, "kiriman kedua.csv", MESSY)
        expect(page.locator("main")).to_contain_text("sama persis dengan dokumen")


def test_a_file_can_be_dropped(site: Site) -> None:
    """Dragging over marks the place; dropping lists the file with its size."""
    context, page = site.enter("muat")
    with context:
        page.goto(f"{site.base}/data/impor")
        page.evaluate(
            """() => {
              const data = new DataTransfer();
              data.items.add(new File(['a;b'], 'jatuh.csv', {type: 'text/csv'}));
              const input = document.querySelector('input[type=file]');
              input.dispatchEvent(new DragEvent('dragenter', {bubbles: true, dataTransfer: data}));
              window.ditandai = document.querySelector('.jatuh').classList.contains('di-atas');
              input.files = data.files;
              input.dispatchEvent(new Event('change', {bubbles: true}));
              input.dispatchEvent(new DragEvent('drop', {bubbles: true, dataTransfer: data}));
            }"""
        )
        assert page.evaluate("window.ditandai") is True
        expect(page.locator("#berkas-dipilih")).to_contain_text("jatuh.csv")


def test_settle_rows_that_wait(site: Site) -> None:
    """One answer for both rows of the unknown office; it is remembered and nothing waits any more."""
    context, page = site.enter("betul")
    with context:
        hand_in(page, site.base, "karantina.csv", MESSY.replace("KOTA WENING", "KOTA KARANGSENA"))
        page.get_by_role("button", name="Simpan", exact=True).click()
        expect(page.locator("[role=status]")).to_be_visible()
        page.goto(f"{site.base}/data/karantina")
        group = page.locator(".deret li", has_text="Dinas Antah Berantah")
        expect(group).to_contain_text("2 baris")
        field = group.locator("input[name=nilai]")
        field.fill("Dinas Sosial")
        expect(group.locator("input[name=serupa]").first).to_be_checked()
        group.get_by_role("button", name="Perbaiki", exact=True).click()
        expect(page.locator("[role=status]")).to_contain_text("2 baris diperbaiki")
        expect(page.locator("h1")).to_contain_text("Tidak ada baris yang menunggu")
        page.goto(f"{site.base}/data/opd?wilayah=99.72")
        expect(page.locator(".deret").first).to_contain_text("Dinas Sosial")


def test_correct_a_mistake(site: Site) -> None:
    """From the document to the row, a wrong count is put right with a reason; both versions stay."""
    context, page = site.enter("koreksi", width=390)
    with context:
        hand_in(page, site.base, "salah ketik.csv", MESSY.replace("KOTA WENING", "KOTA BANDARLILA"))
        page.get_by_role("button", name="Simpan", exact=True).click()
        page.locator(".deret a", has_text="tersimpan").click()
        page.locator("section table tbody a").first.click()
        expect(page.locator(".jejak-remah")).to_contain_text("salah ketik.csv")
        page.locator("summary", has_text="Koreksi catatan ini").click()
        page.locator("input[name=isian-caught_total]").fill("3")
        page.locator("input[name=alasan]").fill("berita acara menyebut tiga orang")
        page.get_by_role("button", name="Simpan koreksi").click()
        expect(page.locator("[role=status]")).to_contain_text("Koreksi disimpan")
        expect(page.locator(".beda")).to_contain_text("berita acara menyebut tiga orang")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_restrict_access(site: Site) -> None:
    """The head of a city sees totals of the city: no import, no records, no other city."""
    context, page = site.enter("kota")
    with context:
        page.goto(f"{site.base}/data/dokumen")
        panels = page.locator("nav.panel")
        expect(panels).not_to_contain_text("Impor")
        expect(panels).not_to_contain_text("Pengguna")
        page.goto(f"{site.base}/data/impor")
        expect(page.locator("h1")).to_contain_text("tidak berwenang")
        page.goto(f"{site.base}/peta?wilayah=99.72")
        expect(page.locator("main")).to_contain_text("di luar kewenangan")


def test_hand_over(site: Site) -> None:
    """A successor gets an account, must choose a password, and the predecessor's is closed at once."""
    context, page = site.enter("serah")
    with context:
        page.goto(f"{site.base}/data/pengguna")
        page.fill("input[name=nama_masuk]", "penerus")
        page.fill("input[name=nama]", "Operator BKPSDM")
        page.select_option("select[name=peran]", "pengelola")
        page.select_option("select[name=wilayah]", "99.71")
        page.get_by_role("button", name="Buat akun").click()
        first = page.locator(".sandi-baru").inner_text()
        other, successor = site.enter("penerus", first)
        with other:
            expect(successor.locator("h1")).to_contain_text("Ganti sandi")
            successor.goto(f"{site.base}/data/impor")
            assert successor.url.endswith("/sandi")
            own = "kopi-pagi-di-teras-77"
            for field, value in (("lama", first), ("baru", own), ("ulang", own)):
                successor.fill(f"#{field}", value)
            successor.get_by_role("button", name="Simpan sandi baru").click()
            successor.wait_for_selector("#isi main")
            successor.goto(f"{site.base}/data/impor")
            expect(successor.locator("h1")).to_contain_text("Muat berkas atau teks")
            page.goto(f"{site.base}/data/pengguna")
            page.get_by_role("link", name="Operator BKPSDM").click()
            page.get_by_role("button", name="Tutup akun").click()
            expect(page.locator("[role=status]")).to_contain_text("Perubahan akun disimpan")
            successor.goto(f"{site.base}/data/impor")
            assert "/masuk" in successor.url


def test_the_panels_work_without_scripts(site: Site) -> None:
    """A file is loaded and saved with JavaScript switched off."""
    context = site.chromium.new_context(java_script_enabled=False)
    with context:
        page = context.new_page()
        page.goto(f"{site.base}/masuk")
        page.fill("#login", "muat")
        page.fill("#sandi", PASSWORD)
        page.click("button[type=submit]")
        page.goto(f"{site.base}/data/impor")
        content = MESSY.replace("2024", "2023").encode()
        page.set_input_files(
            "input[type=file]", {"name": "tanpa-skrip.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.click("button:has-text('Baca dahulu')")
        page.click("button:has-text('Simpan'):not(:has-text('semua'))")
        expect(page.locator("[role=status]")).to_contain_text("1 berkas disimpan")


@pytest.mark.parametrize("width", [1440, 390])
def test_every_panel_stands_and_complains_of_nothing(site: Site, width: int) -> None:
    """No sideways scrolling, one headline, no complaint in the console, no request to another host."""
    context, page = site.enter("serah", width=width)
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on("request", lambda r: asked.append(r.url))
    panels = ["impor", "karantina", "dokumen", "kalender", "kalender?pemilihan=PILKADA_2024"]
    panels += ["opd?wilayah=99.71", "pegawai?wilayah=99.71", "penerima", "pengguna", "jejak"]
    panels += ["impor?bahasa=en", "karantina?status=selesai"]
    with context:
        for panel in panels:
            page.goto(f"{site.base}/data/{panel}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, panel
            assert page.locator("h1").count() == 1, panel
            assert "⟨" not in page.content(), panel
    assert complaints == []
    assert [u for u in asked if not u.startswith((site.base, "data:"))] == []
