"""Next week's visits: expected finds by Thompson draws, an integer programme, a random share.

    maximise Σ_c s_c x_c over visits x, one region a team and day, at most 40 % of the days in one region,
    what the exploration drew is fixed, places long unseen have a floor       (:mod:`models.plan_solve`)

One team stays in one region for a day, and reaches fewer places the farther the region lies
(:mod:`models.plan_travel`). ``s_c`` is the mean of a few draws from the posterior of finds per visit
(Thompson 1933; Russo et al. 2018), times the recovery ``1 − half · exp(−days since visit / 21)``: a place
inspected yesterday is on its best behaviour. A fixed share of visits is drawn at random
(:mod:`models.plan_explore`), because hot spots found only where one looks confirm themselves (Lum & Isaac
2016, Significance 13). Places unseen for 90 days get a floor.

Not for: choosing persons. Finds are what a visit is expected to record; they are not verdicts.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from geo import NetraError
from models.plan_explore import OVERDUE_DAYS, draw_exploration
from models.plan_reason import reasons
from models.plan_solve import solve
from models.plan_travel import Travel, reach

Array = NDArray[np.float64]

VISITS_PER_TEAM_DAY = 3  # OPD that one team reaches in one region on one day
RECOVERY_DAYS = 21.0
DETERRED_HALF = 0.5
THOMPSON_DRAWS = 30  # averaged: the random share explores already
COLUMNS = {
    "rank": pl.Int64, "region_code": pl.String, "opd_id": pl.Int64, "expected_finds": pl.Float64,
    "finds_lower": pl.Float64, "finds_upper": pl.Float64, "days_since_visit": pl.Int64,
    "is_exploration": pl.Boolean, "team_no": pl.Int64, "day_no": pl.Int64, "travel_hours": pl.Float64,
    "reason": pl.String,
}  # fmt: skip


def plan_week(
    candidates: pl.DataFrame,
    *,
    teams: int,
    days: int,
    exploration_share: float = 0.2,
    travel: Travel | None = None,
    seed: int,
) -> pl.DataFrame:
    """Columns of table ``plan_item``, best first.

    candidates: region_code, expected_finds (posterior mean per visit) and, where known, finds_sd (else
    finds_lower, finds_upper as a 95 % interval), opd_id, name, days_since_visit (null = never), drivers
    (text). With opd_id a visit is an office (``VISITS_PER_TEAM_DAY`` a team-day, all in one region), else a
    region takes one team for one day. ``exploration_share`` of the visits (rounded up) is drawn at random.
    ``travel``: where teams start and how far they go; regions out of reach are left out
    (:func:`models.plan_travel.out_of_reach` names them). Raises NetraError on columns or numbers that cannot
    be.
    """
    table = _checked(candidates, teams=teams, days=days, exploration_share=exploration_share)
    ways = reach(table["region_code"], travel, usual=_visits(table))
    table = table.join(ways, on="region_code", how="left", maintain_order="left").filter(
        pl.col("per_day") > 0
    )
    if table.is_empty() or teams * days == 0:
        return pl.DataFrame(schema=COLUMNS)
    rng = np.random.default_rng(seed)
    worth = _thompson(table, rng, THOMPSON_DRAWS) * recovery(_ages(table))
    chosen, explored = _chosen(table, worth, rng, team_days=teams * days, share=exploration_share)
    return _items(table, chosen, explored, days)


def _chosen(
    table: pl.DataFrame, worth: Array, rng: np.random.Generator, *, team_days: int, share: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Places on the plan (n,) and those of them drawn at random: ``share`` of the visits of full days, and no
    less than that share of the team-days where travel shortens some.
    """
    room = min(team_days * int(table["per_day"].to_numpy().max()), len(table))
    sampled = _thompson(table, rng, 1) * recovery(_ages(table))
    explored = draw_exploration(table, sampled, rng, wanted=int(np.ceil(share * room)), team_days=team_days)
    overdue = ~(_ages(table) <= OVERDUE_DAYS)  # those drawn for exploration count towards the floor
    return solve(table, worth, explored=explored, overdue=overdue, team_days=team_days), explored


def recovery(days_since_visit: Array) -> Array:
    """Share of its usual finds that a place shows so many days after a visit; NaN (never visited) gives 1."""
    age = np.where(np.isfinite(days_since_visit), days_since_visit, np.inf)
    return np.asarray(1 - DETERRED_HALF * np.exp(-age / RECOVERY_DAYS))


def _checked(candidates: pl.DataFrame, *, teams: int, days: int, exploration_share: float) -> pl.DataFrame:
    missing = {"region_code", "expected_finds"} - set(candidates.columns)
    if missing:
        raise NetraError(f"Calon kunjungan tanpa kolom {', '.join(sorted(missing))}.")
    if teams < 0 or days < 0 or not 0 <= exploration_share <= 1:
        raise NetraError("Jumlah tim dan hari tidak boleh negatif; bagian eksplorasi antara 0 dan 1.")
    absent = {
        "opd_id": pl.Int64, "name": pl.String, "days_since_visit": pl.Int64, "drivers": pl.String,
        "finds_sd": pl.Float64, "finds_lower": pl.Float64, "finds_upper": pl.Float64,
    }  # fmt: skip
    table = candidates.with_columns(
        [pl.lit(None, dtype=t).alias(c) for c, t in absent.items() if c not in candidates.columns]
    )
    mean = pl.col("expected_finds")
    spread = pl.coalesce(pl.col("finds_sd"), (pl.col("finds_upper") - pl.col("finds_lower")) / 3.92, mean)
    # Without an estimate a place is not skipped: it is what exploration is for, at the mean of the others.
    return table.with_columns(
        mean.fill_nan(None).fill_null(mean.fill_nan(None).mean()).fill_null(0.0)
    ).with_columns(spread.fill_nan(None).fill_null(1.0).clip(lower_bound=1e-3).alias("finds_sd"))


def _visits(table: pl.DataFrame) -> int:
    return VISITS_PER_TEAM_DAY if table["opd_id"].is_not_null().any() else 1


def _ages(table: pl.DataFrame) -> Array:
    return table["days_since_visit"].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _shape(table: pl.DataFrame) -> tuple[Array, Array]:
    """Gamma shape and mean of finds per visit."""
    mean = np.maximum(table["expected_finds"].to_numpy().astype(float), 1e-3)
    return np.clip((mean / table["finds_sd"].to_numpy()) ** 2, 0.05, 1e6), mean


def _thompson(table: pl.DataFrame, rng: np.random.Generator, draws: int) -> Array:
    """Mean (n,) of a few draws from the gamma posterior of finds per visit."""
    shape, mean = _shape(table)
    return np.asarray(rng.standard_gamma(shape, (draws, len(mean))).mean(axis=0) * mean / shape)


def _items(
    table: pl.DataFrame,
    chosen: NDArray[np.bool_],
    explored: NDArray[np.bool_],
    days: int,
) -> pl.DataFrame:
    shape, mean = _shape(table)
    mean = mean * recovery(_ages(table))
    predictive = stats.nbinom(shape, shape / (shape + mean))
    frame = table.with_columns(
        expected_finds=mean,
        finds_lower=predictive.ppf(0.05),
        finds_upper=predictive.ppf(0.95),
        is_exploration=explored,
        days_since_visit=pl.col("days_since_visit").cast(pl.Int64),
        opd_id=pl.col("opd_id").cast(pl.Int64),
    ).filter(chosen)
    frame = _timetable(frame, days).sort("is_exploration", -pl.col("expected_finds"), "region_code", "opd_id")
    frame = frame.with_columns(
        rank=pl.int_range(1, len(frame) + 1), reason=pl.Series(reasons(frame), dtype=pl.String)
    )
    return frame.select([pl.col(c).cast(t) for c, t in COLUMNS.items()])


def _timetable(frame: pl.DataFrame, days: int) -> pl.DataFrame:
    """Team and day of each visit: a team stays in one region a day, and on following days where it can."""
    frame = frame.sort("region_code", "opd_id")
    slot, place, used = [], -1, 0
    previous = None
    for code, per_day in frame.select("region_code", "per_day").iter_rows():
        if code != previous or used >= per_day:
            place, used, previous = place + 1, 0, code
        slot.append(place)
        used += 1
    slots = np.array(slot, dtype=np.int64)
    return frame.with_columns(team_no=pl.Series(slots // days + 1), day_no=pl.Series(slots % days + 1))
