"""Indonesian numbers: what offices and papers write, and the laws behind the reader."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.words import NOTHING, Number, find_numbers, read_number

EXACT = """
1.081            | 1081
1.234.567        | 1234567
1234567          | 1234567
1,081            | 1081
1 081            | 1081
1.081,5          | 1081.5
94,3 persen      | 94.3
0,12 persen      | 0.12
1,081 %          | 1.081
96,08%           | 96.08
98.33%           | 98.33
12,0             | 12
88 org           | 88
7 orang.         | 7
12*              | 12
(5)              | 5
1 (satu)         | 1
dua              | 2
seorang          | 1
sepuluh          | 10
sebelas          | 11
lima belas       | 15
dua puluh satu   | 21
seratus dua puluh tiga | 123
dua ribu delapan belas | 2018
tiga ratus ribu  | 300000
1,2 juta         | 1200000
4,28 juta        | 4280000
Sebanyak 65 ASN  | 65
nihil            | 0
tidak ada        | 0
-3               | -3
+5               | 5
1,5 jt           | 1500000
2 rb             | 2000
0 (nihil)        | 0
"""

VAGUE = """
belasan                | -   | 11  | 19
puluhan orang          | -   | 20  | 99
ratusan                | -   | 100 | 999
30-an                  | -   | 30  | 39
40an                   | -   | 40  | 49
10-15                  | -   | 10  | 15
10 sampai 15 orang     | -   | 10  | 15
sedikitnya 24 ASN      | 24  | 24  | -
lebih dari 30 orang    | 30  | 30  | -
30 lebih               | 30  | 30  | -
paling banyak 5        | 5   | -   | 5
sekitar 300            | 300 | -   | -
5 (enam)               | -   | 5   | 6
"""

NO_NUMBERS = (
    "", " ", "O", "proses", "3 PNS, 2 honorer", "12 April", "dua tiga", "28 dari 30", "belum setor",
    "2024-10-12", "Tim 2", "1/2", "S", "1O", None, True, math.nan, math.inf, [3],
)  # fmt: skip


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "value"), _rows(EXACT))
def test_exact_numbers(text: str, value: str) -> None:
    """What is written exactly is read exactly, with no interval."""
    number = read_number(text)
    assert number.value == pytest.approx(float(value))
    assert (number.minimum, number.maximum) == (number.value, number.value)
    assert not number.is_approximate


@pytest.mark.parametrize(("text", "value", "low", "high"), _rows(VAGUE))
def test_vague_words_are_intervals(text: str, value: str, low: str, high: str) -> None:
    """A vague word gives its interval; an open end stays open."""
    wanted = [None if part == "-" else int(part) for part in (value, low, high)]
    number = read_number(text)
    assert [number.value, number.minimum, number.maximum] == wanted
    assert number.is_approximate


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_not_only_a_number_says_nothing(text: object) -> None:
    """A date, a remark, two numbers in one cell: nothing is guessed."""
    assert read_number(text) == NOTHING


@pytest.mark.parametrize("text", ["-", "–", "—", " - ", "--"])
def test_a_dash_is_neither_zero_nor_a_number(text: str) -> None:
    """Some offices mean zero and some mean unknown: the caller decides by column."""
    assert read_number(text) == Number(None, None, None, False, is_dash=True)


@pytest.mark.parametrize(
    ("text", "refers_to"), [("Ke-22 pegawai", 22), ("ke 15 orang", 15), ("ketiganya", 3)]
)
def test_an_anaphora_points_back_and_counts_nothing(text: str, refers_to: int) -> None:
    """*Ke-22 pegawai itu* are the 22 already counted."""
    (found,) = find_numbers(text)
    assert found.refers_to == refers_to
    assert found.number.value is None
    assert read_number("ke-22").is_anaphora


def test_numbers_in_a_sentence_keep_their_places() -> None:
    """Spans cut the words out of the text; percentages are marked; register numbers are left alone."""
    text = "Sedikitnya 24 dari 1.081 ASN (2,2 persen), dua honorer; Perda 04/2007, belasan lain."
    found = [(text[f.start : f.end], f.number.value, f.number.is_percent) for f in find_numbers(text)]
    assert found == [
        ("Sedikitnya 24", 24, False),
        ("1.081", 1081, False),
        ("2,2 persen", 2.2, True),
        ("dua", 2, False),
        ("belasan", None, False),
    ]


@given(st.integers(0, 10**9))
def test_digits_with_indonesian_dots_come_back(value: int) -> None:
    """Any count written with dots between thousands reads as itself."""
    assert read_number(f"{value:,}".replace(",", ".")).value == value
    assert read_number(f"{value} orang").value == value


@given(st.integers(1, 999_999))
def test_words_come_back(value: int) -> None:
    """Any count spelled out in Indonesian reads as itself."""
    assert read_number(spell(value)).value == value


@given(st.integers(0, 10_000))
def test_percent_with_comma_comes_back(hundredths: int) -> None:
    """Percentages keep their two decimals."""
    text = f"{hundredths / 100:.2f}".replace(".", ",")
    assert read_number(f"{text} persen").value == pytest.approx(hundredths / 100)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text gives a Number whose interval is in order."""
    number = read_number(text)
    if number.minimum is not None and number.maximum is not None:
        assert number.minimum <= number.maximum
    find_numbers(text)


_DIGITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def spell(value: int) -> str:
    """A second, independent speller: numbers to Indonesian words."""
    if value < 10:
        return _DIGITS[value]
    if value < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(value) or f"{_DIGITS[value - 10]} belas"
    for size, one, many in ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (10, "", "puluh")):
        if value >= size:
            head, rest = divmod(value, size)
            words = one if head == 1 and one else f"{spell(head)} {many}"
            return words if rest == 0 else f"{words} {spell(rest)}"
    raise AssertionError(value)
