"""Weekly counts for paper: phases behind, forecast fan, the present week marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import matplotlib.dates as mdates
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dashboard.figures.paper import blank, tidy
from dashboard.figures.theme import LIGHT
from etl.store.suppression import SMALLEST_SHOWN

FAN = (("q025", "q975", 0.16), ("q10", "q90", 0.22), ("q25", "q75", 0.3))
_BAR_DAYS = 5.2
_NAME_SHARE = 0.021  # width of a letter of a phase name, as a share of the axis


def paper_trend(
    weeks: pl.DataFrame,
    forecast: pl.DataFrame,
    phases: pl.DataFrame,
    *,
    today: date,
    month_name: Callable[[date], str],
    size_mm: tuple[float, float],
) -> Figure:
    """``weeks``: week, count (null: too small to show), perhaps expected, q05, q95 where late reports are
    awaited; ``forecast``: week, quantiles (may be empty); ``phases``: name and days."""
    figure = blank(*size_mm)
    axes = figure.add_axes((0.005, 0.12, 0.935, 0.8))
    first, last = _span(weeks, forecast, today)
    axes.set_xlim(mdates.date2num(first), mdates.date2num(last))
    _phases(axes, phases, first=first, last=last)
    _fan(axes, forecast)
    if "expected" in weeks.columns:
        _late(axes, weeks)
    _bars(axes, weeks)
    axes.axvline(mdates.date2num(today), color=LIGHT.ink, linewidth=0.8, dashes=(2, 2))
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    _axes(axes, month_name)
    return figure


def _bars(axes: Axes, weeks: pl.DataFrame) -> None:
    """A bar a week; a count too small to show is a hatched stub up to the largest it can be, never a gap."""
    shown, hidden = weeks.drop_nulls("count"), weeks.filter(pl.col("count").is_null())
    axes.bar(
        shown["week"].to_list(), shown["count"].to_list(), width=_BAR_DAYS, color=LIGHT.accent, align="edge"
    )
    axes.bar(
        hidden["week"].to_list(),
        [SMALLEST_SHOWN - 1] * hidden.height,
        width=_BAR_DAYS,
        color="none",
        edgecolor=LIGHT.line_strong,
        hatch="//////",
        linewidth=0.4,
        align="edge",
    )


def _late(axes: Axes, weeks: pl.DataFrame) -> None:
    """Behind the counts, paler: what recent weeks will come to with late reports, and its interval."""
    late = weeks.drop_nulls("q05")
    days, expected = late["week"].to_list(), late["expected"].to_list()
    axes.bar(days, expected, width=_BAR_DAYS, color=LIGHT.classes[1], align="edge")
    middle = [day + timedelta(days=_BAR_DAYS / 2) for day in days]
    axes.vlines(middle, late["q05"].to_list(), late["q95"].to_list(), color=LIGHT.accent, linewidth=0.7)


def _span(weeks: pl.DataFrame, forecast: pl.DataFrame, today: date) -> tuple[date, date]:
    days = [*weeks["week"].to_list(), *forecast["week"].to_list(), today]
    return min(days), max(days) + timedelta(days=8)


def _phases(axes: Axes, phases: pl.DataFrame, *, first: date, last: date) -> None:
    """Every second phase has a faint band; a name is printed where it has room."""
    for i, row in enumerate(phases.sort("start_on").iter_rows(named=True)):
        start, end = max(row["start_on"], first), min(row["end_on"] + timedelta(days=1), last)
        if start >= end:
            continue
        if i % 2 == 0:
            axes.axvspan(start, end, color=LIGHT.band, linewidth=0)
        if (end - start) / (last - first) >= _NAME_SHARE * len(row["name"]):
            at = axes.get_xaxis_transform()
            axes.text(start, 1.02, row["name"], transform=at, fontsize=7, color=LIGHT.ink_3, va="bottom")


def _fan(axes: Axes, forecast: pl.DataFrame) -> None:
    if forecast.is_empty():
        return
    middle = [day + timedelta(days=_BAR_DAYS / 2) for day in forecast["week"]]
    for low, high, alpha in FAN:
        axes.fill_between(
            middle, forecast[low].to_list(), forecast[high].to_list(), color=LIGHT.accent, alpha=alpha, lw=0
        )
    axes.plot(middle, forecast["q50"].to_list(), color=LIGHT.accent, linewidth=1.2)


def _axes(axes: Axes, month_name: Callable[[date], str]) -> None:
    tidy(axes)
    axes.yaxis.tick_right()
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y", color=LIGHT.line, linewidth=0.5)
    axes.set_axisbelow(True)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(lambda x, _: month_name(mdates.num2date(x).date()))
