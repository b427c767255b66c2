"""What is still under way: expected final counts of recent weeks from the reporting triangle.

Reports n_{t,d} of events in week t that became known d weeks later, observed where t + d ≤ now.

    h_d = P(delay = d | delay ≤ d)            reverse-time hazard (Kalbfleisch & Lawless 1989, JASA 84)
    F(D) = Π_{d > D} (1 − h_d)                share known after D weeks
    lambda_t ~ Gamma(k, k/m_t),  seen_t ~ Poisson(lambda_t F),  unseen_t ~ Poisson(lambda_t (1 − F))

Hazards are Beta posteriors whose information is divided by the observed overdispersion, so draws of F carry
what is not known of the delays; k is fitted to the complete weeks; m_t is the recent level. Interval: of
draws.

Not for: a first election, with no completed weeks to learn delays from (then ``delay_series`` and its stated
prior, or the raw count marked "sementara").
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError

Array = NDArray[np.float64]

LONGEST_DELAY_WEEKS = 40
LEARNT_WEEKS = 156  # delays change with agency and law: only the last three years teach
LEVEL_WEEKS = 8
DRAWS = 4000


def nowcast(
    reports: pl.DataFrame,
    *,
    today: dt.date,
    weeks: int = 12,
    longest: int = LONGEST_DELAY_WEEKS,
    seed: int = 0,
) -> pl.DataFrame:
    """Expected final count of the last ``weeks`` weeks.

    reports: week (Monday of the event), known_on (date), count, and optionally region_code. Returns
    [region_code,] week, seen, completeness, expected, lower, upper (90 %), oldest first. Delays are learnt
    from all regions together, levels per region.
    """
    if reports.is_empty():
        raise NetraError("Belum ada laporan: keterlambatan tidak dapat diperkirakan.", code="no_data")
    keys = [c for c in ("region_code",) if c in reports.columns]
    known = reports.filter(pl.col("known_on") <= today)
    monday = today - dt.timedelta(days=today.weekday())
    whole = _triangle(known, monday, longest)
    rng = np.random.default_rng(seed)
    shares = _completeness_draws(whole, rng)
    frames = []
    if not keys:
        return _recent(whole, shares, (monday, weeks), rng)
    for (code,), part in known.sort("region_code", "week").group_by(["region_code"], maintain_order=True):
        frame = _recent(_triangle(part, monday, longest), shares, (monday, weeks), rng)
        frames.append(frame.insert_column(0, pl.lit(code).alias("region_code")))
    return pl.concat(frames)


def completeness(reports: pl.DataFrame, *, today: dt.date, longest: int = LONGEST_DELAY_WEEKS) -> Array:
    """F(D): share of a week's final count known D = 0 … longest weeks later, posterior mean."""
    monday = today - dt.timedelta(days=today.weekday())
    triangle = _triangle(reports.filter(pl.col("known_on") <= today), monday, longest)
    return np.asarray(_completeness_draws(triangle, np.random.default_rng(0)).mean(axis=0))


def _triangle(reports: pl.DataFrame, monday: dt.date, longest: int) -> Array:
    """Counts (T, longest + 1) by week of event, oldest first, and delay; NaN where it is still to come."""
    age = (pl.lit(monday) - pl.col("week")).dt.total_days() // 7
    delay = ((pl.col("known_on") - pl.col("week")).dt.total_days() // 7).clip(0, longest)
    cells = reports.select(age.alias("age"), delay.alias("delay"), "count").filter(pl.col("age") >= 0)
    oldest = min(int(cells["age"].to_numpy().max(initial=0)), LEARNT_WEEKS + longest)
    cells = cells.filter(pl.col("age") <= oldest)
    table = np.zeros((oldest + 1, longest + 1))
    np.add.at(table, (oldest - cells["age"].to_numpy(), cells["delay"].to_numpy()), cells["count"].to_numpy())
    ages = np.arange(oldest, -1, -1)
    return np.where(np.arange(longest + 1)[None] <= ages[:, None], table, np.nan)


def _completeness_draws(triangle: Array, rng: np.random.Generator) -> Array:
    """Draws (DRAWS, longest + 1) of F(D) from the Beta posteriors of the reverse-time hazards."""
    known = np.isfinite(triangle)
    filled = np.where(known, triangle, 0.0)
    so_far = np.cumsum(filled, axis=1)
    new = filled.sum(axis=0)
    base = np.where(known, so_far, 0.0).sum(axis=0)
    spread = _overdispersion(filled, so_far, known, new / np.maximum(base, 1e-9))
    a = (new + 0.3) / spread
    b = (base - new + 0.3 * np.maximum(np.arange(len(new)), 1)) / spread
    hazards = rng.beta(np.maximum(a, 1e-3), np.maximum(b, 1e-3), (DRAWS, len(new)))
    hazards[:, 0] = 0.0
    later = np.cumprod((1 - hazards)[:, ::-1], axis=1)[:, ::-1]  # Π_{d ≥ D}
    return np.concatenate([later[:, 1:], np.ones((DRAWS, 1))], axis=1)


def _overdispersion(filled: Array, so_far: Array, known: NDArray[np.bool_], hazard: Array) -> float:
    """Pearson statistic of the binomial steps over its degrees of freedom, at least 1."""
    expected = so_far * hazard
    variance = expected * (1 - hazard)
    used = known & (variance > 0.05)
    used[:, 0] = False
    if used.sum() < 10:
        return 1.0
    return float(max(((filled - expected)[used] ** 2 / variance[used]).sum() / used.sum(), 1.0))


def _recent(
    triangle: Array, shares: Array, window: tuple[dt.date, int], rng: np.random.Generator
) -> pl.DataFrame:
    monday, weeks = window
    seen = np.nansum(triangle, axis=1)
    longest = shares.shape[1] - 1
    ages = np.arange(len(seen))[::-1]
    share = shares[:, np.minimum(ages, longest)]  # (draws, T)
    level, shape = _level(seen, share.mean(axis=0))
    rows = range(max(len(seen) - weeks, 0), len(seen))
    result = []
    for t in rows:
        f = share[:, t]
        rate = rng.gamma(shape + seen[t], 1 / (shape / level[t] + f))
        final = seen[t] + rng.poisson(rate * (1 - f))
        week = monday - dt.timedelta(weeks=int(ages[t]))
        low, high = np.quantile(final, (0.05, 0.95), method="inverted_cdf")
        result.append((week, int(seen[t]), float(f.mean()), float(final.mean()), float(low), float(high)))
    columns = ["week", "seen", "completeness", "expected", "lower", "upper"]
    return pl.DataFrame(result, schema=columns, orient="row")


def _level(seen: Array, share: Array) -> tuple[Array, float]:
    """Prior mean of each week from the weeks around it, and the gamma shape of weeks about it."""
    level = np.empty(len(seen))
    for t in range(len(seen)):
        near = slice(max(t - LEVEL_WEEKS, 0), min(t + 2, len(seen)))
        level[t] = (seen[near].sum() + 0.2) / (share[near].sum() + 0.2)
    done = share > 0.95
    if done.sum() < 8:
        return level, 2.0
    extra = ((seen[done] - level[done]) ** 2 - level[done]).sum() / (level[done] ** 2).sum()
    return level, float(np.clip(1 / max(extra, 0.02), 0.5, 50.0))
