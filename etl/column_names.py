"""What does a column title mean for a kind? A scored match: exact, same words, contained, misspelt."""

# ruff: noqa: E501 - a row of a table of words is one line
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from etl.kinds import KINDS, Kind
from etl.kinds.columns import Column, fold
from etl.words import read_date

GOOD = 0.8  # a match worth believing without looking at the values
_FUZZY = 84.0
PARTS = {
    "asn", "pns", "pppk", "cpns", "non asn", "non pns", "honorer", "thl", "ptt", "kontrak", "laki laki", "laki", "perempuan",
    "l", "p", "lk", "pr", "pria", "wanita", "jumlah", "total", "persen", "cpns pns", "pns cpns", "tkk", "gtt", "ppnpn",
    "struktural", "fungsional", "pelaksana", "guru", "i", "ii", "iii", "iv", "gol i", "orang", "lk pr", "wfo", "wfh",
}  # fmt: skip
TURNING = {"seharusnya", "bukan", "belum", "tanpa"}  # words that turn a title into another one
SEXES = {"laki", "perempuan", "pria", "wanita", "l", "p"}
GENERIC = {"nomor", "tanggal", "hari"}  # titles that say nothing without the one above
MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember",
)  # fmt: skip
_MONTH = re.compile(
    r"^(?:bulan |bln )?(jan(?:uari)?|[fp]eb(?:r?uari|ruari)?|mar(?:et)?|apr(?:il)?|mei|juni?|juli?|ag(?:u|us|t|st|ustus)|sept?(?:ember)?"
    r"|o[kc]t(?:ober)?|no[pv](?:ember)?|de[sc](?:ember)?)\.?(?:[\s'./-]*((?:20)?\d{2}))?$"
)  # fmt: skip


_YEAR = re.compile(r"(?i)(?:tahun|thn\.?|th\.?)?\s*(20[0-4]\d)")


@dataclass(frozen=True, slots=True)
class Naming:
    """A column's meaning: `part` when it is one of several summands of the field ("pns"), "total" when the sum."""

    column: Column | None
    score: float
    part: str = ""

    @property
    def field(self) -> str | None:
        """Field name, None when the column means nothing here."""
        return self.column.field if self.column else None


NOTHING = Naming(None, 0.0)


class _Index:
    def __init__(self, kind: Kind) -> None:
        self.exact: dict[tuple[str, ...], Column] = {}
        self.sorted: dict[tuple[str, ...], Column] = {}
        self.spelled: dict[str, Column] = {}
        for column in kind.all_columns:
            for synonym in (column.field, *column.synonyms):
                words = fold(synonym)
                if not words:
                    continue
                self.exact.setdefault(words, column)
                self.sorted.setdefault(tuple(sorted(words)), column)
                self.spelled.setdefault("".join(words), column)
        self.titles = {" ".join(w): c for w, c in self.exact.items() if len("".join(w)) >= 4}
        self.sets = [(frozenset(w), c) for w, c in self.exact.items() if len("".join(w)) >= 4]


@cache
def _index(kind: str) -> _Index:
    return _Index(KINDS[kind])


@lru_cache(maxsize=200_000)
def match_title(text: str, kind: str, is_quick: bool = False) -> Naming:
    """The best meaning of one title text; `is_quick` looks up exact forms only."""
    words, index = fold(text), _index(kind)
    if not words or len(words) > 12:
        return NOTHING
    if (column := index.exact.get(words)) is not None:
        return Naming(column, 1.0)
    if (column := index.sorted.get(tuple(sorted(words)))) is not None:
        return Naming(column, 0.98)
    if (column := index.spelled.get("".join(words))) is not None:
        return Naming(column, 0.97)
    if "(" in text and (bare := re.sub(r"\([^)]*\)?", " ", text)).strip():
        found = match_title(bare, kind, True)
        if found.column is not None:
            return Naming(found.column, min(found.score, 0.96))
    if is_quick or len("".join(words)) < 4:
        return NOTHING
    return max(_contained(words, index), _misspelt(words, index), key=lambda n: n.score)


def _contained(words: tuple[str, ...], index: _Index) -> Naming:
    best, have = NOTHING, frozenset(words)
    for needed, column in index.sets:
        if needed <= have and not (have - needed) & TURNING:
            score = 0.68 + 0.27 * len(needed) / len(words)
            if score > best.score:
                best = Naming(column, score)
    return best


def _misspelt(words: tuple[str, ...], index: _Index) -> Naming:
    text = " ".join(words)
    found = process.extractOne(text, index.titles.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY)
    return Naming(index.titles[found[0]], 0.95 * found[1] / 100) if found else NOTHING


def month_of(text: object) -> tuple[int, int | None] | None:
    """(month, year or None) when a title is a month: "Januari", "Feb-24", "AGUSTUS 2024"."""
    if not isinstance(text, str) or len(text) > 20:
        return None
    found = _MONTH.match(text.strip().lower())
    if not found:
        return None
    start = (
        found[1][:3].replace("peb", "feb").replace("nop", "nov").replace("oct", "okt").replace("dec", "des")
    )
    month = next(
        (n for n, name in enumerate(MONTHS, 1) if name.startswith(start[: 2 if start == "ag" else 3])), None
    )
    year = int(found[2]) if found[2] else None
    return (month, year + 2000 if year is not None and year < 100 else year) if month else None


def day_of(value: object) -> date | None:
    """The day when a title is a whole date: a date cell, "5/8/2024", "Senin, 5 Agustus 2024"."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return _spelled_day(value) if isinstance(value, str) and 6 <= len(value) <= 30 else None


def year_of(value: object) -> int | None:
    """The year when a title is one: "2023", "Tahun 2023", 2023."""
    found = _YEAR.fullmatch(str(value).strip()) if not isinstance(value, date) else None
    return int(found[1]) if found else None


@lru_cache(maxsize=20_000)
def _spelled_day(text: str) -> date | None:
    if sum(c.isdigit() for c in text) < 5:
        return None
    day = read_date(text.removesuffix(" 00:00:00"))
    return day.start if day.precision == "day" and day.start == day.end else None


@lru_cache(maxsize=50_000)
def name_stack(stack: tuple[str, ...], kind: str) -> Naming:
    """The meaning of a column whose titles stand above each other, uppermost first."""
    if not stack:
        return NOTHING
    leaf = match_title(stack[-1], kind)
    if len(stack) == 1:
        words = fold(stack[0])
        part = " ".join(words)
        if len(words) > 1 and words[-1] in SEXES and leaf.score < GOOD:  # "PNS Perempuan"
            return name_stack((" ".join(words[:-1]), words[-1]), kind)
        return Naming(leaf.column, leaf.score, part) if part in ("wfo", "wfh") else leaf
    if (said := _under(stack, kind)) is not None:
        return said
    parent = name_stack(stack[:-1], kind)
    text = " ".join(stack)
    joined = match_title(text, kind) if fold(text) != fold(" ".join(stack[:-1])) else NOTHING
    if joined.score >= 0.97:
        return joined
    part = " ".join(fold(stack[-1]))
    is_own = leaf.score >= 0.97 and len(part) <= 3 and part not in ("asn", "pns", "thl", "ptt", "l", "p")
    if part in PARTS and parent.score >= GOOD and not is_own:
        return _part(part, leaf, parent, kind)
    if leaf.score >= GOOD or leaf.score >= parent.score:
        return leaf if leaf.score >= joined.score else joined
    if parent.score >= GOOD and parent.column is not None and parent.column.form == "count":
        return Naming(parent.column, parent.score * 0.95, part or "?")
    return max(joined, parent, key=lambda n: n.score)


def _under(stack: tuple[str, ...], kind: str) -> Naming | None:
    """ "Nomor" or "Tanggal" below "Nomor dan Tanggal Rekomendasi" or "SK Sanksi" is the number or day of that."""
    words = fold(stack[-1])
    if len(words) > 2 or not set(words) & GENERIC:
        return None
    about = " ".join(w for t in stack[:-1] for w in fold(t) if w not in GENERIC)
    if not about:
        return None
    found = match_title(f"{' '.join(words)} {about}", kind)
    return found if found.score >= GOOD and found.field != "row_no" else None


def _part(part: str, leaf: Naming, parent: Naming, kind: str) -> Naming:
    """A part word below a field: "Terjaring / ASN", "Hadir / PNS", "Tidak hadir / Jumlah"."""
    rules = KINDS[kind]
    target = rules.parts.get((parent.field or "", part))
    if target is not None:
        return Naming(rules.column(target), parent.score, "" if target == parent.field else part)
    if parent.column is None or parent.column.form != "count":
        return leaf if leaf.score >= GOOD else parent
    if part in ("jumlah", "total", "orang"):
        return Naming(parent.column, parent.score, "total")
    if part == "persen":
        return NOTHING
    return Naming(parent.column, parent.score, part)
