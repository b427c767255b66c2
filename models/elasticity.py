"""How many more are caught when more is inspected: the elasticity gamma, estimated and not assumed.

    E count_rt = checked_rt operations_rt^(gamma - 1) exp(alpha_r + phase_t)

Zero operations = no information: such weeks are left out. The region level ``alpha_r`` is removed by
conditioning on the region's total, so regions that look more often are compared with themselves only:
Poisson pseudo-likelihood with fixed effects (Hausman, Hall & Griliches 1984), consistent whatever the
variance (Wooldridge 1999), standard errors by region (CR3), t with R - 1 degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import t as student

NEWTON_STEPS = 50
TOLERANCE = 1e-9
FEWEST_PHASE_COUNTS = 5  # a phase with fewer catches has no step of its own
PRIOR_SD = 0.5  # gamma ~ N(1, 0.5²): with one region and ten visits the data alone say nothing


@dataclass(frozen=True)
class Elasticity:
    """gamma with its 95 % interval; 1 when nothing could be learnt, and then ``is_estimated`` is False."""

    value: float
    lower: float
    upper: float
    is_estimated: bool


NOT_ESTIMATED = Elasticity(1.0, float("nan"), float("nan"), False)


def fit_elasticity(panel: pl.DataFrame) -> Elasticity:
    """``panel``: ``region_code, week, phase_code, count, effort`` (persons checked), ``operations``."""
    rows = panel.filter((pl.col("operations") > 0) & (pl.col("effort") > 0)).sort("region_code", "week")
    if rows.is_empty() or rows["operations"].n_unique() < 2 or rows["count"].sum() == 0:
        return NOT_ESTIMATED
    y = rows["count"].to_numpy().astype(float)
    log_ops = np.log(rows["operations"].to_numpy().astype(float))
    offset = np.log(rows["effort"].to_numpy().astype(float)) - log_ops
    group = np.unique(rows["region_code"].to_numpy(), return_inverse=True)[1]
    design = np.column_stack([log_ops, _phases(rows)])
    beta, variance = _conditional_poisson(y, design, offset=offset, group=group)
    groups = int(group.max()) + 1
    width = float(np.sqrt(variance)) * float(student.ppf(0.975, max(groups - 1, 1)))
    return Elasticity(float(beta), float(beta) - width, float(beta) + width, True)


def effective_effort(effort: pl.Expr, operations: pl.Expr, gamma: float) -> pl.Expr:
    """Persons checked × operations^(gamma - 1): what one week of looking is worth."""
    return pl.when(operations > 0).then(effort * operations.cast(pl.Float64).pow(gamma - 1.0)).otherwise(0.0)


def _phases(rows: pl.DataFrame) -> np.ndarray:
    """Dummies of the phases with enough catches, the commonest left out; (n, 0) when there is one phase."""
    phase = rows["phase_code"].fill_null("") if "phase_code" in rows.columns else pl.Series([""] * len(rows))
    counts = (
        pl.DataFrame({"phase": phase, "count": rows["count"]}).group_by("phase", maintain_order=True).sum()
    )
    often = counts.filter(pl.col("count") >= FEWEST_PHASE_COUNTS).sort("count", "phase", descending=True)
    names = often["phase"].to_list()[1:]
    return np.column_stack(
        [np.zeros((len(rows), 0)), *[(phase == n).to_numpy().astype(float) for n in names]]
    )


def _conditional_poisson(
    y: np.ndarray, design: np.ndarray, *, offset: np.ndarray, group: np.ndarray
) -> tuple[float, float]:
    """First coefficient and its cluster-robust variance; the prior on it is one more observation."""
    beta = np.zeros(design.shape[1])
    beta[0] = 1.0
    prior = np.zeros_like(beta)
    prior[0] = PRIOR_SD**-2
    total = np.bincount(group, weights=y)
    for _ in range(NEWTON_STEPS):
        residual, centred, mean = _scores(beta, y, design, offset=offset, group=group, total=total)
        slope = design.T @ residual - prior * (beta - np.eye(len(beta))[0])
        information = (centred * mean[:, None]).T @ centred + np.diag(prior + 1e-9)
        step = np.linalg.solve(information, slope)
        beta = beta + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < TOLERANCE:
            break
    residual, centred, mean = _scores(beta, y, design, offset=offset, group=group, total=total)
    bread = np.linalg.inv((centred * mean[:, None]).T @ centred + np.diag(prior + 1e-9))
    meat = _meat(residual, centred, mean, bread=bread, group=group)
    return float(beta[0]), float((bread @ (meat + np.diag(prior)) @ bread)[0, 0])


def _meat(
    residual: np.ndarray, centred: np.ndarray, mean: np.ndarray, *, bread: np.ndarray, group: np.ndarray
) -> np.ndarray:
    """Σ_r u_r u_r' with each region's score freed of its own pull (CR3; Bell & McCaffrey 2002):
    a few regions that look often would otherwise judge themselves. One or two regions: by week.
    """
    groups = int(group.max()) + 1
    if groups <= 2:
        return np.asarray((centred * residual[:, None] ** 2).T @ centred)
    meat = np.zeros_like(bread)
    for r in range(groups):
        here = group == r
        score = residual[here] @ centred[here]
        own = (centred[here] * mean[here, None]).T @ centred[here]
        freed = np.linalg.solve(np.eye(len(bread)) - own @ bread, score)
        meat += np.outer(freed, freed)
    return meat * (groups - 1) / groups


def _scores(
    beta: np.ndarray,
    y: np.ndarray,
    design: np.ndarray,
    *,
    offset: np.ndarray,
    group: np.ndarray,
    total: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residuals y - mean given the region's total, the design centred within regions, and the mean."""
    weight = np.exp(offset + design @ beta - (offset + design @ beta).max())
    sums = np.bincount(group, weights=weight)
    share = weight / sums[group]
    mean = total[group] * share
    means = np.zeros((len(total), design.shape[1]))
    np.add.at(means, group, design * share[:, None])
    return y - mean, design - means[group], mean
