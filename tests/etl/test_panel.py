"""The panel: zeros inside observation, gaps outside, levels never added up, dated denominators."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl import store
from etl.calendar import Calendar
from etl.measures import MEASURES
from etl.panel import EVENTS, PANEL, Sources, build, from_parquet, one_level, weeks_observed
from etl.store.engine import Engine
from tests.etl.world import EVERYTHING, add_facts, add_regions

CITY = "99.71"
OPERATIONS = """
date       | level  | team | opd     | checked | caught_total | excused_with_letter
2024-03-06 | team   | 1    | -       | 30      | 0            | -
2024-03-06 | team   | 2    | -       | 30      | 9            | 2
2024-03-06 | person | -    | Dinas A | -       | -            | -
2024-03-06 | person | -    | Dinas B | -       | -            | -
2024-03-20 | team   | 1    | -       | 25      | 0            | -
2024-04-03 | team   | 1    | -       | -       | 4            | -
"""


def _records(table: str) -> list[dict[str, Any]]:
    lines = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    counts = {"checked", "caught_total", "excused_with_letter"}
    return [
        {"region_code": CITY, **{k: int(v) if k in counts else v for k, v in row.items() if v != "-"}}
        for row in rows
    ]


@pytest.fixture
def city(engine: Engine) -> Engine:
    """One city with three operations and two head-counts."""
    add_regions(engine)
    add_facts(engine, "sidak", _records(OPERATIONS), sha256="a", known_on=date(2024, 4, 10), region_code=CITY)
    heads = [
        {"level": "opd", "region_code": CITY, "opd": name, "as_of": day, "pns": pns, "pppk": 10, "non_asn": 5}
        for day, pns in (("2024-01-01", 85), ("2024-04-01", 185))
        for name in ("Dinas A", "Dinas B")
    ]
    add_facts(engine, "pegawai", heads, sha256="b", known_on=date(2024, 4, 10), region_code=CITY)
    return engine


def _panel(engine: Engine, **options: Any) -> pl.DataFrame:
    with store.reading(engine) as cx:
        return store.read_panel(cx, EVERYTHING, **{"measure": "sidak_terjaring", **options})


def test_levels_are_never_added_up(city: Engine) -> None:
    """9 by the teams and 2 named persons are one operation of 9, less 2 with a duty letter."""
    week = _panel(city).filter(pl.col("week") == date(2024, 3, 4)).to_dicts()[0]
    assert (week["count"], week["effort"], week["effort_unit"], week["operations"]) == (
        7,
        60.0,
        "diperiksa",
        1,
    )


def test_office_speaks_before_the_news(city: Engine) -> None:
    """A newspaper's total of the same day does not displace the teams' own recap; alone, it counts."""
    story = [
        {"level": "event", "region_code": CITY, "date": day, "caught_total": 15}
        for day in ("2024-03-06", "2024-03-27")
    ]
    add_facts(city, "sidak", story, sha256="berita", known_on=date(2024, 3, 29), region_code=CITY)
    with store.writing(city) as cx:
        cx.exec_driver_sql("UPDATE document SET kind = 'berita' WHERE sha256 = 'berita'")
    panel = _panel(city)
    assert panel.filter(pl.col("week") == date(2024, 3, 4))["count"].to_list() == [7]
    assert panel.filter(pl.col("week") == date(2024, 3, 25))["count"].to_list() == [15]


def test_zero_catch_is_data(city: Engine) -> None:
    """An operation that found nobody is a zero with its effort, not an empty week."""
    week = _panel(city).filter(pl.col("week") == date(2024, 3, 18)).to_dicts()[0]
    assert (week["count"], week["effort"], week["operations"]) == (0, 25.0, 1)


def test_effort_falls_back_to_operations(city: Engine) -> None:
    """Where persons checked are not stated, the week's effort is its operations, and says so."""
    week = _panel(city).filter(pl.col("week") == date(2024, 4, 1)).to_dicts()[0]
    assert (week["count"], week["effort"], week["effort_unit"]) == (4, 1.0, "operasi")


def test_weeks_inside_are_zero_outside_absent(city: Engine) -> None:
    """From the first operation to the day the recap was made known every week is there, none beside."""
    panel = _panel(city)
    assert panel["week"].to_list() == [date(2024, 3, 4) + timedelta(weeks=n) for n in range(6)]
    quiet = panel.filter(pl.col("week") == date(2024, 3, 11)).to_dicts()[0]
    assert (quiet["count"], quiet["effort"], quiet["operations"], quiet["known_on"]) == (0, 0.0, 0, None)


def test_exposure_is_dated(city: Engine) -> None:
    """The head-count of 1 April counts from its week on; earlier weeks keep January's."""
    panel = _panel(city)
    assert panel["exposure"].to_list() == [200.0] * 4 + [400.0] * 2


def test_opd_level_counts_its_own(city: Engine) -> None:
    """Named persons belong to their OPD; the teams' total stays with the region."""
    panel = _panel(city, level="opd").filter(pl.col("week") == date(2024, 3, 4))
    assert panel["count"].to_list() == [1, 1]
    assert panel["exposure"].to_list() == [100.0, 100.0]


def test_known_on_goes_back(city: Engine) -> None:
    """Before the recap was made known the panel is empty."""
    assert _panel(city, known_on=date(2024, 4, 9)).is_empty()
    assert _panel(city, known_on=date(2024, 4, 10)).height == 6


def test_since_and_until(city: Engine) -> None:
    """Only weeks that begin in the range."""
    panel = _panel(city, since=date(2024, 3, 11), until=date(2024, 3, 18))
    assert panel["week"].to_list() == [date(2024, 3, 11), date(2024, 3, 18)]


def test_province_adds_its_regions(city: Engine) -> None:
    """The province's count is the sum of its regions; head-counts of both are added on each day."""
    other = [{**_records(OPERATIONS)[1], "region_code": "99.01"}]
    add_facts(city, "sidak", other, sha256="c", known_on=date(2024, 4, 10), region_code="99.01")
    week = _panel(city, level="provinsi").filter(pl.col("week") == date(2024, 3, 4)).to_dicts()[0]
    assert (week["region_code"], week["count"], week["operations"]) == ("99", 14, 2)


@pytest.mark.parametrize("measure", [m for m in MEASURES if m != "netralitas_publik"])
@pytest.mark.parametrize("level", ["kabkota", "opd", "provinsi"])
def test_every_measure_has_the_same_shape(city: Engine, measure: str, level: str) -> None:
    """Models read one shape whatever is counted, also when nothing was."""
    assert _panel(city, measure=measure, level=level).schema == pl.Schema(PANEL)


def test_attendance_total_wins_over_its_opd(city: Engine) -> None:
    """A printed region total and its OPD rows of one roll-call are one thing."""
    rows = [
        {"level": "opd", "region_code": CITY, "date": "2024-04-16", "total": 300, "unexcused": 12},
        {
            "level": "opd",
            "region_code": CITY,
            "date": "2024-04-16",
            "opd": "Dinas A",
            "total": 150,
            "unexcused": 5,
        },
        {
            "level": "opd",
            "region_code": CITY,
            "date": "2024-04-16",
            "opd": "Dinas B",
            "total": 150,
            "unexcused": 6,
        },
        {
            "level": "opd_month",
            "region_code": CITY,
            "date": "2024-03",
            "opd": "Dinas B",
            "total": 9,
            "unexcused": 6,
        },
    ]
    add_facts(city, "kehadiran", rows, sha256="d", known_on=date(2024, 4, 17), region_code=CITY)
    assert _panel(city, measure="kehadiran_alpha").select("count", "effort").row(0) == (12, 300.0)
    units = _panel(city, measure="kehadiran_alpha", level="opd")
    assert units["count"].to_list() == [5, 6]


def test_follow_up_counts_decisions(city: Engine) -> None:
    """Two recommendations of one week, one decided: 1 of 2."""
    rows = [
        {"level": "recommendation", "region_code": CITY, "rec_no": "1", "rec_date": "2024-05-06"},
        {
            "level": "recommendation",
            "region_code": CITY,
            "rec_no": "2",
            "rec_date": "2024-05-07",
            "decision_date": "2024-05-20",
        },
    ]
    add_facts(city, "tindak_lanjut", rows, sha256="e", known_on=date(2024, 6, 1), region_code=CITY)
    week = _panel(city, measure="tindak_lanjut").to_dicts()[0]
    assert (week["count"], week["operations"], week["exposure"]) == (1, 2, 2.0)
    with store.reading(city) as cx:
        waiting = store.read_recommendations(cx, EVERYTHING, today=date(2024, 6, 5))
    assert waiting.select("rec_no", "is_open", "days_open").rows() == [("1", True, 30), ("2", False, 13)]


def test_coverage_names_who_was_never_briefed(city: Engine) -> None:
    """An event lists the OPD that came; the other one has zero and no date."""
    row = {
        "level": "event",
        "region_code": CITY,
        "date": "2024-03-01",
        "event_type": "bimtek",
        "opds": ["Dinas A"],
    }
    add_facts(city, "pembinaan", [row], sha256="f", known_on=date(2024, 3, 2), region_code=CITY)
    with store.reading(city) as cx:
        table = store.read_coverage(cx, EVERYTHING, today=date(2024, 4, 1))
    assert table.select("opd_name", "briefed_count", "last_on").rows() == [
        ("Dinas A", 1, date(2024, 3, 1)),
        ("Dinas B", 0, None),
    ]


def test_gap_between_documents_is_not_zero() -> None:
    """Two recaps a year apart leave the year between unobserved; eight weeks are still one series."""
    spans = pl.DataFrame(
        {
            "region_code": ["a", "a", "a"],
            "first_on": [date(2024, 1, 1), date(2024, 2, 26), date(2025, 1, 6)],
            "last_on": [date(2024, 1, 7), date(2024, 3, 3), date(2025, 1, 12)],
        }
    )
    weeks = weeks_observed(spans)["week"].to_list()
    assert weeks == [*[date(2024, 1, 1) + timedelta(weeks=n) for n in range(9)], date(2025, 1, 6)]


def test_vague_counts_inform_no_rate() -> None:
    """ "Belasan" has no count: the operation is left out rather than guessed."""
    rows = pl.DataFrame(
        {
            "level": ["event"],
            "is_story": [False],
            "count": [None],
            "checked": [None],
            "day": [date(2024, 1, 1)],
            "known_on": [None],
            "k": [1],
        },
        schema_overrides={"count": pl.Int64, "checked": pl.Int64, "known_on": pl.Date},
    )
    assert one_level(rows, by=["k"]).is_empty()


def _province(regions: int, opds: int, weeks: int) -> Sources:
    first = date(2017, 1, 2)
    days = pl.DataFrame({"day": [first + timedelta(weeks=n) for n in range(weeks)]})
    codes = pl.DataFrame({"region_code": [f"99.{n:02}" for n in range(1, regions + 1)]})
    units = codes.join(pl.DataFrame({"opd_id": range(1, opds + 1)}), how="cross").with_columns(
        pl.col("opd_id").cast(pl.Int64)
    )
    events = units.join(days, how="cross").with_columns(
        pl.lit(1, pl.Int64).alias("count"),
        pl.lit(20.0).alias("effort"),
        pl.lit(1, pl.Int64).alias("operations"),
        pl.col("day").alias("known_on"),
    )
    coverage = codes.with_columns(pl.lit(first).alias("first_on"), pl.lit(days["day"][-1]).alias("last_on"))
    exposure = units.with_columns(pl.lit(first).alias("as_of"), pl.lit(100.0).alias("exposure"))
    return Sources(events.select(list(EVENTS)), coverage, exposure, units)


def test_a_province_of_eight_years_is_quick() -> None:
    """12 regions × 40 OPD × 8 years become a panel in well under a second."""
    sources = _province(12, 40, 416)
    start = time.perf_counter()
    panel = build(sources, Calendar([], []), measure="sidak_terjaring", level="opd", effort_is_checked=True)
    assert panel.height == 12 * 40 * 416
    assert time.perf_counter() - start < 2.0


def test_panel_from_parquet_is_lazy(tmp_path: Path) -> None:
    """A panel kept as Parquet, one file or partitions, is filtered before it is read."""
    panel = build(_province(2, 3, 10), Calendar([], []), measure="sidak_terjaring", level="opd")
    panel.write_parquet(tmp_path / "a.parquet")
    for place in (tmp_path, tmp_path / "a.parquet"):
        found = from_parquet(place, measure="sidak_terjaring").filter(pl.col("opd_id") == 1).collect()
        assert found.height == 20
    assert from_parquet(tmp_path, measure="lain").collect().is_empty()


def test_registry_says_which_way_is_good() -> None:
    """Direction and denominators come from the registry, and only follow-up and briefing want more."""
    assert {m.key for m in MEASURES.values() if not m.is_lower_better} == {"tindak_lanjut", "pembinaan"}
    assert all(m.rate_denominator in {"effort", "exposure"} for m in MEASURES.values())
    assert MEASURES["sidak_terjaring"].label("en") == "Staff caught in inspections"
