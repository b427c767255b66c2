"""How good were the forecasts: error beside the moving average's, and how often the intervals held."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from dashboard.figures.theme import Style, alpha, axis, base_layout

NOMINAL = (0.5, 0.9)
HEIGHT_PX, NAME_PX = 232, 17  # of the drawn area, and of a name at a line's end


def relative_error(rows: pl.DataFrame, *, style: Style, best: str, names: dict[str, str]) -> go.Figure:
    """Lines over weeks ahead: ``model, horizon_weeks, ratio`` (WIS divided by the moving average's; 1 = as
    good as it, below is better). The model in use is drawn strong, each line is named at its end."""
    figure, look = go.Figure(), style.look
    hairline = {"color": look.line_strong, "width": 1}
    figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=1, y1=1, line=hairline)
    ends = []
    for (model,), line in rows.sort("horizon_weeks").group_by("model", maintain_order=True):
        is_best = model == best
        colour = look.accent if is_best else look.ink_3
        name = names.get(str(model), str(model))
        figure.add_trace(
            go.Scatter(
                x=line["horizon_weeks"].to_list(),
                y=line["ratio"].to_list(),
                mode="lines",
                line={"color": colour, "width": 3 if is_best else 1.5},
                hovertemplate=f"{name}: %{{y:.2f}}<extra></extra>",
            )
        )
        ends.append((float(line["ratio"][-1]), line["horizon_weeks"][-1], name, is_best))
    span = float(rows.select(pl.col("ratio").max() - pl.col("ratio").min()).item())
    _name_ends(figure, ends, step=span * NAME_PX / HEIGHT_PX, style=style)
    title = {"text": style.words("mutu.sumbu_pekan"), "font": {"size": 12, "color": look.ink_3}}
    figure.update_layout(
        **base_layout(style, height=304),
        xaxis=axis(look, title=title, dtick=1, tickformat="d", range=_weeks(rows)),
        yaxis=axis(look, showgrid=True, nticks=5, tickformat=".2f"),
    )
    figure.update_layout(margin={"l": 8, "r": 176, "t": 16, "b": 8}, hovermode="x unified")
    return figure


def _name_ends(
    figure: go.Figure, ends: list[tuple[float, int, str, bool]], *, step: float, style: Style
) -> None:
    """Names at the lines' ends, moved apart where they would lie on each other."""
    look = style.look
    last = -float("inf")
    for y, x, name, is_best in sorted(ends):
        placed = max(y, last + step)
        last = placed
        figure.add_annotation(
            x=x,
            y=placed,
            text=f"<b>{name}</b>" if is_best else name,
            xanchor="left",
            xshift=8,
            showarrow=False,
            font={"color": look.accent if is_best else look.ink_3, "size": 12},
            bgcolor=look.paper,
        )


def _weeks(rows: pl.DataFrame) -> list[float]:
    """Ends of the axis of weeks ahead: half a week of air on both sides."""
    return [float(rows["horizon_weeks"].min()) - 0.3, float(rows["horizon_weeks"].max()) + 0.3]  # type: ignore[arg-type]


def coverage(rows: pl.DataFrame, *, style: Style) -> go.Figure:
    """Share of outcomes inside the 50 % and 90 % intervals over weeks ahead, beside what was promised:
    ``horizon_weeks, coverage_50, coverage_90, target_count``. The band is what chance alone allows (95 %)."""
    figure, look = go.Figure(), style.look
    ordered = rows.sort("horizon_weeks")
    weeks = ordered["horizon_weeks"].to_list()
    ends: list[tuple[float, int, str, bool]] = []
    for nominal, name in zip(NOMINAL, ("coverage_50", "coverage_90"), strict=True):
        _promise(figure, ordered, nominal, style=style)
        held, label = ordered[name].to_list(), style.words("mutu.garis", persen=f"{nominal:.0%}")
        colour = look.accent if nominal == NOMINAL[1] else look.ink_3
        figure.add_trace(
            go.Scatter(
                x=weeks,
                y=held,
                mode="lines+markers",
                line={"color": colour, "width": 2},
                marker={"size": 7, "color": colour},
                hovertemplate=f"{label}: %{{y:.0%}}<extra></extra>",
            )
        )
        ends.append((held[-1], weeks[-1], label, nominal == NOMINAL[1]))
        ends.append((nominal, weeks[-1], style.words("mutu.janji", persen=f"{nominal:.0%}"), False))
    _name_ends(figure, ends, step=1.02 * NAME_PX / HEIGHT_PX, style=style)
    title = {"text": style.words("mutu.sumbu_pekan"), "font": {"size": 12, "color": look.ink_3}}
    figure.update_layout(
        **base_layout(style, height=304),
        xaxis=axis(look, title=title, dtick=1, tickformat="d", range=_weeks(rows)),
        yaxis=axis(look, showgrid=True, range=[0, 1.02], tickformat=".0%", dtick=0.25),
    )
    figure.update_layout(margin={"l": 8, "r": 136, "t": 16, "b": 8}, hovermode="x unified")
    return figure


def _promise(figure: go.Figure, rows: pl.DataFrame, nominal: float, *, style: Style) -> None:
    """What was promised as a hairline, and what chance alone allows around it as a band."""
    look, weeks = style.look, rows["horizon_weeks"].to_list()
    half = [1.96 * (nominal * (1 - nominal) / max(n, 1)) ** 0.5 for n in rows["target_count"]]
    figure.add_trace(
        go.Scatter(
            x=[*weeks, *reversed(weeks)],
            y=[*(nominal + h for h in half), *(nominal - h for h in reversed(half))],
            mode="lines",
            fill="toself",
            fillcolor=alpha(look.ink_3, 0.14),
            line={"width": 0},
            hoverinfo="skip",
        )
    )
    hairline = {"color": look.line_strong, "width": 1}
    figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=nominal, y1=nominal, line=hairline)
