"""Each action only for those who may, asked on the server; hostile requests get a sentence or a 4xx."""

from __future__ import annotations

import pytest

from dashboard.pages.data.forms import clean, file_name
from dashboard.pages.data.rights import RIGHTS, may, may_handle
from etl import store
from etl.store import Scope
from etl.store.people import ROLES
from tests.dashboard.office import OTHER, RECAP, Office, country, office, text

__all__ = ["country", "office"]

MATRIX = """
path             | admin | pengelola | analis | pimpinan | pengawas | publik
/data/impor      | 200   | 200       | 403    | 403      | 403      | 403
/data/karantina  | 200   | 200       | 403    | 403      | 200      | 403
/data/dokumen    | 200   | 200       | 200    | 200      | 200      | 403
/data/kalender   | 200   | 200       | 200    | 200      | 200      | 403
/data/opd        | 200   | 200       | 200    | 200      | 200      | 403
/data/pegawai    | 200   | 200       | 200    | 200      | 200      | 403
/data/penerima   | 200   | 200       | 403    | 403      | 403      | 403
/data/pengguna   | 200   | 403       | 403    | 403      | 403      | 403
/data/jejak      | 200   | 403       | 403    | 403      | 200      | 403
"""
CHANGES = (
    "/data/impor", "/data/karantina/1/perbaiki", "/data/karantina/1/sisihkan", "/data/dokumen/1/batalkan",
    "/data/catatan/sidak/1/koreksi", "/data/kalender/pemilihan", "/data/kalender/tahapan", "/data/opd",
    "/data/pegawai", "/data/penerima", "/data/pengguna", "/data/pengguna/1/sandi", "/data/hitung",
)  # fmt: skip


def rows() -> list[tuple[str, dict[str, int]]]:
    lines = [[c.strip() for c in line.split("|")] for line in MATRIX.strip().splitlines()]
    return [(row[0], dict(zip(lines[0][1:], map(int, row[1:]), strict=True))) for row in lines[1:]]


def test_panels_open_for_those_who_may(office: Office) -> None:
    """The whole table, role by role, for accounts of one city."""
    for role in ROLES:
        client = office.enter(role, role=role, scope="35.74")
        for path, expected in rows():
            assert client.get(path).status_code == expected[role], (role, path)


def test_changes_are_closed_to_those_who_may_not(office: Office) -> None:
    """A head's account that posts to every change gets 403 each time, with a good token."""
    client = office.enter("kepala", role="pimpinan", scope="35.74")
    assert {office.send(client, path).status_code for path in CHANGES} == {403}


def test_every_change_needs_the_sessions_token(office: Office) -> None:
    """No token, a wrong one, one of another session, one of strange signs: 403."""
    client = office.enter("admin", role="admin")
    other = office.token(office.enter("lain", role="admin"))
    for path in CHANGES:
        for token in ("", "x" * 32, other, "é\u202e\x00"):
            assert client.post(path, data={"csrf": token}).status_code == 403, (path, token)


def test_a_city_does_not_edit_everybodys_calendar(office: Office) -> None:
    """The calendar is the nation's; a city's administrator reads it."""
    client = office.enter("kota", role="admin", scope="35.74")
    page = text(client.get("/data/kalender?pemilihan=PILKADA_2024"))
    assert "27 November 2024" in page
    assert "Tambah tahapan" not in page
    fields = {"pemilihan": "PILKADA_2031", "nama": "x", "jenis": "pilkada", "alasan": "coba-coba"}
    assert office.send(client, "/data/kalender/pemilihan", **fields).status_code == 403


def test_other_regions_documents_facts_and_rows_do_not_exist(office: Office) -> None:
    """What Kota Kediri loaded is answered to Kota Probolinggo as if it were not there."""
    office.load(office.enter("kediri", role="pengelola", scope="35.71"), "rahasia-kediri.csv", OTHER)
    with store.reading(office.engine) as cx:
        everything = Scope.everything()
        document = store.find_documents(cx, everything, text="rahasia-kediri")[0]["id"][0]
        fact = store.read_facts(cx, everything, document_id=document, table="sidak")["id"][0]
        waiting = store.read_quarantine(cx, everything, document_id=document)["id"][0]
    client = office.enter("admin-kota", role="admin", scope="35.74")
    paths = [
        f"/data/dokumen/{document}", f"/data/catatan/sidak/{fact}", f"/data/karantina/{waiting}",
        f"/data/karantina?dokumen={document}", f"/data/dokumen/{document}/periksa.xlsx",
    ]  # fmt: skip
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 400, path
        assert "Kediri" not in text(answer).replace("wilayah", "")
    for path in ("/data/dokumen", "/data/dokumen?cari=rahasia", "/data/karantina", "/data/jejak"):
        assert "rahasia-kediri" not in client.get(path).get_data(as_text=True)
    reason = {"alasan": "mencoba membatalkan"}
    for path in (f"/data/dokumen/{document}/batalkan", f"/data/karantina/{waiting}/sisihkan"):
        assert office.send(client, path, **reason).status_code == 400
    fix = office.send(client, f"/data/karantina/{waiting}/perbaiki", nilai="Dinas Sosial")
    assert fix.status_code == 400
    with store.reading(office.engine) as cx:
        assert store.find_documents(cx, everything, text="rahasia-kediri")[0]["undone_at"][0] is None


def test_an_analyst_sees_documents_but_no_records(office: Office) -> None:
    """Totals and lists yes, single records and what waits no."""
    office.load(office.enter("ani", role="pengelola", scope="35.74"), "rekap.csv", RECAP)
    client = office.enter("analis", role="analis", scope="35.74")
    with store.reading(office.engine) as cx:
        document = store.find_documents(cx, Scope.everything(), text="rekap.csv")[0]["id"][0]
    page = text(client.get(f"/data/dokumen/{document}"))
    assert "hanya melihat angka gabungan" in page
    assert "Dinas Perhubungan" not in page
    assert client.get("/data/catatan/sidak/1").status_code == 403


HOSTILE_ADDRESSES = (
    "/data/dokumen/99999999999999999999", "/data/dokumen/-1", "/data/dokumen/x", "/data/catatan/a'b/1",
    "/data/catatan/app_user/1", "/data/impor/../../etc", "/data/impor/x", "/data/impor/" + "A" * 22,
    "/data/dokumen?hal=99999999999999&cari=%25%00'--", "/data/dokumen?hal=-1&status[]=x",
    "/data/dokumen?hal=999999", "/data/dokumen?wilayah=%25&jenis=%27", "/data/karantina/2147483647",
    "/data/karantina?dokumen=1e9&alasan=<script>alert(1)</script>", "/data/opd?wilayah=99.99&hal=abc",
    "/data/kalender?pemilihan=%00&tahapan=x", "/data/pengguna/999999", "/data/jejak?pesan=<b>x&n=<i>",
    "/data?bahasa=../../x", "/data/dokumen?bahasa=xx", "/data/templat/..", "/data/pegawai?wilayah=%F0%9F",
)  # fmt: skip
JUNK = (
    "", "x", "\x00", "9" * 400, "{}", "' OR 1=1 --", "\u202egnp.exe", "<script>alert(1)</script>", "-1", "٣",
    "1e309", "99/99/9999", "😀" * 50,
)  # fmt: skip
FIELDS = (
    "nilai", "alasan", "wilayah", "jenis", "tanggal", "teks", "pemilihan", "nama", "mulai", "selesai",
    "tahapan", "opd", "nama_lain", "per", "pns", "surel", "bahasa", "peran", "nama_masuk", "sumber",
    "berkas", "kode", "pungut", "tindakan", "serupa", "baru", "isian-caught_total",
)  # fmt: skip


def test_hostile_addresses_are_answered_calmly(office: Office) -> None:
    """A page, a sentence, a 400 or a 404; never a 500, never what was typed as markup."""
    client = office.enter("admin", role="admin")
    for path in HOSTILE_ADDRESSES:
        answer = client.get(path)
        assert answer.status_code in {200, 308, 400, 404}, path
        assert b"<script>alert" not in answer.data, path
        assert b"<b>x" not in answer.data, path


def test_hostile_forms_are_refused_in_words(office: Office) -> None:
    """Junk in every field of every form: a sentence, a redirect at most, never a 500."""
    client = office.enter("admin", role="admin")
    office.load(office.enter("ani", role="pengelola", scope="35.74"), "rekap.csv", RECAP)
    token = office.token(client)
    for junk in JUNK:
        for path in CHANGES:
            answer = client.post(path, data={**dict.fromkeys(FIELDS, junk), "csrf": token})
            assert answer.status_code in {303, 400, 413}, (path, junk, answer.status_code)
            assert b"<script>alert(1)" not in answer.data, path


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\dokumen\\rekap.xlsx", "rekap.xlsx"),
        ("rekap\u202exslx.exe", "rekapxslx.exe"),
        ("a\x00b\r\nSet-Cookie: x.csv", "a b Set-Cookie: x.csv"),
        ("", "dokumen"),
    ],
)
def test_names_of_files_are_made_harmless(sent: str, kept: str) -> None:
    """No folders, no control signs, no signs that turn the line round; long ones keep their ending."""
    assert file_name(sent) == kept
    long = file_name("x" * 500 + ".xlsx")
    assert len(long) <= 120
    assert long.endswith(".xlsx")


def test_a_script_in_a_name_is_text(office: Office) -> None:
    """The name is shown as it is written, on every page that names the file."""
    client = office.enter("ani", role="pengelola", scope="35.74")
    evil = "<img src=x onerror=alert(1)>.csv"
    office.load(client, evil, RECAP)
    for path in ("/data/dokumen", "/data/karantina", "/data"):
        page = client.get(path).get_data(as_text=True)
        assert "<img src=x" not in page, path


def test_large_bodies_are_refused_everywhere_else(office: Office) -> None:
    """Only the upload takes more than 64 kB."""
    client = office.enter("admin", role="admin")
    token = office.token(client)
    answer = client.post("/data/opd", data={"csrf": token, "nama_lain": "x" * 200_000})
    assert answer.status_code == 413
    answer = client.post("/data/impor", data={"csrf": token, "teks": "x" * 60_000_000})
    assert answer.status_code == 413


def test_rights_know_every_role_and_no_other() -> None:
    """No right names a role that does not exist; the public has none."""
    named = set().union(*RIGHTS.values())
    assert named <= set(ROLES)
    assert not any(may("publik", Scope.everything(), right) for right in RIGHTS)


def test_an_account_of_one_stream_handles_that_stream_only() -> None:
    """Netralitas of a city does not settle its attendance; reference lists are the nation's."""
    scope = Scope(grants=[store.scope.Grant("35.74", None, "netralitas")], may_see_records=True)
    assert may_handle(scope, "pelanggaran", "35.74")
    assert not may_handle(scope, "kehadiran", "35.74")
    assert not may_handle(Scope(("35.74",)), "kalender", None)
    assert not may_handle(Scope(("35.74",)), "sidak", "35")
    assert clean(" a\u202e\x07  b ") == "a b"


def test_a_form_sent_after_the_session_ended_leads_to_the_login_page(office: Office) -> None:
    """A browser is led to sign in and back to the page of the form; a program gets 401."""
    html = {"Accept": "text/html", "Referer": "http://localhost/data/opd?wilayah=35.74"}
    answer = office.client().post("/data/opd", data={}, headers=html)
    assert answer.headers["Location"] == "/masuk?ke=%2Fdata%2Fopd"
    assert office.client().post("/data/opd", data={}).status_code == 401
