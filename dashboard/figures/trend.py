"""Counts week by week, with the legal phases behind them and the forecast as a fan.

Order of drawing is order of honesty: phase bands, then intervals, then the counts, then labels on the lines.
The present week is always marked. No legend: each line carries its own name.
"""

from __future__ import annotations

from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.theme import Style, Theme, axis, base_layout

WEEKS = ("week", "count")  # counts; optional `q50`, `q05`, `q95` where late reports are still expected
FAN = (("q025", "q975", 0.14), ("q10", "q90", 0.2), ("q25", "q75", 0.3))
DATE = "%Y-%m-%d"
VOTING = "PEMUNGUTAN_SUARA"
SHORTEST_NAMED, SHORTEST_WHOLE_NAME = 14, 35  # days; shorter phases would print their names over each other


def trend(
    weeks: pl.DataFrame,
    *,
    forecast: pl.DataFrame,
    phases: pl.DataFrame,
    today: date,
    style: Style,
) -> go.Figure:
    """Weekly counts (WEEKS), forecast (``week, mean, q025 … q975``), phases (``name, start_on, end_on``)."""
    figure, look = go.Figure(), style.look
    top = _top(weeks, forecast)
    _draw_phases(figure, phases, weeks, forecast, look=look)
    _draw_fan(figure, forecast, look)
    _draw_counts(figure, weeks, style)
    _mark_today(figure, today, style)
    figure.update_layout(
        **base_layout(style, height=400),
        xaxis=axis(look, type="date", tickformat="%b\n%Y", nticks=10, range=_range(weeks, forecast)),
        yaxis=axis(look, showgrid=True, rangemode="tozero", range=[0, top], nticks=5, side="right"),
        bargap=0.25,
    )
    figure.update_layout(margin={"l": 8, "r": 8, "t": 48, "b": 8}, hovermode="x unified")
    return figure


def _top(weeks: pl.DataFrame, forecast: pl.DataFrame) -> float:
    ends = [*weeks["count"].drop_nulls().to_list(), *(forecast["q975"].to_list() if forecast.height else [])]
    return 1.12 * max([1.0, *ends])


def _range(weeks: pl.DataFrame, forecast: pl.DataFrame) -> list[str] | None:
    days = [*weeks["week"].to_list(), *(forecast["week"].to_list() if forecast.height else [])]
    if not days:
        return None
    return [(min(days) - timedelta(days=4)).strftime(DATE), (max(days) + timedelta(days=10)).strftime(DATE)]


def _draw_phases(
    figure: go.Figure, phases: pl.DataFrame, weeks: pl.DataFrame, forecast: pl.DataFrame, *, look: Theme
) -> None:
    """Long phases are bands with their name on top; the vote, a single day, is a line of its own."""
    span = _range(weeks, forecast)
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
            _draw_band(figure, (start, end), name, look=look, is_tinted=index % 2 == 0)


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
    figure: go.Figure, days: tuple[date, date], name: str, *, look: Theme, is_tinted: bool
) -> None:
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
        x=start, y=1, yref="paper", yshift=2, text=name, showarrow=False, xanchor="left", yanchor="bottom",
        font={"size": 12, "color": look.ink_3},
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
                fillcolor=_alpha(look.accent, opacity),
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
            marker_color=look.line_strong,
            marker_line_width=0,
            hovertemplate="%{x|%d-%m-%Y}: %{y}<extra></extra>",
            width=5 * 86_400_000,
        )
    )
    smooth = weeks.with_columns(pl.col("count").cast(pl.Float64).rolling_mean(4, min_samples=4).alias("m"))
    figure.add_trace(
        go.Scatter(
            x=days,
            y=smooth["m"].to_list(),
            mode="lines",
            line={"color": look.accent, "width": 2.5},
            hoverinfo="skip",
        )
    )
    known = smooth.drop_nulls("m")
    if known.height > 8:
        at = known.sort("m").row(-1, named=True)
        figure.add_annotation(
            x=at["week"].strftime(DATE), y=at["m"], text=style.words("tren.rerata"), showarrow=False,
            yshift=14,
            font={"color": look.accent, "size": 12}, bgcolor=look.paper, borderpad=1,
        )  # fmt: skip


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


def _alpha(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
