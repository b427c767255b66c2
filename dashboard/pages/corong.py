"""The funnel beside the league table: is a count unusual, given how much was to be expected?

Where offices keep records the models draw the limits (a gamma–Poisson law with the spread of all places) and
points stand as observed: count over expected count. Printed counts have Poisson limits around their average.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl
from dash import html

from dashboard.components.attributes import attrs
from dashboard.components.blocks import empty, figure_block, graph, section
from dashboard.components.takeaway import takeaway
from dashboard.exports.sheet import Column, Sheet
from dashboard.figures.funnel import LIMITS, funnel
from dashboard.figures.theme import Style
from dashboard.intervals import funnel_limits
from dashboard.pages.context import PUBLIC, Context
from dashboard.places import place_table
from geo import NATION

FUNNEL_ID, CHOSEN_ID = "klasemen-corong", "klasemen-pilihan"
FEWEST = 5  # places; with fewer there is no funnel to see
FIT = "corong"


@dataclass(frozen=True)
class Funnel:
    """What is drawn: ``points`` (code, name, exposure, rate, is_outside), ``limits`` (LIMITS), the middle."""

    points: pl.DataFrame
    limits: pl.DataFrame
    middle: float
    is_ratio: bool  # y is observed over expected; else a rate


def build(context: Context) -> html.Section | None:
    """The figure, linked with the table above by the place's code (``assets/pilihan.js``)."""
    words, found = context.words, funnel_of(context)
    title, sentence = words("klasemen.corong"), words("klasemen.corong_kalimat")
    if found is None:
        return section(title, empty(words("klasemen.corong_kosong"), words("klasemen.corong_saran")))
    style = Style(context.look, words, words.language)
    figure = funnel(
        found.points, limits=found.limits, average=found.middle, style=style, selected=context.view.selected
    )
    key = "klasemen.corong_x_wajar" if found.is_ratio else "klasemen.corong_x"
    figure.update_xaxes(title_text=words(key), type="log" if found.is_ratio else "linear")
    chosen = html.P(
        words("klasemen.pilihan"), id=CHOSEN_ID, className="kecil samar", **attrs(aria_live="polite")
    )
    block = figure_block(
        html.Div(graph(figure), id=FUNNEL_ID),
        label=sentence,
        legend=chosen,
        foot=takeaway(context, _sheet(context, found)),
    )
    said = words("klasemen.corong_rasio") if found.is_ratio else ""
    return section(title, block, sentence=f"{sentence} {said}".strip())


def funnel_of(context: Context) -> Funnel | None:
    """The funnel of the view; None where the models have none (few places, a single phase, work units)."""
    places = place_table(context).drop_nulls("rate")
    found = _printed(places) if context.measure.key == PUBLIC else _modelled(context, places)
    return found if found is not None and found.points.height >= FEWEST else None


def _printed(places: pl.DataFrame) -> Funnel | None:
    """Printed counts and their populations: nothing in them was drawn towards the others."""
    seen = places.filter((pl.col("count") > 0) & (pl.col("rate") > 0) & (pl.col("exposure") > 0))
    if seen.is_empty():
        return None
    base = seen["count"] / seen["rate"]
    middle = float(seen["count"].sum()) / float(base.sum())
    outside = (pl.col("rate_lower") > middle) | (pl.col("rate_upper") < middle)
    points = seen.select("code", "name", base.alias("exposure"), "rate", outside.alias("is_outside"))
    limits = funnel_limits(middle, float(base.min()), 1.05 * float(base.max()))  # type: ignore[arg-type]
    return Funnel(points, limits, middle, is_ratio=False)


def _modelled(context: Context, places: pl.DataFrame) -> Funnel | None:
    limits = model_limits(context)
    if limits.is_empty() or context.view.phase or context.level != "kabkota":
        return None
    rows = context.below(context.reader.estimates(context.measure.key, context.level))
    rows = rows.filter(
        (pl.col("fit") == "eb"),
        pl.col("election_code").eq_missing(pl.lit(context.election, pl.String)),
        pl.col("phase_code").is_null(),
        pl.col("expected") > 0,
        pl.col("region_code").is_in(places["code"].to_list()),
    )
    points = rows.select(
        pl.col("region_code").alias("code"),
        pl.col("region_name").alias("name"),
        pl.col("expected").alias("exposure"),
        (pl.col("count") / pl.col("expected")).alias("rate"),
    )
    outside = [is_outside(limits, x, y) for x, y in points.select("exposure", "rate").iter_rows()]
    marked = points.with_columns(pl.Series("is_outside", outside, dtype=pl.Boolean))
    return Funnel(marked, limits, 1.0, is_ratio=True)


def model_limits(context: Context) -> pl.DataFrame:
    """The models' limits of this election as the figure wants them: columns LIMITS, by expected count."""
    rows = context.reader.effects(context.measure.key, FIT)
    scope = NATION if context.code == NATION else context.code.split(".")[0]
    own = rows.filter(
        (pl.col("scope_code") == scope)
        & pl.col("election_code").eq_missing(pl.lit(context.election, pl.String))
    )
    parts = {
        share: own.filter(pl.col("term") == f"corong_{share}").select(
            pl.col("value").alias("exposure"),
            pl.col("lower").alias(f"lower_{share}"),
            pl.col("upper").alias(f"upper_{share}"),
        )
        for share in ("95", "998")
    }
    return parts["95"].join(parts["998"], on="exposure", how="inner").sort("exposure").select(LIMITS)


def is_outside(limits: pl.DataFrame, expected: float, ratio: float) -> bool:
    """Beyond the 99.8 % limits at that expected count (straight lines on its logarithm)."""
    known = [math.log(x) for x in limits["exposure"]]
    at = math.log(expected)
    right = min(max(sum(x < at for x in known), 1), len(known) - 1)
    left = right - 1
    share = min(max((at - known[left]) / (known[right] - known[left]), 0.0), 1.0)

    def between(column: str) -> float:
        values = limits[column]
        return float(values[left] + share * (values[right] - values[left]))

    return ratio > between("upper_998") or ratio < between("lower_998")


def funnel_sheet(context: Context) -> Sheet | None:
    """The funnel's numbers as a file."""
    found = funnel_of(context)
    return _sheet(context, found) if found else None


def _sheet(context: Context, found: Funnel) -> Sheet:
    """Each place's base, its value as observed, and whether it lies outside."""
    words = context.words
    rows = [
        {
            "nama": r["name"],
            "pembagi": r["exposure"],
            "nilai": r["rate"],
            "letak": words("klasemen.luar" if r["is_outside"] else "klasemen.dalam"),
        }
        for r in found.points.sort("exposure").iter_rows(named=True)
    ]
    columns = (
        Column("nama", words("kolom.wilayah")),
        Column(
            "pembagi", words("klasemen.corong_x_wajar" if found.is_ratio else "klasemen.corong_x"), "rate"
        ),
        Column("nilai", words("kolom.kali_wajar" if found.is_ratio else "kolom.laju"), "rate"),
        Column("letak", words("kolom.letak")),
    )
    note = words("klasemen.corong_kalimat")
    return Sheet("corong", words("klasemen.corong"), columns, rows, note, context.source, context.data_on)
