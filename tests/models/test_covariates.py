"""Dated facts as covariates: known effects come back, none is invented, nothing is known before its day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from geo import NetraError
from models.covariates import effects, with_covariates
from models.forecast import forecast_weeks
from models.forecast_members import build
from models.forecast_panel import from_panel
from models.spacetime_fit import fit

MONDAY, WEEKS, REGIONS = dt.date(2022, 1, 3), 150, 24
CODES = [f"99.{r + 1:02d}" for r in range(REGIONS)]
TRUTH = {"petahana": 0.7, "ikp": 0.3, "kotak_kosong": 0.0}


def facts(rng: np.random.Generator) -> pl.DataFrame:
    """An incumbent (from a day of its own), an index, and an empty box that means nothing."""
    rows = []
    for k, code in enumerate(CODES):
        rows.append((code, "ikp", MONDAY, float(rng.normal(50, 10))))
        rows.append((code, "kotak_kosong", MONDAY, float(k % 5 == 0)))
        rows.append((code, "petahana", MONDAY, 0.0))
        if k % 2:
            rows.append(
                (code, "petahana", MONDAY + dt.timedelta(weeks=int(rng.integers(30, 90)), days=2), 1.0)
            )
    return pl.DataFrame(rows, schema=["region_code", "name", "known_on", "value"], orient="row")


def world(seed: int) -> pl.DataFrame:
    """A panel whose counts follow the covariates, regions that differ, and last week."""
    rng = np.random.default_rng(seed)
    weeks = [MONDAY + dt.timedelta(weeks=t) for t in range(WEEKS)]
    empty = pl.DataFrame({"region_code": np.repeat(CODES, WEEKS), "week": weeks * REGIONS}).with_columns(
        measure=pl.lit("netralitas_dugaan"), count=pl.lit(0), exposure=pl.lit(5000.0),
        phase_code=pl.lit("JEDA"), effort=pl.lit(None, pl.Float64), election_code=pl.lit(None, pl.String),
        days_to_vote=pl.lit(None, pl.Int64),
    )  # fmt: skip
    panel = with_covariates(empty, facts(rng))
    ikp = (panel["x_ikp"] - panel["x_ikp"].mean()) / panel["x_ikp"].std(ddof=0)
    linear = TRUTH["petahana"] * panel["x_petahana"].to_numpy() + TRUTH["ikp"] * ikp.to_numpy()
    linear = linear.reshape(REGIONS, WEEKS) + rng.normal(0, 0.25, (REGIONS, 1))
    counts = np.zeros((REGIONS, WEEKS))
    for t in range(WEEKS):
        before = counts[:, t - 1] if t else 0.0
        counts[:, t] = rng.poisson(rng.gamma(4.0, (1.2 * np.exp(linear[:, t]) + 0.3 * before) / 4.0))
    return panel.with_columns(count=pl.Series(counts.ravel().astype(int)))


def test_known_effects_come_back() -> None:
    """In four worlds 95 % intervals hold at least ten of twelve effects; the incumbent stands out."""
    held = []
    for seed in range(4):
        series = from_panel(world(seed), None, horizons=4)
        model = build(series, "utama")
        found = {e.name: e for e in effects(model, fit(model, WEEKS - 1, tolerance=1e-4), series.step_names)}
        held += [np.log(found[n].lower) <= b <= np.log(found[n].upper) for n, b in TRUTH.items()]
        assert found["petahana"].lower > 1.2
    assert sum(held) >= 10


def test_a_fact_is_not_known_before_its_day() -> None:
    """What became known on a Wednesday counts from the Monday after."""
    panel = pl.DataFrame(
        {"region_code": ["99.01"] * 3, "week": [MONDAY + dt.timedelta(weeks=k) for k in range(3)]}
    )
    day = MONDAY + dt.timedelta(days=2)
    fact = pl.DataFrame({"region_code": ["99.01"], "name": ["petahana"], "known_on": [day], "value": [1.0]})
    assert with_covariates(panel, fact)["x_petahana"].to_list() == [None, 1.0, 1.0]
    with pytest.raises(NetraError, match="known_on"):
        with_covariates(panel, fact.drop("known_on"))


def test_covariates_are_optional() -> None:
    """A panel without them, or with one that never varies, gives the same forecast."""
    panel = world(1)
    plain = panel.drop("x_ikp", "x_petahana", "x_kotak_kosong").filter(
        pl.col("week") > MONDAY + dt.timedelta(weeks=90)
    )
    first = forecast_weeks(plain, None, horizons=2, paths=30, seed=1)
    assert first.equals(
        forecast_weeks(plain.with_columns(x_same=pl.lit(1.0)), None, horizons=2, paths=30, seed=1)
    )
