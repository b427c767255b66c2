"""One official told without a number: `Kepala Dinas Kesehatan dinyatakan melanggar netralitas` is one person.

Only where headline or first sentence make a single office-holder the one accused, no other count is told and
the case was not dropped; marked `total_single`, since no number stands in the text.
"""

from __future__ import annotations

import re

from etl.news.story import Draft, Story, span

_WHO = (
    r"(?:kepala\s+(?:dinas|badan|bagian|bidang|puskesmas|sekolah|satpol\w*|desa)|kadis\w*|kadin\w+|kaban|camat|lurah|"
    r"sekretaris\s+(?:dinas|camat|kelurahan|badan)|sekcam|seklur|kabid|kabag|kasi|"
    r"oknum\s+(?:asn|pns|camat|lurah|guru|pejabat|pegawai)|(?:asn|pns)\s+(?:ber)?inisial)"
)
_ACCUSED = re.compile(
    rf"\b(?P<who>{_WHO})\b[^.;,]{{0,70}}?\b(?:diduga|dilaporkan|diperiksa|dipanggil|diklarifikasi|terbukti|"
    r"(?:me)?langgar|diproses|disanksi|dikenai|diberi\s+sanksi|dinonaktifkan|dibebastugaskan|dijatuhi|dicopot|dinyatakan|direkomendasikan|divonis|(?:tak|tidak)\s+netral)\b",
    re.IGNORECASE,
)
_NOT_ACCUSED = re.compile(r"\b(?:tidak|tak|bukan)\s+(?:terbukti|melanggar|langgar)\b", re.IGNORECASE)
_PLURAL = re.compile(
    r"\b(?:para|sejumlah|beberapa|belasan|puluhan|ratusan|dua|tiga|empat|lima|\d+)\b", re.IGNORECASE
)
_VILLAGE = re.compile(r"kepala\s+desa", re.IGNORECASE)
_COUNTED = {"total", "total_min", "cases", "reported", "found", "by_region", "stopped", "heads_of_region"}


def put_single(story: Story, draft: Draft) -> None:
    """`total` 1 for the one official that the story accuses; nothing where a number is told."""
    if _COUNTED & set(draft.fields) or draft.fields.get("status") == "dihentikan":
        return
    first = next(iter(story.article.sentences), None)
    for text, start in (
        (story.article.title, None),
        (first.text if first else "", first.start if first else None),
    ):
        match = _ACCUSED.search(text)
        if match is None or _PLURAL.search(text[: match.start()][-25:]) or _NOT_ACCUSED.search(text):
            continue
        draft.put("total", 1)
        draft.put("asn", None if _VILLAGE.search(match["who"]) else 1)
        draft.spans["total"] = span(
            text if start is None else story.article.text,
            match.start("who") + (start or 0),
            match.end("who") + (start or 0),
            in_title=start is None,
        )
        draft.flag("total_single", doubt=0.15)
        return
