"""Funnel plot: is a rate unusual, given how much was observed?

Small places scatter widely by chance alone; the limits show how widely (Spiegelhalter 2005). A place outside
them differs by more than chance; inside, ranking it means nothing. Limits are the caller's (models.league).
"""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.theme import Style, Theme, axis, base_layout

LIMITS = ("exposure", "lower_95", "upper_95", "lower_998", "upper_998")


def funnel(
    places: pl.DataFrame,
    *,
    limits: pl.DataFrame,
    average: float,
    style: Style,
) -> go.Figure:
    """``places`` (name, exposure, rate, is_outside), ``limits`` (LIMITS, sorted by exposure)."""
    figure, look = go.Figure(), style.look
    _draw_limits(figure, limits, look)
    level = {"color": look.ink_3, "width": 1}
    figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=average, y1=average, line=level)
    _draw_points(figure, places.filter(~pl.col("is_outside")), look, is_outside=False)
    _draw_points(figure, places.filter(pl.col("is_outside")), look, is_outside=True)
    _label_limits(figure, limits, average=average, style=style)
    figure.update_layout(
        **base_layout(style, height=400),
        xaxis=axis(
            look, title={"text": style.words("klasemen.corong_x"), "font": {"size": 12, "color": look.ink_3}}
        ),
        yaxis=axis(look, showgrid=True, rangemode="tozero", nticks=6),
    )
    figure.update_layout(margin={"l": 8, "r": 96, "t": 16, "b": 8})
    return figure


def _draw_limits(figure: go.Figure, limits: pl.DataFrame, look: Theme) -> None:
    for column in LIMITS[1:]:
        line = {"color": look.line_strong, "width": 1, "dash": "dot" if column.endswith("_95") else "solid"}
        figure.add_trace(
            go.Scatter(
                x=limits["exposure"].to_list(),
                y=limits[column].to_list(),
                mode="lines",
                hoverinfo="skip",
                line=line,
            )
        )


def _draw_points(figure: go.Figure, points: pl.DataFrame, look: Theme, *, is_outside: bool) -> None:
    """Only what lies outside is named: inside there is nothing to rank."""
    names = points["name"].to_list()
    figure.add_trace(
        go.Scatter(
            x=points["exposure"].to_list(),
            y=points["rate"].to_list(),
            customdata=names,
            mode="markers+text" if is_outside else "markers",
            text=names if is_outside else None,
            textposition="middle right",
            textfont={"size": 12, "color": look.ink},
            marker={
                "size": 11 if is_outside else 7,
                "color": look.accent if is_outside else look.ink_3,
                "line": {"color": look.paper, "width": 1},
            },
            hovertemplate="%{customdata}: %{y:.2f}<extra></extra>",
            cliponaxis=False,
        )
    )


def _label_limits(figure: go.Figure, limits: pl.DataFrame, *, average: float, style: Style) -> None:
    if limits.is_empty():
        return
    last = limits.row(-1, named=True)
    marks = (
        (last["upper_95"], "95%"),
        (last["upper_998"], "99,8%"),
        (average, style.words("klasemen.rerata")),
    )
    for y, text in marks:
        figure.add_annotation(
            x=1,
            xref="paper",
            y=y,
            text=text,
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 11, "color": style.look.ink_3},
        )
