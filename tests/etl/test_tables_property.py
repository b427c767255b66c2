"""Laws of reading, on generated mess: no row is lost, columns are named right, cells are counted right."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.mess import messy_workbook
from etl.mess_layouts import LAYOUTS, judge, laid_workbook

from .sheets import opened, read, workbook

COLUMNS_RIGHT = 0.98
CELLS_RIGHT = 0.99
CELL = st.one_of(
    st.none(),
    st.integers(-50, 3000),
    st.sampled_from(
        [
            "Dinkes",
            "JUMLAH",
            "-",
            "nihil",
            "3 Juni 2024",
            "Tim 2",
            "No",
            "OPD",
            "Hadir",
            "#REF!",
            "31/02/2024",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
)


def test_columns_and_counted_cells_of_generated_mess() -> None:
    """≥ 98 % of columns named right and ≥ 99 % of counted cells right on 150 workbooks."""
    columns = columns_right = cells = cells_right = 0
    for seed in range(1000, 1150):
        messy = messy_workbook(seed)
        reading = read(messy.data, name="rekap.xlsx")
        assert reading.kind == messy.kind
        named = {c["col"]: c["field"] for c in reading.layouts[0].columns}
        columns += len(messy.fields)
        columns_right += sum(named.get(col) == name for col, name in messy.fields.items())
        found = {r["row"]: r for r in reading.records}
        for row, truth in messy.records.items():
            counts = {k: v for k, v in truth.items() if isinstance(v, int)}
            cells += len(counts)
            cells_right += sum(found.get(row, {}).get(k) == v for k, v in counts.items())
    assert columns_right / columns >= COLUMNS_RIGHT
    assert cells_right / cells >= CELLS_RIGHT


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_that_are_no_plain_list(layout: str) -> None:
    """≥ 99 % of all fields stand in the right record, row and column, on 15 workbooks of each layout."""
    right = cells = 0
    for seed in range(1000, 1015):
        laid = laid_workbook(layout, seed)
        reading = read(laid.data, name="rekap.xlsx")
        found = judge(laid, reading.records)
        right, cells = right + found[0], cells + found[1]
        places = {(r["row"], r.get("col")) for r in reading.records}
        assert len(places) <= len(laid.records), "nothing is read twice"
    assert right / cells >= CELLS_RIGHT


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=7), min_size=1, max_size=14),
    st.sampled_from([None, "sidak", "kehadiran"]),
)
def test_no_row_is_ever_lost(rows: list[list[object]], kind: str | None) -> None:
    """Rows in = rows of records + merged + quarantined + not data, whatever stands in the cells."""
    safe = [[None if isinstance(v, str) and v.startswith("=") else v for v in row] for row in rows]
    head = [["REKAP SIDAK 3 JUNI 2024"], ["No", "OPD", "Tanggal", "Diperiksa", "Terjaring"]]
    data = workbook({"S": [*head, *safe]})
    reading = read(data, kind=kind)
    told = {r["row"] for r in reading.records} | {p.row for p in reading.quarantined}
    told |= {n.row for n in reading.not_data} | {row for _, row in reading.merged}
    assert told == {row for sheet in opened(data, "x.xlsx").sheets for row in sheet.rows}


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a.html"]))
def test_any_bytes_give_a_reading_or_a_sentence(data: bytes, name: str) -> None:
    """Random bytes never raise anything but a refusal with a code."""
    from etl.documents import DocumentRefused

    try:
        read(data, name=name)
    except DocumentRefused as refused:
        assert refused.code  # noqa: PT017
        assert str(refused)  # noqa: PT017
