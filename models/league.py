"""League tables that admit what they do not know: ranks with intervals, and groups that cannot be told apart.

Ranks are computed in every joint draw of the shrunken rates (Goldstein & Spiegelhalter 1996; Laird & Louis
1989): expected rank, 95 % interval, P(among the worst tenth). Rank 1 needs attention first: the highest rate
where lower is better, the lowest where higher is better (the measure registry says which). Units are compared
within their stratum only (kind, size): a kecamatan is no hospital. A unit belongs to the group above it until
the group's first is ahead of it with probability ``CLEAR``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from models.areal_summary import rank_interval, ranks
from models.funnel import funnel
from models.gamma_poisson import fit_exchangeable
from models.proportions import fit_proportions

DRAWS = 4000
CLEAR = 0.9  # probability of a difference below which two units share a group
LEVEL = 0.95


def league(
    table: pl.DataFrame,
    *,
    better: str = "lower",
    kind: str = "rate",
    strata: Sequence[str] = (),
    draws: int = DRAWS,
    seed: int = 0,
) -> pl.DataFrame:
    """``table``: ``id, count, expected`` (rates) or ``id, count, trials`` (``kind="share"``), ``strata``.

    An optional column ``inflation`` carries over-dispersion. Adds ``value, value_lower, value_upper`` (RR or
    share), ``rank_mean, rank_lower, rank_upper, p_worst_tenth, group``, and for rates the funnel's
    ``p_adjusted, flag``. Sorted by stratum and expected rank; units without information come last.
    """
    rng = np.random.default_rng(seed)
    parts = table.partition_by(list(strata), maintain_order=True) if strata else [table]
    done = [_stratum(part, better=better, kind=kind, draws=draws, rng=rng) for part in parts]
    return pl.concat(done).sort([*strata, "rank_mean"], nulls_last=True, maintain_order=True)


def _stratum(
    table: pl.DataFrame, *, better: str, kind: str, draws: int, rng: np.random.Generator
) -> pl.DataFrame:
    size = "expected" if kind == "rate" else "trials"
    known = (pl.col(size).fill_null(0) > 0) & pl.col("count").is_not_null()
    seen, unseen = table.filter(known), table.filter(~known)
    if seen.is_empty():
        return unseen.with_columns(pl.lit(None, kind_).alias(name) for name, kind_ in _columns(kind).items())
    values, field = _fit(seen, kind=kind, draws=draws, rng=rng)
    result = seen.with_columns(**values).with_columns(**ranked(field, is_high_first=better == "lower"))
    if kind == "rate":
        flags = funnel(seen.select("id", "count", "expected")).select("p_adjusted", "flag")
        result = pl.concat([result, flags], how="horizontal")
    return pl.concat([result, unseen], how="diagonal")


def _columns(kind: str) -> dict[str, pl.DataType]:
    numbers = [
        "value",
        "value_lower",
        "value_upper",
        "rank_mean",
        "rank_lower",
        "rank_upper",
        "p_worst_tenth",
    ]
    extra = {"p_adjusted": pl.Float64(), "flag": pl.String()} if kind == "rate" else {}
    return {**dict.fromkeys(numbers, pl.Float64()), "group": pl.Int64(), **extra}


def _fit(
    table: pl.DataFrame, *, kind: str, draws: int, rng: np.random.Generator
) -> tuple[dict[str, pl.Series], np.ndarray]:
    count = table["count"].cast(pl.Float64).to_numpy()
    if kind == "share":
        shares = fit_proportions(count, table["trials"].cast(pl.Float64).to_numpy())
        ends = shares.quantile(0.025), shares.quantile(0.975)
        return _named(shares.mean(), *ends), shares.draw(draws, rng=rng)
    inflation = table["inflation"].to_numpy() if "inflation" in table.columns else 1.0
    fit = fit_exchangeable(count, table["expected"].cast(pl.Float64).to_numpy(), inflation=inflation)
    return _named(fit.mean(), fit.quantile(0.025), fit.quantile(0.975)), fit.draw(draws, rng=rng)


def _named(mean: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> dict[str, pl.Series]:
    return {"value": pl.Series(mean), "value_lower": pl.Series(lower), "value_upper": pl.Series(upper)}


def ranked(field: np.ndarray, *, is_high_first: bool = True) -> dict[str, pl.Series]:
    """``rank_mean, rank_lower, rank_upper, p_worst_tenth, group`` from joint draws (D, N)."""
    ordered = field if is_high_first else -field
    rank = ranks(ordered)
    low, high = rank_interval(rank, level=LEVEL)
    worst = max(1, round(field.shape[1] / 10))
    return {
        "rank_mean": pl.Series(rank.mean(axis=0)),
        "rank_lower": pl.Series(low.astype(float)),
        "rank_upper": pl.Series(high.astype(float)),
        "p_worst_tenth": pl.Series((rank <= worst).mean(axis=0)),
        "group": pl.Series(indistinct_groups(ordered, rank.mean(axis=0))),
    }


def indistinct_groups(field: np.ndarray, rank_mean: np.ndarray) -> np.ndarray:
    """Group number (N,), 1 = first: down the table, a new group begins where the group's first unit is
    above the unit with probability ``CLEAR`` or more."""
    group = np.zeros(len(rank_mean), dtype=np.int64)
    number, first = 0, -1
    for unit in np.argsort(rank_mean, kind="stable"):
        if first < 0 or (field[:, first] > field[:, unit]).mean() >= CLEAR:
            number, first = number + 1, unit
        group[unit] = number
    return group
