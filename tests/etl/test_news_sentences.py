"""Short stories of our own (`news_sentences.jsonl`) in many outlets' words: who, how many, when, where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from etl.news import read_news
from geo.regions import Gazetteer

GAZETTEER = Gazetteer.packaged()
TABLE = Path(__file__).with_name("news_sentences.jsonl").read_text("utf-8").splitlines()


@pytest.mark.parametrize("story", [json.loads(line) for line in TABLE], ids=lambda s: s["text"][-60:])
def test_story(story: dict[str, Any]) -> None:
    """Each expected field is read so; null must be absent."""
    record = read_news(story["text"], title=story["title"] or None, gazetteer=GAZETTEER)[0]
    expected = story["expected"]
    assert {key: record.get(key) for key in expected} == expected
