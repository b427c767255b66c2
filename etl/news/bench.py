"""How well news is read: precision and recall of each field on passages coded by a careful reader.

Three sets: the reference passages; our own passages that mended the rules (`seen`); and our own that were
never used for that (`blind`), whose figures alone say what to expect of the next article.
"""

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
    "absent", "by_region", "by_type", "opd_counts", "teams", "team_counts", "status", "province", "election",
    "phase", "phases_on_date", "subject", "by_category", "by_position_pct", "persons_asn_kades",
    "violation_type", "skb_code", "report_received", "pending_registration", "total_qualifier",
    "location_counts", "searched_locations", "prior_events", "prior_year", "unexcused_pct", "series",
    "severity",
)  # fmt: skip
LISTS = frozenset({"opd", "locations", "agencies"})
GATE, GOAL = 0.85, 0.95  # of fields whose answer is one value; lists and free words carry no gate
# Some days of reporting stand in the address, not in the passage; election and phase follow from the day.
UNGATED = LISTS | {"sanction", "report_date", "election", "phase", "phases_on_date"}


OWN = Path(__file__).resolve().parents[2] / "tests" / "etl"  # absent where only the program is installed
SETS = (("blind", "news_blind.jsonl"), ("seen", "news_reported.jsonl"))


def bench(shared: Path | None) -> list[dict[str, Any]]:
    """Rows of `make bench` for area `etl`: precision and recall per field on `news/cases.jsonl` and our own.

    Sets that are absent give no rows. A field that must be absent and is given counts against precision; one
    that must be given and is absent or different counts against recall. Answers that the coder took from
    outside the passage (`date_note`) are left out.
    """
    rows = []
    path = shared / "news" / "cases.jsonl" if shared else None
    if path is not None and path.is_file():
        rows += _rows(_answers(path), (*CORE, *FUNNEL), group="")
    for group, name in SETS:
        if (OWN / name).is_file():
            rows += _rows(_answers(OWN / name), CORE, group=group)
    return rows


def _answers(path: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """(wanted, read) of each passage of a file; the first record of a story answers."""
    gazetteer = Gazetteer.packaged()
    cases = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        (case["expected"], read_news(case["text"], title=case["title"], gazetteer=gazetteer)[0])
        for case in cases
    ]


def _rows(
    answers: list[tuple[dict[str, Any], dict[str, Any]]], fields: Iterable[str], *, group: str
) -> list[dict[str, Any]]:
    rows = []
    for name in fields:
        told = [
            (want[name], got.get(name))
            for want, got in answers
            if name in want and f"{name}_note" not in want
        ]
        for what, value in zip(("presisi", "recall"), score_field(told), strict=True):
            if value is not None:
                rows.append(_row(name, what, value, count=len(told), group=group))
    return rows


_SOURCES = {
    "": ("", "news/cases.jsonl"),
    "blind": (" buta", "tests/etl/news_blind.jsonl"),
    "seen": (" sudah dipakai", "tests/etl/news_reported.jsonl"),
}


def _row(name: str, what: str, value: float, *, count: int, group: str) -> dict[str, Any]:
    gate, goal = (None, None) if name in UNGATED or count < 5 else (GATE, GOAL)
    label, reference = _SOURCES[group]
    return {
        "area": "etl",
        "id": f"news_{f'{group}_' if group else ''}{name}_{'precision' if what == 'presisi' else what}",
        "what": f"berita, {what} {name} ({count} petikan{label})",
        "value": round(value, 3),
        "unit": "share",
        "spread": None,
        "reference": reference,
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
