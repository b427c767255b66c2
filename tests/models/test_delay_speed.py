"""Reporting that becomes faster or slower: the nowcast follows; where nothing changes it loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from models.delay import nowcast
from models.delay_change import CHANGE, TOTAL, change_of, probability_above
from models.delay_panel import TRIANGLE, nowcast_rows
from models.delay_speed import fit_speed
from models.forecast_weekly import LEVELS

MONDAY, WEEKS = dt.date(2022, 1, 3), 110
DELAYS = np.array([0.25, 0.2, 0.15, 0.12, 0.1, 0.08, 0.05, 0.03, 0.02])


def powered(exponent: float) -> np.ndarray:
    """Delay shares whose distribution function is the usual one to a power."""
    return np.diff(np.cumsum(DELAYS) ** exponent, prepend=0.0)


def still(_age: int) -> np.ndarray:
    """The same delays in all weeks."""
    return DELAYS


def faster(age: int) -> np.ndarray:
    """Over the last year delays shrink steadily; today twice as many are known in the first week."""
    return powered(np.exp(-max(0.0, (52 - age) / 52)))


def slower(age: int) -> np.ndarray:
    """Over the last year delays grow steadily."""
    return powered(np.exp(0.7 * max(0.0, (52 - age) / 52)))


def reports(
    share: Callable[[int], np.ndarray], *, level: float, seed: int
) -> tuple[pl.DataFrame, np.ndarray]:
    """All reports of a drifting series and its true weekly totals."""
    rng = np.random.default_rng(seed)
    total = rng.poisson(rng.gamma(6.0, level * np.exp(np.cumsum(rng.normal(0, 0.08, WEEKS))) / 6.0))
    rows = [
        (MONDAY + dt.timedelta(weeks=t), MONDAY + dt.timedelta(weeks=t + d, days=2), int(n))
        for t in range(WEEKS)
        for d, n in enumerate(rng.multinomial(total[t], share(WEEKS - 1 - t)))
        if n
    ]
    return pl.DataFrame(rows, schema=["week", "known_on", "count"], orient="row"), total


TODAY = MONDAY + dt.timedelta(weeks=WEEKS - 1, days=6)


@pytest.mark.parametrize("share", [still, faster, slower])
def test_nowcasts_follow_the_speed_of_reporting(share: Callable[[int], np.ndarray]) -> None:
    """90 % intervals of open weeks hold 82–97 % of final counts, and their sum is not off by a tenth.

    With one speed for all years they held 52 % of faster and of slower reporting, and were 25–30 % off.
    """
    inside, off = [], []
    for seed in range(16):
        table, total = reports(share, level=40.0, seed=seed)
        found = nowcast(table, today=TODAY, longest=15, seed=seed)
        late = found["completeness"].to_numpy() < 0.97
        truth = total[-len(late) :][late]
        low, high, middle = (found[c].to_numpy()[late] for c in ("lower", "upper", "expected"))
        inside += ((truth >= low) & (truth <= high)).tolist()
        off.append(np.log(middle.sum() / truth.sum()))
    assert 0.82 < np.mean(inside) < 0.97
    assert abs(np.mean(off)) < 0.1


def test_where_nothing_changes_the_walks_stand_still() -> None:
    """Long steady reporting: completeness at every age as it is, to two points."""
    rng = np.random.default_rng(2)
    triangle = rng.multinomial(200, DELAYS, WEEKS).astype(float)
    ages = np.arange(WEEKS - 1, -1, -1)
    triangle[np.arange(len(DELAYS))[None] > ages[:, None]] = np.nan
    found = fit_speed(triangle)
    assert found.latest() == pytest.approx(np.cumsum(DELAYS), abs=0.02)


def test_an_empty_triangle_has_an_answer() -> None:
    """No report at all: finite shares between 0 and 1."""
    triangle = np.zeros((30, 8))
    drawn = fit_speed(triangle).completeness(np.random.default_rng(1), 50)
    assert np.isfinite(drawn).all()
    assert ((drawn >= 0) & (drawn <= 1)).all()


def triangle_of(before: int, recent: int) -> pl.DataFrame:
    """Sixty weeks with a known level, then four with another; reports take up to three weeks."""
    rng, rows = np.random.default_rng(4), []
    for t in range(64):
        week = MONDAY + dt.timedelta(weeks=t)
        counts = rng.multinomial(rng.poisson(recent if t >= 60 else before), [0.4, 0.3, 0.2, 0.1])
        rows += [
            ("x", "99.01", week, week + dt.timedelta(weeks=d), int(n)) for d, n in enumerate(counts) if n
        ]
    return pl.DataFrame(rows, schema=TRIANGLE, orient="row")


@pytest.mark.parametrize(
    ("before", "recent", "verdict"), [(60, 60, "sama"), (60, 150, "naik"), (60, 20, "turun")]
)
def test_a_change_is_said_when_there_is_one(before: int, recent: int, verdict: str) -> None:
    """Equal weeks whose reports are under way are not a decline; a real change is named."""
    rows = nowcast_rows(triangle_of(before, recent), today=MONDAY + dt.timedelta(weeks=63, days=6), seed=1)
    found = change_of(rows, region_code="99.01")
    assert found is not None
    assert found.verdict == verdict
    assert rows.filter(pl.col("model") == TOTAL)["horizon_weeks"].to_list() == [0, -4]
    assert rows.filter(pl.col("model") == CHANGE).height == 1


def test_probability_from_stored_quantiles() -> None:
    """Interpolated between levels, and never surer than the outermost."""
    points = np.array(LEVELS) * 2
    assert probability_above(points, 1.0) == pytest.approx(0.5)
    assert probability_above(points, 5.0) == pytest.approx(0.01)
    assert probability_above(points, -1.0) == pytest.approx(0.99)
