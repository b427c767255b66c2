"""A draft becomes a record: region, day, agencies, OPD, sanction, earlier events, flags, confidence."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from etl.news.attendance import SAME_DAY
from etl.news.nouns import PEOPLE
from etl.news.offices import find_agencies, find_visited, opd_counts, opd_names
from etl.news.phases import put_election, put_item, put_phase
from etl.news.regions import find_mentions, official_name, province_name
from etl.news.sanctions import find_sanction
from etl.news.story import Draft, Story, span
from etl.news.when import DateFound, choose

LEAST_CONFIDENCE = 0.45  # of a region: one name without any word that ties the story to it
REGION_DOUBT = 0.4  # without its region a record waits for a person
REVIEW_BELOW = 0.6  # records less sure than this wait for a person
FIELD_KINDS = frozenset({"sidak_lapangan", "sidak_kehadiran", "sidak_prokes", "rencana_sidak"})
PREVENTION_KINDS = frozenset(
    {"pembinaan", "sosialisasi", "bimtek", "ikrar", "webinar", "apel", "rakor", "surat_edaran"}
)
_DECISION = re.compile(
    r"(?:keputusan|surat\s+(?:teguran|keputusan|sanksi)|teguran|\bsk\b)[^.;]{0,60}\b(?:tertanggal|bertanggal|tanggal)\s+\W*(?:\w+,?\s)?$",
    re.IGNORECASE,
)
_UNITS = {
    "netralitas_rekap": "orang",
    "kepatuhan_ppk": "kepala daerah",
    "pelanggaran_rekap_semua_jenis": "kasus",
}
_YESTERDAY = re.compile(
    r"(?<!tahun )(?<!bulan )(?<!pekan )(?<!minggu )\bkemarin\b(?!\s*\()|\bsehari\s+sebelumnya\b",
    re.IGNORECASE,
)
# The order in which a record's keys are written.
_ALWAYS = ("opd", "locations", "agencies")


def finish(story: Story, draft: Draft, *, is_only: bool) -> dict[str, Any]:
    """The record of a draft; `is_only`: no other event shares the story's dates and agencies."""
    _put_day(story, draft, is_only=is_only)
    _put_region(story, draft)
    put_election(story, draft)
    put_phase(draft)
    put_item(story, draft)
    _put_sanction(story, draft)
    _put_offices(story, draft, is_only=is_only)
    _put_prior(story, draft)
    if draft.event_type not in ("bukan_kejadian", "rencana_sidak"):
        _doubt(draft)
    fields = {key: value for key, value in draft.fields.items() if value not in (None, {}) or key in _ALWAYS}
    unit = _unit(draft)
    return {
        "level": "event",
        "event_type": draft.event_type,
        **({"count_unit": unit} if unit else {}),
        **fields,
        "flags": draft.flags,
        "spans": draft.spans,
        "confidence": draft.confidence,
        "needs_review": draft.confidence < REVIEW_BELOW,
    }


def _unit(draft: Draft) -> str | None:
    if "total" not in draft.fields and "total_min" not in draft.fields and "cases" not in draft.fields:
        return None
    words = draft.spans.get("total", {}).get("text", "").lower()
    if re.search(r"kasus|dugaan|perkara|laporan|temuan|pelanggaran", words) or (
        "total" not in draft.spans and "cases" in draft.fields
    ):
        return "kasus"
    return _UNITS.get(draft.event_type, "orang")


# --- when ---------------------------------------------------------------------------------------------


def _put_day(story: Story, draft: Draft, *, is_only: bool) -> None:
    near = frozenset(draft.sentences)
    found = _day_of(story, draft, near, is_only=is_only)
    statement = choose(story.dates, "statement")
    received = choose(story.dates, "received")
    if found is not None and "date" not in draft.fields:
        _put_date(story, draft, found)
    told = statement or (None if is_only or found else choose(story.dates, "event"))
    if told is not None and told.day.iso and told.day.iso != draft.fields.get("date"):
        if draft.event_type not in PREVENTION_KINDS:
            draft.put("report_date", told.day.iso)
    elif "date" not in draft.fields:
        printed = choose(story.dates, "header")
        draft.put(
            "report_date",
            story.published_on.isoformat() if story.published_on else printed and printed.day.iso,
        )
    if received is not None and draft.event_type.startswith("netralitas"):
        draft.put("report_received", received.day.iso)


def _put_date(story: Story, draft: Draft, found: DateFound) -> None:
    day = found.day
    iso = day.iso
    if found.role == "statement" and day.start and draft.event_type in FIELD_KINDS:
        told = " ".join(story.sentence(i) for i in draft.sentences)
        if _YESTERDAY.search(told):
            iso = (day.start - dt.timedelta(days=1)).isoformat()
    draft.put("date", iso)
    draft.put("date_precision", day.precision)
    draft.put("date_end", day.iso_end)
    draft.spans["date"] = span(story.article.text, found.start, found.end)
    for flag in day.flags:
        draft.flag(flag, doubt=0.1 if flag == "year_missing" else 0.05)
    if found.role == "statement":
        draft.flag("date_is_statement", doubt=0.05)


def _day_of(story: Story, draft: Draft, near: frozenset[int], *, is_only: bool) -> DateFound | None:
    """Which date is the event's: it depends on what is counted."""
    dates, kind = story.dates, draft.event_type
    own = [d for d in dates if d.sentence in near]
    if kind in PREVENTION_KINDS:
        days = [d for d in dates if d.day.precision == "day"]
        return choose(days, "event", "statement", sentences=near)
    if not is_only and not own:
        return None  # the story's day belongs to the briefing at which this was told
    if kind == "sidak_kehadiran":
        roles = ("event", "as_of", "statement") if re.search(SAME_DAY, story.text) else ("event", "as_of")
        return choose(dates, *roles, sentences=near)
    if kind in FIELD_KINDS:
        return choose(dates, "event", "as_of", "statement", sentences=near)
    if kind == "disiplin_rekap":
        return choose(dates, "as_of", "event", sentences=near)
    if kind in ("netralitas_sanksi", "kepatuhan_ppk"):
        decided = [d for d in dates if d.role == "document" and _is_decision(story, d)]
        if decided and decided[0].day.iso:
            return decided[0]
    as_of = choose(dates, "as_of")
    days = [d for d in dates if d.day.precision == "day"]
    acted = choose(days, "event") if kind in ("netralitas_kasus", "netralitas_sanksi") else None
    return as_of or choose(own, "event") or acted or choose(dates, "statement", "event", sentences=near)


def _is_decision(story: Story, found: DateFound) -> bool:
    """`keputusan tertanggal 3 Desember`: the day of a sanction or reprimand, not of a rule."""
    before = story.article.text[max(0, found.start - 90) : found.start]
    return _DECISION.search(before) is not None


# --- where and who ------------------------------------------------------------------------------------


def _put_region(story: Story, draft: Draft) -> None:
    if "abroad" in draft.flags:
        return
    place = story.place(is_field=draft.event_type in FIELD_KINDS)
    if place.region is None:
        draft.flag("region_ambiguous" if place.candidates else "region_unknown", doubt=REGION_DOUBT)
        if place.candidates:
            draft.put("region_candidates", [official_name(story.gazetteer.get(c)) for c in place.candidates])
        return
    region = place.region
    draft.put("region", official_name(region))
    draft.put("region_code", region.code)
    if region.level >= 1:
        draft.put("province", province_name(story.gazetteer.get(region.code.split(".")[0])))
    if place.span:
        draft.spans["region"] = span(story.article.text, *place.span)
    if place.confidence < LEAST_CONFIDENCE:
        draft.flag("region_weak", doubt=0.15)
    if place.conflict:
        draft.flag("region_conflict", doubt=0.1)
        draft.put("region_conflict", official_name(story.gazetteer.get(place.conflict)))


def _put_offices(story: Story, draft: Draft, *, is_only: bool) -> None:
    if draft.event_type in PREVENTION_KINDS:
        told = [story.article.title, *(story.sentence(i) for i in sorted(draft.sentences) if i >= 0)]
        draft.put("agencies", find_agencies(story.article.whole if is_only else "\n".join(told)))
    elif is_only or not draft.sentences:
        draft.put("agencies", find_agencies(story.article.whole))
    else:
        draft.put("agencies", find_agencies(_around(story, draft)))
    is_recap = draft.event_type in PREVENTION_KINDS or draft.event_type.endswith(
        ("rekap", "jenis", "kejadian")
    )
    offices = story.opds
    if draft.event_type == "sidak_kehadiran":
        offices = sorted({*offices, *find_visited(story.article.text)}, key=lambda item: item[1])
    offices = [(_without_region(story, name), start, end) for name, start, end in offices]
    draft.put("opd", [] if is_recap else opd_names(offices))
    draft.put("locations", [])
    if not is_recap:
        draft.put("opd_counts", opd_counts(story.article.text, story.quantities, offices) or None)


def _without_region(story: Story, name: str) -> str:
    """`Dinas Perhubungan Purwakarta` is the Dinas Perhubungan; `Kecamatan Sampang` keeps its name."""
    if not name.startswith(("Dinas ", "Badan ", "Bagian ")):
        return name
    last = [m for m in find_mentions(name, story.gazetteer) if m.end == len(name)]
    return name[: last[0].start].strip() if last and len(name[: last[0].start].split()) > 1 else name


def _around(story: Story, draft: Draft) -> str:
    last = len(story.article.sentences) - 1
    near = {
        j for i in draft.sentences | draft.scene if i >= 0 for j in range(max(0, i - 1), min(last, i + 2) + 1)
    }
    spread = range(min(near), max(near) + 1) if near else range(last + 1)
    return "\n".join(story.sentence(i) for i in spread)


def _put_sanction(story: Story, draft: Draft) -> None:
    if draft.event_type in PREVENTION_KINDS or draft.event_type in ("bukan_kejadian", "rencana_sidak"):
        return
    if draft.event_type == "disiplin_rekap":
        draft.put("sanction", "rekap")
        return
    line, words = find_sanction([s.text for s in story.article.sentences])
    draft.put("sanction", line)
    if line:
        told = [i for i, s in enumerate(story.article.sentences) if any(word in s.text for word in words)]
        draft.scene |= {i for i in told if draft.sentences and i >= min(draft.sentences)}
        draft.spans["sanction"] = {"text": "; ".join(words)}


def _put_prior(story: Story, draft: Draft) -> None:
    """Earlier operations that the story recalls; they are not this one's count."""
    if draft.event_type not in FIELD_KINDS:
        return
    events = []
    for quantity in story.quantities:
        if not (
            quantity.is_prior
            and quantity.noun in PEOPLE
            and quantity.value
            and not quantity.has("population")
        ):
            continue
        own = next((d for d in story.dates if d.sentence == quantity.sentence and d.day.iso), None)
        date = own.day.iso if own else _day_before(story, draft, quantity.sentence)
        events.append({"total": quantity.value, **({"date": date} if date else {})})
    draft.put("prior_events", events or None)


def _day_before(story: Story, draft: Draft, index: int) -> str | None:
    if (
        not re.search(r"sehari\s+sebelumnya", story.sentence(index), re.IGNORECASE)
        or "date" not in draft.fields
    ):
        return None
    try:
        day = dt.date.fromisoformat(draft.fields["date"])
    except ValueError:
        return None
    return (day - dt.timedelta(days=1)).isoformat()


def _doubt(draft: Draft) -> None:
    if "date" not in draft.fields:
        draft.flag("date_missing", doubt=0.1)
    has_count = any(
        k in draft.fields
        for k in (
            "total",
            "total_min",
            "participants",
            "participants_min",
            "cases",
            "reported",
            "by_region",
            "attendance_pct",
        )
    )
    if not has_count:
        draft.flag("count_missing", doubt=0.2)
