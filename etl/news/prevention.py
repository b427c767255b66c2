"""Prevention events: pembinaan, sosialisasi, webinar, rakor, apel, ikrar; participants are no violators."""

from __future__ import annotations

import re

from etl.news.nouns import PEOPLE
from etl.news.quantities import Quantity
from etl.news.sidak import put_count
from etl.news.story import Draft, Story, span

_KINDS: tuple[tuple[str, str], ...] = (
    ("webinar", r"webinar|seminar\s+daring"),
    ("rakor", r"rakor(?:da|nas|cam)?|rapat\s+koordinasi"),
    ("bimtek", r"bimtek|bimbingan\s+teknis|pelatihan"),
    ("ikrar", r"ikrar|pakta\s+integritas|deklarasi\s+netralitas|penandatanganan\s+(?:pakta|komitmen)"),
    (
        "sosialisasi",
        r"sosialisasi|(?:men[sy]osialisasikan)|penyuluhan|seminar|workshop|fgd|focus\s+group|diskusi|pembekalan|pengarahan",
    ),
    ("pembinaan", r"pemb?inaan"),
    ("apel", r"apel(?:\s+(?:pagi|besar|akbar|netralitas|siaga|gabungan))?"),
    ("surat_edaran", r"surat\s+edaran"),
)
_HELD = (
    r"menerbitkan|mengeluarkan|terbitkan|menggelar|gelar|digelar|mengadakan|diadakan|menyelenggarakan|diselenggarakan|kegiatan|acara|"
    r"mengikuti|membuka|dibuka|"
    r"usai|hadiri|menghadiri|dilaksanakan|melaksanakan|memberikan|melalui|adakan|dalam|pada|berlangsung|"
    r"beri|berikan|memberi|bekali|membekali|menghadirkan|"
    r"menandatangani|penandatanganan|mengucapkan|ikuti|ucapkan|teken|meneken|peserta|undangan"
)
_TOOK_PLACE = r"digelar|diadakan|diikuti|dihadiri|diselenggarakan|dilaksanakan|berlangsung|bertempat"
_EVENT = tuple(
    (
        kind,
        re.compile(
            rf"\b(?:{_HELD})\b[^.;]{{0,40}}?\b(?:{word})\b|"
            rf"\b(?:{word})\b[^.;]{{0,60}}?\b(?:{_TOOK_PLACE})\b"
            + (r"|\bmen[sy]osialisasikan\b" if kind == "sosialisasi" else ""),
            re.IGNORECASE,
        ),
    )
    for kind, word in _KINDS
)
_COUNSELLED = re.compile(
    r"dibina|dilakukan\s+pembinaan|diberi(?:kan)?\s+pembinaan|pejabat\s+pembina|pembina\s+kepegawaian",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?:digelar|diadakan|diselenggarakan|dilaksanakan)\s+(?:oleh\s+)?(?P<by>(?:[A-Z][\w().-]*\s*){1,8})|"
    r"(?P<host>(?:[A-Z][\w().-]*\s+){1,9})(?:,\s*)?(?:menggelar|gelar|mengadakan|menyelenggarakan|"
    r"melaksanakan)"
)
_PLACE = re.compile(
    r"\bdi\s+(?:(?:gedung|ruang|aula|hotel|kantor|pendopo|gor|"
    r"balai)\b\s*)(?:rapat\s+)?(?:[A-Z][\w'().-]*\s*){1,6}",
    re.IGNORECASE,
)
_NAMED_PLACE = re.compile(
    r"\bdi\s+(?P<place>(?:[Gg]edung|[Rr]uang(?:an)?(?: [Rr]apat)?|[Aa]ula|[Hh]otel|[Pp]endopo|GOR|"
    r"[Bb]alai|[Ll]apangan|[Kk]antor)"
    r"(?:\s+[A-Z][\w'-]*){1,6})"
)
_ADDRESSED = re.compile(r"\b(?:kepada|bagi|membekali)\s+(?:sekitar\s+|sebanyak\s+)?$", re.IGNORECASE)
_CANCELLED = re.compile(r"\b(?:dibatalkan|ditunda|batal\s+digelar)\b", re.IGNORECASE)


def read_prevention(story: Story) -> Draft | None:
    """A draft of the prevention event, or None when none is told to have been held."""
    kind, where = _kind(story)
    if kind is None:
        return None
    draft = Draft(kind)
    draft.sentences.add(where)
    text = story.article.text
    people = [q for q in story.quantities if _is_audience(q)]
    if people:
        joined = [q for q in people if people[0].group is not None and q.group == people[0].group]
        if len(joined) > 1 and all(q.value for q in joined):  # `60 ASN dan 25 tenaga kontrak`
            draft.put("participants", sum(q.value or 0 for q in joined), people[0], text)
        put_count(draft, people[0], text, "participants")
        if draft.fields.get("participants") is not None and not people[0].number.is_approximate:
            draft.sentences.add(people[0].sentence)
    _put_scene(story, draft)
    return draft


def _kind(story: Story) -> tuple[str | None, int]:
    """The kind of event and the sentence that tells of it; the headline decides between several."""
    seen: list[tuple[str, int]] = []
    for index in range(-1, len(story.article.sentences)):
        sentence = story.sentence(index)
        for kind, pattern in _EVENT:
            match = pattern.search(sentence)
            if (
                match
                and not (kind == "pembinaan" and _COUNSELLED.search(sentence))
                and _is_briefing(kind, sentence)
            ):
                seen.append((kind, index))
    if not seen:
        return None, -1
    dated = {d.sentence for d in story.dates if d.role in ("event", "statement")}
    ranked = sorted(
        seen,
        key=lambda item: (item[0] in ("surat_edaran", "apel"), item[1] >= 0, item[1] not in dated, item[1]),
    )
    return ranked[0]


def _is_briefing(kind: str, sentence: str) -> bool:
    """A morning roll-call is attendance; it is a prevention event when neutrality is its subject."""
    return (
        kind != "apel"
        or re.search(r"netral|ikrar|pilkada|pemilu|disiplin|sumpah", sentence, re.IGNORECASE) is not None
    )


def _is_audience(quantity: Quantity) -> bool:
    if (
        quantity.number.is_percent
        or quantity.is_prior
        or (quantity.number.minimum is None and quantity.value is None)
    ):
        return False
    if quantity.noun == "participant":
        return True
    if quantity.noun in PEOPLE and _ADDRESSED.search(quantity.before[-40:]):
        return True
    return (
        quantity.noun in ("asn", "person", "mixed", "non_asn")
        and quantity.nearest("participant", "caught", "reported") == "participant"
    )


def _put_scene(story: Story, draft: Draft) -> None:
    """Host and hall, as printed, institutions only."""
    text = story.article.text
    place = _NAMED_PLACE.search(re.sub(r"\s*\n\s*", lambda m: " " * len(m[0]), text))
    if place:
        draft.put("place", re.sub(r"\s+", " ", place["place"]).strip())
        draft.spans["place"] = span(text, place.start("place"), place.end("place"))
