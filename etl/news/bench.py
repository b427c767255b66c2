"""How well news is read: precision and recall of each field on passages coded by a careful reader."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from etl.news.read import read_news
from geo.regions import Gazetteer

# Fields that every coded passage states, and those stated where they apply.
CORE = ("date", "region", "event_type", "total", "asn", "non_asn", "opd", "locations", "agencies", "sanction")
FUNNEL = (
    "report_date", "reported", "found", "registered", "not_registered", "forwarded", "recommended",
    "followed_up", "stopped", "in_process", "cases", "participants", "checked", "population", "present",
    "absent", "by_region", "by_type", "opd_counts", "teams", "team_counts", "status",
)  # fmt: skip
LISTS = frozenset({"opd", "locations", "agencies"})
GATE, GOAL = 0.85, 0.95  # of fields whose answer is one value; lists and free words carry no gate
UNGATED = LISTS | {"sanction", "report_date"}  # some report dates stand in the address, not in the passage


def bench(shared: Path | None) -> list[dict[str, Any]]:
    """Rows of `make bench` for area `etl`: precision and recall per field on `news/cases.jsonl`.

    Empty when the reference data are absent. A field that must be absent and is given counts against
    precision; one that must be given and is absent or different counts against recall. Answers that the
    coder took from outside the passage (`date_note`) are left out.
    """
    path = shared / "news" / "cases.jsonl" if shared else None
    if path is None or not path.is_file():
        return []
    cases = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    gazetteer = Gazetteer.packaged()
    answers = [
        (case["expected"], read_news(case["text"], title=case["title"], gazetteer=gazetteer)[0])
        for case in cases
    ]
    rows = []
    for name in (*CORE, *FUNNEL):
        told = [
            (want[name], got.get(name))
            for want, got in answers
            if name in want and f"{name}_note" not in want
        ]
        for what, value in zip(("presisi", "recall"), score_field(told), strict=True):
            if value is not None:
                rows.append(_row(name, what, value, len(told)))
    return rows


def _row(name: str, what: str, value: float, count: int) -> dict[str, Any]:
    gate, goal = (None, None) if name in UNGATED or count < 5 else (GATE, GOAL)
    return {
        "area": "etl",
        "id": f"news_{name}_{'precision' if what == 'presisi' else what}",
        "what": f"berita, {what} {name} ({count} petikan)",
        "value": round(value, 3),
        "unit": "share",
        "spread": None,
        "reference": "news/cases.jsonl",
        "gate": gate,
        "goal": goal,
        "ok": gate is None or value >= gate,
    }


def score_field(pairs: Iterable[tuple[Any, Any]]) -> tuple[float | None, float | None]:
    """(precision, recall) of (wanted, given) values; None where nothing was given or wanted.

    Lists and mappings are scored by their items, everything else by equality.
    """
    right = given = wanted = 0
    for want, got in pairs:
        want_items, got_items = _items(want), _items(got)
        right += len(want_items & got_items)
        given += len(got_items)
        wanted += len(want_items)
    return (right / given if given else None), (right / wanted if wanted else None)


def _items(value: Any) -> set[str]:
    if value is None:
        return set()
    if isinstance(value, Mapping):
        return {json.dumps([str(k), v], ensure_ascii=False).casefold() for k, v in value.items()}
    if isinstance(value, list):
        return {json.dumps(v, ensure_ascii=False, sort_keys=True).casefold() for v in value}
    return {json.dumps(value, ensure_ascii=False).casefold()}
