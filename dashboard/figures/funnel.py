"""Funnel plot: is a rate unusual, given how much was observed?

Small places scatter widely by chance alone; the limits show how widely (Spiegelhalter 2005). A place outside
them differs by more than chance; inside, ranking it means nothing. Limits are the caller's (models.league).
"""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.theme import Style, Theme, axis, base_layout, short

LIMITS = ("exposure", "lower_95", "upper_95", "lower_998", "upper_998")


def funnel(
    places: pl.DataFrame,
    *,
    limits: pl.DataFrame,
    average: float,
    style: Style,
    selected: str | None = None,
) -> go.Figure:
    """``places`` (code, name, exposure, rate, is_outside), ``limits`` (LIMITS, sorted by exposure).

    The last trace is a ring around the place ``selected`` (a code); scripts move it when a row is chosen.
    """
    figure, look = go.Figure(), style.look
    limits, places = short(limits), short(places)
    _draw_limits(figure, limits, look)
    level = {"color": look.ink_3, "width": 1}
    figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=average, y1=average, line=level)
    widest = 0.7 * float(places["exposure"].max() or 0)  # type: ignore[arg-type]
    for is_outside in (False, True):
        drawn = places.filter(pl.col("is_outside") == is_outside)
        _draw_points(figure, drawn, look, is_outside=is_outside, right_of=widest)
    _draw_ring(figure, places.filter(pl.col("code").eq_missing(pl.lit(selected, pl.String))), look)
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
        line = {"color": look.ink_3, "width": 1, "dash": "dot" if column.endswith("_95") else "solid"}
        figure.add_trace(
            go.Scatter(
                x=limits["exposure"].to_list(),
                y=limits[column].to_list(),
                mode="lines",
                hoverinfo="skip",
                line=line,
            )
        )


def _draw_points(
    figure: go.Figure, points: pl.DataFrame, look: Theme, *, is_outside: bool, right_of: float
) -> None:
    """Only what lies outside is named: inside there is nothing to rank."""
    names = points["name"].to_list()
    figure.add_trace(
        go.Scatter(
            x=points["exposure"].to_list(),
            y=points["rate"].to_list(),
            customdata=points.select("name", "code").rows(),
            mode="markers+text" if is_outside else "markers",
            text=names if is_outside else None,
            textposition=_sides(points, right_of),
            textfont={"size": 12, "color": look.ink},
            marker={
                "size": 11 if is_outside else 7,
                "color": look.accent if is_outside else look.ink_3,
                "line": {"color": look.paper, "width": 1},
            },
            hovertemplate="%{customdata[0]}: %{y:.2f}<extra></extra>",
            cliponaxis=False,
        )
    )


def _sides(points: pl.DataFrame, right_of: float) -> list[str]:
    """Names stand at the right of their points, near the right edge at the left."""
    return ["middle left" if x > right_of else "middle right" for x in points["exposure"]]


def _draw_ring(figure: go.Figure, chosen: pl.DataFrame, look: Theme) -> None:
    figure.add_trace(
        go.Scatter(
            x=chosen["exposure"].to_list(),
            y=chosen["rate"].to_list(),
            text=chosen.filter(~pl.col("is_outside"))["name"].to_list(),  # the others have their name
            mode="markers+text",
            textposition="top center",
            textfont={"size": 13, "color": look.ink},
            marker={"size": 18, "color": "rgba(0,0,0,0)", "line": {"color": look.ink, "width": 2.5}},
            hoverinfo="skip",
            cliponaxis=False,
            name="pilihan",
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
