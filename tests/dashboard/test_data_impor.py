"""Nothing is saved before a person has seen what was understood; every row of a file is accounted for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.pages.data import impor
from dashboard.pages.data.staging import FOLDER, LARGEST_FILE
from etl import store
from tests.dashboard.office import OTHER, RECAP, Office, country, documents, office, text

__all__ = ["country", "office"]
CLERK = {"role": "pengelola", "scope": "35.74"}


def own(office: Office) -> list[dict]:
    return [d for d in documents(office) if d["imported_by"] == "ani"]


def test_a_file_is_looked_at_before_it_is_saved(office: Office) -> None:
    """After the upload the database is as it was; after Simpan the document is there."""
    client = office.enter("ani", **CLERK)
    batch = office.hand_in(client, ("rekap.csv", RECAP)).headers["Location"]
    page = text(client.get(batch))
    assert "1 berkas siap disimpan" in page
    assert "Rekap sidak" in page
    assert "Kota Probolinggo" in page
    assert own(office) == []
    done = office.send(client, f"{batch}/simpan")
    assert "1 berkas disimpan" in text(client.get(done.headers["Location"]))
    assert [(d["name"], d["record_count"]) for d in own(office)] == [("rekap.csv", 2)]


def test_rows_in_are_rows_told(office: Office) -> None:
    """Two records, one waiting, the title and the header: five rows, all accounted for."""
    client = office.enter("ani", **CLERK)
    page = text(client.get(office.hand_in(client, ("rekap.csv", RECAP)).headers["Location"]))
    assert "5 baris berisi" in page
    assert "2 menjadi catatan" in page
    assert "1 menunggu diperiksa" in page
    assert "2 bukan data" in page


def test_batal_forgets_the_bytes(office: Office) -> None:
    """Nothing stays on the disk after Batal, and the address is gone."""
    client = office.enter("ani", **CLERK)
    batch = office.hand_in(client, ("rekap.csv", RECAP)).headers["Location"]
    folder = office.settings.var_dir / FOLDER
    assert list(folder.iterdir())
    office.send(client, f"{batch}/batal")
    assert not list(folder.iterdir())
    assert client.get(batch).status_code == 400


def test_waiting_bytes_are_encrypted(office: Office) -> None:
    """A recap may hold names: what waits on the disk cannot be read there."""
    client = office.enter("ani", **CLERK)
    office.hand_in(client, ("rekap.csv", RECAP))
    folder = office.settings.var_dir / FOLDER
    kept = b"".join(p.read_bytes() for p in folder.rglob("*.bin"))
    assert b"Dinas" not in kept


def test_the_same_bytes_again_say_so(office: Office) -> None:
    """A known file changes nothing, under whatever name it comes."""
    client = office.enter("ani", **CLERK)
    office.load(client, "rekap.csv", RECAP)
    page = text(client.get(office.hand_in(client, ("nama-lain.csv", RECAP)).headers["Location"]))
    assert "sama persis dengan dokumen" in page
    assert len(own(office)) == 1


def test_a_refused_file_says_why(office: Office) -> None:
    """A picture is no recap; the sentence says what to ask for."""
    client = office.enter("ani", **CLERK)
    picture = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
    page = text(client.get(office.hand_in(client, ("pindai.png", picture)).headers["Location"]))
    assert "Tidak ada yang dapat disimpan" in page
    assert "pindai.png" in page


def test_several_files_are_saved_each_on_its_own(office: Office) -> None:
    """A broken file does not hold up the good one."""
    client = office.enter("ani", **CLERK)
    batch = office.hand_in(client, ("a.csv", RECAP), ("b.xlsx", b"PK\x03\x04rusak")).headers["Location"]
    office.send(client, f"{batch}/simpan")
    assert [d["name"] for d in own(office)] == ["a.csv"]


def test_a_column_can_be_named_by_a_person_and_is_remembered(office: Office) -> None:
    """ "Angka" means nothing; told that it counts the caught, the next file of that layout is read so."""
    client = office.enter("ani", **CLERK)
    strange = RECAP.replace("Terjaring", "Angka Kolom Aneh")
    batch = office.hand_in(client, ("a.csv", strange)).headers["Location"]
    page = client.get(batch).get_data(as_text=True)
    select = re.search(r'name="(kolom-0-4)" aria-label="Arti kolom Angka', page)
    assert select
    read = office.send(client, f"{batch}/0/baca", **{select[1]: "caught_total"})
    assert read.status_code == 303
    office.send(client, f"{batch}/simpan")
    with store.reading(office.engine) as cx:
        assert any("caught_total" in m.values() for m in store.read_mappings(cx).values())
        facts = store.read_facts(
            cx, store.Scope.everything(), document_id=own(office)[0]["id"], table="sidak"
        )
    assert facts["caught_total"].to_list() == [2, 0]
    names = client.get("/data/opd").get_data(as_text=True)
    number = re.search(r"/data/kolom/(\d+)/lupakan", names)
    assert number
    assert office.send(office.enter("budi", **CLERK), f"/data/kolom/{number[1]}/lupakan").status_code == 400
    office.send(client, f"/data/kolom/{number[1]}/lupakan")
    assert "/lupakan" not in client.get("/data/opd").get_data(as_text=True)


def test_a_pasted_text_is_read_as_news(office: Office) -> None:
    """Numbers, day and place are shown with the words they rest on."""
    client = office.enter("ani", **CLERK)
    story = (
        "PROBOLINGGO - Satpol PP Kota Probolinggo menggelar sidak pada Rabu (7/3/2018). "
        "Sebanyak 15 pegawai terjaring, terdiri atas 7 ASN dan 8 non-ASN saat jam kerja."
    )
    page = text(client.get(office.hand_in(client, teks=story).headers["Location"]))
    assert "Teks berita" in page
    assert "“15 pegawai”" in page


def test_an_empty_form_is_told_what_to_do(office: Office) -> None:
    """Nothing chosen, nothing typed: the same page with a sentence, status 400."""
    client = office.enter("ani", **CLERK)
    answer = office.send(client, "/data/impor")
    assert answer.status_code == 400
    assert "Pilih sedikitnya satu berkas" in text(answer)


def test_a_file_above_the_cap_is_refused_in_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte more than the cap; the sentence names the file and the terminal."""
    assert LARGEST_FILE == 10 * 1024**2
    monkeypatch.setattr(impor, "LARGEST_FILE", 2 * 1024)
    client = office.enter("ani", **CLERK)
    answer = office.hand_in(client, ("besar.csv", b"x" * (2 * 1024 + 1)))
    assert answer.status_code == 400
    assert "besar.csv: lebih dari" in text(answer)
    assert "netra import" in text(answer)


def test_another_regions_file_is_neither_shown_nor_saved(office: Office) -> None:
    """A clerk of Kota Probolinggo cannot load, or read on the screen, what Kota Kediri reports."""
    client = office.enter("ani", **CLERK)
    batch = office.hand_in(client, ("kediri.csv", OTHER)).headers["Location"]
    page = text(client.get(batch))
    assert "Dinas Perhubungan" not in page
    assert office.send(client, f"{batch}/simpan").status_code == 400
    assert own(office) == []


def test_a_batch_belongs_to_who_made_it(office: Office) -> None:
    """Another account that knows the address is answered as if it were gone."""
    batch = office.hand_in(office.enter("ani", **CLERK), ("rekap.csv", RECAP)).headers["Location"]
    other = office.enter("budi", **CLERK)
    assert other.get(batch).status_code == 400
    assert office.send(other, f"{batch}/simpan").status_code == 400


def test_templates_can_be_fetched(office: Office) -> None:
    """A workbook, as a download."""
    client = office.enter("ani", **CLERK)
    answer = client.get("/data/templat/sidak")
    assert answer.data[:2] == b"PK"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get("/data/templat/berita").status_code == 400


def test_nothing_of_an_upload_names_a_person(office: Office, tmp_path: Path) -> None:
    """Names stay out of preview, database and page."""
    client = office.enter("ani", **CLERK)
    rows = RECAP.replace("OPD;Tanggal;Diperiksa;Terjaring", "Nama;NIP;OPD;Tanggal;Status")
    people = [*rows.split("\n")[:2], "Sukarni Rahayu;198001012005011001;Dinas Kesehatan;07/03/2018;PNS"]
    batch = office.hand_in(client, ("orang.csv", "\n".join(people))).headers["Location"]
    assert "Sukarni" not in client.get(batch).get_data(as_text=True)
    office.send(client, f"{batch}/simpan")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"Sukarni" not in path.read_bytes(), path


def test_a_province_is_asked_which_of_its_cities(office: Office) -> None:
    """A file without a region is not taken for the province's own; one of several cities is."""
    client = office.enter("prov", role="pengelola", scope="35")
    nameless = "Rekap Sidak ASN\nOPD;Tanggal;Terjaring\nDinas Kesehatan;07/03/2018;2\n"
    assert "Pilih wilayah" in text(
        client.get(office.hand_in(client, ("a.csv", nameless)).headers["Location"])
    )
    cities = (
        "Rekap Sidak ASN\nKabupaten/Kota;OPD;Tanggal;Diperiksa;Terjaring\n"
        "Kota Kediri;Dinas Kesehatan;07/03/2018;30;2\nKota Probolinggo;Dinas Kesehatan;07/03/2018;20;1\n"
    )
    office.load(client, "dua-kota.csv", cities)
    assert "dua-kota.csv" in text(client.get("/data/dokumen"))
    found = [d for d in documents(office) if d["name"] == "dua-kota.csv"]
    assert [(d["region_code"], d["record_count"]) for d in found] == [("35", 2)]
