"""Measurements of scores, core, forecasts, delays beside other programs' results."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models import bench_delay, bench_night, scores
from models.bench_hhh4 import equal_to_hhh4
from models.forecast import one_step
from models.forecast_replay import can_fit, horizon_weights, pooled_paths, replay
from models.forecast_series import Series, from_wide
from models.forecast_weekly import LEVELS, quantiles
from models.gate import Row, at_most, row
from models.scores_table import block_bootstrap
from models.threads import one_thread

Array = NDArray[np.float64]

FILES = {
    "measles": ("counts", "nborder", "units"),
    "rota": ("rotaBE_counts", "rotaBE_nborder", "rotaBE_units"),
    "flu": ("counts", "adjacency", "popfrac_by_week"),
}
STEP_ORIGINS = {"measles": range(65, 78), "rota": range(259, 363), "flu": range(312, 416)}
# best hhh4 (log score, RPS), goal (log score, RPS), hhh4's CPU seconds
STEP = {
    "measles": ((1.102458, 0.747774), (1.102, 0.745), 0.2),
    "rota": ((1.793945, 1.385027), (1.760, 1.360), 20.3),
    "flu": ((0.560822, 0.434734), (0.545, 0.416), 2178.6),
}
PATH_ORIGINS = {"measles": range(60, 97), "rota": range(259, 356, 4), "flu": range(312, 409, 4)}
PATH = {"measles": 0.438127, "rota": 1.508693, "flu": 0.591925}  # CRPS of hhh4, mean over 1–8 weeks
WARM_UP, SPACING, PATHS = 8, 8, 300
LAST_VALUE = "nilai terakhir"


def bench(shared: Path | None) -> Iterator[Row]:
    """Rows of ``make bench``; without the reference data only what needs none."""
    if shared is not None:
        folder = shared / "bench"
        yield from _scoring(folder / "scoring")
        yield from equal_to_hhh4(folder)
        for name in FILES:
            yield from _one_step(folder, name)
        for name in FILES:
            yield from _weeks_ahead(folder, name)
    yield from bench_delay.bench(shared)
    yield from bench_night.bench()


def _scoring(folder: Path) -> Iterator[Row]:
    table = pl.read_csv(folder / "reference_nb_scores.csv")
    y, mean, size = (table[c].to_numpy() for c in ("y", "mu", "size"))
    pairs = ((scores.log_score, "logs"), (scores.rps, "rps"))
    worst = max(np.abs(f(y, mean, size) - table[c].to_numpy()).max() for f, c in pairs)
    what = "skor NB (logs, RPS): beda terbesar"
    yield row("16-nb", what, worst, reference="surveillance", gate=at_most(1e-8))
    keys = ["location", "target_end_date", "target_type", "model", "horizon"]
    given = pl.read_csv(
        folder / "example_quantile.csv", null_values="NA", infer_schema_length=None
    ).drop_nulls()
    wide = (
        given.sort(*keys, "quantile_level")
        .group_by(keys, maintain_order=True)
        .agg("predicted", "quantile_level")
    )
    known = pl.read_csv(folder / "reference_wis.csv", infer_schema_length=None)
    known = known.join(wide, on=keys, how="left", maintain_order="left")
    values = np.array(known["predicted"].to_list())
    found = scores.wis(known["observed"].to_numpy(), values, known["quantile_level"][0].to_numpy()).total
    gap = np.abs(found / known["wis"].to_numpy() - 1).max()
    yield row("16-wis", "WIS: beda relatif terbesar", gap, reference="scoringutils", gate=at_most(1e-9))


def read(folder: Path, name: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Counts, neighbours and populations of one disease series."""
    tables = [pl.read_csv(folder / name / f"{f}.csv", infer_schema_length=None) for f in FILES[name]]
    units = tables[2]
    if name == "measles":
        units = units.select("unit", "popfrac")
    return tables[0], tables[1], units


def _one_step(folder: Path, name: str) -> Iterator[Row]:
    counts, neighbours, units = read(folder, name)
    begin = time.process_time()
    found = one_step(counts, neighbours, populations=units, origins=STEP_ORIGINS[name])
    seconds = time.process_time() - begin
    reference, goal, their_seconds = STEP[name]
    for k, column in enumerate(("log_score", "rps")):
        weekly = found.group_by("week").agg(pl.col(column).sum(), pl.len()).sort("week")
        spread = block_bootstrap(weekly[column], weekly["len"])
        yield row(
            f"5-{name}-{column}", f"{name}, satu minggu ke depan, {column}", spread.mean,
            spread=f"{spread.lower:.3f}–{spread.upper:.3f}", reference=f"hhh4 {reference[k]}",
            gate=at_most(reference[k] * 1.005), goal=at_most(goal[k]),
        )  # fmt: skip
    what = f"{name}, satu minggu ke depan, detik CPU"
    yield row(f"5-{name}-cpu", what, seconds, unit="s", reference=f"hhh4 {their_seconds}")


@one_thread
def _weeks_ahead(folder: Path, name: str) -> list[Row]:
    series = from_wide(*read(folder, name))
    scored, pits = _replayed(series, [k - 1 for k in PATH_ORIGINS[name]])
    crps, wis = ({m: np.mean([s[m][k] for s in scored], axis=0) for m in scored[0]} for k in (0, 1))
    naive = np.minimum.reduce([crps[m] for m in ("persistensi", "rerata", "klimatologi")])
    pool, climate = crps["gabungan"], crps["klimatologi"]
    coverage = scores.pit_coverage(pits)
    error = np.abs(coverage - [0.5, 0.8, 0.9, 0.95]).max()
    told = "/".join(f"{c:.3f}" for c in coverage)
    last, law = (wis["gabungan"].mean() / wis[m].mean() for m in (LAST_VALUE, "persistensi"))
    said = f"{name}, 1–8 minggu"
    one, near = {"gate": at_most(1.0), "goal": at_most(0.95)}, {"gate": at_most(0.05), "goal": at_most(0.02)}
    return [
        row(f"6-{name}-hhh4", f"{said}, CRPS terhadap hhh4", pool.mean() / PATH[name], **one),
        row(f"6-{name}-climate", f"{said}, CRPS terhadap klimatologi", pool.mean() / climate.mean(), **one),
        row(f"6-{name}-persistence", f"{said}, WIS terhadap persistensi (NB)", law, gate=at_most(0.75)),
        row(f"6-{name}-last", f"{said}, WIS terhadap nilai terakhir (titik)", last),
        row(f"6-{name}-naive", f"{said}, CRPS terhadap aturan naif terbaik, horizon terburuk",
            (pool / naive).max(), goal=at_most(1.0)),
        row(f"7-{name}", f"{said}, galat cakupan PIT terbesar", error, spread=told, **near),
    ]  # fmt: skip


def _replayed(series: Series, origins: list[int]) -> tuple[list[dict[str, tuple[Array, Array]]], Array]:
    """CRPS and WIS by horizon of every model at every origin, and the pool's PIT values."""
    earlier = [origins[0] - 8 - SPACING * k for k in range(WARM_UP)][::-1]
    density: list[tuple[int, Array]] = []
    scored, pits = [], []
    for said in replay(
        series, [k for k in earlier if can_fit(series, k)] + origins, horizons=8, paths=PATHS, seed=1
    ):
        past = [d for last, d in density if last + 8 <= said.last]
        weights = horizon_weights(past, said.names, horizons=8)
        density.append((said.last, said.log_density(series)))
        if said.last not in origins:
            continue
        y = series.counts[said.last + 1 : said.last + 9]
        models = {"gabungan": pooled_paths(said, weights)} | dict(zip(said.names, said.paths, strict=True))
        scored.append(
            {
                m: (_crps(y, p), scores.wis(y, quantiles(p), LEVELS).total.mean(axis=1))
                for m, p in models.items()
            }
        )
        scored[-1][LAST_VALUE] = _last_value(series, said.last, y)
        pool = models["gabungan"]
        below, at = (pool < y[:, None]).mean(axis=1), (pool <= y[:, None]).mean(axis=1)
        pits.append(scores.pit(below, at, seed=said.last).ravel())
    return scored, np.concatenate(pits)


def _last_value(series: Series, last: int, y: Array) -> tuple[Array, Array]:
    """CRPS and WIS by horizon of the last count itself, said without any doubt: both are its distance."""
    distance = np.abs(y - series.counts[last]).mean(axis=1)
    return distance, distance


def _crps(y: Array, paths: Array) -> Array:
    return np.asarray(scores.crps_samples(y, np.moveaxis(paths, 1, 2)).mean(axis=1))
