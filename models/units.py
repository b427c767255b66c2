"""OPD inside a region: who has more than its usual share, knowing what OPD of that kind have elsewhere.

    y_rot | y_rt ~ Multinomial(y_rt, e_rot theta_ro / Σ_o e_rot theta_ro)
    theta_ro = exp(c_j) g_ro,  j = name or kind of o;  c_j ~ N(0, s²),  g_ro ~ Gamma(1/tau², 1/tau²)

Given the region's total of a step (a week, or a phase of an election) its level, its bursts and its contagion
cancel, whatever they are; what is left of all weeks are two margins,

    y_ro = Σ_t y_rot,    E_ro = Σ_t y_rt e_rot / Σ_o e_rot

the exact collapse: millions of cells become one row per OPD. On them ``y_ro ~ Poisson(L_r E_ro theta_ro)``,
the multinomial's Poisson form with a free level of each region (Baker 1994; Lang 1996): Newton on the c_j
with the levels eliminated by Schur complement, tau and s on a grid of the Laplace marginal likelihood. RR
compares an OPD with its region as a whole (mean of RR by E is 1), from joint draws that carry the doubt about
c, tau and g.

Not for: comparing regions (the level is gone; :mod:`models.areal`), an OPD alone in its region.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import gammaln

from geo import NetraError
from models.hotspots import HOT, with_band
from models.threads import one_thread

WEEKLY = ("week",)
TAUS = np.array([0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.3])
TAU_PRIOR, KIND_SD = 0.5, 1.0
NEWTON_STEPS = 30
TOLERANCE = 1e-6
DRAWS = 600
NEGLIGIBLE = 1e-3
WORST_SHARE = 0.1
UNNAMED = "lain"
FEWEST_SHARED = 3  # regions in which a name stands for one kind of office
COLUMNS = ("count", "expected", "rr", "rr_lower", "rr_upper", "p_above", "p_worst_tenth", "rank_mean",
           "rank_lower", "rank_upper")  # fmt: skip


@dataclass(frozen=True)
class UnitFit:
    """``estimates``: ``region_code, opd_id``, ``COLUMNS`` and ``band``; ``kinds``: ``kind, value, lower,
    upper`` (ratio to the mean OPD); ``spread``: posterior mean of tau.
    """

    estimates: pl.DataFrame
    kinds: pl.DataFrame
    spread: float


@one_thread
def fit_units(
    panel: pl.DataFrame, *, kinds: pl.DataFrame | None = None, within: Sequence[str] = WEEKLY, seed: int = 0
) -> UnitFit:
    """``panel``: ``region_code, opd_id, week, count, offset`` (what an OPD was observed with: staff, persons
    checked); ``kinds``: ``opd_id, kind`` (name or kind shared by regions; None = all alike); ``within``:
    columns of a step. An OPD without offset or in a region without counts has no estimate. Raises NetraError
    on missing columns.
    """
    cells = collapse(panel, within=within)
    if cells.is_empty():
        return UnitFit(_empty(), pl.DataFrame(schema={"kind": pl.String}), float("nan"))
    named = cells.with_columns(kind=pl.lit(UNNAMED)) if kinds is None else _named(cells, kinds)
    problem = _problem(named)
    nodes = _nodes(problem)
    rng = np.random.default_rng(seed)
    table = _estimates(named, problem, nodes, rng)
    spread = float(sum(n.weight * n.tau for n in nodes))
    return UnitFit(with_band(table), _kinds(named, problem, nodes), spread)


@one_thread
def unit_draws(panel: pl.DataFrame, *, kinds: pl.DataFrame | None = None, seed: int = 0) -> np.ndarray:
    """Joint draws (D, C) of RR, cells by region and OPD, of the fit over weeks; see :func:`fit_units`."""
    cells = collapse(panel)
    problem = _problem(cells.with_columns(kind=pl.lit(UNNAMED)) if kinds is None else _named(cells, kinds))
    return _draws(problem, _nodes(problem), np.random.default_rng(seed))


def collapse(panel: pl.DataFrame, *, within: Sequence[str] = WEEKLY) -> pl.DataFrame:
    """``region_code, opd_id, count, expected`` by OPD: y_ro and E_ro of the module's head, sorted."""
    missing = {"region_code", "opd_id", "count", "offset", *within} - set(panel.columns)
    if missing:
        raise NetraError(f"Panel OPD tanpa kolom {', '.join(sorted(missing))}.", code="column_missing")
    step = ["region_code", *within]
    seen = panel.lazy().filter(pl.col("offset") > 0, pl.col("opd_id").is_not_null())
    totals = seen.group_by(step, maintain_order=True).agg(
        (pl.col("count").sum() / pl.col("offset").sum()).alias("_rate"), pl.col("count").sum().alias("_y")
    )
    busy = totals.filter(pl.col("_y") > 0).select(*step, "_rate")
    expected = seen.select(*step, "opd_id", "offset").join(
        busy, on=step, nulls_equal=True, maintain_order="left"
    )
    sums = expected.group_by("region_code", "opd_id", maintain_order=True).agg(
        (pl.col("offset") * pl.col("_rate")).sum().alias("expected")
    )
    counts = seen.group_by("region_code", "opd_id").agg(pl.col("count").sum().cast(pl.Float64))
    return (
        counts.join(sums, on=["region_code", "opd_id"])
        .sort("region_code", "opd_id")
        .collect(
            engine="in-memory"  # the streaming engine adds in another order each time: other last digits
        )
    )


@dataclass(frozen=True)
class _Problem:
    """Counts and expected (C,), region (C,) in 0…R-1 and kind (C,) in 0…J-1 of each cell."""

    count: np.ndarray
    expected: np.ndarray
    region: np.ndarray
    kind: np.ndarray

    @property
    def sizes(self) -> tuple[int, int]:
        """Regions and kinds."""
        return int(self.region.max()) + 1, int(self.kind.max()) + 1


@dataclass(frozen=True)
class _Node:
    """One tau with its weight, the mode of c (J,) and of log L (R,), and the covariance (J, J) of c."""

    tau: float
    weight: float
    effects: np.ndarray
    levels: np.ndarray
    covariance: np.ndarray


def _named(cells: pl.DataFrame, kinds: pl.DataFrame) -> pl.DataFrame:
    known = kinds.select("opd_id", pl.col("kind").cast(pl.String)).unique("opd_id", keep="first")
    joined = cells.join(known, on="opd_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("kind").fill_null(UNNAMED))


def _problem(cells: pl.DataFrame) -> _Problem:
    codes = [cells[c].rank("dense").to_numpy().astype(np.int64) - 1 for c in ("region_code", "kind")]
    return _Problem(cells["count"].to_numpy(), np.maximum(cells["expected"].to_numpy(), 1e-12), *codes)


def _nodes(problem: _Problem) -> list[_Node]:
    """Modes over the grid of tau, weighted by the Laplace marginal likelihood; far-off ones are left out."""
    found, start = [], None
    for tau in TAUS:
        effects, levels, covariance, evidence = _mode(problem, float(tau), start)
        start = (effects, levels)
        found.append((float(tau), evidence - 0.5 * (tau / TAU_PRIOR) ** 2, effects, levels, covariance))
    density = np.array([f[1] for f in found]) + np.log(np.gradient(TAUS))
    weight = np.exp(density - density.max())
    weight /= weight.sum()
    kept = [(f, w) for f, w in zip(found, weight, strict=True) if w > NEGLIGIBLE]
    total = sum(w for _, w in kept)
    return [_Node(f[0], float(w / total), f[2], f[3], f[4]) for f, w in kept]


def _mode(
    problem: _Problem, tau: float, start: tuple[np.ndarray, np.ndarray] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Effects, log levels, covariance of the effects, Laplace log evidence."""
    regions, kinds = problem.sizes
    effects, levels = start or (np.zeros(kinds), np.zeros(regions))
    for _ in range(NEWTON_STEPS):
        slope, weight, _ = _derivatives(problem, effects, levels, tau)
        diagonal, schur, cross = _schur(problem, weight)
        by_region = np.bincount(problem.region, slope, regions)
        by_kind = np.bincount(problem.kind, slope, kinds) - effects / KIND_SD**2
        step = np.linalg.solve(schur, by_kind - cross.T @ (by_region / diagonal))
        shift = (by_region - cross @ step) / diagonal
        effects, levels = effects + np.clip(step, -1, 1), levels + np.clip(shift, -1, 1)
        if max(np.abs(step).max(), np.abs(shift).max()) < TOLERANCE:
            break
    _, weight, likelihood = _derivatives(problem, effects, levels, tau)
    diagonal, schur, _ = _schur(problem, weight)
    volume = np.linalg.slogdet(schur)[1] + np.log(diagonal).sum() + kinds * np.log(KIND_SD**2)
    evidence = likelihood - 0.5 * float(effects @ effects) / KIND_SD**2 - 0.5 * volume
    return effects, levels, np.linalg.inv(schur), float(evidence)


def _derivatives(
    problem: _Problem, effects: np.ndarray, levels: np.ndarray, tau: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Slope and expected information (C,) of the negative binomial in its log mean; log likelihood."""
    size = 1.0 / tau**2
    mean = problem.expected * np.exp(effects[problem.kind] + levels[problem.region])
    share = size / (size + mean)
    terms = gammaln(size + problem.count) - gammaln(size) + size * np.log(share)
    likelihood = terms + problem.count * np.log1p(-share)
    return (problem.count - mean) * share, mean * share, float(likelihood.sum())


def _schur(problem: _Problem, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Information of the levels (R,), of the effects without the levels (J, J), and between them (R, J)."""
    regions, kinds = problem.sizes
    cross = np.bincount(problem.region * kinds + problem.kind, weight, regions * kinds).reshape(
        regions, kinds
    )
    diagonal = cross.sum(axis=1) + 1e-9
    own = np.diag(cross.sum(axis=0) + 1 / KIND_SD**2)
    return diagonal, own - cross.T @ (cross / diagonal[:, None]), cross


def _draws(problem: _Problem, nodes: list[_Node], rng: np.random.Generator) -> np.ndarray:
    """Joint draws (D, C) of RR within the region."""
    share = np.array([n.weight for n in nodes])
    sizes = np.diff(np.floor(np.cumsum(share) * DRAWS + 0.5).astype(int), prepend=0)
    starts = np.flatnonzero(np.diff(problem.region, prepend=-1))
    total = np.add.reduceat(problem.expected, starts)
    parts = []
    for node, size in zip(nodes, sizes, strict=True):
        root = np.linalg.cholesky(node.covariance + 1e-12 * np.eye(len(node.effects)))
        effects = node.effects + rng.standard_normal((size, len(root))) @ root.T
        theta = np.exp(effects)[:, problem.kind]
        level = np.add.reduceat(theta * problem.expected, starts, axis=1)
        counted = np.maximum(np.add.reduceat(problem.count, starts), 0.5)
        mean = theta * problem.expected * (counted / level)[:, problem.region]
        a = 1.0 / node.tau**2
        theta *= rng.standard_gamma(a + problem.count, mean.shape) / (a + mean)
        scale = np.add.reduceat(theta * problem.expected, starts, axis=1) / total
        parts.append(theta / scale[:, problem.region])
    return np.concatenate(parts)


def _estimates(
    cells: pl.DataFrame, problem: _Problem, nodes: list[_Node], rng: np.random.Generator
) -> pl.DataFrame:
    draws = _draws(problem, nodes, rng)
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    ranks = _ranks(draws, problem.region)
    ends = np.quantile(ranks, [0.025, 0.975], axis=0, method="inverted_cdf")
    size = np.bincount(problem.region)[problem.region]
    worst = np.maximum(1, np.round(size * WORST_SHARE))
    return cells.select("region_code", "opd_id", "count", "expected").with_columns(
        rr=pl.Series(draws.mean(axis=0)),
        rr_lower=pl.Series(low),
        rr_upper=pl.Series(high),
        p_above=pl.Series((draws > HOT).mean(axis=0)),
        p_worst_tenth=pl.Series((ranks <= worst).mean(axis=0)),
        rank_mean=pl.Series(ranks.mean(axis=0)),
        rank_lower=pl.Series(ends[0].astype(float)),
        rank_upper=pl.Series(ends[1].astype(float)),
    )


def _ranks(draws: np.ndarray, region: np.ndarray) -> np.ndarray:
    """Rank (D, C) inside the region, 1 = highest; cells of a region stand together."""
    ranks = np.empty(draws.shape, dtype=np.int32)
    starts = np.flatnonzero(np.diff(region, prepend=-1))
    for begin, end in zip(starts, [*starts[1:], len(region)], strict=True):
        order = np.argsort(-draws[:, begin:end], axis=1)
        places = np.broadcast_to(np.arange(1, end - begin + 1, dtype=np.int32), order.shape)
        np.put_along_axis(ranks[:, begin:end], order, places, axis=1)
    return ranks


def _kinds(cells: pl.DataFrame, problem: _Problem, nodes: list[_Node]) -> pl.DataFrame:
    """Each kind against the mean OPD (weighted by what is expected), with a 95 % interval."""
    weight = np.bincount(problem.kind, problem.expected)
    centre = np.eye(len(weight)) - np.outer(np.ones(len(weight)), weight / weight.sum())
    mean = sum(n.weight * (centre @ n.effects) for n in nodes)
    spread = sum(
        n.weight * (np.diag(centre @ n.covariance @ centre.T) + (centre @ n.effects - mean) ** 2)
        for n in nodes
    )
    names = cells["kind"].unique().sort()
    sd = np.sqrt(spread)
    return pl.DataFrame(
        {
            "kind": names,
            "value": np.exp(mean),
            "lower": np.exp(mean - 1.96 * sd),
            "upper": np.exp(mean + 1.96 * sd),
        }
    )


def kinds_of(opds: pl.DataFrame) -> pl.DataFrame:
    """``opd_id, kind`` of ``opd_id, name, opd_kind``: a name that several regions share, else the kind."""
    shared = pl.col("name").count().over("name") >= FEWEST_SHARED
    kind = pl.when(shared).then("name").otherwise(pl.col("opd_kind")).fill_null(UNNAMED)
    return opds.select(pl.col("opd_id").cast(pl.Int64), kind.alias("kind"))


def _empty() -> pl.DataFrame:
    names = {"region_code": pl.String, "opd_id": pl.Int64, **dict.fromkeys(COLUMNS, pl.Float64)}
    return pl.DataFrame(schema=names | {"band": pl.String})
