"""Dates of a story and what each is: event, as-of day, statement, receipt, follow-up, earlier event.

A date without its year is resolved from other dates of the story, from years it mentions, from the day of
publication, or by weekday arithmetic with the election the story speaks of; it is then marked
`year_inferred`. Otherwise it stays `XXXX-03-20`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.news.article import Article
from etl.news.quantities import PRIOR
from etl.words import Day, find_dates, years_matching

FIRST_YEAR, LAST_YEAR = 2015, 2027  # years a story may come from when nothing else narrows it
PILKADA = (
    dt.date(2015, 12, 9),
    dt.date(2017, 2, 15),
    dt.date(2018, 6, 27),
    dt.date(2020, 12, 9),
    dt.date(2024, 11, 27),
)
PEMILU = (dt.date(2014, 4, 9), dt.date(2019, 4, 17), dt.date(2024, 2, 14))
HEADER_WORDS = (
    2  # a line with a date and hardly a word is a byline: "Redaksi - Kamis, 9 Maret 2023 | 10:15 WIB"
)
DAYS_BEFORE_VOTE, DAYS_AFTER_VOTE = 270, 60  # "menjelang pilkada" is said in these days around a vote

_AS_OF = re.compile(
    r"\b(?:sampai(?:\s+dengan)?|hingga|per|s/d|terhitung|data)\s+(?:\w+\s+)?(?:tanggal\s+|tgl\s+)?\(?$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:kata|ujar|ungkap|jelas|tutur|papar|terang|sebut|imbuh|tegas|tambah|ucap|beber|tandas|"
    r"lapor|urai|tukas|pungkas|cetus|jawab|akui?|sambung|lanjut)(?:nya|kan(?:nya)?)?\b|"
    r"\bm(?:enyampai|engata|enjelas|engungkap|emapar|enutur|embeber|enegas|emerinci|enyebut|engurai)kannya\b|"
    r"\b(?:memerinci|membeberkan|menerangkan|mengaku|menambahkan|menguraikan|menyayangkan|membantah|"
    r"mengimbau|melaporkan\s+(?:data|hasil))\b|"
    r"\b(?:mengatakan|menyampaikan|(?:disampaikan|dikatakan|diungkapkan|dijelaskan|disebutkan)|"
    r"menjelaskan|mengungkapkan|menyebut(?:kan)?|menuturkan|memaparkan|merinci|demikian|"
    r"menyatakan|membenarkan|menegaskan|dikonfirmasi|ditemui|dihubungi|dalam\s+keterangan\w*|rilis\w*|"
    r"konferensi\s+pers)\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:(?<!paslon )(?<!calon )nomor(?!\s+urut)|no\.|tertanggal|"
    r"surat\s+(?:edaran|keputusan)|(?:se|sk)\b[^.;]{0,40}\btanggal(?=\s)|perda|pergub)\b(?:(?!,\s(?:kata|"
    r"ujar|ungkap|jelas|tutur|papar|terang|sebut)|(?<!tanggal )\d{4}\W+\D)[^.;]|"
    r"\.(?=\d)){0,70}$",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"\b(?:(?:di)?undang|mengundang|(?:di)?panggil|memanggil|klarifikasi|menghadap|dijadwalkan|rencananya|akan|mendatang|"
    r"nanti|depan|besok|lusa)\b"
    r"[^.;]{0,45}$",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:dijadwalkan|rencananya|akan|mendatang|nanti|depan|besok|lusa)\b", re.IGNORECASE)
_RECEIVED = re.compile(
    r"\bditerima\b[^.;]{0,30}$|\blaporan\w*\s+(?:itu\s+|tersebut\s+)?(?:masuk|kami\s+terima)\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?!\b(?:wib|wita|wit|pukul|jam|oleh|publish\w*|diterbitkan|tayang|update|posted|dibaca|"
    r"kali)\b)\b[a-z]{3,}",
    re.IGNORECASE,
)
_REGULATION_YEAR = re.compile(
    r"(?:(?:pp|uu|perda|pergub|perbup|perwali|perwal|perpres|permen\w*|pkpu|skb|se|peraturan|"
    r"undang-undang|nomor|no\.?)\b"
    r"[^.;,]{0,40}?|/\s?)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d/.,])(?:19|20)\d\d(?![\d/.,]\d|\d)")
_CLOCK = re.compile(
    r"\W{0,4}\d{1,2}[.:]\d\d(?:[.:]\d\d)?\s*(?:WIB|WITA|WIT)?\s*$"
)  # a byline ends with the hour
_DAY_RANGE = re.compile(
    r"(?<![\d/])(?P<a>\d{1,2})\s*(?:[-–]|dan|&|s/d|s\.d\.?)\s*(?P<b>\d{1,2})\s?/\s?(?P<m>\d{1,2})\s?/\s?(?P<y>20\d\d|\d\d)(?!\d)"
)
_BACKGROUND = re.compile(r"\b(?:sejak|listrik|lahir|dilantik|diunggah\s+sejak)\b[^.;]{0,25}$", re.IGNORECASE)


@dataclass(frozen=True)
class DateFound:
    """A date with its role: event, as_of, statement, received, follow_up, document, prior or background."""

    day: Day
    role: str
    start: int
    end: int
    sentence: int


def find_story_dates(
    article: Article, *, published_on: dt.date | None = None, not_after: dt.date | None = None
) -> list[DateFound]:
    """Dates of the body in order, years resolved where the story allows it."""
    raw = []
    for number, sentence in enumerate(article.sentences):
        for day, start, end in _in_sentence(sentence.text):
            rest = f"{sentence.text[:start]} {sentence.text[end:]}"
            is_byline = len(rest) < 90 and len(_BODY.findall(rest)) <= HEADER_WORDS
            is_byline = is_byline or _CLOCK.match(sentence.text[end:]) is not None
            is_header = day.precision == "day" and is_byline and not _AS_OF.search(sentence.text[:start])
            is_header = is_header and not _RECEIVED.search(sentence.text[:start])
            role = "header" if is_header else _role(sentence.text[:start], sentence.text[end:])
            raw.append(DateFound(day, role, sentence.start + start, sentence.start + end, number))
    raw = [replace(f, role="event") if f.role == "statement" and f.day.precision != "day" else f for f in raw]
    for _ in range(2):  # a date resolved by its weekday anchors the others
        years = _Years(article.whole, raw, published_on, not_after)
        raw = [replace(found, day=years.resolve(found.day)) for found in raw]
    return raw


def _in_sentence(text: str) -> list[tuple[Day, int, int]]:
    """Dates of one sentence; `18-19/11/2019` is a range of days, which elsewhere would be a fraction."""
    found = find_dates(text)
    for match in _DAY_RANGE.finditer(text):
        try:
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
            days = [dt.date(year, int(match["m"]), int(match[d])) for d in ("a", "b")]
        except ValueError:
            continue
        if days[0] < days[1]:
            found = [f for f in found if f[2] <= match.start() or f[1] >= match.end()]
            found.append((Day(days[0], days[1], "day"), match.start(), match.end()))
    return sorted(found, key=lambda f: f[1])


def _role(before: str, after: str) -> str:
    clause = re.split(r"(?<=[a-z)])[;]\s", before)[-1]
    if _AS_OF.search(clause):
        return "as_of"
    if _RECEIVED.search(clause):
        return "received"
    if _DOCUMENT.search(clause):
        return "document"
    if _BACKGROUND.search(clause):
        return "background"
    if PRIOR.search(clause):
        return "prior"
    says = list(_SAYS.finditer(clause))
    told = says[-1].start() if says else -1
    follow = _FOLLOW_UP.search(clause)
    if follow and clause.rstrip(" (").endswith(",") and not _AHEAD.search(clause[follow.start() :]):
        follow = None  # "memanggil … untuk klarifikasi, Rabu (16/10)": the day on which it was done
    if (follow and follow.start() > told) or re.match(r"\W{0,3}(?:mendatang|nanti|depan)\b", after):
        return "follow_up"
    if says and len(clause) - says[-1].end() < 110 and not re.search(r"\bpada\b", clause[says[-1].end() :]):
        return "statement"
    if re.match(r"\W{0,3}(?:merinci|mengatakan|menjelaskan|menyampaikan|menyebut|memaparkan)", after):
        return "statement"
    return "event"


class _Years:
    """Resolves dates without a year from the evidence of one story."""

    def __init__(
        self, text: str, found: Sequence[DateFound], published_on: dt.date | None, not_after: dt.date | None
    ) -> None:
        self.published_on = published_on
        self.limit = published_on or not_after
        self.full = [
            f.day.start
            for f in found
            if f.day.start and f.day.precision == "day" and f.role not in ("document", "prior", "header")
        ]
        if not self.full:
            self.full = [f.day.start for f in found if f.day.start and f.role == "header"]
        self.mentioned = _years_mentioned(text)
        self.is_pilkada = bool(
            re.search(
                r"\b(?:pem?ilu)?kada\b|pemilihan\s+(?:kepala\s+daerah|gubernur|bupati|wali)", text, re.I
            )
        )
        self.is_pemilu = not self.is_pilkada and bool(
            re.search(r"\bpemilu\b|\bpilpres\b|\bpileg\b", text, re.I)
        )

    def resolve(self, day: Day) -> Day:
        if day.start is not None or day.month is None or "date_impossible" in day.flags:
            return day
        year = self._from_dates(day) or self._from_years(day) or self._from_weekday(day)
        if year is None:
            return day
        flags = tuple(f for f in day.flags if f != "year_missing")
        return _with_year(replace(day, flags=(*flags, "year_inferred")), year)

    def _from_dates(self, day: Day) -> int | None:
        """The last such day not after the story's latest full date (or its publication), plus a month."""
        anchor = self.published_on or (max(self.full) if self.full else None)
        if anchor is None or day.month is None:
            return None
        latest = anchor + dt.timedelta(days=31)
        for year in range(latest.year, latest.year - 6, -1):
            start = _with_year(day, year).start
            if start is None or start > latest:
                continue
            if day.weekday is None or day.day is None or start.weekday() == day.weekday:
                return year
        return anchor.year

    def _from_years(self, day: Day) -> int | None:
        if not self.mentioned or day.month is None:
            return None
        newest = max(self.mentioned)
        if day.weekday is None or day.day is None:
            return newest if day.day is None or len(self.mentioned) == 1 else None
        for year in range(newest, newest + 3):
            if year in years_matching(
                day.weekday, month=day.month, day=day.day, within=range(newest, newest + 3)
            ):
                return year
        return None

    def _from_weekday(self, day: Day) -> int | None:
        """Weekday arithmetic; the election the story speaks of decides between several years."""
        if day.weekday is None or day.month is None or day.day is None:
            return None
        last = self.limit.year if self.limit else LAST_YEAR
        years = years_matching(day.weekday, month=day.month, day=day.day, within=range(FIRST_YEAR, last + 1))
        votes = PILKADA if self.is_pilkada else PEMILU if self.is_pemilu else ()
        near = [y for y in years if any(_is_near(dt.date(y, day.month, day.day), vote) for vote in votes)]
        if len(near) == 1:
            return near[0]
        return years[0] if len(years) == 1 else None


def _is_near(day: dt.date, vote: dt.date) -> bool:
    return -DAYS_BEFORE_VOTE <= (day - vote).days <= DAYS_AFTER_VOTE


def _years_mentioned(text: str) -> list[int]:
    """Years the story speaks of; years of regulations and Hijri years are none."""
    found = []
    for match in _YEAR.finditer(text):
        if not _REGULATION_YEAR.search(text[max(0, match.start() - 60) : match.start()]):
            found.append(int(match[0]))
    return [year for year in found if 2005 <= year <= 2035]


def _with_year(day: Day, year: int) -> Day:
    """The same day in that year; 29 February of a common year has none."""
    try:
        start = dt.date(year, day.month or 1, day.day or 1)
    except ValueError:
        return replace(day, flags=(*day.flags, "date_impossible"))
    if day.day is not None:
        return replace(day, start=start, end=start)
    last = dt.date(year + start.month // 12, start.month % 12 + 1, 1) - dt.timedelta(days=1)
    return replace(day, start=start, end=last)


def choose(
    dates: Sequence[DateFound], *roles: str, sentences: frozenset[int] | None = None
) -> DateFound | None:
    """The first date with the first of these roles that occurs; dates in `sentences` come first."""
    for role in roles:
        fitting = [d for d in dates if d.role == role and d.day.iso]
        nearest = [d for d in fitting if sentences and d.sentence in sentences]
        if nearest or fitting:
            return (nearest or fitting)[0]
    return None
