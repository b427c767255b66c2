"""The random share of a plan: which places are visited for what may be learnt there.

Half of it is drawn with equal chances among places unseen for ``OVERDUE_DAYS`` or never seen, so that nobody
is never looked at and the places nobody suspects are measured too (Lum & Isaac 2016, Significance 13). The
other half goes where one draw from the posterior of each place comes out highest (Thompson 1933; Russo et al.
2018), among places not seen for ``KNOWN_DAYS``: a place is drawn as often as it may be the best. Every draw
is random; the seed is kept with the plan.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[np.float64]

KNOWN_DAYS = 21  # a place seen so lately teaches little, and is on its best behaviour
OVERDUE_DAYS = 90  # DOMAIN 9: nobody is never looked at


def draw_exploration(
    table: pl.DataFrame, sampled: Array, rng: np.random.Generator, *, wanted: int, team_days: int
) -> NDArray[np.bool_]:
    """Places (n,) drawn: ``table`` with ``region_code, per_day, days_since_visit``; ``sampled`` one posterior
    draw of finds each. No more regions are opened than the team-days that the share pays for.
    """
    drawn = np.zeros(len(table), dtype=bool)
    if wanted <= 0:
        return drawn
    age = table["days_since_visit"].cast(pl.Float64).fill_null(np.inf).to_numpy()
    by_chance = np.lexsort((rng.random(len(table)), age <= OVERDUE_DAYS))
    by_chance = by_chance[: int((age > OVERDUE_DAYS).sum())]
    by_draw = np.lexsort((-sampled, age <= KNOWN_DAYS))
    rooms = _Rooms(
        table, regions=min(max(int(np.ceil(wanted / table["per_day"].to_numpy().max())), 1), team_days)
    )
    rooms.fill(by_chance, drawn, until=(wanted + 1) // 2)
    rooms.fill(by_draw, drawn, until=wanted)
    return drawn


class _Rooms:
    """Regions that the share may open, and the visits each has left."""

    def __init__(self, table: pl.DataFrame, *, regions: int) -> None:
        self.codes = table["region_code"].to_list()
        self.per_day = table["per_day"].to_numpy()
        self.left = regions
        self.room: dict[str, int] = {}

    def fill(self, order: NDArray[np.int64], drawn: NDArray[np.bool_], *, until: int) -> None:
        """Mark places in ``order`` until ``until`` are drawn or nothing more fits."""
        count = int(drawn.sum())
        for place in order:
            if count >= until:
                return
            if not drawn[place] and self._enter(self.codes[place], int(self.per_day[place])):
                drawn[place] = True
                count += 1

    def _enter(self, code: str, per_day: int) -> bool:
        if self.room.get(code, 0) <= 0:
            if self.left <= 0:
                return False
            self.left -= 1
            self.room[code] = self.room.get(code, 0) + per_day
        self.room[code] -= 1
        return True
