"""Indonesian numbers: `1.081`, `94,3 persen`, `dua puluh satu`, `seorang`, `belasan`, `sedikitnya 24`.

A vague word is an interval, never a point: *belasan* 11–19, *puluhan* 20–99, *ratusan* 100–999.
*ke-22* and *ketiganya* point back at a number already said; they count nothing themselves.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

UNITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "sembilan": 9,
}  # fmt: skip
WHOLE = {
    "sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000, "sejuta": 1_000_000, "semiliar": 10**9,
    "seorang": 1, "sebuah": 1, "selusin": 12, "sembilam": 9, "delapam": 8, "tuju": 7,
    "nihil": 0,
}  # fmt: skip
SCALES = {
    "puluh": 10,
    "ratus": 100,
    "ribu": 1000,
    "juta": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
    "rb": 1000,
    "jt": 10**6,
}
VAGUE = {
    "belasan": (11, 19), "puluhan": (20, 99), "ratusan": (100, 999), "ribuan": (1000, 9999),
    "puluhan ribu": (20_000, 99_999), "ratusan ribu": (100_000, 999_999), "jutaan": (10**6, 10**7 - 1),
}  # fmt: skip
ZERO_PHRASES = (
    "nihil", "nihil.", "tidak ada", "tdk ada", "tak ada", "kosong", "nol", "zero", "none", "tidak ditemukan",
)  # fmt: skip
COUNTED = (
    r"(?:orang|org|or|pegawai|peg|asn|pns|p3k|pppk|non[- ]?asn|honorer|thl|ptt|tkk|personil|personel|petugas|"
    r"peserta|kasus|kss|laporan|temuan|rekomendasi|tim|regu|opd|skpd|buah|bh|kali|jiwa|unit|titik|lokasi|"
    r"perkara|berkas|undangan|siswa|guru|hari|hr|jam|menit|bulan|bln|tahun|thn|nama|dokumen)"
)
PERCENT = r"(?:%|persen|prosen|pct)"

_SIMPLE = "|".join(sorted([*UNITS, *WHOLE], key=len, reverse=True))
_WORDY = rf"(?:{_SIMPLE})(?:[ -]+(?:belas|puluh|ratus|ribu|juta|miliar|milyar|{_SIMPLE}))*"
_DIGITS = (
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"  # 1.081 and 1.081,5
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])"  # 1,081 as English spreadsheets print it
    r"|\d{1,3}(?:[ '’]\d{3})+(?!\d)"
    r"|\d+(?:[.,]\d+)?"
)
_SCALE = r"(?:ratus|ribu|rb|juta|jt|miliar|milyar)"
_ATOM = rf"(?:(?:{_DIGITS})(?:\s*{_SCALE}\b)?|\b{_WORDY}\b)"
_VAGUE = r"\b(?:puluhan ribu|ratusan ribu|belasan|puluhan|ratusan|ribuan|jutaan)\b"
_AT_LEAST = (
    r"sedikitnya|setidaknya|sekurang-kurangnya|sekurangnya|paling sedikit|paling tidak|minimal|min\.?|"
    r"lebih dari|lebih dr|di atas|diatas|tidak kurang dari|tak kurang dari|>=|≥|>"
)
_AT_MOST = r"paling banyak|maksimal|maks\.?|kurang dari|di bawah|dibawah|tidak lebih dari|<=|≤|<"
_ABOUT = r"sekitar|sekira|kurang lebih|lebih kurang|kira-kira|hampir|nyaris|mencapai sekitar|±|\+/-|~"
_QUALIFIER = rf"(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<about>{_ABOUT})"
_EXACT = r"(?:sebanyak|sejumlah|sebesar|total|jumlah|ada|tercatat|yakni|yaitu|=|:)"

_FULL = re.compile(
    rf"(?:{_EXACT}\s*)*(?:(?:{_QUALIFIER})\s*)?\+?(?P<a>{_ATOM})"
    rf"(?:(?P<an>\s?-?\s?an\b)|\s*(?:-|–|—|s/?d\.?|s\.d\.?|sampai(?: dengan)?|hingga|atau)\s*(?P<b>{_ATOM}))?"
    rf"(?:\s*\(\s*(?P<same>{_ATOM})\s*\))?(?P<more>\s*(?:lebih|\+))?\s*(?P<pct>{PERCENT})?"
    rf"(?:\s*{COUNTED}\b\.?){{0,2}}\s*[.;,*]*\Z"
)
_FULL_VAGUE = re.compile(rf"(?:{_EXACT}\s*)*(?P<v>{_VAGUE})(?:\s*{COUNTED}\b\.?){{0,2}}\s*[.;,*]*\Z")
_ANAPHORA_WORD = "|".join(f"ke{w}" for w in (*list(UNITS)[1:], "sepuluh", "sebelas"))
_ANAPHORA = re.compile(rf"(?:ke[- ]?\d+|(?:{_ANAPHORA_WORD})(?:nya)?)\b")
_IN_TEXT = re.compile(
    rf"(?:(?P<ana>\bke[- ]?(?P<ke>\d+)\b|\b(?P<kew>{_ANAPHORA_WORD})(?:nya)?\b)"
    rf"|(?:(?:\b|(?<=\s))(?:{_QUALIFIER})\s*)?(?:(?P<v>{_VAGUE})|(?<![\w.,/-])(?P<a>{_ATOM})(?![\w]|[/:]\d)"
    rf"(?P<an>-an\b)?(?P<more>\s+lebih\b)?(?P<pct>\s*{PERCENT})?))"
)
_DASHES = frozenset("-–—−")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read: `value` when exact, an interval when vague, nothing when the text says nothing.

    `maximum` None with a `minimum` means "at least". `is_anaphora`: *ke-22* (points back, `value` None).
    `is_dash`: the cell holds only a dash, which means zero in some offices and unknown in others;
    `value` is None then and the caller decides by column.
    """

    value: int | float | None
    minimum: int | float | None
    maximum: int | float | None
    is_approximate: bool
    is_anaphora: bool = False
    is_dash: bool = False
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class NumberFound:
    """A number in running text with its place: `text[start:end]`; `refers_to` is what *ke-22* points at."""

    number: Number
    start: int
    end: int
    refers_to: int | None = None


NOTHING = Number(None, None, None, False)


def read_number(text: object) -> Number:
    """The number a whole cell or phrase states; `NOTHING` when it is not (only) a number.

    Accepts int, float, text. A float without fraction becomes int. Booleans are no numbers.
    """
    if isinstance(text, str):
        return _read_text(text)
    if isinstance(text, bool) or not isinstance(text, int | float) or not math.isfinite(text):
        return NOTHING
    return _exact(text)


@lru_cache(maxsize=65_536)
def _read_text(text: str) -> Number:
    phrase = _tidy(text)
    if not phrase:
        return NOTHING
    if set(phrase) <= _DASHES:
        return Number(None, None, None, False, is_dash=True)
    if phrase in ZERO_PHRASES:
        return _exact(0)
    if _ANAPHORA.fullmatch(phrase):
        return Number(None, None, None, False, is_anaphora=True)
    if found := _FULL_VAGUE.match(phrase):
        return _vague(found["v"])
    if phrase.startswith(("-", "−")) and phrase[1:].strip()[:1].isdigit():
        inner = _read_text(phrase[1:].strip())
        return NOTHING if inner.value is None else _exact(-inner.value, is_percent=inner.is_percent)
    found = _FULL.match(phrase)
    return _from_match(found) if found else NOTHING


def find_numbers(text: str) -> list[NumberFound]:
    """Every number in running text, in order, with its span; dates and register numbers are not excluded."""
    lower = text.lower().replace("\u00a0", " ")
    found = []
    for match in _IN_TEXT.finditer(lower):
        item = _found(match)
        if item is not None:
            found.append(item)
    return found


def _found(match: re.Match[str]) -> NumberFound | None:
    if match["ana"]:
        points_at = int(match["ke"]) if match["ke"] else _words_value(match["kew"][2:])
        nothing = Number(None, None, None, False, is_anaphora=True)
        return NumberFound(nothing, match.start(), match.end(), points_at)
    number = _vague(match["v"]) if match["v"] else _from_match(match)
    return None if number is NOTHING else NumberFound(number, match.start(), match.end())


def _tidy(text: str) -> str:
    phrase = unicodedata.normalize("NFKC", text).replace("\u00ad", "").strip().lower()
    phrase = re.sub(r"\s+", " ", phrase).strip("'\"“”‘’")
    if re.fullmatch(r"\(\s*\d[\d.,]*\s*\)", phrase):  # "(5)" in a text column is five
        phrase = phrase.strip("() ")
    return phrase


def _from_match(match: re.Match[str]) -> Number:
    groups = match.groupdict()
    value = _atom(groups["a"], is_percent=bool(groups.get("pct")))
    if value is None:
        return NOTHING
    if groups.get("b"):
        return _between(value, _atom(groups["b"], is_percent=bool(groups.get("pct"))))
    if groups.get("same"):
        same = _atom(groups["same"], is_percent=False)
        return _exact(value) if same == value else _between(value, same)
    if groups.get("an"):
        return Number(None, value, value + _step(value) - 1, True)
    if groups["least"] or groups["more"]:
        return Number(value, value, None, True)
    if groups["most"]:
        return Number(value, None, value, True)
    if groups["about"]:
        return Number(value, None, None, True)
    return _exact(value, is_percent=bool(groups.get("pct")))


def _exact(value: int | float, *, is_percent: bool = False) -> Number:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    return Number(value, value, value, False, is_percent=is_percent)


def _vague(word: str) -> Number:
    low, high = VAGUE[word]
    return Number(None, low, high, True)


def _between(low: int | float, high: int | float | None) -> Number:
    if high is None:
        return NOTHING
    return Number(None, min(low, high), max(low, high), True)


def _step(value: int | float) -> int:
    """*30-an* spans ten, *200-an* a hundred: the step of the last digit that is not zero."""
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return max(step, 10)


@lru_cache(maxsize=16_384)
def _atom(text: str, *, is_percent: bool) -> int | float | None:
    text = text.strip()
    if not text[0].isdigit():
        return _words_value(text)
    scale = 1
    if scaled := re.search(rf"\s*({_SCALE})$", text):
        scale = SCALES[scaled[1]]
        text = text[: scaled.start()]
    value = _digits_value(text, is_decimal=is_percent or scale > 1)
    whole = value * scale
    return round(whole) if abs(whole - round(whole)) < 1e-9 else whole


def _digits_value(text: str, *, is_decimal: bool) -> int | float:
    """`1.081` is 1081, `94,3` is 94.3; `1,081` is 1081 unless a percent sign makes it a share."""
    text = re.sub(r"[ '’]", "", text)
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+(,\d+)?", text) and not (is_decimal and text.count(".") == 1):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text) and not (is_decimal and text.count(",") == 1):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    if text.count(".") > 1:
        text = text.replace(".", "")
    return float(text) if "." in text else int(text)


def _words_value(text: str) -> int | None:
    """`dua puluh satu` → 21. Grammar: units, belas, puluh, ratus below a thousand, then ribu, juta."""
    total = current = unit = 0
    for word in re.split(r"[ -]+", text.strip()):
        if word in UNITS:
            if unit:
                return None  # "dua tiga" is two numbers, not one
            unit = UNITS[word]
        elif word in WHOLE:
            if WHOLE[word] >= 1000:
                total += WHOLE[word]
            else:
                current += WHOLE[word]
        elif word == "belas":
            current, unit = current + 10 + unit, 0
        elif word in ("puluh", "ratus"):
            current, unit = current + (unit or 1) * SCALES[word], 0
        else:
            total, current, unit = total + (current + unit or 1) * SCALES[word], 0, 0
    return total + current + unit
