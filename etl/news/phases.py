"""The legal phase of a neutrality story, its election, and the item of the SKB that describes the act.

`phase` is the narrowest step of that election that covers the day; None between elections. An act is coded
by the list of 2022 (E items while the favoured person is a *bakal calon*, D items for a *calon*); a story
older than that list keeps the code for comparison and says so (`violation_list_later`).
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache
from importlib.resources import files

from etl.calendar import RANKS, Calendar, Election, Phase
from etl.news.story import Draft, Story

SKB_FROM = "2022-09-22"  # SKB of five agencies; before it another list of 16 points held
VOTER_LIST = "PEMUTAKHIRAN_DAFTAR_PEMILIH"  # runs beside the ranked steps and is shown with them
CAMPAIGN_YEAR, AFTER_VOTE = 400, 90  # days around a vote in which a story speaks of it
_ELECTION = re.compile(
    r"\b(?P<kind>pilkada|pemilukada|pemilihan\s+kepala\s+daerah|pilgub|pilbup|pilwali|pilwalkot|"
    r"pilpres|pileg|pemilu)\b(?:\s+(?!pemilu|pilkada)\w+){0,3}?\s+(?P<year>20[12]\d)\b",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"pilkada|pemilukada|pilgub|pilbup|pilwali|pilwalkot|pemilihan\s+(?:kepala|gubernur|bupati|wali)|"
    r"pidana\s+pemilihan|\bpaslon\b|(?:calon|kandidat)\s+(?:bupati|wali|gubernur|kepala)",
    re.IGNORECASE,
)
_GENERAL = re.compile(r"\bpemilu\s+(?:20|legislatif|presiden)|\bpilpres\b|\bpileg\b|\bcaleg\b", re.IGNORECASE)
_NEUTRAL = re.compile(r"netral", re.IGNORECASE)
# (what was done, item for a calon, item for a bakal calon), as violation types are named in `lists`.
_ITEMS = {
    "pendekatan ke parpol": ("D3", "D3"),
    "deklarasi diri": ("D3", "D3"),
    "menghadiri deklarasi": ("D4", "E3"),
    "menguntungkan bakal calon": ("D10", "D10"),
    "foto bersama dengan simbol": ("D7", "E5"),
    "foto bersama": ("D7", "E5"),
    "media sosial": ("D6", "E4"),
    "kegiatan mengarah keberpihakan": ("D8", "D8"),
    "menghadiri kampanye": ("D9", "E6"),
    "pemasangan alat peraga": ("D1", "E1"),
}
_EARLY = re.compile(
    r"bakal\s+(?:pasangan\s+)?calon|\bbacalon|\bbalon\b|\bbapaslon|\bbaca(?:bup|gub|leg|wali)", re.I
)
_LATE = re.compile(r"\bpaslon\b|pasangan\s+calon|\bca(?:bup|gub|leg|wali|walkot)\b|\bcalon\b", re.I)


def put_election(story: Story, draft: Draft) -> None:
    """The election that is named with its year, or told by day and words; none for workplace discipline."""
    if draft.event_type.startswith("sidak") or draft.event_type == "disiplin_rekap":
        return
    match = _ELECTION.search(story.article.whole)
    if match:
        is_general = match["kind"].lower() in ("pemilu", "pilpres", "pileg")
        draft.put("election", f"{'PEMILU' if is_general else 'PILKADA'}_{match['year']}")
        return
    day = _day_of(draft)
    if day is not None:
        draft.put("election", _election_near(story, day, is_case=draft.event_type.startswith("netralitas")))


def put_phase(draft: Draft) -> None:
    """`phase` and `phases_on_date` of a story that names or implies an election, from its day."""
    election, day = draft.fields.get("election"), _day_of(draft)
    if election is None or day is None:
        return
    steps = [p for p in legal_calendar().phases_on(day) if p.election_code == election]
    ranked = [p.code for p in steps if p.code in RANKS] or _open_step(election, day)
    draft.put("phase", ranked[0] if ranked else None)
    codes = [*ranked, *(p.code for p in steps if p.code == VOTER_LIST)]
    draft.put("phases_on_date", codes or None)


def _open_step(election: str, day: dt.date) -> list[str]:
    """A step whose last day no source tells runs on until the next one begins."""
    code = legal_calendar().primary_phase(day)[1]
    steps = legal_calendar().phases_of(election)
    return [p.code for p in steps if p.code == code and p.end_on is None and p.start_on][:1]


def put_item(story: Story, draft: Draft) -> None:
    """`skb_code` of the act, when words or the phase say whether a calon or a bakal calon was favoured."""
    items = _ITEMS.get(draft.fields.get("violation_type", ""))
    if items is None:
        return
    is_early = _EARLY.search(story.article.whole) is not None
    is_late = not is_early and (
        _LATE.search(story.article.whole) is not None
        or draft.fields.get("phase") in ("KAMPANYE", "MASA_TENANG", "PEMUNGUTAN_SUARA")
    )
    if is_early or is_late or items[0] == items[1]:
        draft.put("skb_code", items[1] if is_early else items[0])
        day = draft.fields.get("date") or draft.fields.get("report_date") or SKB_FROM
        if str(day) < SKB_FROM and not str(day).startswith("X"):
            draft.flag("violation_list_later")


def _day_of(draft: Draft) -> dt.date | None:
    for key in ("date", "report_date"):
        iso = str(draft.fields.get(key) or "")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", iso):
            return dt.date.fromisoformat(iso)
    return None


def _election_near(story: Story, day: dt.date, *, is_case: bool) -> str | None:
    """A story of neutrality dated in the year before a vote speaks of that vote, if only one is near."""
    text = story.article.whole
    if not (is_case or _LOCAL.search(text) or _GENERAL.search(text) or _NEUTRAL.search(text)):
        return None
    near = [
        election
        for election in legal_calendar().elections
        if election.kind in ("pilkada", "pemilu")
        and election.vote_on is not None
        and -CAMPAIGN_YEAR <= (day - election.vote_on).days <= AFTER_VOTE
    ]
    if _LOCAL.search(text):
        near = [e for e in near if e.kind == "pilkada"]
    elif _GENERAL.search(text):
        near = [e for e in near if e.kind == "pemilu"]
    return near[0].code if len(near) == 1 else None


@cache
def legal_calendar() -> Calendar:
    """Elections and steps as packaged; a story is read before the office's own calendar is asked."""
    text = files("etl").joinpath("reference", "kalender.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    elections = {
        row["election"]: Election(
            row["election"], row["election_name"], row["election_kind"], _day(row["vote_on"]), {}
        )
        for row in rows
    }
    phases = [
        Phase(r["election"], r["phase_code"], r["phase_name"], _day(r["start_on"]), _day(r["end_on"]))
        for r in rows
    ]
    return Calendar(elections.values(), phases)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if len(text) == 10 else None
