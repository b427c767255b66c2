"""Versions: what we believed when, in whatever order documents came; suppression; scope; audit."""

from __future__ import annotations

import itertools
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import store
from etl.schema import audit, sidak, violation
from etl.store.engine import Engine
from etl.store.suppression import SMALLEST_SHOWN, suppress
from tests.etl.world import EVERYTHING, add_facts, add_regions

CASE = {"level": "case", "region_code": "99.71", "reg_no": "001/Reg/LP/PB/Kota/99.71/IX/2024"}
KNOWN = {**CASE, "date_known": "2024-09-10", "status_code": "klarifikasi"}
FORWARDED = {**KNOWN, "status_code": "diteruskan", "date_forwarded": "2024-09-20"}
NOW = datetime(2024, 12, 1)  # noqa: DTZ001 - kept in UTC without a zone


def _state(engine: Engine, table: pl.DataFrame | None = None) -> list[tuple[object, ...]]:
    with store.reading(engine) as cx:
        rows = cx.execute(
            violation.select().with_only_columns(
                violation.c.natural_key, violation.c.status_code, violation.c.known_from, violation.c.known_to
            )
        )
        return sorted((tuple(r) for r in rows), key=repr)


def test_later_document_is_a_new_version(engine: Engine) -> None:
    """A register of October replaces September's status; what we knew in September can still be asked."""
    add_regions(engine)
    add_facts(engine, "pelanggaran", [KNOWN], sha256="a", known_on=date(2024, 9, 12))
    add_facts(engine, "pelanggaran", [FORWARDED], sha256="b", known_on=date(2024, 10, 1))
    with store.reading(engine) as cx:
        now = store.read_cases(cx, EVERYTHING, table="violation")
        panel = {
            day: store.read_panel(cx, EVERYTHING, measure="netralitas_diteruskan", known_on=day)[
                "count"
            ].sum()
            for day in (date(2024, 9, 30), date(2024, 10, 1))
        }
        alleged = store.read_panel(cx, EVERYTHING, measure="netralitas_dugaan", known_on=date(2024, 9, 30))
    assert now["status_code"].to_list() == ["diteruskan"]
    assert panel == {date(2024, 9, 30): 0, date(2024, 10, 1): 1}
    assert alleged["count"].sum() == 1


def test_what_a_later_paper_leaves_out_stays(engine: Engine) -> None:
    """October's list has only number and status; the day the case became known in September is not lost."""
    add_regions(engine)
    bare = {**CASE, "status_code": "diteruskan", "date_forwarded": "2024-09-20"}
    for order in (("a", "b"), ("b", "a")):
        told = {"a": ([KNOWN], date(2024, 9, 12)), "b": ([bare], date(2024, 10, 1))}
        numbers = [add_facts(engine, "pelanggaran", told[s][0], sha256=s, known_on=told[s][1]) for s in order]
        with store.reading(engine) as cx:
            alleged = store.read_panel(cx, EVERYTHING, measure="netralitas_dugaan")
            forwarded = store.read_panel(cx, EVERYTHING, measure="netralitas_diteruskan")
        assert alleged.filter(pl.col("count") > 0)["week"].to_list() == [date(2024, 9, 9)]
        assert forwarded.filter(pl.col("count") > 0)["week"].to_list() == [date(2024, 9, 16)]
        for number in numbers:
            store.undo_document(engine, number, by="uji", now=NOW)
        with store.writing(engine) as cx:
            cx.exec_driver_sql("DELETE FROM document")


def test_any_order_gives_the_same_state(engine: Engine) -> None:
    """Three documents about one case, two of them known on one day, loaded in all six orders."""
    add_regions(engine)
    documents = [
        ("a", [KNOWN], date(2024, 9, 12)),
        ("b", [FORWARDED], date(2024, 10, 1)),
        ("c", [{**FORWARDED, "status_code": "dihentikan"}], date(2024, 10, 1)),
    ]
    states = []
    for order in itertools.permutations(documents):
        numbers = [add_facts(engine, "pelanggaran", r, sha256=s, known_on=k) for s, r, k in order]
        states.append(_state(engine))
        for number in numbers:
            store.undo_document(engine, number, by="uji", now=NOW)
        with store.writing(engine) as cx:
            cx.exec_driver_sql("DELETE FROM document")
    assert all(state == states[0] for state in states)
    believed = [row for row in states[0] if row[3] is None]
    assert [row[1] for row in believed] == ["dihentikan"], "same day: the larger hash counts, both are kept"


def test_undo_lets_the_earlier_version_speak(engine: Engine) -> None:
    """Taking back October's register brings back September's status, and the log says who did it."""
    add_regions(engine)
    add_facts(engine, "pelanggaran", [KNOWN], sha256="a", known_on=date(2024, 9, 12))
    number = add_facts(engine, "pelanggaran", [FORWARDED], sha256="b", known_on=date(2024, 10, 1))
    assert store.undo_document(engine, number, by="admin", now=NOW) == 1
    with store.reading(engine) as cx:
        assert store.read_cases(cx, EVERYTHING, table="violation")["status_code"].to_list() == ["klarifikasi"]
        assert store.read_audit(cx)["action"].to_list() == ["undo"]
    with pytest.raises(store.StoreError, match="sudah dibatalkan"):
        store.undo_document(engine, number, by="admin", now=NOW)


def test_triangle_counts_a_case_when_first_known(engine: Engine) -> None:
    """A case that is told again in a later register is not a second late case."""
    add_regions(engine)
    add_facts(engine, "pelanggaran", [KNOWN], sha256="a", known_on=date(2024, 9, 12))
    add_facts(engine, "pelanggaran", [FORWARDED], sha256="b", known_on=date(2024, 10, 1))
    with store.reading(engine) as cx:
        triangle = store.read_triangle(cx, EVERYTHING, measure="netralitas_dugaan")
    assert triangle.rows() == [("99.71", date(2024, 9, 9), date(2024, 9, 9), 1)]


def test_scope_hides_other_regions(engine: Engine) -> None:
    """A reader of one regency sees no record, panel row or head-count of its neighbour."""
    add_regions(engine)
    rows = [{**KNOWN, "region_code": code} for code in ("99.01", "99.71")]
    add_facts(engine, "pelanggaran", rows, sha256="a", known_on=date(2024, 9, 12))
    reader = store.Scope(regions=("99.01",), may_see_records=True)
    with store.reading(engine) as cx:
        assert store.read_cases(cx, reader, table="violation")["region_code"].to_list() == ["99.01"]
        panel = store.read_panel(cx, reader, measure="netralitas_dugaan")
        assert panel["region_code"].unique().to_list() == ["99.01"]
        assert store.read_regions(cx, reader)["code"].to_list() == ["99.01"]
        assert store.read_regions(cx, store.Scope(regions=())).is_empty()


def test_scope_without_records_sees_none(engine: Engine) -> None:
    """Who may see sums only gets a sentence instead of rows; who lacks the stream gets no sums either."""
    add_regions(engine)
    with store.reading(engine) as cx:
        with pytest.raises(store.StoreError, match="gabungan"):
            store.read_cases(cx, store.Scope(regions=("00",)), table="sidak")
        reader = store.Scope(grants=[store.Grant("00", stream="sidak")])
        with pytest.raises(store.StoreError, match="akses"):
            store.read_panel(cx, reader, measure="netralitas_dugaan")


def test_audit_chain_shows_a_changed_line(engine: Engine) -> None:
    """Changing one line of the log breaks the chain at that line."""
    with store.writing(engine) as cx:
        for n in range(3):
            store.append_audit(cx, action="import", actor="a", now=NOW, subject=str(n), detail={"n": n})
    with store.reading(engine) as cx:
        assert store.check_audit(cx) is None
    with store.writing(engine) as cx:
        cx.execute(audit.update().where(audit.c.subject == "1").values(actor="b"))
    with store.reading(engine) as cx:
        second = store.read_audit(cx).sort("id")["id"][1]
        assert store.check_audit(cx) == second


def test_person_hash_is_never_shown(engine: Engine) -> None:
    """The keyed hash counts repeats in the database and leaves it with no read function."""
    add_regions(engine)
    row = {"level": "person", "region_code": "99.71", "date": "2024-03-07", "person_hash": "f" * 64}
    add_facts(engine, "sidak", [row], sha256="a", known_on=date(2024, 3, 8))
    with store.reading(engine) as cx:
        shown = store.read_cases(cx, EVERYTHING, table="sidak")
    assert "f" * 64 not in str(shown.to_dicts())
    assert sidak.c.person_hash is not None


CELLS = st.lists(st.integers(0, 30) | st.none(), min_size=4, max_size=24)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CELLS, st.integers(2, 4))
def test_suppression_cannot_be_undone(counts: list[int | None], width: int) -> None:
    """With totals per row and per column printed, no small hidden count follows from what is shown."""
    counts = counts[: len(counts) // width * width]
    frame = pl.DataFrame(
        {
            "r": [n // width for n in range(len(counts))],
            "c": [n % width for n in range(len(counts))],
            "n": pl.Series(counts, dtype=pl.Int64),
        }
    )
    shown = suppress(frame, "n", ["r", "c"])
    hidden = shown["is_hidden"].to_list()
    small = [n for n, v in enumerate(counts) if v is not None and 0 < v < SMALLEST_SHOWN]
    assert all(hidden[n] for n in small)
    for n in small:
        assert _can_be_other(shown, n), "another whole number fits all totals as well"


def _can_be_other(shown: pl.DataFrame, cell: int) -> bool:
    """Can the hidden cells take other values with all printed totals the same, this cell changed?"""
    import numpy as np

    cells = [n for n, is_hidden in enumerate(shown["is_hidden"]) if is_hidden]
    rows = []
    for key in ("r", "c"):
        names, is_out = shown[key].to_list(), shown[f"hide_total_{key}"].to_list()
        told = {name for name, out in zip(names, is_out, strict=True) if not out}
        rows += [[1.0 if names[n] == name else 0.0 for n in cells] for name in told]
    if not rows:
        return True
    matrix = np.array(rows)
    leverage = np.einsum("ij,ji->i", np.linalg.pinv(matrix), matrix)
    return bool(leverage[cells.index(cell)] < 1 - 1e-9)


def test_suppression_leaves_zeros_and_large_counts() -> None:
    """Nothing is hidden where nothing is small; zero is an answer."""
    frame = pl.DataFrame({"g": ["a", "a", "b"], "n": [0, 7, 12]})
    assert suppress(frame, "n", ["g"])["n"].to_list() == [0, 7, 12]


def test_suppression_hides_a_complement() -> None:
    """One small cell takes the smallest other cell of its total with it."""
    frame = pl.DataFrame({"g": ["a", "a", "a"], "n": [2, 40, 9]})
    assert suppress(frame, "n", ["g"])["n"].to_list() == [None, 40, None]
