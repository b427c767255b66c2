"""The terminal's commands about data and people: each does what it says, and says what it did."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from dashboard.config import Settings
from etl import store
from tests.dashboard.test_cli import Run, is_one_sentence, run

__all__ = ["run"]

PEOPLE = """Tanggal;Nama;NIP;Status;OPD;Lokasi
07/03/2024;Budi Santoso;198001012005011001;PNS;Dinas Kesehatan;Plaza
07/03/2024;Sri Wahyuni;198203042006042002;PNS;Dinas Xyzzy;Plaza
07/03/2024;Agus Salim;;THL;Dinas Xyzzy;Alun-alun
"""


@pytest.fixture
def document(run: Run, tmp_path: Path, demo_copy: Settings) -> int:
    """A list of persons with two rows that wait; returns the number of its document."""
    path = tmp_path / "daftar.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    run("import", path, "--region", "35.74", "--kind", "sidak")
    with store.connect(demo_copy.database_url()).connect() as cx:
        return int(store.read_documents(cx, store.Scope.everything(), limit=1)["id"][0])


def waiting(run: Run, document: int) -> list[dict]:
    """What ``netra quarantine --json`` says."""
    return json.loads(run("quarantine", "--document", document, "--json")[1])


def test_quarantine_fix_and_undo(run: Run, document: int) -> None:
    """Two rows alike are settled by one answer; one is taken back and waits again."""
    rows = waiting(run, document)
    code, said, _ = run("quarantine", "--fix", rows[0]["id"], "--value", "Dinas Sosial", "--alike")
    assert (code, said.split()[0]) == (0, "2")
    assert waiting(run, document) == []
    assert run("quarantine", "--undo", rows[0]["id"])[0] == 0
    assert [r["id"] for r in waiting(run, document)] == [rows[0]["id"]]
    code, said, _ = run("quarantine", "--dismiss", rows[0]["id"], "--reason", "bukan pegawai")
    assert "bukan data" in said


def test_quarantine_to_excel_and_back(run: Run, document: int, tmp_path: Path) -> None:
    """The workbook is written, corrected and loaded; the message says what was settled."""
    path = tmp_path / "perbaiki.xlsx"
    code, said, _ = run("quarantine", "--document", document, "--workbook", path)
    assert code == 0
    assert "netra import" in said
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    red = [c for row in sheet.iter_rows() for c in row if c.comment]
    assert len(red) == 2
    for cell in red:
        cell.value = "Dinas Sosial"
    book.save(path)
    code, said, _ = run("import", path)
    assert code == 0
    assert "2 baris karantina selesai, 0 masih menunggu" in said
    assert waiting(run, document) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("quarantine", "--workbook", "x.xlsx"), "--document"),
        (("quarantine", "--document", "999999", "--workbook", "x.xlsx"), "tidak ada"),
        (("quarantine", "--fix", "999999", "--value", "x"), "tidak ada"),
        (("quarantine", "--fix", "1"), "--value"),
        (("quarantine", "--undo", "999999"), "tidak ada"),
        (("calendar", "vote", "PILKADA_2099"), "--name"),
        (("calendar", "phase", "PILKADA_2099", "KAMPANYE"), "belum ada"),
        (("calendar", "remove", "999999"), "tidak ada"),
        (("headcount",), "--region"),
        (("headcount", "set", "35.74", "kemarin"), "tanggal"),
        (("headcount", "set", "35.74", "2024-01-31"), "sekurang-kurangnya"),
        (("user", "tidak-ada", "--reset"), "tidak ada"),
        (("user", "admin"), "sudah ada"),
        (("user", "admin", "--disable"), "admin aktif yang terakhir"),
        (("user", "baru", "--scope", "35.74:Dinas Ngawur"), "tidak ada"),
        (("user", "baru", "--scope", "35.74::ngawur"), "ngawur"),
        (("recipient", "a@b.go.id", "--remove"), "tidak menerima"),
        (("recipient", "a@b.go.id", "--lang", "fr"), "--lang"),
        (("export", "gaji"), "Pilih"),
        (("export", "sidak", "--to", "x.pdf"), ".csv"),
        (("undo", "999999"), "tidak ada"),
    ],
)
def test_mistakes_are_one_sentence(run: Run, words: tuple, sentence: str) -> None:
    """What is missing or wrong is named, with what to type; nothing is changed."""
    code, _, said = run(*words)
    assert code != 0
    assert is_one_sentence(said), said
    assert sentence in said


def test_calendar_is_edited(run: Run) -> None:
    """An election without a date, a phase of it, a change, and its end."""
    assert "belum ditetapkan" in run("calendar", "vote", "PILKADA_2099", "--name", "Pilkada 2099")[1]
    said = run(
        "calendar", "phase", "PILKADA_2099", "kampanye", "--start", "2099-09-01", "--end", "2099-11-20"
    )[1]
    number = said.split()[2]
    assert "KAMPANYE" in run("calendar", "--day", "2099-10-01")[1]
    assert "2099-11-20" in run("calendar", "list", "PILKADA_2099")[1]
    run("calendar", "vote", "PILKADA_2099", "--on", "2099-11-24")
    assert "H−54" in run("calendar", "--day", "2099-10-01")[1]
    assert run("calendar", "remove", number)[0] == 0
    assert "KAMPANYE" not in run("calendar", "--day", "2099-10-01")[1]


def test_headcount_is_typed(run: Run) -> None:
    """Figures typed by hand are shown, and can be asked as they were known before."""
    said = run("headcount", "set", "35.74", "2024-01-31", "--opd", "Dinkes", "--pns", "120", "--pppk", "9")[1]
    assert "netra undo" in said
    assert "120" in run("headcount", "--region", "35.74")[1]
    code, _, said = run("headcount", "--region", "35.74", "--known-on", "2024-02-01")
    assert code == 1
    assert "Belum ada" in said


def test_users_are_listed_changed_and_disabled(run: Run) -> None:
    """A right of one office beside a whole region elsewhere; role and state change; sessions end."""
    run("headcount", "set", "35.09", "2024-01-31", "--opd", "Dinas Sosial", "--pns", "12")
    code, said, _ = run(
        "user", "ratna", "--role", "pengawas", "--scope", "35.74", "--scope", "35.09:Dinas Sosial"
    )
    assert code == 0
    assert "Sandi:" in said
    accounts = {r["login"]: r for r in json.loads(run("user", "--json")[1])}
    assert accounts["ratna"]["scopes"] == ["35.09:Dinas Sosial", "35.74"]
    run("user", "ratna", "--role", "analis", "--scope", "35.74::sidak")
    run("user", "ratna", "--disable")
    changed = {r["login"]: r for r in json.loads(run("user", "--json")[1])}["ratna"]
    assert changed == {"login": "ratna", "role": "analis", "state": "mati", "scopes": ["35.74:sidak"]}
    assert run("user", "ratna", "--enable")[0] == 0


def test_recipients_are_listed_and_removed(run: Run) -> None:
    """Added, listed, stopped."""
    run("recipient", "a@contoh.go.id", "--scope", "35.74")
    listed = json.loads(run("recipient", "--json")[1])
    assert ("a@contoh.go.id", None) in [(r["email"], r["unsubscribed_at"]) for r in listed]
    assert run("recipient", "a@contoh.go.id", "--scope", "35.74", "--remove")[0] == 0
    listed = json.loads(run("recipient", "--json")[1])
    assert next(r for r in listed if r["email"] == "a@contoh.go.id")["unsubscribed_at"]


def test_export_as_known_on_a_day(run: Run, tmp_path: Path) -> None:
    """The series of Pilkada 2020 as it was known on 26 October 2020: nothing printed later is in it."""
    path = tmp_path / "dulu.json"
    assert (
        "seperti diketahui 2020-10-26"
        in run("export", "publikasi", "--known-on", "2020-10-26", "--to", path)[1]
    )
    rows = [r for r in json.loads(path.read_text()) if r["election_code"] == "PILKADA_2020"]
    assert rows
    assert max(str(r["known_from"]) for r in rows) <= "2020-10-26"
    for what in ("sidak", "panel", "karantina", "dokumen"):
        target = tmp_path / f"{what}.csv"
        assert run("export", what, "--region", "99", "--known-on", "2024-06-30", "--to", target)[0] == 0
        assert target.read_text().count("\n") >= 1
