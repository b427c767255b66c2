"""Texts as offices hold them: web pages with menus, letters, mails, lists, capitals, round-ups of a week."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import etl.news
from etl.context import Context
from etl.kinds.berita import read_berita
from etl.messages import reasons
from etl.news import read_news
from etl.news.twins import TWIN, compare, score_twins
from geo.regions import Gazetteer

GAZETTEER = Gazetteer.packaged()
NEWS = Path(etl.news.__file__).parent

PAGE = """<html><head><title>Keluyuran, 13 ASN Pemkab Tulungagung Terjaring Razia - WartaKini.id</title>
<script>let caught = "99 ASN";</script></head><body><nav><ul><li>Home</li><li>Daerah</li></ul></nav>
<h1>Keluyuran, 13 ASN Pemkab Tulungagung Terjaring Razia</h1>
<div>Oleh <a>Redaksi</a> | Kamis, 14 September 2023 | 14:05 WIB</div>
<p><b>TULUNGAGUNG, WartaKini.id</b> &ndash; Sebanyak 13 ASN di lingkungan Pemkab Tulungagung terjaring razia
Satpol PP di Pasar Ngemplak, Rabu (13/9/2023).</p>
<p>Baca Juga: <a href="#">27 ASN Blitar Terjaring Razia di Warkop</a></p>
<p>Lihat juga:</p><p>45 PNS Kediri Dipecat Selama 2023</p>
<p>&ldquo;Sembilan dari Dinas Pendidikan, empat lainnya dari RSUD Campurdarat,&rdquo; kata Kasatpol PP.</p>
<h3>Berita Terkait</h3><ul><li>Bawaslu Trenggalek Terima 5 Laporan Netralitas ASN</li></ul></body></html>"""

LETTER = """PEMERINTAH KABUPATEN SEMARANG
SATUAN POLISI PAMONG PRAJA
Jl. Pemuda No. 7 Ungaran 50511 Telp. (024) 000000

Ungaran, 23 Mei 2023
Nomor   : 331.1/0456/2023
Lampiran: 1 (satu) berkas
Perihal : Laporan Hasil Operasi Disiplin ASN

Kepada Yth. Bupati Semarang
di Ungaran

Dengan hormat kami laporkan bahwa pada hari Senin tanggal 22 Mei 2023 Satpol PP telah melaksanakan operasi
disiplin ASN di Pasar Bandarjo dengan kekuatan 18 personel. Dalam operasi tersebut terjaring 9 (sembilan)
orang ASN, terdiri dari 7 (tujuh) orang PNS dan 2 (dua) orang PPPK. Yang bersangkutan diberi
pembinaan.
"""

MAIL = """Dari: humas@kab.example
Tanggal: Senin, 18 Maret 2024 09:12
Perihal: Rilis Sidak ASN

Yth. rekan media,

Pada Jumat, 15 Maret 2024, tim BKPSDM Kabupaten Bandung melaksanakan sidak di Kecamatan Soreang. Dari 118 ASN
yang dicek, 102 hadir, 9 cuti, 3 dinas luar dan 4 tanpa keterangan. Keempatnya akan dipanggil pada Selasa,
19 Maret 2024.
"""

LIST = """REKAP RAZIA DISIPLIN ASN KOTA CIMAHI

Satpol PP Kota Cimahi merazia tiga lokasi, Selasa (12/3/2024). Hasilnya:
- Pasar Atas: 4 ASN
- Pasar Antri: 2 ASN, 1 honorer
- Ramayana Cimahi: nihil
Total 7 orang terjaring. Semua diberi teguran tertulis."""

CAPITALS = """SATPOL PP KABUPATEN SUKABUMI JARING 21 PNS SAAT JAM KERJA

SUKABUMI - SEBANYAK 21 PNS TERJARING RAZIA SATPOL PP KABUPATEN SUKABUMI DI PASAR PELITA, KAMIS (7/11/2019)."""

TYPOS = """7 ASN Kluyuran Dijaring

Satpol PP Kab.Bojonegoro menjaring 7 ASN yg keluyuran dijam kerja di Psr. Kota, Rabu (12/2/2020). 3 ASN dari
dinas Pendidikan, sisanya dr Kec. Dander. Mrk diberi pembinaan."""

ENGLISH = """Satpol PP Raids, 8 Civil Servants Caught in Batam

BATAM - Satpol PP Kota Batam menjaring 8 ASN di Nagoya Hill saat jam kerja, Rabu (8/5/2024). The civil
servants were given a warning and they were sent back to the office."""

CASES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "page",
        PAGE,
        {"total": 13, "asn": 13, "date": "2023-09-13", "region": "Kabupaten Tulungagung",
         "agencies": ["Satpol PP"], "locations": ["Pasar Ngemplak"],
         "opd": ["Dinas Pendidikan", "RSUD Campurdarat"]},
    ),
    (
        "letter",
        LETTER,
        {"total": 9, "asn": 9, "date": "2023-05-22", "region": "Kabupaten Semarang", "sanction": "pembinaan",
         "locations": ["Pasar Bandarjo"]},
    ),
    (
        "mail",
        MAIL,
        {"event_type": "sidak_kehadiran", "total": 4, "present": 102, "population": 118, "date": "2024-03-15",
         "region": "Kabupaten Bandung"},
    ),
    (
        "list",
        LIST,
        {"total": 7, "asn": 6, "non_asn": 1, "location_counts": {"Pasar Atas": 4, "Pasar Antri": 3},
         "region": "Kota Cimahi"},
    ),
    ("capitals", CAPITALS, {"total": 21, "asn": 21, "date": "2019-11-07", "region": "Kabupaten Sukabumi"}),
    ("typos", TYPOS, {"total": 7, "date": "2020-02-12", "region": "Kabupaten Bojonegoro"}),
    ("english", ENGLISH, {"total": 8, "asn": 8, "date": "2024-05-08", "region": "Kota Batam"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_text_as_it_lies_on_a_desk(name: str, text: str, expected: dict[str, Any]) -> None:
    """Menus, letterheads, other headlines and a translation add nothing; the event is read."""
    record = read_news(text, gazetteer=GAZETTEER)[0]
    assert {key: record.get(key) for key in expected} == expected, name


ROUND_UP = """Dalam sepekan, tiga daerah menindak ASN

Di Kabupaten Nganjuk, Satpol PP menjaring enam ASN di Pasar Wage, Senin (4/3/2024). Keenamnya dibina.

Sehari kemudian, Selasa (5/3/2024), Satpol PP Kota Kediri menjaring 11 ASN di Kediri Mall.

Sementara itu, Bawaslu Kabupaten Jombang meneruskan dugaan pelanggaran netralitas dua ASN ke KASN,
Rabu (6/3/2024)."""


def test_a_round_up_is_several_events() -> None:
    """Three regions with their own day and count are three records, never one sum."""
    told = [
        (r["region"], r["date"], r["event_type"], r["total"])
        for r in read_news(ROUND_UP, gazetteer=GAZETTEER)
    ]
    assert told == [
        ("Kabupaten Nganjuk", "2024-03-04", "sidak_lapangan", 6),
        ("Kota Kediri", "2024-03-05", "sidak_lapangan", 11),
        ("Kabupaten Jombang", "2024-03-06", "netralitas_kasus", 2),
    ]


def test_spans_of_a_round_up_point_into_the_whole_text() -> None:
    """Each part of a text that was split still says where in the document its words stand."""
    for record in read_news(ROUND_UP, gazetteer=GAZETTEER):
        said = record["spans"]["total"]
        assert " ".join(ROUND_UP[said["start"] : said["end"]].split()) == said["text"]


def test_a_shared_name_waits_for_a_person() -> None:
    """Bandung is a kota and a kabupaten; nothing in the text decides, so the record is reviewed."""
    text = (
        "5 ASN Bandung Terjaring Razia\n\n"
        "Satpol PP menjaring 5 ASN Bandung di Pasar Baleendah, Kamis (9/3/2023)."
    )
    record = read_news(text, gazetteer=GAZETTEER)[0]
    assert "region" not in record
    assert record["region_candidates"] == ["Kabupaten Bandung", "Kota Bandung"]
    assert record["needs_review"]


def test_what_is_denied_is_not_counted() -> None:
    """A rumour of 30 that the head of the unit denies leaves the three he confirms."""
    text = (
        "MEDAN - Kabar yang menyebut 30 ASN Pemko Medan terjaring razia di Sun Plaza dibantah Kasatpol PP. "
        '"Yang benar 3 orang," katanya, Jumat (22/2/2019).'
    )
    assert read_news(text, gazetteer=GAZETTEER)[0]["total"] == 3


def test_a_story_from_abroad_is_none_of_ours() -> None:
    """Civil servants dismissed in another country are no event, and get no region."""
    text = (
        "Malaysia Pecat 12 Pegawai Negeri\n\n"
        "Kuala Lumpur - Pemerintah Malaysia memecat 12 pegawai negeri, Selasa (3/5/2022)."
    )
    record = read_news(text, gazetteer=GAZETTEER)[0]
    assert record["event_type"] == "bukan_kejadian"
    assert not {"region", "total"} & set(record)


def test_the_phase_follows_from_day_and_election() -> None:
    """2 October 2020 lies in the campaign; the last days of December 2024 lie in no phase."""
    told = "Bawaslu Blora meneruskan dugaan pelanggaran netralitas dua ASN ke KASN, {}. Pilkada {} di Blora."
    first = read_news(told.format("Jumat (2/10/2020)", 2020), gazetteer=GAZETTEER)[0]
    assert (first["election"], first["phase"]) == ("PILKADA_2020", "KAMPANYE")
    assert first["phases_on_date"] == ["KAMPANYE", "PEMUTAKHIRAN_DAFTAR_PEMILIH"]
    later = read_news(told.format("Senin (30/12/2024)", 2024), gazetteer=GAZETTEER)[0]
    assert later["election"] == "PILKADA_2024"
    assert "phase" not in later


def test_every_doubt_has_words() -> None:
    """Each flag that a reading can carry is a sentence or a phrase in both languages, never a bare code."""
    code = re.compile(r"flag\(\s*\"([a-z_]+)\"")
    used = {name for path in NEWS.glob("*.py") for name in code.findall(path.read_text("utf-8"))}
    doubts = tomllib.loads((NEWS / "doubts.toml").read_text("utf-8"))
    assert used - set(doubts) - set(reasons()) == set()
    assert all({"id", "en"} <= set(words) for words in doubts.values())


def test_the_office_answers_for_a_shared_name() -> None:
    """Loaded by Kota Bandung, a story of "Bandung" is the kota's and need not wait."""
    text = "Satpol PP menjaring 5 ASN Bandung di Pasar Baleendah, Kamis (9/3/2023)."
    alone = read_berita(text, Context(uploaded_on=dt.date(2023, 4, 1)))
    assert [flag.message for flag in alone.flags if flag.reason == "needs_review"] == [
        "bacaan berita ini belum cukup pasti (kota atau kabupaten tidak disebut); periksa dan sahkan "
        "sebelum dihitung."
    ]
    ours = read_berita(text, Context(uploaded_on=dt.date(2023, 4, 1), region_code="32.73"))
    assert (ours.records[0]["region"], ours.records[0]["needs_review"]) == ("Kota Bandung", False)


def test_twins_are_the_same_in_any_order() -> None:
    """Two papers on one event, one with a vaguer count: the pair scores alike whichever came first."""
    told = [
        "LAHAT - Satpol PP Kabupaten Lahat menjaring 24 ASN di Pasar Lematang, Rabu (12/2/2025).",
        "LAHAT - Puluhan ASN terjaring razia Satpol PP Kabupaten Lahat di Pasar Lematang, Rabu (12/2/2025).",
        "LAHAT - Satpol PP Kabupaten Lahat menjaring 3 ASN di Pasar Lematang, Selasa (18/3/2025).",
    ]
    records = [read_news(text, gazetteer=GAZETTEER)[0] for text in told]
    one, vague, other = records
    assert compare(one, vague).score == compare(vague, one).score >= TWIN
    assert compare(one, other).score == compare(other, one).score == 0.0
    pairs = score_twins(records, at_least=TWIN)
    turned = score_twins(records[::-1], at_least=TWIN)
    assert [(p.first, p.second) for p in pairs] == [(0, 1)]
    assert [(2 - p.second, 2 - p.first) for p in turned] == [(0, 1)]
