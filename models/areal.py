"""Relative risks by area that borrow from their neighbours: BYM2.

    y_r ~ Poisson(E_r exp(eta_r)),   eta_r = beta0 + x_r' beta + b_r
    b_r = sigma (sqrt(rho) u_r + sqrt(1 - rho) v_r),   u ~ ICAR scaled per component,   v ~ N(0, 1)
    beta ~ N(0, 5²),  sigma ~ half-normal(5),  rho ~ Beta(½, ½)

Riebler, Sørbye, Simpson & Rue (2016); priors of Morris et al. (2019); integration in the manner of INLA (Rue,
Martino & Chopin 2009), with a variational Gaussian and its second-order corrections in place of the plain
Laplace mode (:mod:`models.areal_gauss`), so that sparse counts do not tilt the level.

Not for: counts whose exposure is effort (see :mod:`models.rates`), areas so many that N³ hurts (above
~2,000), expected counts that were not computed from a common rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.linalg import cho_factor, cho_solve
from scipy.stats import gamma

from geo import NetraError
from models.areal_graph import adjacency, components, scaled_icar
from models.areal_grid import Node, Problem, integrate
from models.areal_summary import draw, moments, quantile, rank_interval, ranks, stack, tail
from models.threads import one_thread

COEFFICIENT_SCALE = 5.0
INTERVAL = 0.95
STARTING_DRAWS = 1000  # a first guess of the interval's ends
RELIABLE = 0.5  # mean trust in the expansion below which the numbers are a rough guide
WORTH_CHECKING = 0.01  # share of the posterior: a node below it may stop early
NOT_CONVERGED = "Perhitungan belum konvergen; angka hanya petunjuk kasar."
ALL_ZERO = "Semua wilayah tercatat nol; risiko relatif tidak dapat dibedakan."


@dataclass(frozen=True)
class ArealFit:
    """``estimates``: a row per area; ``parameters``: a row each; ``draws`` (D, N): joint draws of RR."""

    estimates: pl.DataFrame
    parameters: pl.DataFrame
    draws: np.ndarray
    ids: tuple[object, ...]
    is_converged: bool
    component_count: int
    label: str  # "" or, in Indonesian, what a reader must know before using the numbers


@one_thread
def fit_bym2(
    table: pl.DataFrame,
    edges: pl.DataFrame,
    *,
    covariates: Sequence[str] = (),
    thresholds: Sequence[float] = (1.0, 1.25, 1.5, 2.0),
    draws: int = 8000,
    seed: int = 0,
) -> ArealFit:
    """``table``: ``id, count, expected`` and covariates; ``edges``: ``i, j`` of ids. Rank 1 = highest risk.

    A null count or an expected count of 0 says "not observed": the area is predicted from its neighbours.
    ``.estimates``: ``id, rr_mean, rr_sd, rr_lower, rr_upper`` (95 %), ``p_above_1.0, …``, ``rank_mean,
    rank_lower, rank_upper``, ``p_worst_tenth``, ``is_observed``. Same input and seed, same output.
    Raises NetraError on unknown ids, repeated ids, negative or absent numbers, dependent covariates.
    """
    count, expected, design = _inputs(table, covariates)
    ids = tuple(table["id"].to_list())
    links = adjacency(ids, edges)
    if count.sum() == 0:
        return _nothing(
            ids, expected, links, thresholds=thresholds, rng=np.random.default_rng(seed), size=draws
        )
    problem = Problem(count, expected, scaled_icar(links), COEFFICIENT_SCALE**2 * design @ design.T)
    nodes = integrate(problem)
    field = draw(nodes, draws, rng=np.random.default_rng(seed))
    is_converged = all(node.field.is_converged for node in nodes if node.weight > WORTH_CHECKING)
    is_converged = is_converged and sum(node.weight * node.field.trust for node in nodes) > RELIABLE
    return ArealFit(
        estimates=_estimates(ids, nodes, field, thresholds=thresholds).with_columns(
            pl.Series("is_observed", expected > 0)
        ),
        parameters=_parameters(nodes, problem, design, names=["intercept", *covariates]),
        draws=np.exp(field),
        ids=ids,
        is_converged=is_converged,
        component_count=len(np.unique(components(links))),
        label="" if is_converged else NOT_CONVERGED,
    )


def _nothing(
    ids: tuple[object, ...],
    expected: np.ndarray,
    links: np.ndarray,
    *,
    thresholds: Sequence[float],
    rng: np.random.Generator,
    size: int,
) -> ArealFit:
    """All zero: one common level, RR ~ Gamma(½, Σ E) (Jeffreys), every order as likely as another."""
    level = gamma(0.5, scale=1.0 / max(expected.sum(), 0.5))
    rank = np.argsort(rng.random((size, len(ids))), axis=1) + 1
    low, high = rank_interval(rank, level=INTERVAL)
    same = {
        "rr_mean": level.mean(),
        "rr_sd": level.std(),
        "rr_lower": level.ppf(0.025),
        "rr_upper": level.ppf(0.975),
    }
    estimates = pl.DataFrame({"id": ids}).with_columns(
        **{name: pl.lit(float(value)) for name, value in same.items()},
        **{f"p_above_{t}": pl.lit(float(level.sf(t))) for t in thresholds},
        rank_mean=pl.Series(rank.mean(axis=0)),
        rank_lower=pl.Series(low.astype(float)),
        rank_upper=pl.Series(high.astype(float)),
        p_worst_tenth=pl.lit(max(1, round(len(ids) / 10)) / len(ids)),
        is_observed=pl.Series(expected > 0),
    )
    field = np.repeat(level.rvs(size, random_state=rng)[:, None], len(ids), axis=1)
    empty = pl.DataFrame(schema={"parameter": pl.String, "mean": pl.Float64, "sd": pl.Float64})
    return ArealFit(estimates, empty, field, ids, True, len(np.unique(components(links))), ALL_ZERO)


def _estimates(
    ids: tuple[object, ...], nodes: list[Node], field: np.ndarray, *, thresholds: Sequence[float]
) -> pl.DataFrame:
    weights, cumulants = stack(nodes)
    mean, spread = moments(weights, cumulants)
    ends = [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2]
    starts = np.quantile(field[:: max(1, len(field) // STARTING_DRAWS)], ends, axis=0)
    lower, upper = (quantile(weights, cumulants, share=p, start=x) for p, x in zip(ends, starts, strict=True))
    rank = ranks(field)
    low, high = rank_interval(rank, level=INTERVAL)
    worst = max(1, round(len(ids) / 10))
    return pl.DataFrame(
        {
            "id": ids,
            "rr_mean": mean,
            "rr_sd": spread,
            "rr_lower": np.exp(lower),
            "rr_upper": np.exp(upper),
            **{f"p_above_{t}": tail(weights, cumulants, float(np.log(t)))[0] for t in thresholds},
            "rank_mean": rank.mean(axis=0),
            "rank_lower": low.astype(float),
            "rank_upper": high.astype(float),
            "p_worst_tenth": (rank <= worst).mean(axis=0),
        }
    )


def _parameters(nodes: list[Node], problem: Problem, design: np.ndarray, *, names: list[str]) -> pl.DataFrame:
    """Mean and sd over the nodes; within a node the coefficients are generalised least squares on eta."""
    values, within = [], []
    for node in nodes:
        mean, variance = _coefficients(node, problem, design)
        values.append([*mean, node.sigma, np.sin(node.phi) ** 2])
        within.append([*variance, 0.0, 0.0])
    weight = np.array([node.weight for node in nodes])
    mean = weight @ np.array(values)
    variance = weight @ (np.array(within) + (np.array(values) - mean) ** 2)
    return pl.DataFrame({"parameter": [*names, "sigma", "rho"], "mean": mean, "sd": np.sqrt(variance)})


def _coefficients(node: Node, problem: Problem, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    solved = cho_solve(cho_factor(problem.effects(node.phi, node.sigma)), design)
    spread = np.linalg.inv(design.T @ solved + np.eye(design.shape[1]) / COEFFICIENT_SCALE**2)
    operator = spread @ solved.T
    return operator @ node.field.mean, np.diag(spread + operator @ node.field.covariance @ operator.T)


def _inputs(table: pl.DataFrame, covariates: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    _check(table, covariates)
    observed = table["count"].is_not_null() & table["count"].is_not_nan() & (table["expected"] > 0)
    seen = observed.to_numpy()
    count = np.where(seen, table["count"].cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy(), 0.0)
    expected = np.where(seen, table["expected"].cast(pl.Float64).to_numpy(), 0.0)
    columns = [np.ones(len(table)), *(table[c].cast(pl.Float64).to_numpy() for c in covariates)]
    design = np.column_stack(columns)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise NetraError(
            f"Peubah penjelas saling bergantung: {', '.join(covariates)}. Buang yang berlebih.",
            code="covariates",
        )
    return count, expected, design


def _check(table: pl.DataFrame, covariates: Sequence[str]) -> None:
    missing = [c for c in ("id", "count", "expected", *covariates) if c not in table.columns]
    if missing:
        raise NetraError(
            f"Tabel tanpa kolom {', '.join(missing)}. Sertakan kolom itu.", code="column_missing"
        )
    if table.is_empty():
        raise NetraError("Tabel tanpa baris: tidak ada wilayah untuk diduga.", code="table_empty")
    if table["id"].n_unique() != len(table):
        raise NetraError(
            "Satu wilayah muncul lebih dari sekali dalam tabel. Gabungkan dulu.", code="id_repeated"
        )
    numbers = table.select(pl.col("expected", *covariates).cast(pl.Float64))
    if not np.isfinite(numbers.to_numpy()).all():
        raise NetraError(
            "Ada nilai harapan atau peubah penjelas yang kosong. Isi atau buang barisnya.", code="absent"
        )
    if (table["count"].fill_null(0) < 0).any() or (table["expected"] < 0).any():
        raise NetraError("Jumlah atau nilai harapan negatif. Periksa sumbernya.", code="count_negative")
