"""A file whose rows wait by tens of thousands is refused whole, with the reason, quickly."""

from __future__ import annotations

import pytest

from etl.draft import MOST_WAITING
from tests.etl.sheets import read

HEAD = "Tanggal;OPD;Jumlah diperiksa;Terjaring\n"
ROWS = {
    "date_missing": "besok {n};Dinas Kesehatan;{n};1",
    "duplicate_row": "5/2/2024;Dinas Kesehatan;3;1",
    "count_negative": "5/2/2024;Dinas Kesehatan;{n};-1",
}


@pytest.mark.parametrize("reason", ROWS)
def test_ten_thousands_of_waiting_rows_are_refused_whole(reason: str) -> None:
    """Nobody mends 20,000 rows by hand: the column or the region is wrong, and the sentence says so."""
    text = HEAD + "\n".join(ROWS[reason].format(n=n + 1) for n in range(MOST_WAITING + 2))
    reading = read(text.encode(), name="besar.csv")
    assert (reading.kind, reading.reason) == (None, "too_many_waiting")
    assert not reading.records
    assert not reading.quarantined
    assert str(MOST_WAITING) in reading.message
    assert "besar.csv" in reading.message
