"""Row 4: the same models as hhh4, fitted by our own scoring, rolling one week ahead; and how much faster."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models import scores
from models.forecast_series import orders_of
from models.gate import Row, at_least, at_most, row
from models.spacetime import Component, Kernel, Model
from models.spacetime_fit import Fit
from models.spacetime_laplace import fit_laplace
from models.threads import one_thread

Array = NDArray[np.float64]

# hhh4's rolling mean log score and RPS, CPU seconds
BASIC = (1.10245821, 0.74777391, 0.203)
POWERLAW = (1.13618051, 0.76540479, 0.549)
INTERCEPTS = (1.11027982, 0.76318172, 14.679)
FLU = (0.57031144, 0.45348130, 78.023)
FLU_ENDEMIC = (0.56294152, 0.44128315, 587.938)
FLU_CORRELATED = (0.56082203, 0.43473416, 2178.636)
TOLERANCE = 1e-4  # largest change of a coefficient or log variance at rest
GATE = 1e-3  # largest difference of mean scores


def equal_to_hhh4(folder: Path) -> Iterator[Row]:
    """Largest difference of mean scores, and CPU seconds beside hhh4's, for six of its models."""
    place, plain = folder / "measles", flu(folder / "flu")
    wide, local = measles(place, has_powerlaw=True), measles(place, has_powerlaw=True, has_local=True)
    early, late = range(64, 77), range(311, 415)
    for key, name, model, origins, reference, goal in (
        ("basic", "measles basic", measles(place), early, BASIC, 10),
        ("powerlaw", "measles power law", wide, early, POWERLAW, 10),
        ("intercepts", "measles random intercepts", local, early, INTERCEPTS, 30),
        ("flu", "flu G1", plain, late, FLU, 10),
        ("flu-b1", "flu B1, random intercepts", with_local(plain, "offset"), late, FLU_ENDEMIC, 30),
        ("flu-b2", "flu B2, correlated", with_local(plain, "offset", "near"), late, FLU_CORRELATED, 30),
    ):
        log_score, rps, seconds = rolled(model, origins)
        gap = max(abs(log_score - reference[0]), abs(rps - reference[1]))
        what = f"{name}: beda terbesar dari hhh4 (rata-rata logs, RPS)"
        yield row(f"4-{key}", what, gap, reference=0.0, gate=at_most(GATE), goal=at_most(1e-5))
        told: Row = {"unit": "×", "spread": f"{seconds:.2f} s", "reference": f"{reference[2]} s"}
        times = reference[2] / max(seconds, 1e-3)
        yield row(f"4-{key}-cpu", f"{name}: CPU hhh4 dibagi CPU kita", times, goal=at_least(goal), **told)


@one_thread
def rolled(model: Model, origins: range) -> tuple[float, float, float]:
    """Mean log score, mean RPS and CPU seconds of rolling refits; origins are indices of the last week
    known.
    """
    begin = time.process_time()
    found: Fit | None = None
    told = []
    for last in origins:
        found = fit_laplace(model, last, start=found, tolerance=TOLERANCE)
        told.append((model.mean(found, slice(last + 1, last + 2))[0], found.size))
    seconds = time.process_time() - begin
    y = model.counts[[last + 1 for last in origins]]
    mean, size = (np.array(values) for values in zip(*told, strict=True))
    return float(scores.log_score(y, mean, size).mean()), float(scores.rps(y, mean, size).mean()), seconds


def measles(folder: Path, *, has_powerlaw: bool = False, has_local: bool = False) -> Model:
    """The measles models of Meyer, Held & Höhle 2017 (JSS 77): basic, power law, random intercepts."""
    counts, orders = _read(folder, "counts", "nborder")
    units = pl.read_csv(folder / "units.csv")
    weeks, regions = counts.shape
    population = units["popfrac"].to_numpy()
    offset = np.repeat(population[None], weeks, axis=0)
    season, one = _season(weeks, 1), np.ones((weeks, 1))
    local = np.ones((weeks, regions, 1)) if has_local else None
    if not has_powerlaw:
        parts = (Component("offset", season, offset), Component("own", one), Component("near", one))
        return Model(counts, parts, Kernel(orders, is_normalised=False))
    susceptible = np.broadcast_to(np.log(1 - units["vacc1"].to_numpy())[None, :, None], (weeks, regions, 1))
    endemic = np.concatenate([np.repeat(season[:, None], regions, axis=1), susceptible], axis=-1)
    gravity = np.stack(
        [np.ones((weeks, regions)), np.repeat(np.log(population)[None], weeks, axis=0)], axis=-1
    )
    parts = (
        Component("offset", endemic, offset, local),
        Component("own", one, 1.0, local),
        Component("near", gravity, 1.0, local),
    )
    return Model(counts, parts, Kernel(orders, is_distance_free=True))


def flu(folder: Path) -> Model:
    """Paul & Held 2011 (Stat Med 30) without random effects: three yearly waves, own and neighbours' past."""
    counts, orders = _read(folder, "counts", "adjacency")
    offset = pl.read_csv(folder / "popfrac_by_week.csv").to_numpy()
    one = np.ones((len(counts), 1))
    season = _season(len(counts), 3)
    season[:, 1] = (season[:, 1] - 208) / 100
    parts = (Component("offset", season, offset), Component("own", one), Component("near", one))
    return Model(counts, parts, Kernel(orders))


def with_local(model: Model, *carriers: str) -> Model:
    """The model with a random intercept per region in the parts named, correlated where several."""
    local = np.ones((*model.counts.shape, 1))
    parts = tuple(replace(c, local=local) if c.carrier in carriers else c for c in model.components)
    return replace(model, components=parts, is_correlated=len(carriers) > 1)


def _read(folder: Path, counts: str, neighbours: str) -> tuple[Array, Array]:
    frame = pl.read_csv(folder / f"{counts}.csv", infer_schema_length=None).drop("week", "epoch")
    orders = orders_of(pl.read_csv(folder / f"{neighbours}.csv"), frame.columns)
    return frame.cast(pl.Float64).to_numpy(), orders


def _season(weeks: int, waves: int) -> Array:
    t = np.arange(weeks, dtype=float)
    angles = [f(2 * np.pi * k * t / 52) for k in range(1, waves + 1) for f in (np.sin, np.cos)]
    return np.column_stack([np.ones(weeks), t, *angles])
