"""Lists inside a recap: counts by region, by kind of breach, by category, shares by position."""

from __future__ import annotations

import re

from etl.news.nouns import CASES
from etl.news.quantities import Quantity
from etl.news.regions import find_mentions, official_name
from etl.news.story import Story

CATEGORIES = (
    ("kode etik", r"kode\s+etik"),
    ("administrasi", r"administrasi|administratif"),
    ("pidana", r"(?:tindak\s+)?pidana"),
    ("hukum lainnya", r"(?:pelanggaran\s+)?(?:hukum|peraturan|perundang\w*)\s+lain\w*"),
    ("bukan pelanggaran", r"bukan\s+(?:merupakan\s+)?pelanggaran"),
)
TYPES = (
    ("pendekatan ke parpol", r"(?:mendekat\w*|pendekatan|mendaftar\w*)[^,;.]{0,40}(?:parpol|partai)"),
    ("deklarasi diri", r"(?:men)?deklarasi\w*(?:\s+diri|\s+sebagai)"),
    ("menghadiri deklarasi", r"(?:menghadiri|hadir)[^,;.]{0,30}deklarasi"),
    ("menguntungkan bakal calon", r"menguntungkan"),
    ("foto bersama dengan simbol", r"(?:ber)?foto[^,;.]{0,60}(?:simbol|atribut|jari)"),
    ("foto bersama", r"foto\s+(?:bersama|dengan)|berfoto|swafoto|selfie"),
    ("media sosial", r"media\s+sosial|medsos|facebook|instagram|whatsapp|tiktok|\blike\b|unggah\w*"),
    ("kegiatan mengarah keberpihakan", r"keberpihakan|berpihak"),
    ("menghadiri kampanye", r"(?:hadir|menghadiri|ikut)[^,;.]{0,25}(?:kampanye|sosialisasi|silaturahmi)"),
    ("pemasangan alat peraga", r"spanduk|baliho|alat\s+peraga|\bapk\b|stiker"),
    ("politik uang", r"politik\s+uang|money\s+politi\w*"),
)
POSITIONS = (
    ("JPT", r"pimpinan\s+tinggi|\bjpt\b|eselon\s+(?:i|ii|1|2)\b|kepala\s+dinas"),
    ("fungsional", r"fungsional"),
    ("administrator", r"administrator"),
    ("pengawas", r"\bpengawas\b"),
    ("pelaksana", r"pelaksana"),
    ("camat/lurah", r"camat|lurah|kepala\s+wilayah"),
)


def by_category(quantities: list[Quantity]) -> dict[str, int]:
    """`14 bukan pelanggaran, 5 administrasi, 2 kode etik`: categories of the whole caseload."""
    return _labelled(quantities, CATEGORIES, reach=45)


def by_type(quantities: list[Quantity]) -> dict[str, int]:
    """`6 kasus mendekati parpol, 4 mendeklarasikan diri`: kinds of neutrality breach."""
    found = _labelled([q for q in quantities if q.noun in (*CASES, None, "asn", "person")], TYPES, reach=60)
    return found if len(found) > 1 else {}


def _labelled(
    quantities: list[Quantity], labels: tuple[tuple[str, str], ...], *, reach: int
) -> dict[str, int]:
    found = _led(quantities, labels)
    if len(found) > 1:
        return found
    found = {}
    for quantity in quantities:
        if quantity.value is None or quantity.is_prior:
            continue
        words = re.split(r"[;.]|,\s*(?=\d)", quantity.after[:reach])[0].lower()
        if quantity.noun == "case":
            words = f"pelanggaran {words}"
        for label, pattern in labels:
            if re.match(rf"\W*(?:\w+\W+){{0,3}}?(?:{pattern})", words):
                found.setdefault(label, quantity.value)
                break
    return found


def _led(quantities: list[Quantity], labels: tuple[tuple[str, str], ...]) -> dict[str, int]:
    """`administrasi 12, kode etik 6, pidana 19`: the name stands before its number, in the whole list."""
    found: dict[str, int] = {}
    for quantity in quantities:
        if quantity.value is None or quantity.is_prior or quantity.number.is_percent:
            continue
        words = re.split(r"[;.]", quantity.before)[-1].lower()
        for label, pattern in labels:
            if re.search(rf"(?:{pattern})\s*(?:ada|sebanyak|sejumlah|:|=|\()?\s*$", words):
                found.setdefault(label, quantity.value)
                break
    return found


def by_position(quantities: list[Quantity]) -> dict[str, float]:
    """`pimpinan tinggi 36 persen, fungsional 17 persen`: shares by position, in percent."""
    found: dict[str, float] = {}
    for quantity in quantities:
        if not quantity.number.is_percent or quantity.number.value is None:
            continue
        before = re.split(r"[;:,]", quantity.before)[-1].lower() or quantity.before.lower()
        for label, pattern in POSITIONS:
            if re.search(pattern, before):
                found.setdefault(label, quantity.number.value)
                break
    return found if len(found) > 1 else {}


def by_region(story: Story, quantities: list[Quantity]) -> tuple[dict[str, int], set[int]]:
    """(counts of neutrality cases by region, starts of all numbers said of single regions).

    Two forms: `Di Kolaka 3 laporan netralitas ASN` (the sentence belongs to the region) and lists such as
    `Muna 43, Wakatobi 37` or `43 kasus di Muna`.
    """
    found: dict[str, int] = {}
    starts: set[int] = set()
    for index, sentence in enumerate(story.article.sentences):
        places = [
            (sentence.start + m.start, sentence.start + m.end, m.codes)
            for m in find_mentions(sentence.text, story.gazetteer)
            if m.weight < 3.0  # "Bawaslu Kalbar mencatat 18" is the agency, no item of a list
        ]
        here = [
            q for q in quantities if q.sentence == index and q.value is not None and not q.number.is_percent
        ]
        listed = _listed(story, places, here)
        pairs = listed or _scoped(story, sentence.text, places, here)
        for code, quantity in pairs:
            found.setdefault(official_name(story.gazetteer.get(code)), int(quantity.value or 0))
        if pairs:
            starts |= {q.start for _, q in listed} or {q.start for q in here if q.start > places[0][0]}
    return (found, starts) if len(found) > 1 else ({}, set())


def _scoped(
    story: Story, text: str, places: list[tuple[int, int, tuple[str, ...]]], here: list[Quantity]
) -> list[tuple[str, Quantity]]:
    """One region opens or scopes the sentence; of its counts the one said of `netralitas ASN` is taken."""
    leads = [
        p
        for p in places
        if re.search(
            r"\b[Dd]i\s+(?:[Kk]abupaten\s+|[Kk]ota\s+|[Kk]ab\.?\s+)?$",
            story.article.text[max(0, p[0] - 14) : p[0]],
        )
    ]
    here = [q for q in here if len(leads) == 1 and q.start > leads[0][1]]
    if not here or "netral" not in text.lower():
        return []
    about = [
        q
        for q in here
        if re.search(r"netralitas\s+(?:asn|pns)\W*$", q.before.lower())
        or re.match(r"\W*netralitas\s+(?:asn|pns)", q.after.lower())
    ]
    return [(leads[0][2][0], about[0])] if about else []


def _listed(
    story: Story, places: list[tuple[int, int, tuple[str, ...]]], here: list[Quantity]
) -> list[tuple[str, Quantity]]:
    pairs = []
    text = story.article.text
    for start, end, codes in places:
        for quantity in here:
            follows = 0 < quantity.start - end <= 40 and re.fullmatch(
                r"\s*(?:\(|:|=|,)?\s*(?:(?:sebanyak|ada|dengan|terdapat|mencatat|masing-masing|tercatat|"
                r"yakni|yaitu|jumlah|terbanyak|tertinggi|terendah|mencapai|sejumlah|berjumlah|menyusul)\s*){0,3}",
                text[end : quantity.start],
            )
            leads = 0 < start - quantity.end <= 30 and re.fullmatch(
                r"\s*(?:orang|kasus|asn|laporan)?\s*(?:dari|di|berasal dari|asal)\s+(?:kabupaten|kota|"
                r"kab\.?|provinsi)?\s*",
                text[quantity.end : start].lower(),
            )
            if follows or leads:
                pairs.append((codes[0], quantity))
                break
    return pairs if len(pairs) > 1 else []
