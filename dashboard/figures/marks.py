"""Marks on a time axis: breaks in the series and notes, a sign on a hairline; the words stand below."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.theme import Theme

DATE = "%Y-%m-%d"
MARKS = {"sign": pl.String, "day": pl.Date, "text": pl.String}
NEAR_DAYS, STEP_PX = 9, 20  # signs of neighbouring days stand below each other


def draw_marks(figure: go.Figure, marks: pl.DataFrame, look: Theme) -> None:
    """``marks``: columns MARKS in order of days; letters are breaks, numbers are notes."""
    previous, depth = None, 0
    for mark in marks.iter_rows(named=True):
        is_near = previous is not None and (mark["day"] - previous).days < NEAR_DAYS
        depth = depth + 1 if is_near else 0
        previous = mark["day"]
        _draw(figure, mark, depth, look)


def _draw(figure: go.Figure, mark: dict, depth: int, look: Theme) -> None:
    day = mark["day"].strftime(DATE)
    is_break = mark["sign"].isalpha()
    line = {
        "color": look.ink_2 if is_break else look.ink_3,
        "width": 1,
        "dash": "dashdot" if is_break else "dot",
    }
    figure.add_shape(type="line", x0=day, x1=day, y0=0, y1=1, yref="paper", line=line)
    figure.add_annotation(
        x=day, y=1, yref="paper", yshift=-12 - STEP_PX * depth, text=f"<b>{mark['sign']}</b>",
        hovertext=mark["text"], showarrow=False, font={"size": 11, "color": look.ink},
        bgcolor=look.paper, bordercolor=line["color"], borderwidth=1, borderpad=2, width=12, align="center",
    )  # fmt: skip
