"""From a news text to records: what happened, where, when, how many, each with the words it rests on.

Rules only, no model and no network. A story may hold several events: a sidak and the briefing at which it
was told are two records. What the text does not say is absent.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from etl.news.article import read_article
from etl.news.attendance import ATTENDANCE, SAME_DAY, TRUANT, read_attendance
from etl.news.discipline import DISCIPLINE, read_discipline
from etl.news.finish import finish
from etl.news.neutrality import AGENCY, IMPARTIAL, NEUTRAL, put_status, read_neutrality
from etl.news.prevention import read_prevention
from etl.news.recap import shape_neutrality
from etl.news.several import split_events
from etl.news.sidak import CRIME, FIELD, SPOT_CHECK, read_sidak
from etl.news.single import put_single
from etl.news.story import Draft, Story
from geo.regions import Gazetteer

# Stories from abroad that carry no Indonesian region are none of ours.
_ABROAD = re.compile(
    r"\b(?:malaysia|singapura|thailand|filipina|vietnam|jepang|tokyo|china|cina|beijing|india|korea|seoul|"
    r"australia|inggris|amerika|jerman|prancis|belanda|arab\s+saudi|mesir|turki|rusia|kuala\s+lumpur|timor\s+leste|"
    r"brunei|hong\s?kong|taiwan)\b",
    re.IGNORECASE,
)
_PROKES = r"\bmasker\b|protokol\s+kesehatan|\bprokes\b|covid"
_PLANNED = (
    r"\b(?:akan|bakal|berencana|rencana\w*|siap(?:kan)?|segera)\b[^.;]{0,40}\b(?:sidak|razia|merazia|"
    r"operasi|patroli|"
    r"inspeksi)\b|\b(?:sidak|razia|operasi)\b[^.;]{0,40}\b(?:akan|bakal)\s+(?:di|ber)"
)


# Past or passive words that tell of an event held, for stories without any number.
_HAPPENED: dict[Any, tuple[str, str]] = {
    read_sidak: (
        "sidak_lapangan",
        r"\b(?:terjaring|terciduk|kepergok|tepergok|diamankan|kedapatan|dipergoki|terkena\s+razia|"
        r"ditemukan\s+(?:se|ber|nong)\w+)\b|"
        r"\b(?:menggelar|melakukan|melaksanakan|gelar)\s+(?:razia|sidak|operasi|patroli|inspeksi)\b|"
        r"\bmerazia\b|\brazia\s+(?:asn|pns)",
    ),
    read_attendance: (
        "sidak_kehadiran",
        r"\b(?:menggelar|melakukan|melaksanakan|gelar|lakukan|pimpin|memimpin)\s+(?:\w+\s+)?(?:sidak|"
        r"inspeksi)|\bmenyidak\b|\bsidak\b|"
        r"\b(?:mengecek|memantau|cek)\b[^.;]{0,30}(?:kehadiran|presensi|absen)|tingkat\s+kehadiran",
    ),
    read_neutrality: (
        "netralitas_kasus",
        r"\b(?:bawaslu|panwas\w*|kasn|bkn)\b[^.;]{0,80}\b(?:memeriksa|memanggil|klarifikasi|"
        r"menerima\s+laporan|meneruskan|melaporkan|memutuskan|menghentikan|menyatakan\s+(?:laporan|kasus|terlapor)|"
        r"merekomendasikan|memproses|menangani)\b|\b(?:asn|pns|camat|lurah|kepala\s+dinas|"
        r"sekretaris)\b[^.;]{0,60}\b(?:dilaporkan|"
        r"diperiksa\s+bawaslu|dipanggil\s+bawaslu|diklarifikasi|terbukti\s+melanggar|disanksi|dikenai\s+sanksi|"
        r"dijatuhi\s+sanksi|dicopot|dinyatakan\s+melanggar|diproses)",
    ),
}


def read_news(
    text: str,
    *,
    gazetteer: Gazetteer,
    title: str | None = None,
    published_on: dt.date | None = None,
    not_after: dt.date | None = None,
) -> list[dict[str, Any]]:
    """Records of kind `berita`, the main event first; at least one (`bukan_kejadian` when nothing happened).

    `published_on` resolves years and relative days; `not_after` (the day of import) only bounds them.
    Keys as in the design of `berita`; `region_code` beside `region`; `spans` maps a field to its words with
    their place in `text`; `confidence` is 0–1.
    """
    story = Story(read_article(text, title=title), gazetteer, published_on, not_after)
    parts = split_events(story)
    if parts:
        stories = [Story(part, gazetteer, published_on, not_after) for part in parts]
        return [record for each in stories for record in _records(each)]
    return _records(story)


def _records(story: Story) -> list[dict[str, Any]]:
    """Records of one event, or of an event and the briefing at which it was told."""
    if _is_abroad(story):
        return [finish(story, Draft("bukan_kejadian", flags=["abroad"]), is_only=True)]
    breach = _breach(story)
    event = read_prevention(story)
    if event is not None and breach is not None and not _is_event_told(story, event):
        event = None
    if breach is None and event is None:
        breach = _uncounted(story)
    drafts = [draft for draft in (breach, event) if draft is not None]
    if breach is not None and event is not None and _leads(story, event, breach):
        drafts = [event, breach]
    drafts = drafts or [_nothing(story)]
    return [finish(story, draft, is_only=len(drafts) == 1) for draft in drafts]


def _is_abroad(story: Story) -> bool:
    """A foreign country in headline or dateline, and no government of ours named."""
    head = f"{story.article.title} {story.article.dateline or ''}"
    if not _ABROAD.search(head):
        return False
    place = story.place(is_field=False)
    return place.region is None or place.region.level == 0


def _leads(story: Story, event: Draft, breach: Draft) -> bool:
    """The briefing is the main event: nothing else is counted, or the headline tells of it alone."""
    if not _is_counted(breach):
        return True
    is_headline = -1 in event.sentences and "participants" in event.fields
    return is_headline and not any(
        q.noun in ("asn", "case", "non_asn") and q.roles
        for q in story.title_quantities
        if q.value != event.fields["participants"]
    )


def _is_counted(draft: Draft) -> bool:
    """Something is established or on an agency's books, not merely mentioned."""
    return bool(
        {"total", "total_min", "cases", "by_region", "absent", "present", "attendance_pct"}
        & set(draft.fields)
    )


def _breach(story: Story) -> Draft | None:
    """The operation, attendance, neutrality or discipline count that the story is about."""
    for reader in _readers(story):
        draft = reader(story)
        if draft is not None:
            return _shaped(story, draft)
    return None


def _uncounted(story: Story) -> Draft | None:
    """Something happened but no number is told: the event alone, without counts."""
    for reader in _readers(story):
        kind, happened = _HAPPENED.get(reader, (None, ""))
        if kind is None or not re.search(happened, story.text) or re.search(_PLANNED, story.text):
            continue
        draft = Draft(kind)
        if reader is read_sidak:
            draft.put("locations", story.locations()[0])
        draft.sentences = {
            i for i in range(len(story.article.sentences)) if re.search(happened, story.sentence(i).lower())
        }
        if reader is read_neutrality:
            put_status(story, draft)
            put_single(story, draft)
        return _shaped(story, draft)
    return None


def _readers(story: Story) -> list[Any]:
    """Readers in the order in which the story's words speak for them; the headline counts three times."""
    scores = {
        read_sidak: 0.0 if story.says(CRIME) else _weight(story, FIELD) + _weight(story, SPOT_CHECK) * 0.4,
        read_attendance: _weight(story, ATTENDANCE) * 1.2 + _weight(story, TRUANT) * 0.5,
        read_neutrality: _weight(story, AGENCY) + _weight(story, NEUTRAL)
        if story.says(AGENCY) or story.says(IMPARTIAL)
        else 0.0,
        read_discipline: _weight(story, DISCIPLINE) * (0.3 if story.says(r"netral") else 1.5),
    }
    return [reader for reader, score in sorted(scores.items(), key=lambda item: -item[1]) if score > 0]


def _weight(story: Story, pattern: str) -> float:
    title, body = story.article.title.lower(), story.article.text.lower()
    return 3.0 * len(re.findall(pattern, title)) + len(re.findall(pattern, body))


def _shaped(story: Story, draft: Draft) -> Draft:
    if draft.event_type == "netralitas_kasus":
        return shape_neutrality(story, draft)
    if draft.event_type == "sidak_lapangan" and _weight(story, _PROKES) >= 3:
        draft.event_type = "sidak_prokes"
    return draft


def _is_event_told(story: Story, event: Draft) -> bool:
    """Beside a breach a briefing counts only when it has an audience, or its sentence has a day."""
    days = {d.sentence for d in story.dates if d.role in ("event", "statement")}
    return (
        "participants" in event.fields or "participants_min" in event.fields or bool(event.sentences & days)
    )


def _nothing(story: Story) -> Draft:
    """A plan, an announcement or an opinion: no event, nothing counted."""
    is_plan = (story.says(FIELD) or story.says(SPOT_CHECK)) and re.search(_PLANNED, story.text)
    draft = Draft("rencana_sidak" if is_plan else "bukan_kejadian")
    if re.search(SAME_DAY, story.text):
        draft.flag("no_result_told")
    return draft
