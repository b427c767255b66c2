"""Counts week by week: legal phases behind, late reports on top of the bars, the forecast as a fan.

Order of drawing is order of honesty: phase bands, then intervals, then the counts, then labels on the lines.
The present week is always marked. No legend: each line carries its own name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.marks import draw_marks
from dashboard.figures.theme import Style, Theme, alpha, axis, base_layout, short

FAN = (("q025", "q975", 0.14), ("q10", "q90", 0.2), ("q25", "q75", 0.3))
DATE = "%Y-%m-%d"
BAR_MS = 5 * 86_400_000
VOTING = "PEMUNGUTAN_SUARA"
OTHER_PX, PRESENT_PX = 12.01, 12.0  # the style sheet hides letters of the first size on phones
SHORTEST_NAMED, SHORTEST_WHOLE_NAME = 14, 35  # days; shorter phases would print their names over each other


@dataclass(frozen=True)
class Behind:
    """What stands behind the counts: phases (``name, short, code, start_on, end_on``), marks (``sign, day,
    text``) and today."""

    phases: pl.DataFrame
    marks: pl.DataFrame
    today: date


def trend(weeks: pl.DataFrame, *, forecast: pl.DataFrame, behind: Behind, style: Style) -> go.Figure:
    """``weeks``: week, count, expected (final count), q05 and q95 (null where the count is whole);
    ``forecast``: week, mean, q025 … q975 (may be empty)."""
    figure, look = go.Figure(), style.look
    weeks, forecast = short(weeks), short(forecast)
    top = _top(weeks, forecast)
    _draw_phases(figure, behind, weeks, forecast, look=look)
    _draw_fan(figure, forecast, look)
    _draw_counts(figure, weeks, style)
    _draw_late(figure, weeks, style)
    _mark_today(figure, behind.today, style)
    draw_marks(figure, behind.marks, look)
    figure.update_layout(
        **base_layout(style, height=400),
        xaxis=axis(look, type="date", tickformat="%b\n%Y", nticks=10, range=_range(weeks, forecast)),
        yaxis=axis(look, showgrid=True, rangemode="tozero", range=[0, top], nticks=5, side="right"),
        bargap=0.25,
        barmode="overlay",
    )
    figure.update_layout(margin={"l": 8, "r": 8, "t": 48, "b": 8}, hovermode="x unified")
    return figure


def _top(weeks: pl.DataFrame, forecast: pl.DataFrame) -> float:
    ends = [v for c in ("count", "expected", "q95") for v in weeks[c].drop_nulls().to_list()]
    return 1.12 * max([1.0, *ends, *(forecast["q975"].to_list() if forecast.height else [])])


def _range(weeks: pl.DataFrame, forecast: pl.DataFrame) -> list[str] | None:
    days = [*weeks["week"].to_list(), *(forecast["week"].to_list() if forecast.height else [])]
    if not days:
        return None
    return [(min(days) - timedelta(days=4)).strftime(DATE), (max(days) + timedelta(days=10)).strftime(DATE)]


def _draw_phases(
    figure: go.Figure, behind: Behind, weeks: pl.DataFrame, forecast: pl.DataFrame, *, look: Theme
) -> None:
    """Long phases are bands with their name on top; the vote, a single day, is a line of its own."""
    span, phases, today = _range(weeks, forecast), behind.phases, behind.today
    if span is None:
        return
    first, last = date.fromisoformat(span[0]), date.fromisoformat(span[1])
    shown = [p for p in phases.iter_rows(named=True) if p["end_on"] >= first and p["start_on"] <= last]
    for index, phase in enumerate(shown):
        start, end = max(phase["start_on"], first), min(phase["end_on"] + timedelta(days=1), last)
        if phase.get("code") == VOTING:
            draw_vote(figure, phase, look)
        elif (end - start).days >= SHORTEST_NAMED:
            is_short = (end - start).days < SHORTEST_WHOLE_NAME
            name = phase.get("short") or phase["name"] if is_short else phase["name"]
            size = PRESENT_PX if phase["start_on"] <= today <= phase["end_on"] else OTHER_PX
            _draw_band(figure, (start, end), (name, size), look=look, is_tinted=index % 2 == 0)


def draw_vote(figure: go.Figure, phase: dict, look: Theme) -> None:
    """Voting day as a dashed line with its name on top; ``phase``: name, start_on, perhaps short."""
    day = phase["start_on"].strftime(DATE)
    dashed = {"color": look.ink_3, "width": 1, "dash": "dash"}
    figure.add_shape(type="line", x0=day, x1=day, y0=0, y1=1, yref="paper", line=dashed)
    figure.add_annotation(
        x=day, y=1, yref="paper", yshift=20, text=phase.get("short") or phase["name"], showarrow=False,
        yanchor="bottom", font={"size": 12, "color": look.ink_2},
    )  # fmt: skip


def _draw_band(
    figure: go.Figure, days: tuple[date, date], name: tuple[str, float], *, look: Theme, is_tinted: bool
) -> None:
    """``name`` with the size of its letters."""
    start, end = (d.strftime(DATE) for d in days)
    if is_tinted:
        figure.add_shape(
            type="rect",
            x0=start,
            x1=end,
            y0=0,
            y1=1,
            yref="paper",
            fillcolor=look.band,
            line_width=0,
            layer="below",
        )
    figure.add_annotation(
        x=start, y=1, yref="paper", yshift=2, text=name[0], showarrow=False, xanchor="left",
        yanchor="bottom", font={"size": name[1], "color": look.ink_3},
    )  # fmt: skip


def _draw_fan(figure: go.Figure, forecast: pl.DataFrame, look: Theme) -> None:
    if forecast.is_empty():
        return
    weeks = forecast["week"].dt.strftime(DATE).to_list()
    for low, high, opacity in FAN:
        figure.add_trace(
            go.Scatter(
                x=weeks + weeks[::-1],
                y=forecast[high].to_list() + forecast[low].to_list()[::-1],
                fill="toself",
                mode="lines",
                line_width=0,
                fillcolor=alpha(look.accent, opacity),
                hoverinfo="skip",
            )
        )
    figure.add_trace(
        go.Scatter(
            x=weeks,
            y=forecast["mean"].to_list(),
            mode="lines",
            line={"color": look.accent, "width": 2, "dash": "dot"},
            customdata=forecast.select("q05", "q95").rows(),
            hovertemplate="%{y:.1f} (%{customdata[0]:.0f}–%{customdata[1]:.0f})<extra></extra>",
        )
    )


def _draw_counts(figure: go.Figure, weeks: pl.DataFrame, style: Style) -> None:
    look = style.look
    days = weeks["week"].dt.strftime(DATE).to_list()
    figure.add_trace(
        go.Bar(
            x=days,
            y=weeks["count"].to_list(),
            marker_color=look.bar,
            marker_line_width=0,
            hovertemplate=f"{style.words('tren.tercatat')}: %{{y}}<extra></extra>",
            width=BAR_MS,
        )
    )
    smooth = weeks.with_columns(pl.col("expected").rolling_mean(4, min_samples=4).alias("m"))
    figure.add_trace(
        go.Scatter(
            x=days,
            y=smooth["m"].round_sig_figs(4).to_list(),
            mode="lines",
            line={"color": look.accent, "width": 2.5},
            hoverinfo="skip",
        )
    )
    _name_mean(figure, smooth.drop_nulls("m"), style)


def _name_mean(figure: go.Figure, known: pl.DataFrame, style: Style) -> None:
    """The line is named at its top in the first two thirds, away from fan and late reports."""
    if known.height <= 8:
        return
    at = known.head(2 * known.height // 3).sort("m").row(-1, named=True)
    figure.add_annotation(
        x=at["week"].strftime(DATE), y=at["m"], text=style.words("tren.rerata"), showarrow=False,
        yshift=14, font={"color": style.look.accent, "size": 12}, bgcolor=style.look.paper, borderpad=1,
    )  # fmt: skip


def _draw_late(figure: go.Figure, weeks: pl.DataFrame, style: Style) -> None:
    """Above the counts so far, paler: what late reports are expected to add, with the 90 % interval."""
    look = style.look
    late = weeks.drop_nulls("q05").with_columns(pl.col("count").fill_null(0).cast(pl.Float64))
    if late.is_empty():
        return
    days = late["week"].dt.strftime(DATE).to_list()
    figure.add_trace(
        go.Bar(
            x=days,
            y=(late["expected"] - late["count"]).clip(lower_bound=0).to_list(),
            base=late["count"].to_list(),
            marker={"color": alpha(look.accent, 0.28), "line": {"width": 0}},
            width=BAR_MS,
            customdata=late.select("expected", "q05", "q95").rows(),
            hovertemplate=f"{style.words('tren.akhir')}: %{{customdata[0]:.0f}} "
            "(%{customdata[1]:.0f}–%{customdata[2]:.0f})<extra></extra>",
        )
    )
    _draw_whiskers(figure, late, look)
    first = late.row(0, named=True)
    figure.add_annotation(
        x=first["week"].strftime(DATE), y=first["q95"], text=style.words("tren.susulan"), showarrow=False,
        xanchor="right", xshift=-8, font={"color": look.accent, "size": 12}, bgcolor=look.paper,
        borderpad=1,
    )  # fmt: skip


def _draw_whiskers(figure: go.Figure, late: pl.DataFrame, look: Theme) -> None:
    figure.add_trace(
        go.Scatter(
            x=late["week"].dt.strftime(DATE).to_list(),
            y=late["expected"].to_list(),
            mode="markers",
            marker={"size": 1, "color": look.accent},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": (late["q95"] - late["expected"]).to_list(),
                "arrayminus": (late["expected"] - late["q05"]).to_list(),
                "color": look.accent,
                "thickness": 1.25,
                "width": 2,
            },
            hoverinfo="skip",
        )
    )


def _mark_today(figure: go.Figure, today: date, style: Style) -> None:
    look, day = style.look, today.strftime(DATE)
    figure.add_shape(
        type="line", x0=day, x1=day, y0=0, y1=1, yref="paper", line={"color": look.ink, "width": 1.5}
    )
    figure.add_annotation(
        x=day,
        y=0.98,
        yref="paper",
        text=style.words("tren.kini"),
        showarrow=False,
        xanchor="right",
        xshift=-4,
        font={"color": look.ink, "size": 12},
        bgcolor=look.paper,
    )
