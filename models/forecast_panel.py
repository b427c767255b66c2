"""From the database's panel to a forecast's series: phases, days to vote and effort as endemic steps.

Covariates of the endemic part: one step per phase (against JEDA), one per election (prior sd 0.3, since two
or three elections cannot tell), the run-up ``exp(−days to vote / 45)``, every column ``x_…`` of the panel
(``covariates``), and log effort against its usual level.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.covariates import COVARIATE_PRECISION, carried, covariate_columns, scaled
from models.forecast_series import Series, orders_of, season_of

Array = NDArray[np.float64]
Labels = NDArray[np.str_]

QUIET_PHASES = ("", "JEDA", "PRA_TAHAPAN")
APPROACH_DAYS = 45.0  # e-folding of the run-up to voting day
ELECTION_SD = 0.3  # half-normal prior between elections (DESIGN part 5)
PHASE_SD = 1.0
USUAL_WEEKS = 12  # effort ahead = mean of the last so many weeks with operations


def from_panel(panel: pl.DataFrame, neighbours: object, *, horizons: int) -> Series:
    """Read one measure's panel; OPD rows are added up per region and week.

    Rows whose count is NULL are known calendar (phase, days to vote) of weeks to come; where they are
    missing, the phase ahead is taken from the same days before the vote of the last election on record.
    A week without any operation, in a measure with effort, carries no information: not observed.
    """
    frame = _per_region(panel)
    units = sorted(frame["region_code"].unique().to_list())
    observed = frame.filter(pl.col("count").is_not_null())
    if observed.is_empty():
        raise NetraError("Belum ada minggu teramati pada panel: prakiraan ditahan.", code="no_data")
    first, last = observed["week"].min(), observed["week"].max()
    assert isinstance(first, dt.date)
    assert isinstance(last, dt.date)
    weeks = [first + dt.timedelta(weeks=k) for k in range((last - first).days // 7 + 1 + horizons)]
    grid = {
        name: _matrix(frame, name, weeks, units) for name in ("count", "exposure", "effort", "days_to_vote")
    }
    phases, elections = (_labels(frame, name, weeks, units) for name in ("phase_code", "election_code"))
    ahead = len(weeks) - horizons
    days = _extend_days(grid["days_to_vote"])
    phases = _extend_labels(phases, days, ahead)
    elections = _carry(elections)
    exposure = _fill_down(grid["exposure"])
    effort = grid["effort"]
    counts = grid["count"]
    counts[ahead:] = np.nan
    steps, penalty, active, names = _steps(phases, elections, days)
    steps, penalty, names = _with_covariates((steps, penalty, names), frame, weeks, units)
    has_effort = bool(np.nansum(effort) > 0)
    if has_effort:
        counts = np.where(effort > 0, counts, np.nan)
        steps = np.concatenate([steps, _usual_effort(effort)[..., None]], axis=-1)
        penalty, names = np.append(penalty, 1.0), [*names, "usaha"]
    return Series(
        list(weeks), units, counts, exposure, orders_of(neighbours, units), season_of(list(weeks)),
        steps, penalty, active, has_effort, tuple(names),
    )  # fmt: skip


# --- how ------------------------------------------------------------------------------------------


def _per_region(panel: pl.DataFrame) -> pl.DataFrame:
    """One row per region and week, whatever the panel's level."""
    amounts = [pl.when(pl.col(c).is_not_null().any()).then(pl.col(c).sum()).cast(pl.Float64).alias(c)
               for c in ("count", "exposure", "effort")]  # fmt: skip
    named = ("phase_code", "election_code", "days_to_vote", *covariate_columns(panel))
    labels = [pl.col(c).drop_nulls().first() for c in named]
    return (
        panel.group_by("region_code", "week", maintain_order=True)
        .agg(*amounts, *labels)
        .sort("region_code", "week")
    )


def _matrix(frame: pl.DataFrame, name: str, weeks: list[dt.date], units: list[str]) -> Array:
    result = np.full((len(weeks), len(units)), np.nan)
    rows, columns = _places(frame, weeks, units)
    inside = (rows >= 0) & (rows < len(weeks))
    result[rows[inside], columns[inside]] = frame[name].cast(pl.Float64).to_numpy()[inside]
    return result


def _labels(frame: pl.DataFrame, name: str, weeks: list[dt.date], units: list[str]) -> NDArray[np.str_]:
    result = np.full((len(weeks), len(units)), "", dtype="U48")
    rows, columns = _places(frame, weeks, units)
    inside = (rows >= 0) & (rows < len(weeks))
    result[rows[inside], columns[inside]] = frame[name].cast(pl.String).fill_null("").to_numpy()[inside]
    return result


def _places(
    frame: pl.DataFrame, weeks: list[dt.date], units: list[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    place = {u: k for k, u in enumerate(units)}
    rows = ((frame["week"] - weeks[0]).dt.total_days() // 7).to_numpy()
    return rows, np.array([place[u] for u in frame["region_code"].to_list()], dtype=np.int64)


def _fill_down(values: Array) -> Array:
    """Last known value carried on, the first one back; a region without any counts as the median region."""
    if not np.isfinite(values).any():
        return np.ones_like(values)
    frame = pl.DataFrame(values).with_columns(pl.all().fill_nan(None).forward_fill().backward_fill())
    filled = frame.to_numpy().astype(float)
    filled = np.where(np.isfinite(filled) & (filled > 0), filled, np.nanmedian(values[values > 0]))
    return np.asarray(filled / filled.mean())


def _extend_days(days: Array) -> Array:
    """Days to vote where no row says them: seven fewer than the week before."""
    days = days.copy()
    for t in range(1, len(days)):
        gap = ~np.isfinite(days[t])
        days[t, gap] = days[t - 1, gap] - 7
    return days


def _extend_labels(labels: Labels, days: Array, ahead: int) -> Labels:
    """Phase of weeks to come: as at the same days before an earlier vote, else the last one known."""
    labels = labels.copy()
    known = labels[:ahead] != ""
    for t in range(len(labels)):
        for r in np.flatnonzero(labels[t] == "") if t else []:
            near = np.abs(days[:ahead] - days[t, r]) <= 3
            alike = np.argwhere(near & known) if t >= ahead else np.zeros((0, 2), dtype=np.int64)
            labels[t, r] = labels[tuple(alike[-1])] if len(alike) else labels[t - 1, r]
    return labels


def _carry(labels: Labels) -> Labels:
    labels = labels.copy()
    for t in range(1, len(labels)):
        labels[t] = np.where(labels[t] == "", labels[t - 1], labels[t])
    return labels


def _with_covariates(
    known: tuple[Array, Array, list[str]], frame: pl.DataFrame, weeks: list[dt.date], units: list[str]
) -> tuple[Array, Array, list[str]]:
    """Steps, precisions and names with the panel's covariates, each carried on from the day it was known."""
    steps, penalty, names = known
    for column in covariate_columns(frame):
        values = scaled(carried(_matrix(frame, column, weeks, units)))
        steps = np.concatenate([steps, values[..., None]], axis=-1)
        penalty, names = np.append(penalty, COVARIATE_PRECISION), [*names, column]
    return steps, penalty, names


def _steps(phases: Labels, elections: Labels, days: Array) -> tuple[Array, Array, Array, list[str]]:
    """Endemic covariates (T, R, P), their ridge precision (P,), where an election's phases run (T, R), and
    the covariates' names.
    """
    active = (~np.isin(phases, QUIET_PHASES)).astype(float)
    columns, penalty, names = [], [], []
    for phase in sorted(set(phases.ravel()) - {"", "JEDA"}):
        columns.append((phases == phase).astype(float))
        penalty.append(1 / PHASE_SD**2)
        names.append(phase)
    for election in sorted(set(elections.ravel()) - {""}):
        columns.append((elections == election) * active)
        penalty.append(1 / ELECTION_SD**2)
        names.append(election)
    with np.errstate(invalid="ignore"):
        columns.append(np.where(days >= 0, np.exp(-days / APPROACH_DAYS), 0.0))
    return np.stack(columns, axis=-1), np.array([*penalty, 1.0]), active, [*names, "menjelang"]


def _usual_effort(effort: Array) -> Array:
    """log effort against the region's usual level; 0 where none is known, so also for the weeks to come."""
    worked = np.where(effort > 0, effort, np.nan)
    logs = np.log(worked)
    usual = np.zeros(effort.shape[1])
    for r in range(effort.shape[1]):
        recent = logs[np.isfinite(logs[:, r]), r][-USUAL_WEEKS:]
        usual[r] = recent.mean() if len(recent) else 0.0
    return np.where(np.isfinite(logs), logs - usual, 0.0)
