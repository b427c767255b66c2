"""Rates common to a whole scope: one per election and phase, and each phase against JEDA.

    count_rs ~ NB(offset_rs level_r exp(alpha_s)),   s = election × phase

``level_r`` is the region's own (:mod:`models.standard`): the course of a scope is uncertain because regions
take it differently, not because they differ. A negative binomial GLM of statsmodels with standard errors by
region, since weeks and phases of one region resemble each other (Liang & Zeger 1986; small-sample t with
R - 1 degrees of freedom). Phase *mean rates* are reported, not step coefficients: they keep their meaning
when the model around them changes. A step without a single count has no finite estimate: its upper limit is
exact (Garwood 1936).
"""

from __future__ import annotations

import warnings

import numpy as np
import polars as pl
from scipy.stats import chi2
from scipy.stats import t as student

from models.dispersion import STEP, Dispersion

FEWEST_REGIONS = 3  # below it the regions are no sample: the interval is Poisson times dispersion
BASELINE = "JEDA"
SHOWN = {"mean": "value", "low": "lower", "high": "upper"}
CLEAREST = 10.0  # log: a ratio further out is no estimate


def phase_rates(cells: pl.DataFrame, *, spread: Dispersion, base: float) -> pl.DataFrame:
    """``cells`` of :func:`models.standard.step_cells`; rows of table ``effect``.

    Terms ``laju_tahapan`` (rate per ``base``, election and phase named) and ``rasio_tahapan`` (phase against
    JEDA over all elections), each ``value, lower, upper``; ratios with ``p_value``.
    """
    seen = cells.filter(pl.col("offset") > 0).with_columns(pl.col("offset") * pl.col("level"))
    if seen.is_empty():
        return empty_effects()
    names = [pl.col(c).fill_null("-") for c in STEP]
    seen = seen.with_columns(pl.concat_str(names, separator="|").alias("step"))
    rates = _means(seen, "step", spread=spread)
    first = seen.unique("step", keep="first", maintain_order=True).select(
        "step", "election_code", "phase_code"
    )
    named = rates.join(first, left_on="level", right_on="step", how="left", maintain_order="left")
    laju = named.select(
        pl.lit("laju_tahapan").alias("term"), "election_code", "phase_code",
        *[(pl.col(c).exp() * base).alias(n) for c, n in SHOWN.items()],
        pl.lit(None, pl.Float64).alias("p_value"),
    )  # fmt: skip
    return pl.concat([laju, _ratios(seen, spread=spread)]).with_columns(pl.lit("glm").alias("fit"))


def empty_effects() -> pl.DataFrame:
    """No rows, the right columns."""
    names = {"term": pl.String, "election_code": pl.String, "phase_code": pl.String}
    numbers = dict.fromkeys(("value", "lower", "upper", "p_value"), pl.Float64)
    return pl.DataFrame(schema={**names, **numbers, "fit": pl.String})


def _ratios(seen: pl.DataFrame, *, spread: Dispersion) -> pl.DataFrame:
    named = seen.filter(pl.col("phase_code").is_not_null())
    if named.is_empty():
        return empty_effects().drop("fit")
    means = _means(named, "phase_code", spread=spread)
    base = means.filter(pl.col("level") == BASELINE)
    if base.is_empty() or not np.isfinite(base["mean"][0]):
        return empty_effects().drop("fit")
    joint = (pl.col("sd") ** 2 + base["sd"][0] ** 2).sqrt()
    ratio = pl.col("mean") - base["mean"][0]
    df = max(seen["region_code"].n_unique() - 1, 1)
    rows = means.filter((pl.col("level") != BASELINE) & pl.col("sd").is_finite() & (ratio.abs() < CLEAREST))
    rows = rows.with_columns(ratio.alias("_r"), joint.alias("_s"))
    width = float(student.ppf(0.975, df))
    p = 2 * student.sf(np.abs(rows["_r"].to_numpy()) / np.maximum(rows["_s"].to_numpy(), 1e-12), df)
    return rows.select(
        pl.lit("rasio_tahapan").alias("term"),
        pl.lit(None, pl.String).alias("election_code"),
        pl.col("level").alias("phase_code"),
        pl.col("_r").exp().alias("value"),
        (pl.col("_r") - width * pl.col("_s")).exp().alias("lower"),
        (pl.col("_r") + width * pl.col("_s")).exp().alias("upper"),
        pl.Series("p_value", p),
    )


def _means(seen: pl.DataFrame, column: str, *, spread: Dispersion) -> pl.DataFrame:
    """``level, mean, sd, low, high`` on the log scale, one row per level of ``column``."""
    totals = seen.group_by(column, maintain_order=True).agg(
        pl.col("count", "offset", "square", "expected").sum()
    )
    totals = totals.rename({column: "level"})
    none = totals.filter(pl.col("count") == 0)
    some = totals.filter(pl.col("count") > 0)
    parts = [_exact_zero(none)] if none.height else []
    if some.height:
        rows = seen.filter(pl.col(column).is_in(some["level"].to_list()))
        parts.append(_fitted(rows, some, column, spread=spread))
    return pl.concat(parts).sort("level")


def _exact_zero(totals: pl.DataFrame) -> pl.DataFrame:
    upper = float(np.log(chi2.ppf(0.975, 2) / 2))
    nothing = pl.lit(-np.inf)
    return totals.select(
        "level", nothing.alias("mean"), pl.lit(np.inf).alias("sd"), nothing.alias("low"),
        (upper - pl.col("offset").log()).alias("high"),
    )  # fmt: skip


def _fitted(rows: pl.DataFrame, totals: pl.DataFrame, column: str, *, spread: Dispersion) -> pl.DataFrame:
    """Standard errors by region, but never below those of the counts themselves: one region is no cluster."""
    regions = rows["region_code"].n_unique()
    levels = totals["level"].to_list()
    mean = (totals["count"] / totals["offset"]).log().to_numpy()
    inflation = totals.select(spread.inflation()).to_series().to_numpy()
    sd = np.sqrt(inflation / totals["count"].to_numpy())
    width = 1.96
    if regions >= FEWEST_REGIONS:
        mean, clustered = _glm(rows, levels, column, spread=spread)
        sd, width = np.maximum(sd, clustered), float(student.ppf(0.975, regions - 1))
    low, high = mean - width * sd, mean + width * sd
    return pl.DataFrame({"level": levels, "mean": mean, "sd": sd, "low": low, "high": high})


def _glm(
    rows: pl.DataFrame, levels: list[str], column: str, *, spread: Dispersion
) -> tuple[np.ndarray, np.ndarray]:
    # statsmodels takes four seconds to import: only where a fit is really made
    from statsmodels.genmod.families import NegativeBinomial
    from statsmodels.genmod.generalized_linear_model import GLM

    design = (rows[column].to_numpy()[:, None] == np.array(levels)[None, :]).astype(float)
    groups = np.unique(rows["region_code"].to_numpy(), return_inverse=True)[1]
    weeks = np.maximum(rows["weeks"].to_numpy(), 1)
    law = NegativeBinomial(alpha=max(spread.k, 1e-4) / float(np.median(weeks)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels warns of its own deprecations
        model = GLM(rows["count"].to_numpy(), design, family=law, offset=np.log(rows["offset"].to_numpy()))
        found = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, maxiter=50)
    return np.asarray(found.params), np.asarray(found.bse)
