"""Passages of our own (`news_passages.jsonl`, fictional): what a careful reader would enter, and no more."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from etl.news import read_news
from geo.regions import Gazetteer

GAZETTEER = Gazetteer.packaged()
TABLE = Path(__file__).with_name("news_passages.jsonl").read_text("utf-8").splitlines()
PASSAGES = [SimpleNamespace(**json.loads(line)) for line in TABLE]


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p.name)
def test_passage(passage: SimpleNamespace) -> None:
    """What the passage says is read; what it does not say is absent."""
    record = read_news(passage.text, title=passage.title, gazetteer=GAZETTEER)[0]
    for key, wanted in passage.expected.items():
        if key == "flags":
            assert set(wanted) <= set(record["flags"])
        else:
            assert record.get(key) == wanted, key


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p.name)
def test_words_stand_where_the_span_says(passage: SimpleNamespace) -> None:
    """A span points at its own words in the text as it was given."""
    for record in read_news(passage.text, title=passage.title, gazetteer=GAZETTEER):
        for said in record["spans"].values():
            if "start" in said:
                assert " ".join(passage.text[said["start"] : said["end"]].split()) == said["text"]


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: p.name)
def test_the_title_may_stand_in_the_text(passage: SimpleNamespace) -> None:
    """A pasted article carries its headline as first line; the reading is the same."""
    text = f"{passage.title}\n\n{passage.text}"
    record = read_news(text, gazetteer=GAZETTEER)[0]
    for key, wanted in passage.expected.items():
        if key != "flags":
            assert record.get(key) == wanted, key
