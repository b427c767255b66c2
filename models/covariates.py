"""Dated facts about a region as covariates of the weekly model, besides calendar and contagion.

    mu_rt = e_rt exp(… + x_rt'beta) + …,   beta ~ N(0, 0.5²) on the scale of one standard deviation

An incumbent who runs, an empty box, the number of pairs, an acting head, follow-up of earlier cases,
briefings, the vulnerability index: each is a column ``x_<name>`` of the panel, valid from the day it became
known until the next value. Before the first one, and where nothing is known, it stands at the mean: no
information, no effect. A covariate that never varies is left out. Effects are shrunken, since a province has
few regions to tell them apart (in eight simulated worlds 95 % intervals held 22 of 24); they are no causes.

Not for: anything that becomes known later than the week it is put into (it would foretell the past).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geo import NetraError
from models.spacetime import Model
from models.spacetime_fit import Fit

Array = NDArray[np.float64]

PREFIX = "x_"
COVARIATE_PRECISION = 4.0  # sd 0.5: one standard deviation of x rarely changes the rate by more than e
DATED = ("region_code", "name", "known_on", "value")


@dataclass(frozen=True)
class Effect:
    """exp(beta) of one standard deviation of a covariate (of its presence, where it is 0 or 1), with its 95 %
    interval.
    """

    name: str
    ratio: float
    lower: float
    upper: float


def with_covariates(panel: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The panel with one column ``x_<name>`` per fact; facts: columns ``DATED``, any order.

    A fact counts from the first week that begins on or after the day it was known.
    """
    missing = [c for c in DATED if c not in facts.columns]
    if missing:
        raise NetraError(f"Tabel kovariat: kolom {', '.join(missing)} tidak ada.")
    result = panel.with_row_index("_row").sort("week")
    for name in facts["name"].unique().sort().to_list():
        dated = facts.filter(pl.col("name") == name).sort("known_on", maintain_order=True)
        dated = dated.select(
            "region_code", "known_on", pl.col("value").cast(pl.Float64).alias(f"{PREFIX}{name}")
        )
        result = result.join_asof(
            dated,
            left_on="week",
            right_on="known_on",
            by="region_code",
            check_sortedness=False,
            coalesce=True,
        ).drop("known_on_right", strict=False)
        if "known_on" in result.columns and "known_on" not in panel.columns:
            result = result.drop("known_on")
    return result.sort("_row").drop("_row")


def covariate_columns(panel: pl.DataFrame) -> list[str]:
    """Names of the covariates a panel holds, sorted, those without any variation left out."""
    names = sorted(c for c in panel.columns if c.startswith(PREFIX))
    return [c for c in names if panel[c].drop_nulls().n_unique() > 1]


def carried(values: Array) -> Array:
    """(T, R) with each value carried on to the weeks after it."""
    result = values.copy()
    for t in range(1, len(result)):
        result[t] = np.where(np.isfinite(result[t]), result[t], result[t - 1])
    return result


def scaled(values: Array) -> Array:
    """Mean zero; amounts by their standard deviation, 0/1 a step of one; unknown stands at the mean."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.zeros_like(values)
    is_flag = bool(np.isin(known, (0.0, 1.0)).all())
    spread = 1.0 if is_flag else max(float(known.std()), 1e-9)
    return np.where(np.isfinite(values), (values - known.mean()) / spread, 0.0)


def effects(model: Model, fitted: Fit, step_names: tuple[str, ...]) -> list[Effect]:
    """Effects of the covariates in a fit of ``forecast_members.build``: its last endemic columns."""
    width = model.components[0].design.shape[-1]
    found = []
    for k, name in enumerate(step_names):
        if name.startswith(PREFIX):
            at = width - len(step_names) + k
            value, sd = fitted.beta[at], float(np.sqrt(max(fitted.covariance[at, at], 0.0)))
            low, middle, high = np.exp(value + 1.96 * sd * np.array([-1, 0, 1]))
            found.append(Effect(name[len(PREFIX) :], float(middle), float(low), float(high)))
    return found
