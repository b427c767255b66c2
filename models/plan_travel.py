"""How far a team has to go, and what is left of its day when it arrives.

    visits per team-day in region g  =  min(usual, ⌊(DAY − 2 h_g) / VISIT⌋),   h_g hours one way from the base

A team leaves its base in the morning and is back in the evening: a region that leaves no time for one visit
is out of reach, and so is one beyond the limit that the office sets. Hours come from
:func:`geo.travel.travel_hours` (straight line × detour, ferries with their wait): good for choosing, not for
a timetable. A region whose place on the map is unknown is kept, its hours unknown. Not for: trips with a
night away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

DAY_HOURS = 7.5  # a working day, door to door
VISIT_HOURS = 2.0  # one office: arriving, counting, signing, and the way to the next one in town


@dataclass(frozen=True)
class Travel:
    """``hours``: frame ``i, j, hours`` one way; ``limit_hours`` one way, None = as far as a day allows."""

    base_code: str
    hours: pl.DataFrame
    limit_hours: float | None = None


def reach(codes: pl.Series, travel: Travel | None, *, usual: int) -> pl.DataFrame:
    """``region_code, travel_hours, per_day`` of each region: visits of one team-day; 0 = out of reach."""
    regions = pl.DataFrame({"region_code": codes.unique().sort()})
    if travel is None:
        return regions.with_columns(travel_hours=pl.lit(None, pl.Float64), per_day=pl.lit(usual, pl.Int64))
    way = travel.hours.filter(pl.col("i") == travel.base_code).select(
        pl.col("j").alias("region_code"), pl.col("hours").cast(pl.Float64).alias("travel_hours")
    )
    found = regions.join(way, on="region_code", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("region_code") == travel.base_code)
        .then(0.0)
        .otherwise("travel_hours")
        .alias("travel_hours")
    )
    hours = found["travel_hours"].fill_null(0.0).to_numpy()
    visits = np.clip(np.floor((DAY_HOURS - 2 * hours) / VISIT_HOURS), 0, usual)
    if travel.limit_hours is not None:
        visits = np.where(hours > travel.limit_hours, 0, visits)
    return found.with_columns(per_day=pl.Series(visits.astype(np.int64)))


def out_of_reach(codes: pl.Series, travel: Travel | None, *, usual: int) -> list[str]:
    """Codes of the regions that no team reaches in a day: the plan has to name them."""
    return reach(codes, travel, usual=usual).filter(pl.col("per_day") == 0)["region_code"].to_list()
