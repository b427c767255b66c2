"""Days from which a count means something else."""

from __future__ import annotations

from datetime import date

from etl.breaks import breaks_of, read_breaks
from etl.measures import MEASURES


def test_every_break_has_a_source_and_streams_that_exist() -> None:
    """Nothing is drawn on a figure without saying where it was decided."""
    streams = {m.stream for m in MEASURES.values()}
    assert all(b.source and b.streams and b.streams <= streams for b in read_breaks())
    assert [b.first_on for b in read_breaks()] == sorted(b.first_on for b in read_breaks())


def test_new_discipline_rules_break_the_discipline_series_only() -> None:
    """PP 94 (31 Aug 2021) made Surabaya's cases go 37 -> 144; neutrality was not touched by it."""
    span = (date(2021, 1, 1), date(2021, 12, 31))
    assert [b.code for b in breaks_of("sidak", *span)] == ["pp94_2021"]
    assert breaks_of("netralitas", *span) == ()


def test_kasn_to_bkn_is_known_by_its_month() -> None:
    """The move falls in August 2024; a window that begins in the middle of it still shows it."""
    found = breaks_of("netralitas", date(2024, 8, 20), date(2024, 10, 28))
    assert [(b.code, b.is_day) for b in found] == [("kasn_bkn_2024", False)]
