"""Fix what waits, correct a mistake, take a document back; calendar, names, staff, recipients, accounts."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from dashboard.schedule import Worker
from etl import store
from etl.store import Scope
from tests.dashboard.conftest import PASSWORD
from tests.dashboard.office import RECAP, Office, country, office, text

__all__ = ["country", "office"]
ALL = Scope.everything()


def loaded(office: Office, name: str = "rekap.csv", content: str = RECAP) -> int:
    """A file of Kota Probolinggo, loaded by its officer; the document's number."""
    office.load(office.enter("ani", role="pengelola", scope="35.74"), name, content)
    with store.reading(office.engine) as cx:
        return int(store.find_documents(cx, ALL, text=name)[0]["id"][0])


def facts(office: Office, document: int) -> dict[str, int]:
    """Caught by OPD, as it counts now."""
    with store.reading(office.engine) as cx:
        found = store.read_facts(cx, ALL, document_id=document, table="sidak")
    counted = found.filter(found["known_to"].is_null())
    return dict(zip(counted["opd_name"], counted["caught_total"], strict=True))


def waiting(office: Office) -> list[int]:
    with store.reading(office.engine) as cx:
        rows = store.read_quarantine(cx, Scope(("35.74",), may_see_records=True))
    return rows["id"].to_list()


def actions(office: Office) -> list[str]:
    with store.reading(office.engine) as cx:
        assert store.check_audit(cx) is None
        return store.read_audit(cx, limit=30)["action"].to_list()


def test_one_answer_settles_all_alike_and_is_remembered(office: Office) -> None:
    """The unknown name is told once; the row counts, and the next file needs no question."""
    document = loaded(office)
    client = office.enter("ani", role="pengelola", scope="35.74")
    page = text(client.get("/data/karantina"))
    assert "1 baris menunggu keputusan Anda" in page
    assert "Dinas Tak Dikenal Siapa Pun" in page
    answer = office.send(
        client, f"/data/karantina/{waiting(office)[0]}/perbaiki", nilai="Dinas Sosial", serupa="1"
    )
    assert answer.status_code == 303, text(answer)
    assert waiting(office) == []
    assert 1 in facts(office, document).values()
    loaded(office, "bulan-depan.csv", RECAP.replace("07/03/2018", "07/04/2018"))
    assert waiting(office) == []
    assert "fix" in actions(office)


def test_a_settled_row_can_be_taken_back(office: Office) -> None:
    """Set aside with a reason, then taken back: the row waits again."""
    loaded(office)
    client = office.enter("ani", role="pengelola", scope="35.74")
    number = waiting(office)[0]
    assert office.send(client, f"/data/karantina/{number}/sisihkan").status_code == 400
    office.send(client, f"/data/karantina/{number}/sisihkan", alasan="bukan kantor kami")
    assert waiting(office) == []
    assert "disisihkan" in text(client.get("/data/karantina?status=selesai"))
    office.send(client, f"/data/karantina/{number}/tarik")
    assert waiting(office) == [number]


def test_an_answer_that_does_not_help_says_so(office: Office) -> None:
    """Another unknown name: the row goes on waiting, and the sentence says why."""
    loaded(office)
    client = office.enter("ani", role="pengelola", scope="35.74")
    number = waiting(office)[0]
    answer = office.send(client, f"/data/karantina/{number}/perbaiki", nilai="Zzzz Qqqq")
    assert answer.status_code == 400
    assert waiting(office) == [number]


def test_the_workbook_goes_out_and_comes_in_again(office: Office) -> None:
    """The marked workbook is a download; its name and bytes are a workbook's."""
    document = loaded(office)
    client = office.enter("ani", role="pengelola", scope="35.74")
    answer = client.get(f"/data/dokumen/{document}/periksa.xlsx")
    assert answer.status_code == 200, text(answer)
    assert answer.data[:2] == b"PK"


def test_a_number_leads_to_its_row_and_is_corrected_with_a_reason(office: Office) -> None:
    """Document → row → fact; 2 becomes 3 as a new version, and the printed one stays to be seen."""
    document = loaded(office)
    client = office.enter("ani", role="pengelola", scope="35.74")
    page = client.get(f"/data/dokumen/{document}").get_data(as_text=True)
    link = re.search(r'href="(/data/catatan/sidak/\d+)"', page)
    assert link
    fact = text(client.get(link[1]))
    assert "rekap.csv › baris 3" in fact
    assert "Dinas Kesehatan" in fact
    unchanged = office.send(client, f"{link[1]}/koreksi", alasan="salah ketik")
    assert "Belum ada yang diubah" in text(unchanged)
    wrong = office.send(client, f"{link[1]}/koreksi", alasan="salah ketik", **{"isian-caught_total": "dua"})
    assert wrong.status_code == 400
    assert "bukan bilangan bulat" in text(wrong)
    good = {"alasan": "salah ketik, lihat berita acara", "isian-caught_total": "3"}
    done = office.send(client, f"{link[1]}/koreksi", **good)
    assert done.status_code == 303, text(done)
    told = text(client.get(done.headers["Location"]))
    assert "Terjaring: 2 3" in told
    assert "salah ketik, lihat berita acara" in told
    assert "correct" in actions(office)


def test_a_document_is_taken_back_with_a_reason(office: Office) -> None:
    """Its facts stop counting; the page says when, and the same bytes can come again."""
    document = loaded(office)
    client = office.enter("ani", role="pengelola", scope="35.74")
    assert office.send(client, f"/data/dokumen/{document}/batalkan").status_code == 400
    office.send(client, f"/data/dokumen/{document}/batalkan", alasan="berkas keliru")
    assert "Dibatalkan" in text(client.get(f"/data/dokumen/{document}"))
    assert facts(office, document) == {}
    assert "undo" in actions(office)
    loaded(office)
    assert len(facts(office, document)) == 2


def test_the_calendar_is_kept_by_hand(office: Office) -> None:
    """A Pilkada without a date, then its phase with source and reason, changed, and taken out."""
    client = office.enter("admin", role="admin")
    new = {"pemilihan": "pilkada 2031", "nama": "Pilkada 2031", "jenis": "pilkada", "alasan": "MK 135/2024"}
    office.send(client, "/data/kalender/pemilihan", **new)
    assert "belum ditetapkan" in text(client.get("/data/kalender?pemilihan=PILKADA_2031"))
    phase = {
        "pemilihan": "PILKADA_2031",
        "nama": "Masa kampanye",
        "kode": "KAMPANYE",
        "alasan": "rancangan PKPU",
    }
    back = office.send(client, "/data/kalender/tahapan", mulai="10/10/2031", selesai="01/10/2031", **phase)
    assert "berakhir sebelum dimulai" in text(back)
    days = {"mulai": "01/10/2031", "selesai": "20/11/2031"}
    bad = office.send(client, "/data/kalender/tahapan", sumber="javascript:alert(1)", **phase, **days)
    assert bad.status_code == 400
    office.send(client, "/data/kalender/tahapan", sumber="https://jdih.kpu.go.id/x", **phase, **days)
    page = client.get("/data/kalender?pemilihan=PILKADA_2031").get_data(as_text=True)
    assert "20 November 2031" in page
    number = re.search(r"tahapan=(\d+)", page)
    assert number
    office.send(client, f"/data/kalender/tahapan/{number[1]}/hapus", alasan="belum ditetapkan")
    assert "Belum ada tahapan" in text(client.get("/data/kalender?pemilihan=PILKADA_2031"))
    assert actions(office)[:3] == ["calendar"] * 3


def test_a_name_and_a_head_count_are_kept(office: Office) -> None:
    """Dispertahankan is settled for the city; 120 PNS become a document with versions."""
    loaded(office)
    client = office.enter("ani", role="pengelola", scope="35.74")
    name = {
        "wilayah": "35.74",
        "nama_lain": "Dispertahankan",
        "opd": "Dinas Pertanian",
        "alasan": "perwali baru",
    }
    assert office.send(client, "/data/opd", **name).status_code == 303
    assert "Dispertahankan → Dinas Pertanian" in text(client.get("/data/opd"))
    assert office.send(client, "/data/opd", **(name | {"wilayah": "35.71"})).status_code == 400
    staff = {"wilayah": "35.74", "opd": "Dinas Kesehatan", "per": "31/12/2023", "pns": "120", "pppk": "",
             "alasan": "surat BKPSDM"}  # fmt: skip
    answer = office.send(client, "/data/pegawai", **staff)
    assert answer.status_code == 303, text(answer)
    assert "120" in text(client.get("/data/pegawai"))
    assert office.send(client, "/data/pegawai", **(staff | {"pns": "banyak"})).status_code == 400


def test_recipients_come_and_go(office: Office) -> None:
    """Added, stopped, resumed; an address that is none is refused."""
    client = office.enter("ani", role="pengelola", scope="35.74")
    new = {"surel": "bkpsdm@kota.go.id", "wilayah": "35.74", "bahasa": "id"}
    assert office.send(client, "/data/penerima", **(new | {"surel": "bukan surel"})).status_code == 400
    office.send(client, "/data/penerima", **new)
    page = client.get("/data/penerima").get_data(as_text=True)
    number = re.search(r"/data/penerima/(\d+)", page)
    assert number
    office.send(client, f"/data/penerima/{number[1]}", tindakan="berhenti", bahasa="id")
    assert "0 penerima" in text(client.get("/data/penerima"))
    office.send(client, f"/data/penerima/{number[1]}", tindakan="lanjut", bahasa="id")
    assert "1 penerima" in text(client.get("/data/penerima"))


def test_a_new_account_must_choose_its_own_password(office: Office) -> None:
    """The first password opens one page only; then the pages open and the old one is worthless."""
    admin = office.enter("admin", role="admin")
    new = {"nama_masuk": "operator", "nama": "Operator BKPSDM", "peran": "pengelola", "wilayah": "35.74"}
    page = office.send(admin, "/data/pengguna", **new).get_data(as_text=True)
    first = re.search(r'class="sandi-baru">([^<]+)<', page)
    assert first
    client = office.client()
    office.post_login(client, "operator", first[1])
    html = {"Accept": "text/html"}
    assert client.get("/", headers=html).headers["Location"] == "/sandi"
    assert client.get("/data/impor", headers=html).headers["Location"] == "/sandi"
    assert office.ask(client).status_code == 403
    short = {"lama": first[1], "baru": "pendek", "ulang": "pendek"}
    assert office.send(client, "/sandi", **short).status_code == 400
    weak = {"lama": first[1], "baru": "aaaaaaaaaaaa", "ulang": "aaaaaaaaaaaa"}
    assert "terlalu mudah" in text(office.send(client, "/sandi", **weak))
    good = {"lama": first[1], "baru": PASSWORD, "ulang": PASSWORD}
    assert office.send(client, "/sandi", **good).headers["Location"] == "/"
    assert client.get("/data/impor").status_code == 200
    assert office.post_login(office.client(), "operator", first[1]).status_code == 401
    assert "password" in actions(office)


def test_accounts_are_closed_at_once_and_the_last_admin_stays(office: Office) -> None:
    """A closed account is out in the same moment; nobody closes himself or the last national admin."""
    admin = office.enter("admin", role="admin")
    client = office.enter("ani", role="pengelola", scope="35.74")
    with store.reading(office.engine) as cx:
        ids = {u["login"]: u["id"] for u in store.read_users(cx).rows(named=True)}
    office.send(admin, f"/data/pengguna/{ids['ani']}/akses")
    assert client.get("/data").status_code == 401
    assert office.send(admin, f"/data/pengguna/{ids['admin']}/akses").status_code == 400
    lower = {"nama": "Admin", "peran": "analis", "wilayah": "00"}
    answer = office.send(admin, f"/data/pengguna/{ids['admin']}", **lower)
    assert "admin nasional yang terakhir" in text(answer)


def test_a_citys_admin_gives_away_no_more_than_he_has(office: Office) -> None:
    """No account for another region or the country, and national accounts are not seen."""
    office.enter("admin", role="admin")
    client = office.enter("kota", role="admin", scope="35.74")
    assert "Admin" not in text(client.get("/data/pengguna")).split("Buat akun")[0].replace("Admin · Kota", "")
    for scope in ("00", "35", "35.71"):
        new = {"nama_masuk": "baru", "nama": "Baru", "peran": "admin", "wilayah": scope}
        assert office.send(client, "/data/pengguna", **new).status_code == 400


def test_the_log_says_when_it_was_touched(office: Office) -> None:
    """A line changed behind our back breaks the chain, and the page says at which line."""
    client = office.enter("admin", role="admin")
    assert "Jejak audit utuh" in text(client.get("/data/jejak"))
    with store.writing(office.engine) as cx:
        cx.exec_driver_sql("UPDATE audit SET actor = 'orang lain' WHERE id = 1")
    assert "terputus pada baris 1" in text(client.get("/data/jejak"))


def test_a_calculation_asked_for_is_done_by_the_worker(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page only asks; the worker does it once, and the page says how it ended."""
    import models.run

    asked: list[str] = []

    class Report:
        message = "selesai"

    def fit(_engine: object, code: str, **_more: object) -> Report:
        asked.append(code)
        return Report()

    monkeypatch.setattr(models.run, "fit_scope", fit)
    client = office.enter("admin", role="admin")
    office.send(client, "/data/hitung")
    assert "menunggu" in text(client.get("/data/jejak"))
    worker = Worker(office.engine, office.settings)
    assert worker.do_jobs() == 1
    assert asked
    assert worker.do_jobs() == 0
    assert "wilayah dihitung" in text(client.get("/data/jejak"))


def test_a_calculation_that_fails_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last good run stays in force, and the sentence tells it."""
    import models.run

    def fail(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("matriks singular")

    monkeypatch.setattr(models.run, "fit_scope", fail)
    client = office.enter("admin", role="admin")
    office.send(client, "/data/hitung")
    Worker(office.engine, office.settings).do_jobs()
    assert "hitungan terakhir tetap berlaku" in text(client.get("/data/jejak"))


def test_a_corrected_workbook_comes_back_and_settles_what_waited(office: Office) -> None:
    """The unknown name is put right in the spreadsheet; the preview says whose correction it is."""
    document = loaded(office)
    client = office.enter("ani", role="pengelola", scope="35.74")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/data/dokumen/{document}/periksa.xlsx").data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "Dinas Tak Dikenal Siapa Pun":
                    cell.value = "Dinas Sosial"
    changed = io.BytesIO()
    book.save(changed)
    batch = office.hand_in(client, ("periksa.xlsx", changed.getvalue())).headers["Location"]
    assert "Ini perbaikan atas rekap.csv" in text(client.get(batch))
    done = office.send(client, f"{batch}/simpan")
    assert done.status_code == 303, text(done)
    assert waiting(office) == []


def test_a_doubtful_story_waits_until_a_person_looks(office: Office) -> None:
    """Which Bandung, and when? The story counts nothing; a city's officer does not see it at all."""
    story = "Bandung - sebanyak 9 ASN terjaring sidak di Bandung. Kata petugas ada 40 orang terjaring."
    admin = office.enter("admin", role="admin")
    batch = office.hand_in(admin, teks=story).headers["Location"]
    office.send(admin, f"{batch}/simpan")
    page = text(admin.get("/data/karantina"))
    assert "Berita yang perlu ditinjau" in page
    with store.reading(office.engine) as cx:
        number = store.read_news(cx, ALL, needs_review=True)["id"][0]
    other = office.enter("kediri", role="pengelola", scope="35.71")
    assert "Berita yang perlu ditinjau" not in text(other.get("/data/karantina"))
    assert office.send(other, f"/data/karantina/berita/{number}/terima").status_code == 400
    answer = office.send(admin, f"/data/karantina/berita/{number}/terima")
    assert answer.status_code in {303, 400}, text(answer)


def test_an_account_may_be_limited_to_streams(office: Office) -> None:
    """Neutrality of the city alone: the grant says so, and a stream that does not exist is refused."""
    admin = office.enter("admin", role="admin")
    new = {"nama_masuk": "bawaslu", "nama": "Bawaslu kota", "peran": "pengawas", "wilayah": "35.74"}
    assert office.send(admin, "/data/pengguna", **new, aliran="kekayaan").status_code == 400
    office.send(admin, "/data/pengguna", **new, aliran="netralitas")
    with store.reading(office.engine) as cx:
        user = store.find_user(cx, "bawaslu")
    assert [(g.region_code, g.stream) for g in user.scope.grants] == [("35.74", "netralitas")]
