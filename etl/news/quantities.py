"""Every number of a story that counts something, with its noun, its roles and its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from etl.news.article import Article, Sentence
from etl.news.nouns import noun_after
from etl.news.roles import roles_left, roles_right
from etl.words import Number, find_dates, find_numbers

# A number after one of these names something; it counts nothing: PP 94, Tim 2, Pasal 71, Rp 600.000, pukul 10.
_LABEL = re.compile(
    r"(?:\b(?:nomor|no|nmr|pasal|ayat|huruf|angka|butir|poin|bab|uu|pp|perda|pergub|perbup|perwal|perwali|perpres|"
    r"permen\w*|pkpu|perbawaslu|skb|se|sk|kepmen\w*|inpres|keppres|mk|tim|regu|asisten|bidang|urut|paslon|calon|"
    r"pukul|jam|pkl|km|rt|rw|blok|lantai|ruang|kodim|dandim|halaman|tahun|tahap|periode|seri|wilayah|zona|golongan|"
    r"eselon|kelas|tipe|sman?|smpn?|sdn?|smkn|warung|kafe|cafe|toko|kedai|jalan|jl|gang|hijriah|idul\s+fitri|"
    r"ramadan|ramadhan|pilkada|pemilu|pileg|pilpres|antara|abad|kapolda|polres|dapil)\b\.?|\brp\.?|[#@§])\s*$",
    re.IGNORECASE,
)
_AFTER_LABEL = re.compile(r"\s*(?:/\s?\d|hijriah|\bH\b|masehi\b|wib\b|wita\b|wit\b)", re.IGNORECASE)
_SUBSET = re.compile(
    r"(?:di\s?antaranya|salah\s+satu(?:nya)?|lainnya|\blagi\b|sisanya|selebihnya|yakni|yaitu|terdiri|rincian\w*|"
    r"masing-masing|antara\s+lain)",
    re.IGNORECASE,
)
PRIOR = re.compile(
    r"\b(?:se(?:hari|pekan|minggu|bulan|tahun)?\s?belumnya|sebelumnya|(?:tahun|bulan|pekan|minggu)\s+(?:sebelumnya|"
    r"kemarin)|tahun\s+lalu|dibanding(?:kan)?|turun\s+dari|naik\s+dari|periode\s+yang\s+sama)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Quantity:
    """One counted thing: `roles` maps a role to the distance of its cue; `span` covers number and noun."""

    number: Number
    start: int
    end: int
    noun: str | None
    roles: dict[str, int] = field(default_factory=dict)
    is_prior: bool = False
    is_subset: bool = False
    sentence: int = 0
    before: str = ""
    after: str = ""

    @property
    def value(self) -> int | None:
        """The whole number it states; None for shares and intervals."""
        value = self.number.value
        return value if isinstance(value, int) and not self.number.is_percent else None

    def has(self, *roles: str) -> bool:
        """True when any of the roles was cued."""
        return any(role in self.roles for role in roles)

    def nearest(self, *roles: str) -> str | None:
        """Which of these roles has the nearest cue."""
        present = [(self.roles[role], role) for role in roles if role in self.roles]
        return min(present)[1] if present else None


def find_quantities(article: Article) -> list[Quantity]:
    """Counted things in the order of the body's sentences."""
    return [q for number, sentence in enumerate(article.sentences) for q in _in_sentence(sentence, number)]


def find_in_title(title: str) -> list[Quantity]:
    """The same for a headline, which often states the main count."""
    return _in_sentence(Sentence(title, 0, -1), -1)


def _in_sentence(sentence: Sentence, index: int) -> list[Quantity]:
    text = sentence.text
    dates = [(start, end) for _, start, end in find_dates(text)]
    places = []
    for found in find_numbers(text):
        if any(s < found.end and found.start < e for s, e in dates) or _is_label(
            text, found.start, found.end
        ):
            continue
        if places and re.fullmatch(r"\s*\(", text[places[-1][0].end : found.start]):
            continue  # "1 (satu) bulan" says one number twice
        noun, end = noun_after(text, found.end)
        places.append((found, noun, end))
    quantities = []
    for position, (found, noun, end) in enumerate(places):
        if found.refers_to is not None:
            continue
        left_edge = places[position - 1][2] if position else 0
        right_edge = places[position + 1][0].start if position + 1 < len(places) else len(text)
        before, after = text[left_edge : found.start], text[end : max(end, right_edge)]
        quantities.append(
            Quantity(
                number=found.number,
                start=sentence.start + found.start,
                end=sentence.start + end,
                noun=noun,
                roles=_merged(roles_right(after), roles_left(text[max(0, found.start - 110) : found.start])),
                is_prior=_is_prior(text, found.start),
                is_subset=bool(_SUBSET.search(before[-40:]) or _SUBSET.match(after.strip()[:20])),
                sentence=index,
                before=before,
                after=after,
            )
        )
    return quantities


def _merged(right: dict[str, int], left: dict[str, int]) -> dict[str, int]:
    return {role: min(right.get(role, 999), left.get(role, 999)) for role in (*right, *left)}


def _is_label(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 24) : start]
    if _LABEL.search(before) or _AFTER_LABEL.match(text, end):
        return True
    if re.match(r"\.\s+[a-zA-Z]", text[end : end + 4]) and re.search(r"(?:^|[;:,.]\s*)$", before):
        return True  # "1. perusakan baliho; 2. …": the list's own numbers
    word = text[start:end]
    if word.lower() in ("satu", "satunya") and re.search(r"salah\s+$", before, re.IGNORECASE):
        return True
    return word.isdigit() and len(word) == 4 and 1990 <= int(word) <= 2035 and not noun_after(text, end)[0]


def _is_prior(text: str, start: int) -> bool:
    """An earlier event told for comparison: `Sebelumnya …, 9 ASN`, `turun dibanding 2016`."""
    clause = re.split(r"[;]|(?<=[a-z])\.\s", text[:start])[-1]
    return bool(PRIOR.search(clause))
