"""Funnel plot: is a rate unusual, given how much was observed?

Small places scatter widely by chance alone; the limits show how widely (Spiegelhalter 2005). A place outside
them differs by more than chance; inside, ranking it means nothing. Limits are the caller's (models.league).
"""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.theme import Style, axis, base_layout

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
    for low, high, dash in (("lower_95", "upper_95", "dot"), ("lower_998", "upper_998", "solid")):
        for column in (low, high):
            figure.add_trace(
                go.Scatter(
                    x=limits["exposure"].to_list(), y=limits[column].to_list(), mode="lines", hoverinfo="skip",
                    line={"color": look.line_strong, "width": 1, "dash": dash},
                )
            )
    figure.add_shape(
        type="line", x0=0, x1=1, xref="paper", y0=average, y1=average, line={"color": look.ink_3, "width": 1}
    )
    for is_outside, colour, size in ((False, look.ink_3, 7), (True, look.accent, 11)):
        part = places.filter(pl.col("is_outside") == is_outside)
        figure.add_trace(
            go.Scatter(
                x=part["exposure"].to_list(), y=part["rate"].to_list(), customdata=part["name"].to_list(),
                mode="markers+text" if is_outside else "markers", text=part["name"].to_list() if is_outside else None,
                textposition="middle right", textfont={"size": 12, "color": look.ink},
                marker={"size": size, "color": colour, "line": {"color": look.paper, "width": 1}},
                hovertemplate="%{customdata}: %{y:.2f}<extra></extra>", cliponaxis=False,
            )
        )
    _label_limits(figure, limits, average=average, style=style)
    figure.update_layout(
        **base_layout(style, height=400),
        xaxis=axis(look, title={"text": style.words("klasemen.corong_x"), "font": {"size": 12, "color": look.ink_3}}),
        yaxis=axis(look, showgrid=True, rangemode="tozero", nticks=6),
    )
    figure.update_layout(margin={"l": 8, "r": 96, "t": 16, "b": 8})
    return figure


def _label_limits(figure: go.Figure, limits: pl.DataFrame, *, average: float, style: Style) -> None:
    if limits.is_empty():
        return
    last = limits.row(-1, named=True)
    marks = ((last["upper_95"], "95%"), (last["upper_998"], "99,8%"), (average, style.words("klasemen.rerata")))
    for y, text in marks:
        figure.add_annotation(
            x=1, xref="paper", y=y, text=text, showarrow=False, xanchor="left", xshift=6,
            font={"size": 11, "color": style.look.ink_3},
        )
