"""OPD names as offices write them lead to one canonical name, or to a question with suggestions."""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from etl.opd import Alias, OpdBook
from etl.privacy import BLOT, scrub
from etl.simulate.names import OPDS

BOOK = OpdBook.packaged()
EDUCATION = "Dinas Pendidikan dan Kebudayaan"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dinkes", "Dinas Kesehatan"),
        ("DINAS KESEHATAN KOTA PROBOLINGGO", "Dinas Kesehatan"),
        ("Satpol-PP", "Satuan Polisi Pamong Praja"),
        ("Dinas PUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
        ("BKDSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
        ("KEC KADEMANGAN", "Kecamatan Kademangan"),
        ("Kantor Camat Mayangan", "Kecamatan Mayangan"),
        ("1. Dinas Sosial", "Dinas Sosial"),
        ("Dinas Perpustakaan & Kearsipan", "Dinas Perpustakaan dan Kearsipan"),
        ("RSUD dr. Mohamad Saleh", "RSUD"),
    ],
)
def test_usual_spellings(text: str, name: str) -> None:
    """Abbreviations, capitals, punctuation, numbering, the region's name behind."""
    assert (BOOK.resolve(text, region_code="35.74").status, BOOK.resolve(text).name) == ("ok", name)


@pytest.mark.parametrize(
    ("text", "opd", "unit"),
    [
        ("Puskesmas Wonoasih", "Dinas Kesehatan", "Puskesmas Wonoasih"),
        ("PKM Ketapang", "Dinas Kesehatan", "Puskesmas Ketapang"),
        ("SDN Sukabumi 2", EDUCATION, "SDN Sukabumi 2"),
        ("SMP Negeri 5", EDUCATION, "SMP Negeri 5"),
        ("Bagian Umum Setda", "Sekretariat Daerah", "Bagian Umum Setda"),
        ("Kel. Jati Kec. Mayangan", "Kecamatan Mayangan", "Kelurahan Jati"),
        ("Kelurahan Jati", None, "Kelurahan Jati"),
    ],
)
def test_units_roll_up(text: str, opd: str | None, unit: str) -> None:
    """A school belongs to the education office; a kelurahan of unknown kecamatan has no OPD, not a wrong one."""
    found = BOOK.resolve(text, region_code="35.74")
    assert (found.name, found.unit) == (opd, unit)


@pytest.mark.parametrize(
    "text", ["KPU Kota Probolinggo", "Kemenag", "Polres", "SMAN 1", "BPN", "MTsN 1", "Kejaksaan Negeri"]
)
def test_vertical_agencies_are_not_opd(text: str) -> None:
    """Ministries, police, senior high schools (provincial) are not OPD of a kab/kota."""
    assert BOOK.resolve(text, region_code="35.74").status == "not_local"


def test_senior_high_schools_belong_to_the_province() -> None:
    """SMAN in a provincial recap is not refused as foreign."""
    assert BOOK.resolve("SMAN 1 Probolinggo", region_code="35").status != "not_local"


def test_typing_errors_are_taken_only_when_clearly_nearest() -> None:
    """One wrong letter is corrected and said; a name that could be two is asked."""
    assert BOOK.resolve("Dinas Kesehtan").status == "guessed"
    unknown = BOOK.resolve("Dinas Perdukunan")
    assert unknown.status == "unknown"
    assert unknown.suggestions


def test_a_correction_mark_asks() -> None:
    """ "(ralat)" behind a name is for a person to judge."""
    assert BOOK.resolve("Kedupok (ralat)").status == "ambiguous"


def test_a_region_s_own_list_decides() -> None:
    """Where only "Dinas Pendidikan dan Kebudayaan" exists, Disdik is that one."""
    book = BOOK.extended(opds=[("35.74", EDUCATION), ("35.74", "Kecamatan Kedopok")])
    assert BOOK.resolve("Disdik").name == "Dinas Pendidikan"
    assert book.resolve("Disdik", region_code="35.74").name == EDUCATION
    assert book.resolve("Kec. Kedupok", region_code="35.74").status == "guessed"
    assert book.resolve("Kec. Antah", region_code="35.74").status == "unknown"


def test_aliases_are_dated_and_regional() -> None:
    """A nickname holds in its region and years only; what a person confirmed comes first."""
    alias = Alias("Dispertahankan", "Dinas Pertanian", "35.74", date(2017, 1, 1), date(2020, 12, 31))
    book = OpdBook(["Dinas Pertanian"], [alias], {})
    assert book.resolve("Dispertahankan", region_code="35.74", on=date(2018, 3, 7)).name == "Dinas Pertanian"
    assert book.resolve("Dispertahankan", region_code="35.74", on=date(2024, 3, 7)).name is None
    assert book.resolve("Dispertahankan", region_code="35.09", on=date(2018, 3, 7)).name is None


def test_published_aliases_lead_somewhere(shared_data: Path) -> None:
    """Every alias that public sources printed leads to an OPD or a unit; patterns with X, Y, Z are forms."""
    with (shared_data / "published" / "opd_aliases.csv").open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    aliases = [a for row in rows for a in row["aliases_pipe"].split("|") if len(a) > 2 and "..." not in a]
    lost = [a for a in aliases if BOOK.resolve(a, region_code="35.74").status in ("unknown", "ambiguous")]
    assert lost == []


def test_the_simulation_uses_names_of_the_book() -> None:
    """Short and long names of one simulated OPD are one OPD."""
    for name, short, _, _ in OPDS:
        assert {BOOK.resolve(text, region_code="99.01").name for text in (name, short, short.upper())} == {
            name
        }


def test_no_office_is_taken_for_a_person() -> None:
    """BPKAD begins like "Bpk.": no name or alias of the book, in any capitals, is blotted out as a person's."""
    texts = [*BOOK.names(), *(a.alias for a in BOOK._all), "Kecamatan Ibu Utara", "Ibu Kota"]
    assert [t for text in texts for t in (text, text.upper(), text.title()) if scrub(t) != t] == []
    assert scrub("Bpk. Budi Santoso dari BPKAD").startswith(BLOT)
