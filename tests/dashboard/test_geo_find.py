"""``netra geo find``: each candidate says whether it is the one meant, and what it was called then."""

from __future__ import annotations

from datetime import date

from dashboard.cli.regions import _candidate
from geo.regions import Gazetteer

BOOK = Gazetteer.packaged()


def _rows(name: str, on: date | None = None) -> list[dict]:
    sure = BOOK.find_codes([name], on=on)[0]
    return [_candidate(BOOK, match, sure) for match in BOOK.find(name, on=on)]


def test_the_nation_has_nothing_above_it() -> None:
    """Indonesia is a region like others; its parent is null."""
    row = _rows("Indonesia")[0]
    assert (row["code"], row["parent"], row["is_sure"]) == ("00", None, True)


def test_a_bare_name_is_not_sure() -> None:
    """Kota and Kabupaten Probolinggo score alike and neither is taken."""
    rows = _rows("Probolinggo")
    assert {row["code"] for row in rows[:2]} == {"35.13", "35.74"}
    assert not any(row["is_sure"] for row in rows)


def test_on_a_past_day() -> None:
    """Papua of 2018 covers four provinces of today; Pasangkayu was Mamuju Utara."""
    assert _rows("Papua", date(2018, 6, 27))[0]["successors"] == ["91", "93", "94", "95"]
    assert _rows("Mamuju Utara", date(2015, 1, 1))[0]["name_then"] == "Kabupaten Mamuju Utara"
