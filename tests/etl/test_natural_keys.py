"""What a record is about does not depend on how a paper spells it, nor on the order of papers."""

from __future__ import annotations

import itertools
import random
from datetime import date
from typing import Any

import pytest

from etl import store
from etl.block import Block
from etl.pipeline import ImportOptions, import_document, undo
from etl.store.engine import Engine
from etl.store.rows import natural_keys, number_key
from tests.etl.world import EVERYTHING

CASE = {
    "level": "case", "region_code": "35.74", "opd": "Dinas Kesehatan", "date_known": "2024-10-01",
    "position_class": "fungsional", "violation_text": "Diduga menyukai (like) unggahan pasangan calon.",
}  # fmt: skip
SAME = {
    "other order and points": {"violation_text": "menyukai LIKE unggahan: pasangan calon"},
    "a later day told too": {"date_received": "2024-10-03", "date_registered": "2024-10-05"},
    "a status": {"status_code": "diteruskan", "forwarded_to": "BKN"},
    "elsewhere in the file": {"sheet": "Lain", "row": 99},
}
OTHER = {
    "another act": {"violation_text": "menghadiri deklarasi pasangan calon"},
    "another office": {"opd": "Dinas Perhubungan"},
    "another day": {"date_known": "2024-10-02"},
    "another post": {"position_class": "camat_lurah"},
    "another place": {"region_code": "35.73"},
}


def _key(kind: str, **record: Any) -> str:
    return natural_keys(kind, Block.of(kind, [record]))[0]


@pytest.mark.parametrize("what", SAME)
def test_same_case_in_other_words(what: str) -> None:
    """A case without register number is one case, however a paper writes it."""
    assert _key("pelanggaran", **{**CASE, **SAME[what]}) == _key("pelanggaran", **CASE)


@pytest.mark.parametrize("what", OTHER)
def test_another_case_is_another(what: str) -> None:
    """Office, day, post and act tell cases apart."""
    assert _key("pelanggaran", **{**CASE, **OTHER[what]}) != _key("pelanggaran", **CASE)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("002/Reg/LP/PB/Kab/16.12/X/2020", "2/REG/LP/PB/KAB/16.12/X/2020"),
        ("002 / Reg / TM", "002/Reg/TM"),
        ("R - 101/KASN/2024", "R-101/KASN/2024"),
        ("R–101/KASN/2024", "r-101/kasn/2024"),
    ],
)
def test_spellings_of_a_number(first: str, second: str) -> None:
    """Blanks, capitals, dashes and leading zeros make no second case."""
    assert number_key(first) == number_key(second) != ""


def test_different_numbers_differ() -> None:
    """The year's last digit and an inner zero count."""
    assert len({number_key(n) for n in ("10/LP/2020", "1/LP/2020", "1/LP/2021", "101/LP/2020", None)}) == 5


def test_recommendation_without_number_is_its_day_and_sanction() -> None:
    """A corrected number of persons is a correction, not a second recommendation."""
    told = {
        "region_code": "35.74",
        "opd": "Dinas Kesehatan",
        "rec_date": "2024-06-03",
        "level": "recommendation",
    }
    first = _key("tindak_lanjut", **told, sanction_recommended="teguran_tertulis", persons=2, agency="KASN")
    assert first == _key("tindak_lanjut", **told, sanction_recommended="teguran_tertulis", persons=3)
    assert first != _key("tindak_lanjut", **told, sanction_recommended="teguran_lisan", persons=2)


def test_columns_and_single_records_give_the_same_keys() -> None:
    """A key does not depend on which other records stand beside it."""
    rng = random.Random(4)
    many = [
        {
            **CASE,
            **rng.choice([*SAME.values(), *OTHER.values()]),
            "reg_no": rng.choice([None, "001/LP", "2/TM"]),
        }
        for _ in range(60)
    ]
    together = natural_keys("pelanggaran", Block.of("pelanggaran", many))
    assert together == [_key("pelanggaran", **record) for record in many]


HEAD = "Nomor Register;Instansi;Jabatan;Tanggal diketahui;Bentuk pelanggaran;Status\n"
PAPERS = {
    "a": ";Dinas Kesehatan;Guru;1/10/2024;Memberi like unggahan pasangan calon;Klarifikasi\n"
    "003/Reg/LP;Dinas Kesehatan;Guru;2/10/2024;Foto bersama calon;Klarifikasi\n",
    "b": ";Dinkes;Guru;01-10-2024;like unggahan pasangan calon (memberi);Diteruskan ke BKN\n"
    "3/REG/LP;Dinkes;Guru;2 Oktober 2024;Foto bersama calon;Dihentikan\n",
    "c": ";Dinas Perhubungan;Camat;1/10/2024;Memberi like unggahan pasangan calon;Klarifikasi\n",
}


def test_papers_in_any_order_count_each_case_once(loaded: Engine) -> None:
    """Two registers tell the same two cases, a third another one: three cases, the later status of each."""
    states = set()
    for order in itertools.permutations(PAPERS):
        numbers = []
        for name in order:
            known_on = date(2024, 10, 10 + "abc".index(name))
            options = ImportOptions("35.74", "pelanggaran", known_on=known_on, today=date(2024, 12, 1))
            told = import_document(
                loaded, (HEAD + PAPERS[name]).encode(), name=f"{name}.csv", options=options
            )
            numbers.append(int(told.document_id or 0))
        with store.reading(loaded) as cx:
            rows = store.read_cases(cx, EVERYTHING, table="violation", limit=None)
        states.add(str(sorted(rows.select("opd_name", "status_code").rows())))
        for number in numbers:
            undo(loaded, number, by="uji")
    assert len(states) == 1
    assert states.pop().count("Dinas") == 3
