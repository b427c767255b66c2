"""Names, NIP, NIK and phone numbers stop at the reader."""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from etl.privacy import person_hash, scrub, scrub_names

from .sheets import read

PEOPLE = """
DAFTAR PEGAWAI TERJARING SIDAK 7 MARET 2018
No | Nama | NIP | Status | Unit Kerja | Lokasi | Alasan | No HP
1 | Bambang Sutrisno, S.Sos | '198001012005011001 | PNS | Dinkes | Plaza | Bambang mengantar Ibu Sutarmi | 081234567890
2 | Siti Rahmawati | '19790202 200604 2 002 | PNS | Dinas Ngawur | Plaza | NIK 3574011234567890 telp 0812-3456-7890 | '085712345678
3 | Bambang Sutrisno | '198001012005011001 | PNS | Dinkes | Pasar | sdr. Bambang Sutrisno belanja | x
"""
SECRETS = (
    "Bambang",
    "Sutrisno",
    "Siti",
    "Rahmawati",
    "Sutarmi",
    "1980010120",
    "19790202",
    "3574011234",
    "0812",
    "085712",
)


def test_nothing_personal_leaves_the_reader() -> None:
    """Neither records, quarantine, flags, layouts nor messages hold a name or number of a person."""
    reading = read(PEOPLE)
    everything = json.dumps(asdict(reading), default=str)
    assert len(reading.records) == 2
    assert [p.reason for p in reading.quarantined] == ["opd_unknown"]
    for secret in SECRETS:
        assert secret not in everything


def test_repeats_are_found_by_a_keyed_hash() -> None:
    """The same NIP gives the same hash; another key gives another; without key there is none."""
    first, again = (r["person_hash"] for r in read(PEOPLE).records)
    assert first == again
    assert read(PEOPLE, hash_key=b"lain").records[0]["person_hash"] != first
    assert "person_hash" not in read(PEOPLE, hash_key=b"").records[0]


def test_a_nip_that_excel_rounded_is_no_key() -> None:
    """An 18-digit number in a numeric cell has lost its last digits: then the name decides."""
    rounded = person_hash(b"k", number=198001012005011008, name="Budi Santoso, S.E.")
    assert rounded == person_hash(b"k", name="BUDI SANTOSO")


@pytest.mark.parametrize(
    "text",
    [
        "NIP. 19800101 200501 1 001",
        "hp 0812-3456-7890",
        "+62 812 3456 7890",
        "NIK 3574011234567890",
        "a.n. Budi Santoso",
        "a@b.go.id",
    ],
)
def test_patterns_in_running_text(text: str) -> None:
    """Numbers, phones, addresses, addressed names."""
    assert "[dihapus]" in scrub(f"keterangan {text} selesai")


def test_ordinary_words_stay() -> None:
    """Laws, amounts and places are no persons."""
    text = "melanggar PP 94 Tahun 2021, 15 orang di Pasar Baru, denda Rp600.000"
    assert scrub_names(text, ["Drs. Budi Santoso, M.Si"]) == text
