"""Berita: a news text becomes records, each with the words it rests on; doubtful ones wait for a person."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from etl.context import Context, Flag, Reading, Record
from etl.messages import reasons, sentence
from etl.news import read_news
from etl.news.finish import REGION_DOUBT, REVIEW_BELOW

NAME = "berita"
SHEET = "teks"
FROM_OFFICE = 0.1  # doubt that stays when the region is the office's, not the text's
# The row is the line of the first of these.
FIRST = ("total", "total_min", "participants", "participants_min", "cases", "date")


def read_berita(text: str, context: Context) -> Reading:
    """Records of one news text. `row` is the line of the text, 1-based, where the main count stands.

    The region of the story is its own; `context.region_code` stands in only where the text names none.
    Nothing is quarantined: what is not sure carries `needs_review` and a flag.
    """
    records = read_news(text, gazetteer=context.gazetteer, not_after=context.uploaded_on)
    reading = Reading(kind=NAME, region_code=context.region_code, row_count=len(records))
    for record in records:
        placed = _placed(record, text, context)
        reading.records.append(placed)
        reading.flags.extend(_flags(placed, context.language))
    codes = {record.get("region_code") for record in reading.records}
    if len(codes) == 1:
        reading.region_code = codes.pop() or context.region_code
    return reading


def _placed(record: Record, text: str, context: Context) -> Record:
    spans = [record["spans"][key] for key in (*FIRST, *record["spans"]) if key in record["spans"]]
    starts = [said["start"] for said in spans if "start" in said]
    row = text.count("\n", 0, starts[0]) + 1 if starts else 1
    own = {"sheet": SHEET, "row": row, **record}
    if "region_code" not in own and context.region_code and "region_candidates" not in own:
        own |= {"region_code": context.region_code} | _surer(own, "region_unknown")
    elif "region_code" not in own and context.region_code:
        name = context.gazetteer.get(context.region_code).name
        if name in own["region_candidates"]:
            own |= {"region_code": context.region_code, "region": name} | _surer(own, "region_ambiguous")
    return own


def _surer(record: Record, doubt: str) -> Record:
    """The office that loads the text answers the doubt about its region."""
    if doubt not in record["flags"]:
        return {}
    confidence = min(0.95, round(record["confidence"] + REGION_DOUBT - FROM_OFFICE, 2))
    return {"confidence": confidence, "needs_review": confidence < REVIEW_BELOW}


def _flags(record: Record, language: str) -> list[Flag]:
    """The record's own flags as sentences, and one that asks for review where it is needed."""
    known = reasons()
    codes = [code for code in record["flags"] if known.get(code, {}).get("is") == "flag"]
    found = [
        Flag(SHEET, record["row"], None, code, sentence(code, language=language, **_met(record, code)))
        for code in codes
    ]
    if record["needs_review"]:
        missing = _why([code for code in record["flags"] if code not in codes], language)
        missing = missing or str(record["confidence"])
        said = sentence("needs_review", language=language, met=missing)
        found.append(Flag(SHEET, record["row"], None, "needs_review", said))
    return found


@cache
def _doubts() -> dict[str, dict[str, str]]:
    text = files("etl.news").joinpath("doubts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _why(codes: list[str], language: str) -> str:
    """What keeps the reading from being sure, in words; a code without words is left out."""
    return ", ".join(_doubts()[code][language] for code in codes if code in _doubts())


def _met(record: Record, code: str) -> dict[str, object]:
    """What the sentence of a flag shows: the printed date or the count."""
    if code.startswith(("year", "date", "weekday")):
        return {"met": record["spans"].get("date", {}).get("text"), "expected": record.get("date")}
    said = record["spans"].get("total") or record["spans"].get("participants_min") or {}
    return {"met": said.get("text") or record.get("total"), "expected": record.get("total")}
