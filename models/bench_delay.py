"""Row 14: do 90 % intervals of what is still under way hold the number that came?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from etl.simulate import panel as simulated_panel
from models.backtest import backtest_targets
from models.delay import nowcast
from models.delay_panel import TRIANGLE, as_it_stood, as_known
from models.delay_series import final_total
from models.gate import Row, at_least, at_most, between, row
from models.scores_table import Difference, paired_difference

CASES = "netralitas_dugaan"
VOTE, FINAL = dt.date(2020, 12, 9), 2034  # Pilkada 2020 and its cases on record in the end
KNOWN_ON = (dt.date(2020, 10, 26), dt.date(2020, 12, 19))
MONDAY = dt.date(2022, 1, 3)
DELAYS = np.array([0.25, 0.2, 0.15, 0.12, 0.1, 0.08, 0.05, 0.03, 0.02])
WEEKS, TRIANGLES, OPEN = 110, 150, 0.97
PACES = {"still": 0.0, "faster": -1.0, "slower": 0.7}
LAST, WORLDS, REGIONS = dt.date(2024, 10, 21), 3, 6


def bench(shared: Path | None) -> Iterator[Row]:
    """Published series, simulated triangles, and what completing late weeks is worth to forecasts."""
    if shared is not None:
        yield from _published(shared / "published" / "pilkada2020_timeseries.csv")
    for level in (40.0, 400.0):
        held, width = coverage(level)
        what = f"segitiga simulasi, {level:.0f} kasus seminggu: cakupan selang 90 %"
        told = f"{TRIANGLES} deret, lebar/median {width:.2f}"
        yield row(f"14-triangle-{level:.0f}", what, held, spread=told, gate=between(0.88, 0.92))
    for pace, before in (("faster", 0.52), ("slower", 0.52)):
        held, width = coverage(40.0, pace=pace)
        word = {"faster": "makin cepat", "slower": "makin lambat"}[pace]
        what = f"segitiga simulasi, pelaporan {word} setahun ini: cakupan selang 90 %"
        told = f"{TRIANGLES} deret, lebar/median {width:.2f}"
        yield row(f"14-triangle-{pace}", what, held, spread=told, reference=f"tanpa laju {before}")
    gain = late_weeks_gain(range(WORLDS))
    span = f"{gain.lower:.4f}–{gain.upper:.4f}, {WORLDS} dunia"
    what = "prakiraan dengan minggu terakhir dilengkapi: selisih CRPS (batas atas selang 95 %)"
    yield row("14-forecast", what, gain.upper, spread=f"{gain.mean:.4f}: {span}", gate=at_most(0.0))


def _published(path: Path) -> Iterator[Row]:
    series = pl.read_csv(path, try_parse_dates=True).select("as_of", pl.col("reported").alias("value"))
    for day in KNOWN_ON:
        found = final_total(series, vote_on=VOTE, today=day)
        inside = found.lower <= FINAL <= found.upper
        span = f"{found.lower:.0f}–{found.upper:.0f}, median {found.median:.0f}"
        what = f"Pilkada 2020 seperti diketahui {day}: akhir di dalam selang 90 % (1 = ya)"
        yield row(f"14-{day}", what, inside, spread=span, reference=f"akhir {FINAL}", gate=at_least(1))
        what = f"Pilkada 2020 seperti diketahui {day}: lebar selang dibagi median"
        yield row(f"14-{day}-width", what, found.relative_width, spread=span)


def triangle(*, level: float, seed: int, pace: str = "still") -> tuple[pl.DataFrame, np.ndarray, dt.date]:
    """All reports (week, known_on, count) of a drifting series, its true totals, the last day observed.

    pace: over the last year reporting stands "still", or becomes "faster" or "slower" by an exponent of the
    delays' distribution function.
    """
    rng = np.random.default_rng(seed)
    mean = level * np.exp(np.cumsum(rng.normal(0, 0.08, WEEKS)))
    total = rng.poisson(rng.gamma(6.0, mean / 6.0))
    share = rng.dirichlet(8 * DELAYS)
    rows = [
        (MONDAY + dt.timedelta(weeks=t), MONDAY + dt.timedelta(weeks=t + d, days=2), int(n))
        for t in range(WEEKS)
        for d, n in enumerate(rng.multinomial(total[t], paced(share, WEEKS - 1 - t, PACES[pace])))
        if n
    ]
    table = pl.DataFrame(rows, schema=["week", "known_on", "count"], orient="row")
    return table, total, MONDAY + dt.timedelta(weeks=WEEKS - 1, days=6)


def paced(share: np.ndarray, age: int, change: float) -> np.ndarray:
    """Delay shares of a week so many weeks ago, when reporting has changed by ``change`` over a year."""
    exponent = np.exp(change * max(0.0, (52 - age) / 52))
    return np.diff(np.minimum(np.cumsum(share), 1.0) ** exponent, prepend=0.0)


def coverage(level: float, *, pace: str = "still") -> tuple[float, float]:
    """Share of weeks not yet complete whose final count lies in its interval, and the interval's median
    width over what is expected.
    """
    inside, widths = [], []
    for seed in range(TRIANGLES):
        table, total, today = triangle(level=level, seed=seed, pace=pace)
        found = nowcast(table, today=today, longest=15, seed=seed)
        late = found["completeness"].to_numpy() < OPEN
        low, high, middle = (found[c].to_numpy()[late] for c in ("lower", "upper", "expected"))
        truth = total[-len(late) :][late]
        inside += ((low <= truth) & (truth <= high)).tolist()
        widths += ((high - low) / np.maximum(middle, 1.0)).tolist()
    return float(np.mean(inside)), float(np.median(widths))


def late_weeks_gain(seeds: range) -> Difference:
    """CRPS of the pool on completed counts minus on counts as they stood, over simulated worlds."""
    origins = [LAST - dt.timedelta(weeks=4 * k) for k in range(24)]
    frames = []
    for seed in seeds:
        panel, truth, edges = simulated_panel(REGIONS, 40, seed=seed, measures=(CASES,))
        late = truth.reporting.with_columns(pl.lit(CASES).alias("measure")).select(list(TRIANGLE))
        known = {
            "as it stood": lambda day, p=panel, t=late: as_it_stood(p, t, day=day),
            "completed": lambda day, p=panel, t=late: as_known(p, t, day),
        }
        for name, then in known.items():
            scored = backtest_targets(panel, edges, origins=origins, seed=1, as_known=then)
            world = pl.concat_str(pl.lit(f"{seed}-"), "region_code")
            pool = scored.filter(pl.col("model") == "gabungan")
            frames.append(pool.with_columns(pl.lit(name).alias("model"), region_code=world))
    return paired_difference(pl.concat(frames), ("completed", "as it stood"))
