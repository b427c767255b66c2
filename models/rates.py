"""Rates that can be compared: counts per effort and exposure, shrunken, with intervals that hold.

    sidak:       caught_i ~ NB(theta_i Σ_t checked_it operations_it^(gamma - 1)),  gamma estimated
    neutrality:  cases_i  ~ NB(theta_i Σ_t staff_it / 52.18),  per 1,000 staff and year

``theta_i`` is gamma-distributed over the units of a group (:mod:`models.gamma_poisson`); the inflation by
bursts and echoes comes from :mod:`models.dispersion`. Zero operations = no information, never "clean"; no
head-count = no rate, and the count is shown. The interval of one unit alone is exact (Garwood 1936).

The *outcome test* (Knowles, Persico & Todd 2001) stands beside: the share found among those checked,
beta-binomial. A unit whose catches rise with its visits but whose hit rate does not was looked at more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import chi2

from etl.measures import MEASURES
from models.dispersion import Dispersion, weekly_dispersion
from models.elasticity import NOT_ESTIMATED, Elasticity, effective_effort, fit_elasticity
from models.gamma_poisson import fit_exchangeable
from models.hotspots import HOT, with_band
from models.league import ranked

WEEKS_PER_YEAR = 365.2425 / 7
CHECKED = "diperiksa"
NUMBERS = ("count", "effort", "exposure", "expected", "rate", "rate_lower", "rate_upper")
RISKS = ("rr", "rr_lower", "rr_upper", "p_above", "p_worst_tenth", "rank_mean", "rank_lower", "rank_upper")
DRAWS = 1000
UNITS = ("region_code", "opd_id")


@dataclass(frozen=True)
class Offsets:
    """The panel with ``offset`` (what a week of looking is worth, in the rate's unit) and the elasticity."""

    rows: pl.DataFrame
    elasticity: Elasticity


def with_offset(panel: pl.DataFrame, *, measure: str, elasticity: Elasticity | None = None) -> Offsets:
    """Offset per row: effective persons checked, person-days, staff-years, or what is counted among."""
    entry = MEASURES[measure]
    rows = panel.filter(pl.col("measure") == measure) if "measure" in panel.columns else panel
    if entry.rate_denominator == "effort" and entry.stream == "sidak":
        rows = _checked_only(rows)
        found = elasticity or fit_elasticity(rows)
        offset = effective_effort(
            pl.col("effort").fill_null(0.0), pl.col("operations").fill_null(0), found.value
        )
        return Offsets(rows.with_columns(offset.alias("offset")), found)
    if entry.rate_denominator == "effort":
        return Offsets(rows.with_columns(pl.col("effort").fill_null(0.0).alias("offset")), NOT_ESTIMATED)
    years = 1.0 if entry.rate == "persen" else 1.0 / WEEKS_PER_YEAR
    exposure = pl.col("exposure").fill_null(0.0).cast(pl.Float64)
    return Offsets(rows.with_columns((exposure * years).alias("offset")), NOT_ESTIMATED)


def rates(
    panel: pl.DataFrame,
    *,
    measure: str,
    by: Sequence[str] = ("region_code",),
    elasticity: Elasticity | None = None,
    seed: int = 0,
) -> pl.DataFrame:
    """Shrunken rates of the units in ``by`` (``region_code``, ``opd_id``) per election, phase if named there.

    Returns one row per unit and group: ``by``, ``fit`` = "eb", ``count, effort, exposure, expected, rate,
    rate_lower, rate_upper, rr, rr_lower, rr_upper, p_above`` (P(RR > 1.5)), ``p_worst_tenth, rank_mean,
    rank_lower, rank_upper`` (1 = highest), ``band``. RR compares with the
    group's pooled rate; OPD are compared inside their region. Nothing to divide by: no rate, no RR, the count
    stays.
    """
    found = with_offset(panel, measure=measure, elasticity=elasticity)
    group = [c for c in by if c not in UNITS] + (["region_code"] if "opd_id" in by else [])
    cells = _cells(found.rows, list(by), spread=weekly_dispersion(found.rows))
    parts = cells.partition_by(group, maintain_order=True) if group else [cells]
    rng = np.random.default_rng(seed)
    done = [_group(part, base=MEASURES[measure].rate_base, rng=rng) for part in parts if part.height]
    frame = pl.concat(done) if done else _without(cells)
    return (
        with_band(frame).with_columns(pl.lit("eb").alias("fit")).select(*by, "fit", *NUMBERS, *RISKS, "band")
    )


def _checked_only(rows: pl.DataFrame) -> pl.DataFrame:
    """Persons checked and operations are two units: weeks that state no persons have a count but no rate."""
    if "effort_unit" not in rows.columns:
        return rows
    is_checked = pl.col("effort_unit").fill_null(CHECKED) == CHECKED
    if not rows.select((is_checked & (pl.col("effort") > 0)).any()).item():
        return rows  # nobody ever stated persons: operations are then the effort for all alike
    return rows.with_columns(pl.when(is_checked).then("effort").otherwise(0.0).alias("effort"))


def _cells(rows: pl.DataFrame, by: list[str], *, spread: Dispersion) -> pl.DataFrame:
    """Sums per unit and group; ``inflation`` from the spread of the offset over the weeks."""
    looked = pl.col("offset") > 0
    sums = rows.group_by(by, maintain_order=True).agg(
        pl.col("count").sum().cast(pl.Float64).alias("count"),
        pl.col("count").filter(looked).sum().cast(pl.Float64).alias("_known"),
        pl.col("effort").cast(pl.Float64).sum(),
        pl.col("effort").is_not_null().any().alias("_has_effort"),
        pl.col("exposure").cast(pl.Float64).mean(),
        pl.col("offset").sum().alias("_offset"),
        (pl.col("offset") ** 2).sum().alias("_square"),
    )
    rate = pl.col("_known") / pl.col("_offset")
    sums = sums.with_columns((rate * pl.col("_square")).alias("_square"))
    inflation = spread.inflation("_square", "_offset")
    return sums.sort(by, nulls_last=True).with_columns(
        pl.when("_has_effort").then("effort").alias("effort"),
        pl.when(pl.col("_offset") > 0).then(inflation).otherwise(1.0).fill_nan(1.0).alias("_inflation"),
    )


def _without(cells: pl.DataFrame) -> pl.DataFrame:
    """Nothing to divide by: counts only."""
    return cells.with_columns(pl.lit(None, pl.Float64).alias(c) for c in (*NUMBERS[3:], *RISKS))


def _group(cells: pl.DataFrame, *, base: float, rng: np.random.Generator) -> pl.DataFrame:
    """Estimates of one group; ``expected`` at the group's pooled rate."""
    y, offset = cells["_known"].to_numpy(), cells["_offset"].to_numpy()
    if offset.sum() <= 0:
        return _without(cells)
    pooled = y.sum() / offset.sum()
    expected = offset * (pooled if pooled > 0 else 0.5 / offset.sum())
    inflation = np.maximum(cells["_inflation"].to_numpy(), 1.0)
    fit = fit_exchangeable(y, expected, inflation=inflation)
    scale = base * expected.sum() / offset.sum()
    risk = {
        "rr": fit.mean(),
        "rr_lower": fit.quantile(0.025),
        "rr_upper": fit.quantile(0.975),
        "p_above": fit.above(HOT),
    }
    seen = np.flatnonzero(offset > 0)
    places = ranked(fit.draw(DRAWS, rng=rng)[:, seen])
    for name in RISKS[4:]:
        risk[name] = np.full(len(y), np.nan)
        risk[name][seen] = places[name].to_numpy()
    known = pl.col("_offset") > 0
    return cells.with_columns(
        pl.Series("expected", expected),
        *[
            pl.Series(name, values * scale)
            for name, values in zip(NUMBERS[4:], list(risk.values())[:3], strict=True)
        ],
        *[pl.Series(name, values) for name, values in risk.items()],
    ).with_columns(pl.when(known).then(pl.col(c)).alias(c) for c in (*NUMBERS[3:], *RISKS))


def exact_interval(count: np.ndarray, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Exact Poisson limits (Garwood 1936) of an expected count, by the gamma distribution."""
    tail = (1 - level) / 2
    count = np.asarray(count, dtype=float)
    lower = np.where(count > 0, chi2.ppf(tail, 2 * np.maximum(count, 1e-9)) / 2, 0.0)
    return lower, chi2.ppf(1 - tail, 2 * (count + 1)) / 2
