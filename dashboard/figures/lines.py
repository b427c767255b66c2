"""Several lines in one figure: elections aligned on their vote, and running totals as printed."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.theme import Style, Theme, axis, base_layout, short
from dashboard.figures.trend import DATE, draw_vote


def aligned(lines: pl.DataFrame, *, style: Style) -> go.Figure:
    """Elections on one axis of weeks to the vote: ``election, label, is_current, weeks_to_vote, count``."""
    figure, look = go.Figure(), style.look
    for (label, is_current), line in short(lines).group_by("label", "is_current", maintain_order=True):
        _draw_election(figure, line.sort("weeks_to_vote", descending=True), str(label), look=look)
        _name_election(figure, line, is_current=bool(is_current), look=look)
    hairline = {"color": look.line_strong, "width": 1}
    figure.add_shape(type="line", x0=0, x1=0, y0=0, y1=1, yref="paper", line=hairline)
    title = {"text": style.words("tren.minggu_ke_pungut"), "font": {"size": 12, "color": look.ink_3}}
    figure.update_layout(
        **base_layout(style, height=320),
        xaxis=axis(look, title=title, dtick=4, tickformat="d"),
        yaxis=axis(look, showgrid=True, rangemode="tozero", nticks=5),
    )
    figure.update_layout(margin={"l": 8, "r": 96, "t": 16, "b": 8}, hovermode="x unified")
    return figure


def _draw_election(figure: go.Figure, line: pl.DataFrame, label: str, *, look: Theme) -> None:
    is_current = line["is_current"][0]
    pen = {"color": look.accent if is_current else look.ink_3, "width": 3 if is_current else 1.5}
    figure.add_trace(
        go.Scatter(
            x=[-w for w in line["weeks_to_vote"]],
            y=line["count"].to_list(),
            mode="lines",
            name=label,
            line=pen | {"shape": "spline", "smoothing": 0.4},
            hovertemplate=f"{label}: %{{y:.1f}}<extra></extra>",
        )
    )


def _name_election(figure: go.Figure, line: pl.DataFrame, *, is_current: bool, look: Theme) -> None:
    """The running line is named at its end; the finished ones at their tops, where they lie apart."""
    ordered = line.sort("weeks_to_vote", descending=True) if is_current else line.sort("count")
    place = ordered.row(-1, named=True)
    side = {"xanchor": "left", "xshift": 6} if is_current else {"xanchor": "center", "yshift": 12}
    figure.add_annotation(
        x=-place["weeks_to_vote"],
        y=place["count"],
        text=f"<b>{place['label']}</b>" if is_current else place["label"],
        showarrow=False,
        font={"color": look.accent if is_current else look.ink_3, "size": 12},
        bgcolor=look.paper,
        **side,
    )


def cumulative(lines: pl.DataFrame, *, vote_on: date | None, style: Style) -> go.Figure:
    """Published running totals: ``label, as_of, value``; points as printed, straight lines between them."""
    figure, look = go.Figure(), style.look
    colours = (look.ink_2, look.accent, look.ink_3)
    for index, ((label,), line) in enumerate(lines.group_by("label", maintain_order=True)):
        ordered = line.sort("as_of")
        colour = colours[index % len(colours)]
        figure.add_trace(
            go.Scatter(
                x=ordered["as_of"].dt.strftime(DATE).to_list(),
                y=ordered["value"].to_list(),
                mode="lines+markers",
                line={"color": colour, "width": 2},
                marker={"size": 7, "color": colour},
                hovertemplate=f"{label}: %{{y:,.0f}}<br>%{{x|%d-%m-%Y}}<extra></extra>",
            )
        )
        last = ordered.row(-1, named=True)
        figure.add_annotation(
            x=last["as_of"].strftime(DATE),
            y=last["value"],
            text=label,
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"color": colour, "size": 12},
        )
    figure.update_layout(
        **base_layout(style, height=400),
        xaxis=axis(look, type="date", tickformat="%b\n%Y"),
        yaxis=axis(look, showgrid=True, rangemode="tozero", nticks=5, tickformat=",d"),
    )
    figure.update_layout(margin={"l": 8, "r": 152, "t": 48, "b": 8})
    if vote_on:
        draw_vote(figure, {"start_on": vote_on, "name": style.words("pendek.PEMUNGUTAN_SUARA")}, look)
    return figure
