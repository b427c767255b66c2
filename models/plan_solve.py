"""The best plan under a floor for places long unseen.

    maximise   Σ_c s_c x_c              x_c ∈ {0, 1} a visit, y_g team-days in region g
    subject to Σ_{c in g} x_c ≤ n_g y_g,  Σ_g y_g ≤ teams × days,  y_g ≤ 40 % of them,
               x_c = 1 where the exploration drew a place,  Σ_c overdue_c x_c ≥ floor

Without the floor blocks of a region's places, n_g at a time in order of worth, are worth less and less:
taking the best blocks is the optimum. With it each overdue place is given the bonus that its constraint is
worth (Lagrange; Geoffrion 1974), found by halving; on the way, what the floor still lacks is filled by the
cheapest exchanges inside the regions already visited. The best of these plans lies within one per cent of the
bound of the integer programme (HiGHS, ``make bench`` and tests).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

LARGEST_REGION_SHARE = 0.4
OVERDUE_SHARE = 0.1  # of the visits; exploration counts towards it
HALVINGS = 12


def solve(table: pl.DataFrame, worth: Array, *, explored: Mask, overdue: Mask, team_days: int) -> Mask:
    """Visits (n,): which places are on the plan. ``table``: ``region_code, per_day``.

    Where the floor cannot be met at all, as many overdue places as fit.
    """
    room = team_days * int(table["per_day"].to_numpy().max())
    floor = min(int(OVERDUE_SHARE * room), int(overdue.sum()))
    chosen = _with_bonus(table, worth, explored, team_days)
    if chosen[overdue].sum() >= floor:
        return chosen
    found = [_exchanged(table, worth, chosen, fixed=explored, overdue=overdue, floor=floor)]
    low, high = 0.0, 2.0 * float(worth.max()) + 1.0
    last = _with_bonus(table, worth + high * overdue, explored, team_days)
    found.append(last if last[overdue].sum() >= floor else None)
    for _ in range(HALVINGS):
        bonus = (low + high) / 2
        chosen = _with_bonus(table, worth + bonus * overdue, explored, team_days)
        if chosen[overdue].sum() >= floor:
            high = bonus
            found.append(chosen)
        else:
            low = bonus
            found.append(_exchanged(table, worth, chosen, fixed=explored, overdue=overdue, floor=floor))
    kept = [plan for plan in found if plan is not None]
    return max(kept, key=lambda plan: float(worth[plan].sum())) if kept else last


def _with_bonus(table: pl.DataFrame, order: Array, explored: Mask, team_days: int) -> Mask:
    """The optimum of Σ order over the plan without a floor."""
    number, region = _blocks(table, np.where(explored, np.inf, order))
    count = len(region)
    value, forced = (np.bincount(number, np.asarray(v, float), count) for v in (order, explored))
    step = np.arange(count) - np.searchsorted(region, region)
    allowed = max(1, int(LARGEST_REGION_SHARE * team_days)) if region[-1] > 1 else team_days
    is_open = (step < allowed) | (forced > 0)
    best = np.lexsort((np.arange(count), -value, ~is_open, forced == 0))[:team_days]
    return np.isin(number, best[is_open[best]])


def _blocks(table: pl.DataFrame, order: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Block of each place (n,) and region of each block: a region's places by order, so many per team-day."""
    frame = table.select("region_code", "per_day", order=pl.Series(order), place=pl.int_range(pl.len()))
    frame = frame.sort("region_code", -pl.col("order"), "place")
    within = frame.select((pl.int_range(pl.len()).over("region_code") // pl.col("per_day")).alias("k"))["k"]
    frame = frame.with_columns(k=within).with_columns(block=pl.struct("region_code", "k").rank("dense") - 1)
    frame = frame.with_columns(region=pl.col("region_code").rank("dense") - 1)
    region = frame.group_by("block").agg(pl.col("region").first()).sort("block")["region"]
    return frame.sort("place")["block"].cast(pl.Int64).to_numpy(), region.cast(pl.Int64).to_numpy()


def _exchanged(
    table: pl.DataFrame, worth: Array, chosen: Mask, *, fixed: Mask, overdue: Mask, floor: int
) -> Mask | None:
    """``chosen`` with the cheapest exchanges inside its regions that reach the floor; None = not enough."""
    lacking = floor - int(chosen[overdue].sum())
    frame = table.select("region_code", worth=pl.Series(worth), place=pl.int_range(pl.len()))
    leave = _numbered(frame.filter(pl.Series(chosen & ~overdue & ~fixed)), "worth")
    enter = _numbered(frame.filter(pl.Series(overdue & ~chosen)), -pl.col("worth"))
    pairs = leave.join(enter, on=["region_code", "k"], suffix="_in")
    if pairs.height < lacking:
        return None
    cost = pl.col("worth") - pl.col("worth_in")
    cheapest = pairs.sort(cost, "place").head(lacking)
    result = chosen.copy()
    result[cheapest["place"].to_numpy()] = False
    result[cheapest["place_in"].to_numpy()] = True
    return result


def _numbered(frame: pl.DataFrame, by: str | pl.Expr) -> pl.DataFrame:
    """Places of each region numbered from the first to go (or come): costs then rise with the number."""
    return frame.sort("region_code", by, "place").with_columns(k=pl.int_range(pl.len()).over("region_code"))
