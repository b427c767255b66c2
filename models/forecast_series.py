"""What a forecast stands on: counts week × region as one array, with exposure, neighbours and known steps.

Two doors lead here: the wide frame of ``forecast.one_step`` and the panel of the database. Weeks beyond the
last count are NaN rows: their phase and season are known from the calendar, their counts are not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from geo import NetraError

Array = NDArray[np.float64]

WEEKS_A_YEAR = 52.0
NOT_UNITS = ("week", "epoch", "minggu", "date", "time", "year")


@dataclass(frozen=True)
class Series:
    """counts (T, R; NaN = not observed), exposure (T, R), orders (R, R; 0 = self or unreachable).

    season (T,) in years; steps (T, R, P) endemic covariates with ridge precision step_penalty (P,);
    active (T, R) 1 in the legal phases of an election, 0 between elections.
    """

    weeks: list[object]
    units: list[str]
    counts: Array
    exposure: Array
    orders: Array
    season: Array
    steps: Array
    step_penalty: Array
    active: Array
    has_effort: bool = False  # then the last step is log effort against its usual level
    step_names: tuple[str, ...] = ()  # one per step, where they have names

    def until(self, last: int, ahead: int) -> Series:
        """The same series as it was known at week ``last``: later counts hidden, ``ahead`` weeks of
        calendar.
        """
        end = min(last + 1 + ahead, len(self.weeks))
        counts = self.counts[:end].copy()
        counts[last + 1 :] = np.nan
        steps = self.steps[:end].copy()
        if self.has_effort:  # nobody knew how much would be inspected
            steps[last + 1 :, :, -1] = 0.0
        kept = {name: getattr(self, name)[:end] for name in ("weeks", "season", "exposure", "active")}
        return replace(self, **kept, counts=counts, steps=steps)


def from_wide(counts: pl.DataFrame, neighbours: object, populations: object = None) -> Series:
    """Read the wide frame week × unit; one more week without counts is appended for the last origin."""
    week = next((c for c in NOT_UNITS if c in counts.columns), counts.columns[0])
    units = [c for c in counts.columns if c not in NOT_UNITS and c != week]
    values = counts.select(pl.col(units).cast(pl.Float64)).to_numpy()
    if len(values) == 0 or not units:
        raise NetraError("Tabel hitungan kosong: perlu kolom minggu dan paling sedikit satu wilayah.")
    weeks = counts[week].to_list()
    weeks.append(_next_week(weeks[-1]))
    values = np.vstack([values, np.full(len(units), np.nan)])
    exposure = _populations(populations, units, len(weeks))
    total, regions = values.shape
    return Series(
        weeks, units, values, exposure, orders_of(neighbours, units), season_of(weeks),
        np.zeros((total, regions, 0)), np.zeros(0), np.zeros((total, regions)),
    )  # fmt: skip


def orders_of(neighbours: object, units: list[str]) -> Array:
    """Neighbourhood orders (R, R) from edges i, j, or from a square matrix of adjacency or of orders."""
    count = len(units)
    if neighbours is None:
        return np.zeros((count, count))
    if isinstance(neighbours, pl.DataFrame) and {"i", "j"} <= set(neighbours.columns):
        place = {u: k for k, u in enumerate(units)}
        direct = np.zeros((count, count))
        for i, j in neighbours.select(pl.col("i", "j").cast(pl.String)).iter_rows():
            if i in place and j in place and i != j:
                direct[place[i], place[j]] = direct[place[j], place[i]] = 1
    else:
        direct = _square(neighbours, units)
    if direct.max(initial=0) > 1:
        return direct
    orders = shortest_path(csr_matrix(direct), unweighted=True, directed=False)
    return np.where(np.isfinite(orders), orders, 0.0)


# --- how ------------------------------------------------------------------------------------------


def _square(neighbours: object, units: list[str]) -> Array:
    if isinstance(neighbours, pl.DataFrame):
        named = [u for u in units if u in neighbours.columns]
        if len(named) == len(units) == len(neighbours):
            label = next((c for c in neighbours.columns if c not in units), None)
            rows = [str(v) for v in neighbours[label].to_list()] if label is not None else units
            order = [rows.index(u) for u in units] if set(rows) == set(units) else list(range(len(units)))
            return neighbours.select(pl.col(units).cast(pl.Float64)).to_numpy()[order]
        neighbours = neighbours.select(pl.selectors.numeric()).to_numpy()
    matrix = np.asarray(neighbours, float)
    if matrix.shape != (len(units), len(units)):
        raise NetraError(f"Tabel tetangga berukuran {matrix.shape}, hitungan punya {len(units)} wilayah.")
    return matrix


def _populations(populations: object, units: list[str], total: int) -> Array:
    if populations is None:
        return np.ones((total, len(units)))
    if isinstance(populations, Mapping):
        values = np.array([float(populations[u]) for u in units])
    elif isinstance(populations, pl.DataFrame) and set(units) <= set(populations.columns):
        values = populations.select(pl.col(units).cast(pl.Float64)).to_numpy()
    elif isinstance(populations, pl.DataFrame):
        keys = [str(v) for v in populations[populations.columns[0]].to_list()]
        usual = [
            c for c in ("pop", "population", "populations", "popfrac", "penduduk") if c in populations.columns
        ]
        column = usual[0] if usual else populations.select(pl.selectors.numeric()).columns[-1]
        book = dict(zip(keys, populations[column].to_list(), strict=True))
        # A code like 03401 loses its zero when a reader takes it for a number.
        book |= {key.lstrip("0"): value for key, value in book.items()}
        missing_units = [u for u in units if u not in book and u.lstrip("0") not in book]
        if missing_units:
            raise NetraError(f"Penduduk tidak ada untuk wilayah: {', '.join(missing_units[:5])}.")
        values = np.array([float(book.get(u, book.get(u.lstrip("0"), 0.0))) for u in units])
    else:
        values = np.asarray(populations, float)
    values = np.broadcast_to(values, (1, len(units))) if values.ndim == 1 else values
    missing = max(total - len(values), 0)
    full = np.concatenate([values, np.repeat(values[-1:], missing, axis=0)])[:total]
    return np.asarray(np.maximum(full / full.mean(), 1e-6))


def season_of(weeks: list[object]) -> Array:
    """Time in years; a whole number of weeks is counted from the first, dates by the sun."""
    if isinstance(weeks[0], dt.date):
        return np.array([w.toordinal() / 365.2425 for w in weeks])  # type: ignore[attr-defined]
    if isinstance(weeks[0], (int, float)):
        return np.array([float(w) / WEEKS_A_YEAR for w in weeks])  # type: ignore[arg-type]
    return np.arange(len(weeks)) / WEEKS_A_YEAR


def _next_week(week: object) -> object:
    if isinstance(week, dt.date):
        return week + dt.timedelta(weeks=1)
    return week + 1 if isinstance(week, (int, float)) else f"{week}+1"
