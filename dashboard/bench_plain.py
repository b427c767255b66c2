"""The rival of ``make bench ONLY=pages``: the same data in plain Dash, as one writes it in an afternoon.

Two drop-downs and a callback that reads the database, makes a figure and a table, and lets Dash send them:
no kept answers, no compression, no cartogram assets. Never part of the program that people run.
"""

from __future__ import annotations

import dash_ag_grid as dag
import plotly.graph_objects as go
import polars as pl
from dash import Dash, Input, Output, dcc, html
from flask import Flask

from dashboard.config import Settings
from etl import store

MEASURES = ("netralitas_dugaan", "sidak_terjaring")


def create_server() -> Flask:
    """The application over ``NETRA_VAR_DIR``'s database."""
    engine = store.connect(Settings().database_url())
    with store.reading(engine) as cx:
        regions = store.read_regions(cx, store.Scope.everything())
    codes = regions.filter(pl.col("level") == 1)["code"].to_list()
    app = Dash(__name__)
    app.layout = html.Div(
        [
            dcc.Dropdown(codes, codes[-1], id="wilayah"),
            dcc.Dropdown(list(MEASURES), MEASURES[0], id="ukuran"),
            dcc.Dropdown(["", "PILKADA_2020", "PEMILU_2024", "PILKADA_2024"], "", id="pemilihan"),
            html.Div(id="isi"),
        ]
    )

    @app.callback(
        Output("isi", "children"),
        Input("wilayah", "value"),
        Input("ukuran", "value"),
        Input("pemilihan", "value"),
    )
    def show(region: str, measure: str, election: str) -> list:
        with store.reading(engine) as cx:
            everything = store.Scope.everything()
            rows = store.read_estimates(
                cx, everything, measure=measure, level="kabkota", election=election or None
            )
            places = store.read_regions(cx, everything)
        rows = rows.filter((pl.col("fit") == "eb") & pl.col("region_code").str.starts_with(region))
        rows = rows.join(places.select(region_code="code", lat="lat", lon="lon"), on="region_code")
        return _drawn(rows)

    return app.server


def _drawn(rows: pl.DataFrame) -> list:
    mark = {
        "size": 24,
        "symbol": "hexagon",
        "color": rows["rate"].to_list(),
        "colorscale": "Teal",
        "showscale": True,
    }
    dots = go.Scatter(
        x=rows["lon"].to_list(),
        y=rows["lat"].to_list(),
        text=rows["region_name"].to_list(),
        mode="markers+text",
        marker=mark,
    )
    shown = rows.select("region_name", "count", "rate", "rate_lower", "rate_upper", "rr", "rank_mean")
    return [
        dcc.Graph(figure=go.Figure(dots)),
        dag.AgGrid(rowData=shown.to_dicts(), columnDefs=[{"field": n} for n in shown.columns]),
    ]
