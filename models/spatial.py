"""One measure's BYM2 estimates: standardised counts, bursts counted, neighbours asked.

    count_r / f_r ~ Poisson(expected_r / f_r · RR_r),   RR by :func:`models.areal.fit_bym2`

``expected_r`` from :mod:`models.standard`, ``f_r`` from :mod:`models.dispersion`. Drivers on the log scale
add up to log RR: ``region`` what the region's own record says (shrunken without neighbours), ``spatial`` what
the neighbours add. Regions without information are predicted and named ``tanpa_data``.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from models.areal import ArealFit, fit_bym2
from models.dispersion import Dispersion
from models.gamma_poisson import fit_exchangeable
from models.hotspots import HOT, drivers, with_band
from models.standard import region_cells

DRAWS = 8000
FEWEST_REGIONS = 3  # two regions have no neighbourhood to speak of
FEWEST_COUNTS = 20  # with fewer the spread between regions is prior, and so is every risk
SHOWN = {
    "rr_mean": "rr",
    "rr_lower": "rr_lower",
    "rr_upper": "rr_upper",
    f"p_above_{HOT}": "p_above",
    "p_worst_tenth": "p_worst_tenth",
    "rank_mean": "rank_mean",
    "rank_lower": "rank_lower",
    "rank_upper": "rank_upper",
}


def spatial_estimates(
    cells: pl.DataFrame,
    edges: pl.DataFrame,
    *,
    spread: Dispersion,
    base: float,
    election: str | None = None,
    seed: int = 0,
) -> tuple[pl.DataFrame, str]:
    """Rows of table ``estimate`` (``fit`` = "bym2") over all time or one election, and a label or "".

    ``cells`` of :func:`models.standard.step_cells`. Too few regions or counts: no rows; the label says so.
    """
    table = _inflated(cells, spread, election=election)
    seen = table.filter(pl.col("expected") > 0)
    if seen.height < FEWEST_REGIONS or seen["count"].sum() < FEWEST_COUNTS:
        few = f"{seen.height} wilayah, {seen['count'].sum():.0f} kejadian"
        return pl.DataFrame(), f"{few}: terlalu sedikit untuk membandingkan tetangga"
    fit = _fit(table, edges, seed=seed, draws=DRAWS)
    named = [pl.col(k).alias(v) for k, v in SHOWN.items()]
    risk = fit.estimates.select(pl.col("id").alias("region_code"), *named)
    rows = table.join(risk, on="region_code", how="left", maintain_order="left")
    scale = pl.when(pl.col("offset") > 0).then(pl.col("expected") / pl.col("offset") * base)
    rows = rows.with_columns(
        fit=pl.lit("bym2"),
        election_code=pl.lit(election, pl.String),
        drivers=_drivers(rows),
        rate=pl.col("rr") * scale,
        rate_lower=pl.col("rr_lower") * scale,
        rate_upper=pl.col("rr_upper") * scale,
    )
    is_known = pl.col("expected") > 0  # elsewhere the prediction is prior and neighbours: drawn as "no data"
    numbers = [*SHOWN.values(), "rate", "rate_lower", "rate_upper"]
    rows = with_band(rows).with_columns(pl.when(is_known).then(pl.col(c)).alias(c) for c in numbers)
    return rows.drop("offset", "weeks", "square", "level", "f", strict=False), fit.label


def field(
    cells: pl.DataFrame, edges: pl.DataFrame, *, spread: Dispersion, draws: int = DRAWS, seed: int = 0
) -> ArealFit:
    """The fit itself over all time, with its joint draws; regions by code. See :func:`spatial_estimates`."""
    table = _inflated(cells, spread)
    return _fit(table, edges, seed=seed, draws=draws)


def _inflated(cells: pl.DataFrame, spread: Dispersion, *, election: str | None = None) -> pl.DataFrame:
    """Sums per region with ``f``: a region at twice the common rate has bursts twice as large."""
    level = cells.group_by("region_code", maintain_order=True).agg(pl.col("level").first())
    table = region_cells(cells, election=election).join(level, on="region_code", maintain_order="left")
    table = table.with_columns((pl.col("square") * pl.col("level")).alias("_own"))
    return table.with_columns(spread.inflation("_own").alias("f")).drop("_own", "level")


def _fit(table: pl.DataFrame, edges: pl.DataFrame, *, seed: int, draws: int) -> ArealFit:
    observed = pl.when(pl.col("expected") > 0).then(pl.col("count") / pl.col("f"))
    scaled = table.select(
        pl.col("region_code").alias("id"), observed.alias("count"), expected=pl.col("expected") / pl.col("f")
    )
    ids = scaled["id"].to_list()
    inside = edges.filter(pl.col("i").is_in(ids) & pl.col("j").is_in(ids))
    return fit_bym2(scaled, inside, thresholds=(HOT,), draws=draws, seed=seed)


def _drivers(rows: pl.DataFrame) -> pl.Series:
    y, e = (rows["count"] / rows["f"]).to_numpy(), (rows["expected"] / rows["f"]).to_numpy()
    own = np.log(fit_exchangeable(y, e).mean())
    parts = pl.DataFrame({"region": own, "spatial": np.log(rows["rr"].to_numpy()) - own})
    known = pl.when(rows["expected"] > 0)
    return drivers(parts.with_columns(known.then(pl.col(c)).alias(c) for c in parts.columns))
