"""Late cases in the weekly forecast: recent weeks are completed before anything is fitted.

    count_t → seen_t + E[unseen_t | seen, delays],      t younger than the longest delay

with the unseen part of ``delay``. Only measures whose cases arrive one by one are late in this sense; an
inspection arrives whole, with its effort, and a week nobody reported on yet is absent, not empty. The week in
progress is not over: it is no past week of any forecast.

A fit on completed counts takes expectations for observations; that they are not certain is seen in the
rows ``nowcast`` and paid for by weights earned on past weeks.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.delay import LONGEST_DELAY_WEEKS, MEAN_DRAWS, completeness, count_quantiles, unfinished
from models.delay_change import change_rows
from models.forecast_weekly import COLUMNS, LEVELS, NAMED

Array = NDArray[np.float64]

NOWCAST = "nowcast"
SHOWN_WEEKS = 8
FEWEST_REPORTS = 30  # fewer cases than this teach no delay: counts stay as they are, marked "sementara"
NEARLY_ALL = 0.9  # share known from which a week may judge a forecast
TRIANGLE = {
    "measure": pl.String, "region_code": pl.String, "week": pl.Date, "known_week": pl.Date,
    "count": pl.Int64,
}  # fmt: skip


def completed(panel: pl.DataFrame, triangle: pl.DataFrame, *, today: dt.date) -> pl.DataFrame:
    """The panel's finished weeks with expected final counts, and later calendar rows as they are.

    triangle: columns ``TRIANGLE`` (``store.read_triangle`` with its measure). Measures without a triangle, or
    with one too thin to learn from, keep their counts. ``count`` becomes Float64.
    """
    whole = panel.filter((pl.col("week") <= last_monday(today)) | pl.col("count").is_null())
    frames = [_expected(reports, measure=m, today=today) for m, reports in _late(triangle, today=today)]
    found = pl.concat([pl.DataFrame(schema=_EXPECTED), *frames])
    keys = ["measure", "region_code", "week"]
    joined = whole.join(found, on=keys, how="left", maintain_order="left")
    is_seen = pl.col("count").is_not_null()
    filled = pl.when(is_seen).then(pl.max_horizontal("count", "expected")).cast(pl.Float64)
    return joined.with_columns(filled.alias("count")).drop("expected")


def as_it_stood(panel: pl.DataFrame, triangle: pl.DataFrame, *, day: dt.date) -> pl.DataFrame:
    """The panel with only the cases that had been reported by the end of the week of ``day``."""
    past = panel.filter(pl.col("week") <= day)
    known = triangle.filter(pl.col("known_week") <= day)
    keys = ["measure", "region_code", "week"]
    then = known.group_by(keys, maintain_order=True).agg(pl.col("count").sum().alias("then"))
    late = triangle["measure"].unique().to_list()
    counted = pl.when(pl.col("measure").is_in(late) & pl.col("count").is_not_null())
    joined = past.join(then, on=keys, how="left", maintain_order="left")
    count = counted.then(pl.col("then").fill_null(0)).otherwise("count")
    return joined.with_columns(count.alias("count")).drop("then")


def as_known(panel: pl.DataFrame, triangle: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """What a forecast on ``day`` would have stood on: cases reported by then, recent weeks completed."""
    then = triangle.filter(pl.col("known_week") <= day)
    return completed(as_it_stood(panel, then, day=day), then, today=day)


def nowcast_rows(triangle: pl.DataFrame, *, today: dt.date, seed: int = 0) -> pl.DataFrame:
    """Rows of table ``forecast`` on weeks that are over, for measures whose cases arrive late.

    ``nowcast``: expected final count of each of the last eight finished weeks; ``horizon_weeks`` is 0 for the
    last one, −1 for the one before, down to −7. ``nowcast_4pekan``: the total of the last four (0) and of the
    four before (−4). ``perubahan_4pekan``: ratio of their rates (``delay_change``).
    """
    rng = np.random.default_rng([seed, 2])
    last = last_monday(today)
    rows: list[dict[str, object]] = []
    for measure, reports in _late(triangle, today=today):
        for part in unfinished(reports, today=_sunday(today), weeks=SHOWN_WEEKS):
            values = count_quantiles(part.draws(rng), np.array(LEVELS), part.seen, rng).T  # (T, 23)
            weekly = zip(part.weeks, part.expected(), values, strict=True)
            said = [(NOWCAST, (week - last).days // 7, mean, v) for week, mean, v in weekly]
            for model, horizon, mean, quantiles in [*said, *change_rows(part, rng)]:
                fixed = {"measure": measure, "model": model, "region_code": part.region_code}
                rows.append(fixed | _row(last, horizon, float(mean), quantiles))
    return pl.DataFrame(rows, schema=COLUMNS)


def _row(last: dt.date, horizon: int, mean: float, quantiles: Array) -> dict[str, object]:
    named = {name: float(quantiles[LEVELS.index(level)]) for name, level in NAMED.items()}
    week = last + dt.timedelta(weeks=horizon)
    return {"week": week, "horizon_weeks": horizon, "mean": mean, **named, "quantiles": quantiles.tolist()}


def judged_until(triangle: pl.DataFrame, *, measure: str, today: dt.date) -> dt.date:
    """Last week whose cases are known well enough to judge a forecast by (``NEARLY_ALL``)."""
    last = last_monday(today)
    for name, reports in _late(triangle, today=today):
        if name == measure:
            share = completeness(reports, today=_sunday(today))
            return last - dt.timedelta(weeks=int(np.argmax(share >= NEARLY_ALL)))
    return last


def last_monday(today: dt.date) -> dt.date:
    """Monday of the last week that is over."""
    return _sunday(today) - dt.timedelta(days=6)


# --- how ------------------------------------------------------------------------------------------

_EXPECTED = {"measure": pl.String, "region_code": pl.String, "week": pl.Date, "expected": pl.Float64}


def _sunday(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=(today.weekday() + 1) % 7)


def _late(triangle: pl.DataFrame, *, today: dt.date) -> list[tuple[str, pl.DataFrame]]:
    """Reports of each measure that can teach delays, as ``delay`` reads them; known by last Sunday."""
    known = triangle.filter(pl.col("known_week") <= last_monday(today))
    parts = [(m, known.filter(pl.col("measure") == m)) for m in known["measure"].unique().sort().to_list()]
    columns = ["region_code", "week", pl.col("known_week").alias("known_on"), "count"]
    return [(m, part.select(columns)) for m, part in parts if part["count"].sum() >= FEWEST_REPORTS]


def _expected(reports: pl.DataFrame, *, measure: str, today: dt.date) -> pl.DataFrame:
    parts = unfinished(reports, today=_sunday(today), weeks=LONGEST_DELAY_WEEKS, draws=MEAN_DRAWS)
    frames = [
        pl.DataFrame({"week": p.weeks, "expected": p.expected()}).with_columns(
            pl.lit(measure).alias("measure"), pl.lit(p.region_code).alias("region_code")
        )
        for p in parts
    ]
    return pl.concat([f.select(pl.col(c).cast(t) for c, t in _EXPECTED.items()) for f in frames])
