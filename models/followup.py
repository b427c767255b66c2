"""How long recommendations wait for a decision: an open case is not a failed one yet.

    S(t) = Π_{t_i ≤ t} (1 − d_i/n_i)              Kaplan & Meier 1958; variance by Greenwood 1926
    hazard of PPK r:  theta_r · h_0(t),  h_0 constant between 0, 14, 30, 60, 120, 365 days
    theta_r ~ Gamma(a, a),  events_r | theta_r ~ Poisson(theta_r E_r),  E_r = Σ ∫ h_0 over its waiting days
    theta_r | data ~ Gamma(a + events_r, a + E_r)

The shared frailty (Clayton 1978; Vaupel et al. 1979) shrinks a PPK with two cases to the common pace; ``a``
is at the maximum of the negative binomial marginal likelihood. theta > 1: decides faster than the common
pace.

Not for: shares of closed cases at a fixed day (they punish whoever received recommendations last week).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import optimize, stats

from geo import NetraError
from models.scores import nb_log_pmf

Array = NDArray[np.float64]

CUTS_DAYS = np.array([0.0, 14.0, 30.0, 60.0, 120.0, 365.0])
SHAPE_RANGE = (0.3, 200.0)
PACE_SCHEMA = {
    "region_code": pl.String, "received": pl.Int64, "decided": pl.Int64, "open": pl.Int64,
    "expected": pl.Float64, "pace": pl.Float64, "pace_lower": pl.Float64, "pace_upper": pl.Float64,
    "decided_14": pl.Float64, "decided_60": pl.Float64, "median_days": pl.Float64,
}  # fmt: skip


def kaplan_meier(recommendations: pl.DataFrame, *, today: dt.date) -> pl.DataFrame:
    """Share still open by days since the recommendation: days, at_risk, decided, open_share, lower, upper.

    recommendations: rec_date, decision_date (null = open); rows dated after ``today`` are not known yet. The
    95 % interval is on the log(−log) scale (Kalbfleisch & Prentice 1980).
    """
    days, done = _durations(recommendations, today)
    times = np.unique(days[done])
    at_risk = (days[None] >= times[:, None]).sum(axis=1)
    decided = ((days[None] == times[:, None]) & done[None]).sum(axis=1)
    share = np.cumprod(1 - decided / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(decided / (at_risk * (at_risk - decided)))
        spread = 1.96 * np.sqrt(greenwood) / np.abs(np.log(share))
        lower, upper = share ** np.exp(spread), share ** np.exp(-spread)
    inside = (share > 0) & (share < 1)
    return pl.DataFrame(
        {
            "days": times, "at_risk": at_risk, "decided": decided, "open_share": share,
            "lower": np.where(inside, lower, 0.0), "upper": np.where(inside, upper, share),
        }
    )  # fmt: skip


def follow_up_pace(recommendations: pl.DataFrame, *, today: dt.date) -> pl.DataFrame:
    """Pace of each PPK, shrunken: one row per region_code, slowest first.

    recommendations: region_code, rec_date, decision_date. pace with 95 % interval (1 = the common pace);
    decided_14, decided_60: probability that a new recommendation is decided within so many days; median_days
    null when more than half would wait beyond a year.
    """
    known = recommendations.filter(pl.col("rec_date") <= today)
    if known.is_empty():
        return pl.DataFrame(schema=PACE_SCHEMA)
    days, done = _durations(known, today)
    waiting = _waiting(days)
    events = np.histogram(days[done], bins=[*CUTS_DAYS, np.inf])[0]
    hazard = (events + 0.2) / (waiting.sum(axis=0) + 0.2 / 0.01)  # a hundred days a decision, barely felt
    cumulative = waiting @ hazard
    table = known.select("region_code").with_columns(done=pl.Series(done), expected=pl.Series(cumulative))
    table = table.group_by("region_code").agg(
        pl.len().alias("received"), pl.col("done").sum().alias("decided"), pl.col("expected").sum()
    )
    table = table.sort("region_code")
    shape = _frailty(table["decided"].to_numpy().astype(float), table["expected"].to_numpy())
    return _paces(table, shape, hazard).sort("pace", "region_code")


def _durations(recommendations: pl.DataFrame, today: dt.date) -> tuple[Array, NDArray[np.bool_]]:
    """Days waited so far and whether a decision had come by ``today``."""
    known = recommendations.filter(pl.col("rec_date") <= today)
    if known.is_empty():
        raise NetraError("Belum ada rekomendasi sampai hari itu.", code="no_data")
    decision = known["decision_date"].cast(pl.Date)
    done = ((decision <= today) & decision.is_not_null()).fill_null(False).to_numpy()
    end = known.select(pl.when(pl.Series(done)).then(decision).otherwise(pl.lit(today)))[:, 0]
    days = (end - known["rec_date"]).dt.total_days().to_numpy().astype(float)
    return np.maximum(days, 0.5), done  # decided on the day it came: half a day, not none


def _waiting(days: Array) -> Array:
    """Days spent in each interval of ``CUTS_DAYS``, (n, intervals)."""
    ends = np.append(CUTS_DAYS[1:], np.inf)
    return np.asarray(np.clip(days[:, None] - CUTS_DAYS, 0.0, ends - CUTS_DAYS))


def _frailty(events: Array, expected: Array) -> float:
    """Gamma shape a at the maximum of Σ log NB(events; mean E, size a)."""
    expected = np.maximum(expected, 1e-6)

    def loss(log_shape: float) -> float:
        size = np.full(events.shape, np.exp(log_shape))
        # a half-Cauchy on the sd between PPK keeps a handful of them from looking all alike or all apart
        return float(-nb_log_pmf(events, expected, size).sum() + np.log1p(np.exp(-log_shape)))

    found = optimize.minimize_scalar(loss, bounds=tuple(np.log(SHAPE_RANGE)), method="bounded")
    return float(np.exp(found.x))


def _paces(table: pl.DataFrame, shape: float, hazard: Array) -> pl.DataFrame:
    a = shape + table["decided"].to_numpy()
    b = shape + table["expected"].to_numpy()
    levels = _waiting(np.array([14.0, 60.0])) @ hazard
    within = 1 - (b[:, None] / (b[:, None] + levels)) ** a[:, None]  # theta integrated out
    frame = table.with_columns(
        open=pl.col("received").cast(pl.Int64) - pl.col("decided").cast(pl.Int64),
        pace=a / b,
        pace_lower=stats.gamma.ppf(0.025, a, scale=1 / b),
        pace_upper=stats.gamma.ppf(0.975, a, scale=1 / b),
        decided_14=within[:, 0],
        decided_60=within[:, 1],
        median_days=pl.Series(_median_days(a, b, hazard)).fill_nan(None),
    )
    return frame.select([pl.col(c).cast(t) for c, t in PACE_SCHEMA.items()])


def _median_days(a: Array, b: Array, hazard: Array) -> Array:
    days = np.arange(1.0, 366.0)
    levels = _waiting(days) @ hazard
    share_open = (b[:, None] / (b[:, None] + levels)) ** a[:, None]
    reached = share_open <= 0.5
    return np.where(reached.any(axis=1), days[np.argmax(reached, axis=1)], np.nan)
