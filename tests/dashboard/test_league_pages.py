"""Klasemen: bands by the registry's direction, clocks in working days, the desk of a province, coverage."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from dashboard.components.markup import to_html
from dashboard.pages import cakupan, corong, kewajiban, klasemen, rakor
from dashboard.pages.jam import is_late, working_days
from dashboard.pages.kewajiban import band_of_share
from dashboard.places import place_table
from etl.calendar import Calendar
from etl.measures import MEASURES
from etl.store import Scope
from tests.dashboard.world import context

AGGREGATES = Scope(regions=("00",), may_see_records=False)


@pytest.mark.parametrize(
    ("low", "high", "lower_is_better", "higher_is_better"),
    [
        (2.0, 3.0, "perlu_perhatian", "lebih_baik"),
        (0.1, 0.9, "lebih_baik", "perlu_perhatian"),
        (0.5, 1.5, "tak_terbedakan", "tak_terbedakan"),
        (None, None, "tanpa_data", "tanpa_data"),
    ],
)
def test_which_side_is_good_stands_in_the_registry(
    low: float | None, high: float | None, lower_is_better: str, higher_is_better: str
) -> None:
    """The same interval is good or bad by the measure's own record, never by its name."""
    row = {"rate_lower": low, "rate_upper": high}
    assert klasemen.band_of(row, 1.0, MEASURES["netralitas_dugaan"]) == lower_is_better
    assert klasemen.band_of(row, 1.0, MEASURES["tindak_lanjut"]) == higher_is_better


def test_more_decisions_are_better() -> None:
    """A head whose whole interval lies below the others' average needs attention."""
    assert band_of_share(72, 91, 93) == "perlu_perhatian"
    assert band_of_share(95, 99, 93) == "lebih_baik"
    assert band_of_share(84, 95, 93) == "tak_terbedakan"


def test_no_rank_stands_alone() -> None:
    """Screen and file give a range of ranks."""
    request = context(page="klasemen", region="99")
    rows = klasemen.grid_rows(request, place_table(request))
    assert all("–" in row["peringkat"] for row in rows)
    keys = [c.key for c in klasemen.league_sheet(request).columns]
    assert {"peringkat_dari", "peringkat_sampai"} <= set(keys)
    assert "peringkat" not in keys


def test_headline_counts_the_bands_of_the_table() -> None:
    """What the sentence says is what the cells say."""
    request = context(page="klasemen", region="99")
    places = place_table(request)
    bands = [row["pita"]["kode"] for row in klasemen.grid_rows(request, places)]
    said = klasemen.headline(request, places.drop_nulls("rate"))
    assert said.startswith(f"{bands.count('perlu_perhatian')} perlu perhatian")


def test_clocks_leave_out_weekends_and_holidays() -> None:
    """Friday to the next Wednesday is three working days, two when Monday is a holiday."""
    request = context(region="99")
    friday, wednesday = date(2024, 8, 16), date(2024, 8, 21)
    assert working_days(request, friday, wednesday) == 3
    object.__setattr__(request, "calendar", Calendar([], [], holidays=[date(2024, 8, 19)]))
    assert working_days(request, friday, wednesday) == 2
    assert working_days(request, wednesday, friday) == 0
    assert working_days(request, None, friday) is None
    assert (is_late(10), is_late(11), is_late(None)) == (False, True, False)


def test_a_province_sees_its_cities_side_by_side() -> None:
    """Each city has a row, met or not; the last meeting tells who came, three by name."""
    sheet = rakor.desk_sheet(context(page="klasemen", region="99"))
    assert sheet is not None
    rows = {r["code"]: r for r in sheet.rows}
    assert len(rows) == 12
    assert rows["99.01"]["hadir"] == "Satpol PP, Inspektorat, BKPSDM, dan 1 lagi"
    assert (rows["99.02"]["kali"], rows["99.02"]["hadir"]) == (0, None)
    assert rakor.desk_sheet(context(page="klasemen", region="99.71")) is None


def test_coverage_names_those_never_briefed_first() -> None:
    """A city sees its work units; the province the share of each city."""
    city = cakupan.coverage_sheet(context(page="klasemen", region="99.71"))
    if city is not None and city.rows:
        assert [r["kali"] for r in city.rows] == sorted(r["kali"] for r in city.rows)
    province = cakupan.coverage_sheet(context(page="klasemen", region="99"))
    assert province is None or all(0 <= r["bagian"] <= 1 for r in province.rows)


def test_files_of_open_cases_name_no_work_unit_to_readers_of_aggregates() -> None:
    """One recommendation is often one person's: the file leaves unit and sanction out."""
    own = kewajiban.open_sheet(context(page="klasemen", region="99"))
    other = kewajiban.open_sheet(context(page="klasemen", region="99", scope=AGGREGATES))
    assert own is not None
    assert other is not None
    assert {"opd", "sanksi"} <= {c.key for c in own.columns}
    assert not {"opd", "sanksi"} & {c.key for c in other.columns}
    assert all(r["opd"] is None and r["sanksi"] is None for r in other.rows)


def test_the_funnel_shows_counts_as_observed() -> None:
    """Points stand at count over expected count; nothing is drawn towards the others there."""
    request = context(page="klasemen", region="99")
    found = corong.funnel_of(request)
    assert found is not None
    raw = request.reader.estimates("netralitas_dugaan", "kabkota").filter(
        pl.col("fit") == "eb", pl.col("election_code") == "PILKADA_2024", pl.col("phase_code").is_null()
    )
    ratio = dict(raw.select("region_code", pl.col("count") / pl.col("expected")).rows())
    assert all(r["rate"] == pytest.approx(ratio[r["code"]]) for r in found.points.iter_rows(named=True))


def test_limits_are_read_between_their_points() -> None:
    """On the logarithm of the expected count; beyond the ends the last limit holds."""
    rows = {"exposure": [10.0, 1000.0], "lower_95": [0.5, 0.9], "upper_95": [2.0, 1.2]}
    limits = pl.DataFrame(rows | {"lower_998": [0.2, 0.8], "upper_998": [3.0, 1.4]})
    assert [corong.is_outside(limits, 100.0, y) for y in (2.1, 2.3, 0.6, 0.4)] == [False, True, False, True]
    assert [corong.is_outside(limits, 1.0, y) for y in (2.9, 3.1)] == [False, True]


def test_no_funnel_is_a_sentence() -> None:
    """A single phase has no limits of its own: the page says so and what to choose."""
    request = context(page="klasemen", region="99", phase="KAMPANYE")
    assert corong.funnel_of(request) is None
    assert "semua tahapan" in to_html(corong.build(request))


def test_the_chosen_row_is_ringed_in_the_funnel() -> None:
    """The address remembers the choice: pilih=99.03."""
    request = context(page="klasemen", region="99", selected="99.03")
    section = corong.build(request)
    assert section is not None
    figure = section.children[2].children[0].children.children.figure
    ring = figure.data[-1]
    assert ring.name == "pilihan"
    assert len(ring.x) == 1
    assert "klasemen-pilihan" in to_html(section)
