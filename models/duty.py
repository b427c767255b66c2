"""The head's own duty: share of recommendations that led to a decision (DOMAIN 8: the fairest table).

    decided_r ~ Binomial(received_r, p_r),   logit p_r exchangeable (:mod:`models.proportions`)

Higher is better, so rank 1 = the lowest share. An open case is not a failed one yet: how long it has waited
is told by :mod:`models.followup`; this share is the count of the day.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from models.league import ranked
from models.proportions import fit_proportions

DRAWS = 4000
FEWEST_REGIONS = 2


def follow_up_estimates(recommendations: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """``recommendations``: ``region_code, decision_date, is_open``; rows per region, rates in percent.

    ``rr`` is the share relative to that of all regions together; ``band`` says whether the interval lies
    below (``mungkin``: attention), above (``lebih_baik``) or about it.
    """
    if recommendations.is_empty():
        return pl.DataFrame()
    table = (
        recommendations.group_by("region_code")
        .agg(
            (~pl.col("is_open")).sum().cast(pl.Float64).alias("count"),
            pl.len().cast(pl.Float64).alias("exposure"),
        )
        .sort("region_code")
    )
    fit = fit_proportions(table["count"].to_numpy(), table["exposure"].to_numpy())
    mean, low, high = fit.mean(), fit.quantile(0.025), fit.quantile(0.975)
    pooled = max(float(table["count"].sum()) / float(table["exposure"].sum()), 1e-9)
    columns = {"rate": mean, "rate_lower": low, "rate_upper": high}
    table = table.with_columns(
        **{name: pl.Series(100 * values) for name, values in columns.items()},
        rr=pl.Series(mean / pooled),
        rr_lower=pl.Series(low / pooled),
        rr_upper=pl.Series(high / pooled),
        expected=pl.col("exposure") * pooled,
        fit=pl.lit("eb"),
    )
    if table.height >= FEWEST_REGIONS:
        places = ranked(fit.draw(DRAWS, rng=np.random.default_rng(seed)), is_high_first=False)
        table = table.with_columns(**{name: s for name, s in places.items() if name != "group"})
    band = (
        pl.when(pl.col("rr_upper") < 1)
        .then(pl.lit("mungkin"))
        .when(pl.col("rr_lower") > 1)
        .then(pl.lit("lebih_baik"))
        .otherwise(pl.lit("tak_terbedakan"))
    )
    return table.with_columns(band.alias("band"))
