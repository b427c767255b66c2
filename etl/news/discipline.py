"""Discipline over a period: series by year (`berturut-turut 18, 27, …`), severity, those sanctioned."""

from __future__ import annotations

import re

from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity
from etl.news.sidak import put_count
from etl.news.story import Draft, Story

DISCIPLINE = (
    r"(?:sanksi|hukuman|pelanggaran|kasus)\s+(?:disiplin|indisipliner)|indisipliner|"
    r"disiplin\s+(?:asn|pns|pegawai)|dijatuhi\s+(?:sanksi|hukuman)|\bdipecat\b|\bdiberhentikan\b|\bmemberhentikan\b|"
    r"\bpemecatan\b|hukdis"
)
_YEARS = re.compile(
    r"(?:sejak|tahun|periode|dari)\s+(?:tahun\s+)?(?P<a>20\d\d)\s*(?:hingga|sampai(?:\s+dengan)?|-|–|"
    r"s/?d)\s*(?:tahun\s+)?(?P<b>20\d\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:tahun|sepanjang|selama|pada)\s+(?:tahun\s+)?"
    r"(?:(?:semester|triwulan|kuartal|caturwulan)\s+\w+\s+(?:tahun\s+)?)?(?:[a-z]+\s*(?:-|–|hingga|sampai)\s*[a-z]+\s+)?(?P<y>20\d\d)\b(?!\s*(?:tentang|/))",
    re.IGNORECASE,
)
_SEVERITY = ("berat", "sedang", "ringan")
_EACH = re.compile(
    r"(?P<names>(?:\b(?:ringan|sedang|berat)\b(?:\s*,\s*|\s+dan\s+)?){2,3})\s*masing-masing\W*$",
    re.IGNORECASE,
)


def read_discipline(story: Story) -> Draft | None:
    """A draft of the period's discipline count, or None when nothing is counted."""
    if not story.says(DISCIPLINE):
        return None
    people = [
        q
        for q in story.quantities
        if q.value is not None and not q.number.is_percent and q.noun in (*PEOPLE, "case", None)
    ]
    if not people:
        return None
    draft = Draft("disiplin_rekap")
    text = story.article.text
    series = _series(story, people)
    severity = _severity(story, people)
    if series:
        last = max(series)
        draft.put("date", str(last))
        draft.put("total", series[last], next(q for q in people if q.value == series[last]), text)
        draft.put("series", {str(year): value for year, value in series.items()})
    else:
        _put_total(story, draft, people, severity)
    if "total" not in draft.fields:
        return None
    draft.put("severity", severity or None)
    draft.put("date", _year_of(draft, text))
    if re.search(r"\b(?:asn|pns)\b", story.text) and not re.search(
        r"honorer|non[- ]asn|kontrak|thl", story.text
    ):
        draft.put("asn", draft.fields["total"])
    return draft


def _year_of(draft: Draft, text: str) -> str | None:
    """The year said nearest to the total: `9 orang pada 2021, naik menjadi 15 orang pada 2022`."""
    place = draft.spans.get("total", {}).get("end", 0)
    years = [(abs(match.start() - place), match["y"]) for match in _YEAR.finditer(text)]
    return min(years)[1] if years else None


def _put_total(story: Story, draft: Draft, people: list[Quantity], severity: dict[str, int]) -> None:
    text = story.article.text
    cued = [
        q
        for q in people
        if q.noun in PEOPLE | {"case"}
        and q.has("disciplined", "followed_up", "caught", "handled")
        and not q.is_prior
    ]
    if cued:
        put_count(draft, max(cued, key=lambda q: q.value or 0), text)
    elif len(severity) > 1:
        draft.put("total", sum(severity.values()))
        draft.flag("total_computed", doubt=0.2)


def _series(story: Story, people: list[Quantity]) -> dict[int, int]:
    """`sejak 2018 hingga 2023 berturut-turut 18, 27, 30, 37, 144, dan 161`: one count for each year."""
    years = _YEARS.search(story.article.text)
    marker = re.search(r"berturut-turut|masing-masing|secara\s+berurutan", story.article.text, re.IGNORECASE)
    if not years or not marker:
        return {}
    span = range(int(years["a"]), int(years["b"]) + 1)
    values = [q.value or 0 for q in people if q.start > marker.start()][: len(span)]
    return dict(zip(span, values, strict=True)) if len(values) == len(span) else {}


def _severity(story: Story, people: list[Quantity]) -> dict[str, int]:
    """Counts of light, medium and heavy penalties, also as `ringan dan sedang masing-masing 42 dan 41`."""
    found: dict[str, int] = {}
    leads: bool | None = None  # the list says the name before its number: `ringan 12 orang, sedang 20 orang`
    for position, quantity in enumerate(people):
        each = _EACH.search(quantity.before)
        if each:
            names = re.findall(r"ringan|sedang|berat", each["names"].lower())
            for name, other in zip(names, people[position:], strict=False):
                found.setdefault(name, int(other.value or 0))
            continue
        near = re.findall(r"\b(ringan|sedang|berat)\b", quantity.before[-45:].lower())
        after = re.match(
            r"\W*(?:orang\W+|kasus\W+)?(?:(?:di[a-z]+|kena|mendapat|menerima|sanksi|hukuman|disiplin|tingkat|kategori)\W+)"
            r"{0,4}(ringan|"
            r"sedang|berat)\b",
            quantity.after.lower(),
        )
        if leads is None and (near or after):
            leads = bool(near)
        name = (near[-1] if near else None) if leads else after[1] if after else None
        if name and quantity.value is not None:
            found.setdefault(name, quantity.value)
    return found
