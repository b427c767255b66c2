"""Which level of an operation speaks in the panel: teams, places, OPD, persons are never added up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl import store
from etl.pipeline import ImportOptions, import_document
from etl.store.engine import Engine
from tests.etl.world import EVERYTHING, add_facts, add_regions

DAY = {"region_code": "99.71", "date": "2024-03-07"}
TEAMS = [{**DAY, "level": "team", "team": str(n), "checked": 10, "caught_total": n} for n in (1, 2)]
OPDS = [
    {**DAY, "level": "aggregate_opd_day", "opd": name, "checked": 15, "caught_total": 2}
    for name in ("Dinas Kesehatan", "Dinas Perhubungan")
]
PERSONS = [{**DAY, "level": "person", "opd": "Dinas Kesehatan", "person_hash": c * 64} for c in "ab"]
WHOLE = [{**DAY, "level": "region_count", "checked": 30, "caught_total": 6}]
LEVELS: dict[str, tuple[list[dict[str, Any]], int, float]] = {  # rows, caught, checked
    "teams and persons": ([*TEAMS, *PERSONS], 3, 20.0),
    "OPD and persons": ([*OPDS, *PERSONS], 4, 30.0),
    "whole, teams and OPD": ([*WHOLE, *TEAMS, *OPDS], 6, 30.0),
    "OPD alone": (OPDS, 4, 30.0),
}


@pytest.mark.parametrize("what", LEVELS)
def test_levels_are_never_added(engine: Engine, what: str) -> None:
    """The most complete level of an operation speaks, alone."""
    records, caught, checked = LEVELS[what]
    add_regions(engine)
    add_facts(engine, "sidak", records, sha256="a", known_on=date(2024, 3, 8), region_code="99.71")
    with store.reading(engine) as cx:
        panel = store.read_panel(cx, EVERYTHING, measure="sidak_terjaring")
    assert panel.select("count", "effort", "operations").rows() == [(caught, checked, 1)]


def test_sample_of_days_per_opd_is_in_the_panel(loaded: Engine, shared_data: Path) -> None:
    """02_temuan_sidak: 30 rows per OPD and day, 52 caught of 1763 checked, for the city and for its OPD."""
    path = shared_data / "messy" / "02_temuan_sidak_tanggal_campur.xlsx"
    options = ImportOptions(region_code="35.74", today=date(2024, 12, 31))
    result = import_document(loaded, path, options=options)
    assert {r["level"] for r in result.records} == {"aggregate_opd_day"}
    for level in ("kabkota", "opd"):
        with store.reading(loaded) as cx:
            panel = store.read_panel(cx, EVERYTHING, measure="sidak_terjaring", level=level)
        looked = panel.filter(pl.col("operations") > 0)
        assert (looked["count"].sum(), looked["effort"].sum()) == (52, 1763.0)
        assert set(looked["effort_unit"]) == {"diperiksa"}


CASE = {"level": "case", "region_code": "99.71", "date_known": "2024-09-10", "opd": "Dinas Kesehatan"}
DAILY = {"level": "aggregate_opd_day", "region_code": "99.71", "opd": "Dinas Kesehatan"}


def _alleged(engine: Engine, records: list[dict[str, Any]]) -> list[tuple[date, int]]:
    add_regions(engine)
    add_facts(engine, "pelanggaran", records, sha256="a", known_on=date(2024, 10, 1), region_code="99.71")
    with store.reading(engine) as cx:
        panel = store.read_panel(cx, EVERYTHING, measure="netralitas_dugaan")
    return panel.filter(pl.col("count") > 0).select("week", "count").rows()


def test_discipline_is_not_neutrality(engine: Engine) -> None:
    """A recap or register that holds discipline cases adds nothing to neutrality."""
    cases = [{**CASE, "type_code": code} for code in ("netralitas", "disiplin", "kode_etik")]
    assert _alleged(engine, cases) == [(date(2024, 9, 9), 1)]


def test_daily_recaps_count_where_no_register_speaks(engine: Engine) -> None:
    """A daily recap counts its cases, except in weeks whose cases a register lists one by one."""
    recaps = [
        {**DAILY, "date": "2024-09-11", "date_occurred": "2024-09-11", "cases": 4, "type_code": "netralitas"},
        {**DAILY, "date": "2024-09-18", "date_occurred": "2024-09-18", "findings": 1, "reports": 2},
        {**DAILY, "date": "2024-09-25", "date_occurred": "2024-09-25", "persons": 9},
        {**DAILY, "date": "2024-09-18", "date_occurred": "2024-09-18", "cases": 7, "type_code": "disiplin"},
    ]
    assert _alleged(engine, [CASE, *recaps]) == [(date(2024, 9, 9), 1), (date(2024, 9, 16), 3)]


def test_months_belong_to_no_week(engine: Engine) -> None:
    """A recap per month, or a running total of the region, is kept and not spread over weeks."""
    month = {"level": "aggregate_opd_month", "region_code": "99.71", "date": "2024-09", "cases": 4}
    total = {"level": "region_count", "region_code": "99.71", "as_of": "2024-09-30", "cases": 40}
    assert _alleged(engine, [month, total]) == []
