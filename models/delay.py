"""What is still under way: expected final counts of recent weeks from the reporting triangle.

Reports n_{t,d} of events in week t that became known d weeks later, observed where t + d ≤ now.

    F_t = share of week t known by now         reverse-time hazards that drift: ``delay_speed``
    lambda_t ~ Gamma(k, k/m_t),  seen_t ~ Poisson(lambda_t F_t),  unseen_t ~ Poisson(lambda_t (1 − F_t))

Draws of F carry what is not known of the delays, and whether they change; k is fitted to the complete weeks;
m_t is the level of the weeks around. Interval: quantiles of the draws' mid-distribution.

Not for: a first election, with no completed weeks to learn delays from (then ``delay_series`` and its stated
prior, or the raw count marked "sementara").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.delay_speed import fit_speed

Array = NDArray[np.float64]

LONGEST_DELAY_WEEKS = 78  # a sanction may be reported a year and a half after the deed
LEARNT_WEEKS = 156  # delays change with agency and law: only the last three years teach
LEVEL_WEEKS = 8
DRAWS = 4000
MEAN_DRAWS = 400  # enough for an expectation, whose draws differ only in the delays


@dataclass(frozen=True)
class Unfinished:
    """Recent weeks of one region, oldest first: counts seen (T,), shares known F (draws, T), and the gamma
    law of the weekly rate, its shape and prior mean (T,).
    """

    region_code: str | None
    weeks: list[dt.date]
    seen: Array
    share: Array
    shape: float
    level: Array

    def expected(self) -> Array:
        """Expected final counts (T,)."""
        return np.asarray(self.seen + (self._rate() * (1 - self.share)).mean(axis=0))

    def draws(self, rng: np.random.Generator) -> Array:
        """Draws (draws, T) of the final counts."""
        spread = rng.standard_gamma(np.broadcast_to(self.shape + self.seen, self.share.shape))
        rate = self._rate() * spread / (self.shape + self.seen)
        return np.asarray(self.seen + rng.poisson(rate * (1 - self.share)))

    def _rate(self) -> Array:
        return np.asarray((self.shape + self.seen) / (self.shape / self.level + self.share))


def unfinished(
    reports: pl.DataFrame,
    *,
    today: dt.date,
    weeks: int,
    longest: int = LONGEST_DELAY_WEEKS,
    draws: int = DRAWS,
    seed: int = 0,
) -> Iterator[Unfinished]:
    """The last ``weeks`` weeks of each region in ``reports`` (columns as for ``nowcast``)."""
    if reports.is_empty():
        raise NetraError("Belum ada laporan: keterlambatan tidak dapat diperkirakan.", code="no_data")
    known = reports.filter(pl.col("known_on") <= today)
    monday = today - dt.timedelta(days=today.weekday())
    whole = _triangle(known, monday, longest)
    shares = _shares(whole, np.random.default_rng(seed), draws)
    if "region_code" not in reports.columns:
        yield _recent(None, whole, shares, (monday, weeks))
        return
    for (code,), part in known.sort("region_code", "week").group_by(["region_code"], maintain_order=True):
        yield _recent(str(code), _triangle(part, monday, longest), shares, (monday, weeks))


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
    rng = np.random.default_rng([seed, 1])
    frames = []
    for part in unfinished(reports, today=today, weeks=weeks, longest=longest, seed=seed):
        low, high = count_quantiles(part.draws(rng), np.array([0.05, 0.95]), part.seen, rng)
        columns = {
            "week": part.weeks, "seen": part.seen.astype(np.int64), "completeness": part.share.mean(axis=0),
            "expected": part.expected(), "lower": low, "upper": high,
        }  # fmt: skip
        named = {} if part.region_code is None else {"region_code": [part.region_code] * len(part.weeks)}
        frames.append(pl.DataFrame(named | columns))
    return pl.concat(frames)


def count_quantiles(draws: Array, levels: Array, least: Array, rng: np.random.Generator) -> Array:
    """Quantiles (L, T) of counts drawn (draws, T), of the mid-distribution (Ma, Genton & Parzen 2011).

    A closed interval between two counts holds more than its level says, a fifth of it where few are open;
    between the counts it holds what it says. Never under ``least`` (T,), what is known already.
    """
    spread = draws + rng.random(draws.shape) - 0.5
    return np.asarray(np.maximum(np.quantile(spread, levels, axis=0), least))


def completeness(reports: pl.DataFrame, *, today: dt.date, longest: int = LONGEST_DELAY_WEEKS) -> Array:
    """F(D): share of a week's final count known D = 0 … longest weeks later, as reports come now."""
    monday = today - dt.timedelta(days=today.weekday())
    triangle = _triangle(reports.filter(pl.col("known_on") <= today), monday, longest)
    return fit_speed(triangle).latest()


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


def _shares(triangle: Array, rng: np.random.Generator, draws: int) -> Array:
    """Draws (draws, T) of the share of each week that is known, oldest first."""
    return fit_speed(triangle).completeness(rng, draws)


def _recent(code: str | None, triangle: Array, shares: Array, window: tuple[dt.date, int]) -> Unfinished:
    monday, weeks = window
    seen = np.nansum(triangle, axis=1)
    ages = np.arange(len(seen))[::-1]
    shares = shares[:, -len(seen) :]
    level, shape = _level(seen, shares.mean(axis=0))
    kept = slice(max(len(seen) - weeks, 0), len(seen))
    days = [monday - dt.timedelta(weeks=int(age)) for age in ages[kept]]
    return Unfinished(code, days, seen[kept], shares[:, kept], shape, level[kept])


def _level(seen: Array, share: Array) -> tuple[Array, float]:
    """Prior mean of each week from the weeks around it, and the gamma shape of weeks about it.

    The week itself is left out: it speaks through what is seen of it, not twice.
    """
    level = np.empty(len(seen))
    for t in range(len(seen)):
        near = slice(max(t - LEVEL_WEEKS, 0), min(t + 2, len(seen)))
        level[t] = (seen[near].sum() - seen[t] + 0.2) / (share[near].sum() - share[t] + 0.2)
    done = share > 0.95
    if done.sum() < 8:
        return level, 2.0
    extra = ((seen[done] - level[done]) ** 2 - level[done]).sum() / (level[done] ** 2).sum()
    return level, float(np.clip(1 / max(extra, 0.02), 0.5, 50.0))
