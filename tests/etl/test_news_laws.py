"""Laws that hold for any text: no crash, spans in place, nothing counted that the text does not say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.news import read_news
from etl.words import find_numbers
from geo.regions import Gazetteer

GAZETTEER = Gazetteer.packaged()
FOLDER = Path(__file__).parent
STORIES = [
    json.loads(line)["text"]
    for name in ("news_passages.jsonl", "news_sentences.jsonl")
    for line in (FOLDER / name).read_text("utf-8").splitlines()
]
COUNTS = (
    *("total", "asn", "non_asn", "checked", "absent", "present", "population", "late", "reported", "found"),
    *("registered", "not_registered", "forwarded", "recommended", "proven", "followed_up", "stopped"),
    *("in_process", "cases", "participants", "teams", "excused_with_letter"),
)
COMPUTED = {"total_single", "rest_computed", "total_computed", "absent_computed", "honorer_called_asn"}
PIECES = (
    *("Satpol PP", "Bawaslu", "KASN", "ASN", "PNS", "honorer", "terjaring", "razia", "12", "dua", "belasan"),
    *("orang", "di", "Pasar Baru", "Kota Tegal", "Senin (11/11/2019)", "persen", "tanpa keterangan", "hadir"),
    *("tidak hadir", "laporan", "kasus", "diteruskan ke", "dari", "dan", ",", ".", ";", ":", "(", ")", "\n"),
    *(
        "netralitas",
        "sebanyak",
        "peserta",
        "sosialisasi",
        "menggelar",
        "tim 2",
        "1.081",
        "ke-22",
        "bulan",
        "-",
    ),
    *("Rp 600.000", "Pilkada 2020"),
)


def _said(text: str) -> set[int]:
    """Every whole number that the text states or points back at."""
    found = find_numbers(text)
    values = {f.number.value for f in found if isinstance(f.number.value, int)}
    return values | {f.refers_to for f in found if f.refers_to is not None}


def _sums(record: dict[str, Any], said: set[int]) -> bool:
    """Joined counts (`tujuh PNS dan empat honorer`) are sums of numbers the text states."""
    whole = record.get("total")
    return whole in {a + b for a in said for b in said} | {
        a + b + c for a in said for b in said for c in said
    }


@given(st.sampled_from(STORIES), st.sampled_from(STORIES))
@settings(max_examples=60, deadline=None)
def test_nothing_is_counted_that_the_text_does_not_say(one: str, other: str) -> None:
    """Two stories in one text: each exact count is a number of the text, a sum of them, or a marked one."""
    text = f"{one}\n\n{other}"
    said = _said(text)
    for record in read_news(text, gazetteer=GAZETTEER):
        if COMPUTED & set(record["flags"]):
            continue
        for key in COUNTS:
            value = record.get(key)
            is_joined = key in ("total", "asn", "non_asn") and _sums({"total": value}, said)
            assert value is None or value == 0 or value in said or is_joined, key


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_heap_of_words_is_read_without_fault(words: list[str]) -> None:
    """Records always have their keys, a confidence between 0 and 1, and spans inside the text."""
    text = " ".join(words)
    for record in read_news(text, gazetteer=GAZETTEER):
        assert {"level", "event_type", "flags", "spans", "confidence", "needs_review"} <= set(record)
        assert 0 < record["confidence"] < 1
        for said in record["spans"].values():
            assert said.get("end", 0) <= len(text)
        json.dumps(record)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_without_fault(text: str) -> None:
    """Control signs, other scripts, broken marks: a record, no exception."""
    assert read_news(text, gazetteer=GAZETTEER)


NAMES = ("Sutarjo Wibisana", "Rahmawati Kusumadewi", "Bagus Prakoso Adinegoro")
_SPEAKER = re.compile(r"\bkata (Kepala|Kasat|Ketua)", re.IGNORECASE)


@given(st.sampled_from(STORIES), st.sampled_from(NAMES))
@settings(max_examples=60, deadline=None)
def test_a_speaker_s_name_stays_in_the_text(story: str, name: str) -> None:
    """Persons named beside their office are in no field and no span of the record."""
    text = f"{story} Hal itu disampaikan {name}, kepala bidang, kepada wartawan. {name} menyebut razia rutin."
    text = _SPEAKER.sub(rf"kata {name}, \1", text)
    told = str(read_news(text, gazetteer=GAZETTEER))
    assert not [word for word in name.split() if word in told]
