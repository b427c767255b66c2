"""Passages that no rule was mended by (`news_blind.jsonl`): what to expect of the next article.

Who mends a rule because of one of these moves it to `news_reported.jsonl` and writes another first.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.news import read_news
from etl.news.bench import CORE, GATE, score_field
from geo.regions import Gazetteer

TABLE = Path(__file__).with_name("news_blind.jsonl").read_text("utf-8").splitlines()
FREE = {"locations", "sanction"}  # words may be chosen otherwise by another reader


@pytest.mark.parametrize("name", [name for name in CORE if name not in FREE])
def test_a_field_of_unseen_passages(name: str) -> None:
    """Precision and recall of each field lie above the gate of the bench."""
    gazetteer = Gazetteer.packaged()
    told = []
    for line in TABLE:
        case = json.loads(line)
        record = read_news(case["text"], title=case["title"], gazetteer=gazetteer)[0]
        if name in case["expected"]:
            told.append((case["expected"][name], record.get(name)))
    precision, recall = score_field(told)
    assert min(precision or 0, recall or 0) >= GATE
