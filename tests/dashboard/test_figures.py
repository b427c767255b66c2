"""Figures are pure: the numbers of a table are the numbers that are drawn."""

from __future__ import annotations

from datetime import date

import numpy as np
import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.figures.classes import breaks, class_of, spread
from dashboard.figures.funnel import funnel
from dashboard.figures.hexmap import aspect, certainty, hexmap
from dashboard.figures.lines import aligned, cumulative
from dashboard.figures.marks import MARKS
from dashboard.figures.spark import share_bar, spark
from dashboard.figures.theme import DARK, LIGHT, Style, mix
from dashboard.figures.trend import Behind, trend
from dashboard.i18n import texts
from dashboard.intervals import byar, funnel_limits, wilson
from dashboard.pages.peta import map_frame
from dashboard.pages.tren import aligned_weeks
from dashboard.places import place_table
from tests.dashboard.world import CLOCK, context, estimates, forecasts, panel

STYLE = Style(LIGHT, texts("id"))


def places() -> pl.DataFrame:
    request = context(region="99")
    return map_frame(request, place_table(request))


def fills(figure: go.Figure) -> list[str]:
    return [t.fillcolor for t in figure.data if t.fill == "toself"]


def test_every_place_is_one_hexagon() -> None:
    """Twelve cities are twelve closed rings of six corners, and twelve points that answer the pointer."""
    figure = hexmap(places(), bounds=[4, 6, 8], style=STYLE)
    rings = sum(int(np.isnan(t.x).sum()) for t in figure.data if t.fill == "toself")
    assert rings == 12
    assert sorted(figure.data[-1].customdata) == sorted(places()["code"])


def test_a_place_without_data_is_hatched_and_never_coloured_as_zero() -> None:
    """Absent is not zero: the cell has a pattern on paper, not the colour of the lowest class."""
    frame = places().with_columns(
        pl.when(pl.col("code") == "99.71").then(None).otherwise(pl.col("value")).alias("value")
    )
    figure = hexmap(frame, bounds=[4, 6, 8], style=STYLE)
    hatched = [t for t in figure.data if t.fillpattern.shape]
    assert len(hatched) == 1
    assert hatched[0].fillcolor == LIGHT.paper
    assert LIGHT.classes[0] not in {hatched[0].fillcolor}


def test_zero_is_the_lowest_class() -> None:
    """Zero catches is an answer and has a colour."""
    frame = places().with_columns(
        pl.lit(0.0).alias("value"), pl.lit(0.0).alias("lower"), pl.lit(0.1).alias("upper")
    )
    assert not [t for t in hexmap(frame, bounds=[4.0], style=STYLE).data if t.fillpattern.shape]


def test_a_wide_interval_fades_towards_the_paper() -> None:
    """Kota Bandarlila (2,800 staff) is paler than its class, Kabupaten Gunungwaru (10,100) is not."""
    assert certainty(7.0, 3.0, 16.0) == 1
    assert certainty(4.0, 2.6, 6.2) == 0
    assert certainty(4.0, 0.1, 30.0) == 2
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_the_chosen_place_has_a_ring() -> None:
    """A click draws one line of ink around one cell."""
    with_ring = hexmap(places(), bounds=[4], style=STYLE, selected="99.71")
    without = hexmap(places(), bounds=[4], style=STYLE, selected="99.99")
    assert len(with_ring.data) == len(without.data) + 1


def test_an_empty_map_is_a_map() -> None:
    """No places: an empty figure, not an error."""
    figure = hexmap(places().clear(), bounds=[], style=STYLE)
    assert figure.layout.xaxis.visible is False
    assert aspect(places().clear()) == "2 / 1"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.1, 2.2, 3.1, 4.2, 5.0], [2.0, 3.0, 4.0, 5.0]),
        ([None, None], []),
        ([7.0, 7.0, 7.0], []),
        ([0.0, 0.0, 0.0, 12.0], [10.0]),
    ],
)
def test_breaks_are_round_and_inside_the_data(values: list[float | None], expected: list[float]) -> None:
    """Printed breaks are numbers people say, and no class is empty at the ends."""
    assert breaks(values) == expected


def test_a_class_holds_its_lower_break() -> None:
    """4.0 belongs to 4–6, not to < 4."""
    assert class_of(4.0, [4.0, 6.0]) == 1
    assert class_of(3.99, [4.0, 6.0]) == 0
    assert class_of(None, [4.0]) is None
    assert [spread(i, 2) for i in range(2)] == [0, 4]


WEEKS = {
    "expected": pl.col("count").cast(pl.Float64),
    "q05": pl.lit(None, pl.Float64),
    "q95": pl.lit(None, pl.Float64),
}
NO_MARKS = pl.DataFrame(schema=MARKS)
NO_PHASES = pl.DataFrame(schema={"name": pl.String, "start_on": pl.Date, "end_on": pl.Date})


def last_weeks_of_panel(weeks: int) -> pl.DataFrame:
    """Weeks as the figure wants them, none of them expecting late reports."""
    counts = panel("x").group_by("week").agg(pl.col("count").sum()).sort("week").tail(weeks)
    return counts.with_columns(**WEEKS)


def test_the_trend_draws_counts_fan_vote_and_present() -> None:
    """52 bars with the counts of the table, three interval bands, a line for today."""
    weeks = last_weeks_of_panel(52)
    behind = Behind(phases=context(region="99").phase_table(), marks=NO_MARKS, today=CLOCK)
    figure = trend(weeks, forecast=forecasts("x", "99"), behind=behind, style=STYLE)
    bars = next(t for t in figure.data if t.type == "bar")
    assert list(bars.y) == weeks["count"].to_list()
    assert len([t for t in figure.data if t.type == "scatter" and t.fill == "toself"]) == 3
    assert any(s.x0 == "2024-10-28" for s in figure.layout.shapes)
    assert any(a.text == "Hari-H" for a in figure.layout.annotations)


def test_late_reports_stand_on_top_of_the_counts() -> None:
    """A week with 9 on record and 59 expected: 9 in grey, 50 above it, its interval from 38 to 82."""
    weeks = pl.DataFrame(
        {"week": [date(2024, 10, 14)], "count": [9], "expected": [59.0], "q05": [38.0], "q95": [82.0]}
    )
    behind = Behind(phases=NO_PHASES, marks=NO_MARKS, today=CLOCK)
    figure = trend(weeks, forecast=forecasts("x", "99").clear(), behind=behind, style=STYLE)
    counts, late = [t for t in figure.data if t.type == "bar"]
    whisker = next(t.error_y for t in figure.data if t.error_y and t.error_y.array is not None)
    assert (list(counts.y), list(late.base), list(late.y)) == ([9], [9], [50])
    assert (whisker.array[0], whisker.arrayminus[0]) == (23.0, 21.0)
    assert figure.layout.yaxis.range[1] > 82


def test_a_trend_without_forecast_is_drawn() -> None:
    """Before the first fit there are counts only."""
    behind = Behind(phases=NO_PHASES, marks=NO_MARKS, today=CLOCK)
    none = forecasts("x", "99").clear()
    figure = trend(last_weeks_of_panel(9), forecast=none, behind=behind, style=STYLE)
    assert not [t for t in figure.data if t.type == "scatter" and t.fill == "toself"]


def test_breaks_and_notes_carry_their_sign_and_words() -> None:
    """Two notes of neighbouring days do not print over each other."""
    days = [date(2024, 8, 1), date(2024, 10, 14), date(2024, 10, 16)]
    marks = pl.DataFrame({"sign": ["A", "1", "2"], "day": days, "text": ["x", "y", "z"]}, schema=MARKS)
    behind = Behind(phases=NO_PHASES, marks=marks, today=CLOCK)
    figure = trend(last_weeks_of_panel(52), forecast=forecasts("x", "99").clear(), behind=behind, style=STYLE)
    signs = {a.hovertext: (a.text, a.yshift) for a in figure.layout.annotations if a.hovertext}
    assert [signs[t][0] for t in "xyz"] == ["<b>A</b>", "<b>1</b>", "<b>2</b>"]
    assert signs["y"][1] != signs["z"][1]


def test_elections_are_aligned_on_the_vote() -> None:
    """Both Pilkada on one axis of weeks before their votes; the running one is the thick line."""
    request = context(region="99")
    weeks = panel("x").group_by("week").agg(pl.col("count").sum()).sort("week")
    lines = aligned_weeks(request, weeks)
    figure = aligned(lines, style=STYLE)
    widths = {t.name: t.line.width for t in figure.data}
    assert widths["Pilkada 2024"] > widths["Pilkada 2020"]
    assert min(figure.data[-1].x) >= -30


def test_running_totals_keep_printed_points() -> None:
    """Nothing is interpolated into markers: as many points as printed dates."""
    lines = pl.DataFrame(
        {"label": ["a", "a"], "as_of": [date(2020, 6, 26), date(2020, 12, 19)], "value": [369.0, 1305.0]}
    )
    figure = cumulative(lines, vote_on=date(2020, 12, 9), style=STYLE)
    assert list(figure.data[0].y) == [369.0, 1305.0]


def test_the_funnel_names_only_what_lies_outside() -> None:
    """Inside the funnel there is no name to rank."""
    points = pl.DataFrame(
        {
            "code": ["1", "2"],
            "name": ["A", "B"],
            "exposure": [10.0, 40.0],
            "rate": [2.0, 1.0],
            "is_outside": [True, False],
        }
    )
    limits = funnel_limits(1.0, 10.0, 40.0)
    figure = funnel(points, limits=limits, average=1.0, style=STYLE)
    named = [t for t in figure.data if t.mode == "markers+text" and t.name != "pilihan"]
    assert [list(t.text) for t in named] == [["A"]]
    chosen = funnel(points, limits=limits, average=1.0, style=STYLE, selected="2").data[-1]
    assert (list(chosen.x), list(chosen.text)) == ([40.0], ["B"])


def test_small_pictures_carry_no_script() -> None:
    """A spark is an SVG image of rectangles in a data URL."""
    for picture in (
        spark([1, 2, 3], look=DARK, fan=[(1, 2, 3)]),
        spark([], look=LIGHT),
        share_bar(0.5, lower=0.3, upper=0.7, look=LIGHT),
    ):
        assert picture.startswith("data:image/svg+xml;base64,")


def test_closed_form_intervals_agree_with_exact_ones() -> None:
    """Byar is within 2 % of Garwood (1936) from five events on; Wilson's lower end of 0 of 10 is 0."""
    frame = pl.DataFrame({"n": [5.0, 29.0, 200.0]})
    lower, upper = (frame.select(e.alias("v"))["v"].to_list() for e in byar(pl.col("n")))
    assert lower == pytest.approx([1.6235, 19.4216, 173.24], rel=0.02)
    assert upper == pytest.approx([11.6683, 41.6488, 229.72], rel=0.02)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert wilson(0, 0) == (None, None)


def test_every_estimate_has_both_ends() -> None:
    """The hand-made world is a fair stand-in: lower ≤ rate ≤ upper."""
    frame = estimates("x", "kabkota")
    assert (frame["rate_lower"] <= frame["rate"]).all()
    assert (frame["rate"] <= frame["rate_upper"]).all()
