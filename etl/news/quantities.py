"""Every number of a story that counts something, with its noun, its roles and its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from etl.news.article import Article, Sentence
from etl.news.nouns import PROFESSION, noun_after
from etl.news.roles import roles_left, roles_right
from etl.words import Number, NumberFound, find_dates, find_numbers

# A number after one of these names something and counts nothing: PP 94, Tim 2, Rp 600.000, pukul 10.
_LABEL = re.compile(
    r"(?:\b(?:nomor|no|nmr|pasal|ayat|huruf|angka|butir|poin|bab|uu|pp|perda|pergub|perbup|perwal|"
    r"perwali|perpres|"
    r"permen\w*|pkpu|perbawaslu|skb|se|sk|kepmen\w*|inpres|keppres|mk|tim|regu|asisten|bidang|urut|"
    r"paslon|calon|"
    r"pukul|jam|pkl|km|rt|rw|blok|lantai|ruang|kodim|dandim|halaman|tahun|tahap|periode|seri|wilayah|"
    r"zona|golongan|"
    r"eselon|kelas|tipe|sman?|smpn?|sdn?|smkn|warung|kafe|cafe|toko|kedai|jalan|jl|gang|hijriah|idul\s+fitri|"
    r"ramadan|ramadhan|pilkada|pemilu|pileg|pilpres|abad|kapolda|polres|dapil)\b\.?|\brp\.?|"
    r"[#@§])\s*$",
    re.IGNORECASE,
)
_AFTER_LABEL = re.compile(r"\s*(?:/\s?\d|hijriah|\bH\b|masehi\b|wib\b|wita\b|wit\b)", re.IGNORECASE)
_SUBSET = re.compile(
    r"(?:di\s?antaranya|salah\s+satu(?:nya)?|lainnya|\blagi\b|sisanya|selebihnya|yakni|yaitu|terdiri|"
    r"rincian\w*|"
    r"masing-masing|antara\s+lain)",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\s*(?:orang\s+|pegawai\s+)?(?:dari|dr)\s+(?:(?:total|jumlah|seluruh|keseluruhan|sekitar|semua|"
    r"sebanyak)\s+)*",
    re.IGNORECASE,
)
_OR_SHARE = re.compile(r"\s*(?:\(|atau|,|setara|alias)\s*(?:sekitar\s+|sebesar\s+)?", re.IGNORECASE)
_WHO = re.compile(
    r"\b(?:(?P<asn>asn|pns|pppk|aparatur\s+sipil\s+negara)|(?P<other>honorer|non[- ]?asn|"
    r"tenaga\s+kontrak|thl))\s+yang\s+"
    r"(?:ter|di|ke|tidak|mangkir|(?:mem)?bolos|alpa|absen)[^.;\d]{0,110}$",
    re.IGNORECASE,
)
# "tim dua empat orang": the team's name is no part of the number behind it.
_TEAM_NAME = re.compile(
    r"\b((?:tim|regu)\s+)(satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)\b", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:sampai(?:\s+dengan)?|hingga|s/d|-|–)\s*", re.IGNORECASE)
_AND = re.compile(
    r"\s*(?:,|dan|serta|,\s*(?:dan|serta)|maupun|beserta|plus|\+|&|/)\s*(?:sebanyak\s+)?", re.IGNORECASE
)
SUBJECT_GAP = 30  # distance of a role that the subject of the clause gives
# "membantah kabar 50 ASN bolos": what is denied did not happen.
_DENIED = re.compile(
    r"\b(?:membantah|bantah|menepis|tepis|menampik|tampik|(?:tidak|bukan|tak)\s+benar|hoaks?|isu|rumor)\b[^.;,]{0,50}$",
    re.IGNORECASE,
)
_RUMOUR = re.compile(r"\b(?:kabar|isu|informasi|rumor|unggahan|berita)\b[^.;,]{0,60}$", re.IGNORECASE)
_DENIED_LATER = re.compile(
    r"\b(?:dibantah|ditepis|ditampik|(?:tidak|tak)\s+benar|hoaks?|keliru)\b", re.IGNORECASE
)
PRIOR = re.compile(
    r"\b(?:se(?:hari|pekan|minggu|bulan|tahun)?\s?belumnya|sebelumnya|(?:tahun|bulan|pekan|"
    r"minggu)\s+(?:sebelumnya|"
    r"kemarin)|tahun\s+lalu|dibanding(?:kan)?|turun\s+dari|naik\s+dari|tahun\s+20\d\d\s+(?:jumlahnya|angkanya|lalu)|periode\s+yang\s+sama)\b",
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
    word: str = ""  # the noun as printed
    group: int | None = None  # start of the first of joined counts: `tujuh PNS dan empat honorer`

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
    places = _places(sentence.text)
    quantities = []
    for position, place in enumerate(places):
        left_edge = places[position - 1].end if position else 0
        right_edge = places[position + 1].found.start if position + 1 < len(places) else len(sentence.text)
        if place.found.refers_to is None and not _is_denied(sentence.text, left_edge, place):
            quantities.append(_quantity(sentence, index, place, (left_edge, right_edge)))
    return _shared(quantities)


def _is_denied(text: str, left_edge: int, place: _Placed) -> bool:
    """`membantah kabar 50 ASN bolos`, `Kabar yang menyebut 30 ASN terjaring dibantah`."""
    before = text[left_edge : place.found.start]
    is_rumour = _RUMOUR.search(before) is not None and _DENIED_LATER.search(text[place.end :]) is not None
    return _DENIED.search(before) is not None or is_rumour


@dataclass(frozen=True, slots=True)
class _Placed:
    found: NumberFound
    noun: str | None
    end: int


def _places(text: str) -> list[_Placed]:
    """Numbers that count something, with the noun behind each; positions within the sentence."""
    days = [(start, end) for _, start, end in find_dates(text)]
    places: list[_Placed] = []
    for found in find_numbers(_TEAM_NAME.sub(lambda match: match[1] + "x" * len(match[2]), text)):
        in_date = any(start < found.end and found.start < end for start, end in days)
        if in_date or _is_label(text, found.start, found.end):
            continue
        if places and re.fullmatch(r"\s*\(", text[places[-1].found.end : found.start]):
            continue  # "1 (satu) bulan" says one number twice
        if (
            places
            and _RANGE.fullmatch(text[places[-1].found.end : found.start])
            and _is_range(places[-1].found, found)
        ):
            both = Number(
                None, minimum=places[-1].found.number.value, maximum=found.number.value, is_approximate=True
            )
            found = replace(found, number=both, start=places.pop().found.start)
        places.append(_Placed(found, *noun_after(text, found.end)))
    return places


def _is_range(low: NumberFound, high: NumberFound) -> bool:
    """`antara 20 sampai 25 pegawai`: two whole numbers, the greater last."""
    ends = (low.number.value, high.number.value)
    whole = all(isinstance(v, int) for v in ends) and not (low.number.is_percent or high.number.is_percent)
    return whole and ends[0] < ends[1]  # type: ignore[operator]


@lru_cache(maxsize=64)
def _without_dates(text: str) -> str:
    """Digits of dates hidden, positions kept: `diduga hingga Agustus 2020 sebanyak 44` is one thought."""
    signs = list(text)
    for _, start, end in find_dates(text):
        signs[start:end] = ["x" if sign.isdigit() or sign in ",/()" else sign for sign in signs[start:end]]
    return "".join(signs)


def _quantity(sentence: Sentence, index: int, place: _Placed, edges: tuple[int, int]) -> Quantity:
    text, start = sentence.text, place.found.start
    plain = _without_dates(text)[:start]
    before, after = text[edges[0] : start], text[place.end : max(place.end, edges[1])]
    left = roles_left(plain[max(0, start - 110) :])
    if min(left.values(), default=99) <= 5:  # "hadir 1.204, sakit 12": the words after the comma lead into 12
        right = roles_right(re.split(r",\s", after)[0])
    else:
        right = roles_right(after)
    return Quantity(
        number=place.found.number,
        start=sentence.start + start,
        end=sentence.start + place.end,
        noun=_subject(plain[edges[0] :], place.noun),
        roles=_merged(_subject_roles(plain[edges[0] :]), _merged(right, left)),
        is_prior=_is_prior(text, start),
        is_subset=bool(_SUBSET.search(before[-40:]) or _SUBSET.match(text[place.found.end :].strip()[:20])),
        sentence=index,
        before=before,
        after=after,
        word=text[place.found.end : place.end].strip(),
    )


def _subject_roles(before: str) -> dict[str, int]:
    """`ASN yang membolos pada hari pertama …, tercatat 11 orang`: the verb of the subject, far away."""
    found = _WHO.search(before[-150:])
    return dict.fromkeys(roles_right(found[0]), SUBJECT_GAP) if found else {}


def _subject(before: str, noun: str | None) -> str | None:
    """`ASN yang terjaring berjumlah 17 orang`: the subject of the clause says who the persons are."""
    found = _WHO.search(before[-110:]) if noun in ("person", None) else None
    if not found:
        return noun
    return "asn" if found["asn"] else "non_asn"


def _shared(quantities: list[Quantity]) -> list[Quantity]:
    """`lima dari 4.342 PNS tidak hadir`: what is said after the whole is said of the part, its noun too."""
    done = list(quantities)
    for position in range(len(done) - 2, -1, -1):
        part, whole = done[position], done[position + 1]
        if whole.number.is_percent and not part.number.is_percent and _OR_SHARE.fullmatch(part.after):
            later = {role: gap + 2 for role, gap in roles_right(whole.after).items()}
            done[position] = replace(
                part, roles=_merged(part.roles, later), after=f"{part.after}{whole.after}"
            )
        elif _OF.fullmatch(part.after) and not part.number.is_percent:
            later = {role: gap + 10 for role, gap in roles_right(whole.after).items()}
            noun = whole.noun if part.noun in (None, "person") and whole.noun == "asn" else part.noun
            noun = whole.noun if noun is None and whole.noun == "person" else noun
            done[position] = replace(part, roles=_merged(part.roles, later), noun=noun)
            done[position + 1] = replace(whole, roles={"population": 1})
    return _apposed(_grouped(done))


def _apposed(quantities: list[Quantity]) -> list[Quantity]:
    """`Enam pegawai, masing-masing tiga dari X, dua dari Y dan satu dari Z, dijaring`: parts add up to it."""
    done = list(quantities)
    for position, whole in enumerate(quantities):
        parts: list[Quantity] = []
        for part in quantities[position + 1 :]:
            parts.append(part)
            if part.value is None or whole.value is None or sum(p.value or 0 for p in parts) >= whole.value:
                break
        is_sum = (
            len(parts) > 1 and whole.value is not None and sum(p.value or 0 for p in parts) == whole.value
        )
        if not is_sum or whole.roles or whole.noun is None or not _SUBSET.search(whole.after):
            continue
        later = {role: gap + 10 for role, gap in parts[-1].roles.items()}
        done[position] = replace(whole, roles=later)
        for offset in range(1, len(parts) + 1):
            done[position + offset] = replace(done[position + offset], is_subset=True)
    return done


def _grouped(quantities: list[Quantity]) -> list[Quantity]:
    """`4 PNS, 3 PPPK dan 2 honorer terjaring`: what is said of one is said of all."""
    done = list(quantities)
    begin = 0
    for position in range(1, len(done) + 1):
        joined = position < len(done) and _is_joined(done[position - 1], done[position])
        if joined:
            continue
        if position - begin > 1:
            roles: dict[str, int] = {}
            for gap, quantity in enumerate(done[begin:position]):
                roles = _merged(roles, {role: far + 5 * gap for role, far in quantity.roles.items()})
            first = done[begin].start
            done[begin:position] = [replace(q, roles=roles, group=first) for q in done[begin:position]]
        begin = position
    return done


def _is_joined(one: Quantity, other: Quantity) -> bool:
    statuses = {"asn", "non_asn", "kades"}
    if {one.noun, other.noun} <= {"person", *statuses} and "person" in (one.noun, other.noun):
        professions = [q.noun != "person" or PROFESSION.search(q.word) for q in (one, other)]
        if one.noun != other.noun:  # `tiga guru PPPK dan seorang kepala sekolah`
            return all(professions) and _AND.fullmatch(one.after) is not None
    is_listed = _AND.fullmatch(one.after) is not None
    if one.noun == "person" and other.noun == "person":  # `dua dokter dan seorang perawat`
        return is_listed and all(PROFESSION.search(q.word) for q in (one, other))
    return one.noun in statuses and other.noun in statuses and is_listed


def _merged(right: dict[str, int], left: dict[str, int]) -> dict[str, int]:
    return {role: min(right.get(role, 999), left.get(role, 999)) for role in (*right, *left)}


def _is_label(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 24) : start]
    if _LABEL.search(before) or _AFTER_LABEL.match(text, end):
        return True
    if re.match(r"\.\s+[a-zA-Z]", text[end : end + 4]) and re.search(r"(?:^|[;:,.]\s*)$", before):
        return True  # "1. perusakan baliho; 2. …": the list's own numbers
    word = text[start:end]
    if re.search(r"\b(?:kaki|pancasila|skb|sapta)\s+$", before, re.IGNORECASE) and not word.isdigit():
        return True  # "pedagang kaki lima"
    if word.lower() == "satu" and re.match(r"\s+pun\b", text[end : end + 5]):
        return True  # "belum satu pun dieksekusi" counts nothing
    if word.lower() in ("satu", "satunya") and re.search(r"salah\s+$", before, re.IGNORECASE):
        return True
    return word.isdigit() and len(word) == 4 and 1990 <= int(word) <= 2035 and not noun_after(text, end)[0]


def _is_prior(text: str, start: int) -> bool:
    """An earlier event told for comparison: `Sebelumnya …, 9 ASN`, `turun dibanding 2016`."""
    clause = re.split(r"[;]|(?<=[a-z])\.\s", text[:start])[-1]
    return bool(PRIOR.search(clause))
