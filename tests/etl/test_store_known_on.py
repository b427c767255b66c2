"""What did we know on a day? Asked of every kind of figure; and the order of loading never matters."""

from __future__ import annotations

import inspect
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import store
from etl.pipeline import ImportOptions, import_document
from etl.resolve import resolve_quarantine
from etl.schema import FACTS, document
from etl.store.engine import Engine
from tests.etl.world import EVERYTHING, add_facts, add_regions

DATED = (
    "read_panel",
    "read_triangle",
    "read_cases",
    "read_published",
    "read_headcount",
    "read_recommendations",
    "read_coverage",
    "read_quarantine",
    "read_quarantine_groups",
    "read_documents",
    "read_flags",
    "read_freshness",
    "read_news",
)


@pytest.mark.parametrize("name", DATED)
def test_every_figure_can_be_asked_of_a_day(name: str) -> None:
    """Counts, published figures, staff, follow-up, coverage, what waits: all take ``known_on``."""
    assert "known_on" in inspect.signature(getattr(store, name)).parameters


def test_the_series_of_2020_as_known_then(loaded: Engine) -> None:
    """Share of recommendations followed up: five figures were out on 26 October 2020, more are now."""
    asked = {"election": "PILKADA_2020", "metric": "tindak_lanjut_persen", "level": "nasional"}

    def series(known_on: date | None) -> list[float]:
        with store.reading(loaded) as cx:
            rows = store.read_published(cx, EVERYTHING, **asked, known_on=known_on)
        return rows.sort("as_of")["value"].to_list()

    assert series(date(2020, 10, 26)) == [35.0, 52.2, 51.2, 52.7, 56.9]
    assert series(date(2020, 10, 25)) == [35.0, 52.2, 51.2, 52.7]
    assert series(date(2020, 1, 1)) == []
    assert series(None)[-1] == 90.8


CASE = {
    "level": "case",
    "region_code": "99.71",
    "opd": "Dinas Kesehatan",
    "reg_no": "1/LP",
    "date_known": "2024-09-02",
}
ADVICE = {
    "level": "recommendation",
    "region_code": "99.71",
    "rec_no": "R1",
    "rec_date": "2024-09-03",
    "persons": 1,
}
SEPTEMBER, OCTOBER = date(2024, 9, 15), date(2024, 10, 15)


def test_september_as_it_was(engine: Engine) -> None:
    """Cases, clocks, staff, briefings and documents of October are not known in September."""
    add_regions(engine)
    add_facts(engine, "pelanggaran", [CASE], sha256="a", known_on=SEPTEMBER)
    add_facts(engine, "pelanggaran", [CASE, {**CASE, "reg_no": "2/LP"}], sha256="b", known_on=OCTOBER)
    add_facts(engine, "tindak_lanjut", [ADVICE], sha256="c", known_on=SEPTEMBER)
    done = {**ADVICE, "decision_date": "2024-09-10", "status_code": "selesai"}
    add_facts(engine, "tindak_lanjut", [done], sha256="d", known_on=OCTOBER)
    staff = {"level": "opd", "region_code": "99.71", "opd": "Dinas Kesehatan", "as_of": "2024-01-01"}
    add_facts(engine, "pegawai", [{**staff, "pns": 40}], sha256="e", known_on=SEPTEMBER)
    add_facts(engine, "pegawai", [{**staff, "pns": 44}], sha256="f", known_on=OCTOBER)
    briefing = {"level": "event", "region_code": "99.71", "date": "2024-09-04", "opds": ["Dinas Kesehatan"]}
    add_facts(engine, "pembinaan", [briefing], sha256="g", known_on=OCTOBER)

    def told(day: date | None) -> tuple[Any, ...]:
        asked: dict[str, Any] = {"known_on": day}
        with store.reading(engine) as cx:
            panel = store.read_panel(cx, EVERYTHING, measure="netralitas_dugaan", **asked)
            clock = store.read_recommendations(cx, EVERYTHING, today=date(2024, 12, 1), **asked)
            staff = store.read_headcount(cx, EVERYTHING, level="opd", on=date(2024, 12, 1), **asked)
            briefed = store.read_coverage(cx, EVERYTHING, today=date(2024, 12, 1), **asked)
            papers = store.read_documents(cx, EVERYTHING, **asked)
            fresh = store.read_freshness(cx, EVERYTHING, **asked)
        return (
            panel["count"].sum(),
            clock["is_open"].to_list(),
            staff["pns"].to_list(),
            briefed["briefed_count"].to_list(),
            papers.height,
            fresh["last_known_on"],
        )

    assert told(SEPTEMBER) == (1, [True], [40], [0], 3, SEPTEMBER)
    assert told(None) == told(OCTOBER) == (2, [False], [44], [1], 7, OCTOBER)


def test_what_waited_then(loaded: Engine) -> None:
    """A row settled today waited yesterday; its fact is known since its document was."""
    text = "Tanggal;Nama;Status;OPD;Lokasi\n07/03/2024;Budi;PNS;Dinas Xyzzy;Plaza\n"
    options = ImportOptions(region_code="35.74", kind="sidak", today=date(2024, 4, 30))
    number = import_document(loaded, text.encode(), name="a.csv", options=options).document_id

    def waiting(day: date | None) -> int:
        with store.reading(loaded) as cx:
            return store.read_quarantine(cx, EVERYTHING, document_id=number, known_on=day).height

    with store.reading(loaded) as cx:
        row = store.read_quarantine(cx, EVERYTHING, document_id=number)["id"][0]
    resolve_quarantine(loaded, row, value="Dinas Sosial", by="uji")
    assert [waiting(d) for d in (date(2024, 4, 29), date(2024, 4, 30), None)] == [0, 1, 0]


# --- order of loading --------------------------------------------------------------------------------

KINDS: dict[str, dict[str, Any]] = {
    "sidak": {"level": "team", "region_code": "99.71", "date": "2024-03-07", "team": "1"},
    "pelanggaran": {"level": "case", "region_code": "99.01", "reg_no": "7/LP", "date_known": "2024-09-02"},
    "kehadiran": {"level": "opd", "region_code": "99.71", "opd": "Dinas Sosial", "date": "2024-03-07"},
    "pegawai": {"level": "opd", "region_code": "99.71", "opd": "Dinas Sosial", "as_of": "2024-01-01"},
    "tindak_lanjut": {
        "level": "recommendation",
        "region_code": "99.01",
        "rec_no": "R9",
        "rec_date": "2024-09-02",
    },
}
VALUE = {"sidak": "caught_total", "pelanggaran": "persons", "kehadiran": "unexcused", "pegawai": "pns",
         "tindak_lanjut": "persons"}  # fmt: skip
FIRST = date(2024, 9, 1)
SUBJECTS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=3, unique_by=lambda r: r[0]
)
DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(KINDS)),
        st.integers(0, 3),  # day on which it became known: ties are frequent
        SUBJECTS,
    ),
    min_size=2,
    max_size=6,
)  # fmt: skip


def _records(kind: str, rows: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Rows about up to three subjects of a kind, each with a figure."""
    names = {"sidak": "team", "pelanggaran": "reg_no", "tindak_lanjut": "rec_no"}
    key = names.get(kind, "unit")
    return [{**KINDS[kind], key: f"S{subject}", VALUE[kind]: value} for subject, value in rows]


def _load(engine: Engine, documents: list[tuple[str, tuple[Any, ...]]]) -> list[int]:
    return [
        add_facts(engine, kind, _records(kind, rows), sha256=sha, known_on=FIRST + timedelta(days=day))
        for sha, (kind, day, rows) in documents
    ]


def _state(engine: Engine) -> list[Any]:
    """Every version with its span, and every figure as known on each day; numbers of rows left out."""
    found: list[Any] = []
    with store.reading(engine) as cx:
        for name, table in sorted(FACTS.items()):
            query = (
                table.select()
                .with_only_columns(
                    document.c.sha256, table.c.natural_key, table.c.known_from, table.c.known_to,
                    table.c.version_reason,
                )
                .join(document, document.c.id == table.c.document_id)
            )  # fmt: skip
            found += sorted(repr((name, *row)) for row in cx.execute(query))
        for day in (*range(-1, 5), None):
            on = None if day is None else FIRST + timedelta(days=day)
            for name in ("sidak", "violation", "attendance", "headcount", "recommendation"):
                rows = store.read_cases(cx, EVERYTHING, table=name, known_on=on, limit=None)
                rows = rows.drop("id", "document_id", "opd_id")
                found.append((day, name, sorted(map(repr, rows.rows()))))
    return found


def _clear(engine: Engine) -> None:
    with store.writing(engine) as cx:
        for name in (*FACTS, "violation_event", "opd", "document"):
            cx.exec_driver_sql(f"DELETE FROM {name}")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=DOCUMENTS, data=st.data())
def test_loading_in_any_order(engine: Engine, found: list[tuple[Any, ...]], data: st.DataObject) -> None:
    """The same documents in any order, some taken back and loaded again on the way, give the same state."""
    documents = [(f"{n:02d}", told) for n, told in enumerate(found)]
    if not _has_regions(engine):
        add_regions(engine)
    _clear(engine)
    _load(engine, documents)
    expected = _state(engine)
    _clear(engine)
    order = data.draw(st.permutations(documents))
    numbers = _load(engine, order)
    again = data.draw(st.lists(st.integers(0, len(order) - 1), unique=True, max_size=2))
    for n in again:
        store.undo_document(engine, numbers[n], by="uji", now=datetime(2024, 12, 1))  # noqa: DTZ001 - UTC
        with store.writing(engine) as cx:
            cx.execute(document.delete().where(document.c.id == numbers[n]))
        _load(engine, [order[n]])
    assert _state(engine) == expected


def _has_regions(engine: Engine) -> bool:
    with store.reading(engine) as cx:
        return not store.read_regions(cx, EVERYTHING).is_empty()
