"""Comparing forecasts fairly: equal targets, paired differences, blocks of time.

The difference of two models' mean scores is only meaningful on the same targets; its uncertainty only when
whole weeks are drawn together, since a bad week is bad everywhere (Künsch 1989, Ann Stat 17; Diebold &
Mariano 1995). Reliability: of the cases given probability p, the share that happened (Murphy 1973).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from geo import NetraError

TARGET = ("measure", "region_code", "week", "horizon_weeks")
SCORES = ("log_score", "crps", "wis", "coverage_50", "coverage_90", "bias")


@dataclass(frozen=True)
class Difference:
    """Mean of a − b with its interval; negative when a is better (scores: lower is better)."""

    mean: float
    lower: float
    upper: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return self.lower > 0 or self.upper < 0


def check_equal_targets(scored: pl.DataFrame, *, target: Sequence[str] = TARGET) -> None:
    """Raise unless every model was scored on exactly the same targets."""
    sets = {
        model[0]: set(part.select(target).iter_rows())
        for model, part in scored.group_by("model", maintain_order=True)
    }
    if not sets:
        return
    first, reference = next(iter(sets.items()))
    for model, targets in sets.items():
        if targets != reference:
            raise NetraError(
                f'Model "{model}" dan "{first}" dinilai pada sasaran berbeda '
                f"({len(targets)} dan {len(reference)}): skornya tidak boleh dibandingkan.",
                code="unequal_targets",
            )


def compare(scored: pl.DataFrame, *, target: Sequence[str] = TARGET) -> pl.DataFrame:
    """Columns of table ``score``: mean scores by measure, model and horizon; refuses unequal target sets."""
    check_equal_targets(scored, target=target)
    means = [pl.col(name).mean() for name in SCORES]
    keys = ["measure", "model", "horizon_weeks"]
    return (
        scored.group_by(keys, maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("target_count"), *means)
        .sort("measure", "horizon_weeks", "model")
    )


def paired_difference(
    scored: pl.DataFrame, models: tuple[str, str], *, score: str = "crps", block: int = 4, seed: int = 0
) -> Difference:
    """95 % interval of the mean difference of two models, circular block bootstrap over origins.

    scored: one row per model and target with ``origin`` (sortable); ``block`` = origins drawn together.
    """
    pair = scored.filter(pl.col("model").is_in(models))
    check_equal_targets(pair, target=[*TARGET, "origin"])
    table = pair.group_by("origin", "model").agg(pl.col(score).sum(), pl.len()).sort("origin", "model")
    wide = table.pivot("model", index="origin", values=[score, "len"], maintain_order=True)
    a, b = (wide[f"{score}_{m}"].to_numpy() for m in models)
    return block_bootstrap(a - b, wide[f"len_{models[0]}"].to_numpy(), block=block, seed=seed)


def block_bootstrap(
    totals: ArrayLike, counts: ArrayLike, *, block: int = 4, seed: int = 0, draws: int = 2000
) -> Difference:
    """Mean of Σ totals / Σ counts over origins in time order, 95 % percentile interval; blocks wrap
    around.
    """
    totals, counts = np.asarray(totals, float), np.asarray(counts, float)
    origins = len(totals)
    size = min(block, origins)
    rng = np.random.default_rng(seed)
    begin = rng.integers(0, origins, (draws, -(-origins // size)))
    places = ((begin[..., None] + np.arange(size)) % origins).reshape(draws, -1)[:, :origins]
    means = totals[places].sum(axis=1) / counts[places].sum(axis=1)
    lower, upper = np.quantile(means, (0.025, 0.975))
    return Difference(float(totals.sum() / counts.sum()), float(lower), float(upper))


def reliability(probability: ArrayLike, happened: ArrayLike, *, bins: int = 10) -> pl.DataFrame:
    """Columns forecast (mean p), observed (share), count per bin of equal width; empty bins are left out."""
    p, o = np.asarray(probability, float), np.asarray(happened, float)
    frame = pl.DataFrame({"p": p, "o": o, "bin": np.minimum((p * bins).astype(int), bins - 1)})
    return (
        frame.group_by("bin")
        .agg(
            pl.col("p").mean().alias("forecast"),
            pl.col("o").mean().alias("observed"),
            pl.len().alias("count"),
        )
        .sort("bin")
        .drop("bin")
    )


def calibration_error(probability: ArrayLike, happened: ArrayLike, *, bins: int = 10) -> float:
    """Mean |forecast − observed| over bins, weighted by cases (expected calibration error)."""
    table = reliability(probability, happened, bins=bins)
    gaps = np.abs(table["forecast"].to_numpy() - table["observed"].to_numpy())
    return float(np.average(gaps, weights=table["count"].to_numpy()))
