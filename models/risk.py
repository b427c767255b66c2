"""Region × phase: where a region departs from its own level and from the common course of an election.

    count_rs ~ Poisson(expected_rs theta_rs) with inflation,   expected from the scope's rate in step s
    theta_rs | m_r ~ Gamma(mean m_r, relative variance tau² + v_r)

``m_r`` is the region's shrunken risk in its *other* steps (leave one out: no count speaks twice), ``v_r`` its
relative variance, ``tau`` the region × phase spread, integrated over a grid of its marginal likelihood.
Without a region × phase effect 90 % intervals cover 70 % (measured on simulations of this kind). Fay &
Herriot (1979) is the ancestor, Clayton & Kaldor (1987) the gamma form.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.special import gammaln

from etl.measures import MEASURES
from models.dispersion import STEP, Dispersion, weekly_dispersion
from models.elasticity import Elasticity
from models.gamma_poisson import Exchangeable, fit_exchangeable
from models.hotspots import HOT, drivers, with_band
from models.league import ranked
from models.phase_rates import empty_effects, phase_rates
from models.rates import with_offset
from models.standard import step_cells
from models.threads import one_thread

TAUS = np.concatenate([[0.02, 0.06], np.linspace(0.1, 1.2, 23)])
TAU_PRIOR = 0.5  # half-normal; it holds region × phase, region × election and the echo within a phase
DRAWS = 2000
RISK = ("rr", "rr_lower", "rr_upper", "p_above")


@one_thread
def fit_region_phase(
    panel: pl.DataFrame,
    neighbours: pl.DataFrame | None = None,
    *,
    measure: str,
    elasticity: Elasticity | None = None,
    seed: int = 0,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Estimates (``fit`` = "glm") per region, election and phase, and the scope's effects.

    Estimates: ``region_code, election_code, phase_code`` and the numbers of table ``estimate`` with ``band``
    and ``drivers``; ranks are within the step. Effects: rows of table ``effect``. ``neighbours`` is not used
    by this first model; the fixed form of all models has it.
    """
    found = with_offset(panel, measure=measure, elasticity=elasticity)
    cells = step_cells(found.rows)
    spread = weekly_dispersion(found.rows)
    base = float(MEASURES[measure].rate_base)
    weekly = Dispersion(spread.k, 1.0)  # within a phase the echo is part of its rate, not noise about it
    effects = pl.concat([phase_rates(cells, spread=weekly, base=base), _elasticity_rows(found.elasticity)])
    if cells["expected"].sum() <= 0:
        return _withheld(cells), effects
    return _estimates(cells, spread=spread, base=base, seed=seed), effects


def _elasticity_rows(found: Elasticity) -> pl.DataFrame:
    row = {
        "term": "elastisitas",
        "value": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "fit": "glm",
    }
    schema = empty_effects().schema
    return pl.DataFrame([{**row, "fit": "glm"}] if found.is_estimated else [], schema=schema)


def _withheld(cells: pl.DataFrame) -> pl.DataFrame:
    """No denominator anywhere, or nothing counted: counts are shown, rates are not."""
    none = [pl.lit(None, pl.Float64).alias(c) for c in ("rate", "rate_lower", "rate_upper", *RISK)]
    looked = pl.when(pl.col("offset") > 0).then(pl.lit("tak_terbedakan")).otherwise(pl.lit("tanpa_data"))
    rows = cells.with_columns(*none, looked.alias("band"), fit=pl.lit("glm"))
    return rows.drop("offset", "weeks", "square", "level")


def _estimates(cells: pl.DataFrame, *, spread: Dispersion, base: float, seed: int) -> pl.DataFrame:
    cells = _with_inflation(cells, Dispersion(spread.k, 1.0))  # the echo is part of what tau measures
    own, variance = _own_level(cells, echo=spread.echo)
    mixture = _departures(cells, own, variance)
    scale = pl.col("expected") / pl.col("offset") * base
    ends = mixture.quantile(0.025), mixture.quantile(0.975)
    rr = dict(zip(RISK, (mixture.mean(), *ends, mixture.above(HOT)), strict=True))
    table = cells.with_columns(**{name: pl.Series(values) for name, values in rr.items()}, fit=pl.lit("glm"))
    table = table.with_columns(
        (pl.col(risk) * scale).alias(rate)
        for risk, rate in zip(RISK, ("rate", "rate_lower", "rate_upper"), strict=False)
    )
    table = table.with_columns(_drivers(table, own))
    is_known = pl.col("expected") > 0
    hidden = [pl.when(is_known).then(pl.col(c)).alias(c) for c in (*RISK, "rate", "rate_lower", "rate_upper")]
    table = with_band(_ranked(table.with_columns(hidden), mixture, seed=seed))
    return table.drop("offset", "weeks", "square", "level", "f", strict=False)


def _with_inflation(cells: pl.DataFrame, spread: Dispersion) -> pl.DataFrame:
    """``f``: bursts and echo, and that the scope's rate in a short step is itself only estimated."""
    cells = cells.with_columns(spread.inflation().alias("f"))
    total = pl.col("expected").sum().over(STEP)
    others = 1.0 - pl.col("expected") / total
    noise = pl.when(total > 0).then(others * pl.col("f").mean().over(STEP) / total).otherwise(0.0)
    return cells.with_columns((pl.col("f") + pl.col("expected") * noise).alias("f"))


def _own_level(cells: pl.DataFrame, *, echo: float) -> tuple[np.ndarray, np.ndarray]:
    """Shrunken risk of each region without the cell's own count (C,), and its relative variance."""
    scaled = cells.select("region_code", y=pl.col("count") / pl.col("f"), e=pl.col("expected") / pl.col("f"))
    totals = scaled.group_by("region_code", maintain_order=True).agg(pl.col("y", "e").sum())
    fit = fit_exchangeable(totals["y"].to_numpy(), totals["e"].to_numpy())
    a = 1.0 / max(fit.spread, 0.02) ** 2
    others = scaled.with_columns(
        (pl.col("y", "e").sum().over("region_code") - pl.col("y", "e")).name.suffix("_o")
    )
    shape = a + np.maximum(others["y_o"].to_numpy(), 0.0)
    rate = a / fit.level + np.maximum(others["e_o"].to_numpy(), 0.0)
    return shape / rate, echo / shape


def _departures(cells: pl.DataFrame, own: np.ndarray, variance: np.ndarray) -> Exchangeable:
    """Gamma posteriors of theta per cell, mixed over tau."""
    y = (cells["count"] / cells["f"]).to_numpy()
    e = (cells["expected"] / cells["f"]).to_numpy()
    shape = 1.0 / (TAUS[:, None] ** 2 + variance)
    mean = np.maximum(own * e, 1e-12)
    share = np.log1p(mean / shape)
    terms = gammaln(shape + y) - gammaln(shape) - shape * share + y * (np.log(mean / shape) - share)
    density = terms[:, e > 0].sum(axis=1) - 0.5 * (TAUS / TAU_PRIOR) ** 2 + np.log(np.gradient(TAUS))
    weight = np.exp(density - density.max())
    keep = weight > 1e-4 * weight.sum()
    return Exchangeable(
        weight=weight[keep] / weight[keep].sum(),
        shape=shape[keep] + y,
        rate=shape[keep] / own + e,
        level=1.0,
        spread=float(weight @ TAUS / weight.sum()),
    )


def _drivers(table: pl.DataFrame, own: np.ndarray) -> pl.Series:
    """On the log scale: the region's usual level, its own habit in this step, the phase against all time."""
    overall = float(table["count"].sum()) / float(table["offset"].sum())
    step = (table["expected"] / table["offset"] / overall).log()
    parts = pl.DataFrame(
        {
            "region": np.log(own),
            "region_phase": np.log(table["rr"].to_numpy()) - np.log(own),
            "phase": step.to_numpy(),
        }
    )
    known = pl.when(table["expected"] > 0)
    return drivers(parts.with_columns(known.then(pl.col(c)).alias(c) for c in parts.columns))


def _ranked(table: pl.DataFrame, mixture: Exchangeable, *, seed: int) -> pl.DataFrame:
    """Ranks within each step, among the regions with information."""
    field = mixture.draw(DRAWS, rng=np.random.default_rng(seed))
    parts = []
    indexed = table.with_row_index("_row")
    for part in indexed.partition_by(STEP, maintain_order=True):
        known = part.filter(pl.col("expected") > 0)
        if known.height > 1:
            places = ranked(field[:, known["_row"].to_numpy()])
            known = known.with_columns(**{name: s for name, s in places.items() if name != "group"})
        parts += [known, part.filter(~(pl.col("expected") > 0))]
    return pl.concat([p for p in parts if p.height], how="diagonal").sort("_row").drop("_row")
