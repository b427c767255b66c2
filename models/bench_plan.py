"""Measurements of the planner: a replayed year, the optimum's bound, the nation's time (issue 4, no. 17)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from scipy import optimize
from scipy.sparse import coo_matrix, hstack, vstack

from models.gate import Row, at_least, at_most, more_than, row
from models.plan import VISITS_PER_TEAM_DAY, plan_week
from models.plan_explore import OVERDUE_DAYS
from models.plan_replay import replay_policies
from models.plan_solve import LARGEST_REGION_SHARE, OVERDUE_SHARE
from models.threads import one_thread

REPLAYS = 24
RIVALS = {
    "tahun_lalu": "ke tempat yang dikunjungi tahun lalu",
    "acak": "acak",
    "risiko_tertinggi": "hanya risiko tertinggi",
}
BOUND_SEEDS = 6
TEAM_DAYS = (3, 5)


@one_thread
def rows() -> list[Row]:
    """All rows at once: linear algebra stays on one thread throughout."""
    return [*_replayed(), _bound(), _nation()]


def bench(shared: Path | None) -> Iterator[Row]:
    """Rows of issue 4, no. 17; all are simulated."""
    yield from rows()


def _replayed() -> Iterator[Row]:
    table = pl.concat([replay_policies(seed=s).with_columns(seed=pl.lit(s)) for s in range(REPLAYS)])
    wide = table.pivot(on="policy", index="seed", values="finds_per_team_day")
    for key, name in RIVALS.items():
        gains = (wide["rencana"] / wide[key]).to_numpy()
        error = gains.std(ddof=1) / np.sqrt(REPLAYS)
        told = f"{REPLAYS} dunia, galat baku {error:.3f}"
        what = f"rencana: temuan per tim-hari dibanding {name}"
        yield row(f"17-{key}", what, gains.mean(), spread=told, gate=more_than(1.0))
    explored = table.filter(pl.col("policy") == "rencana")["explored_share"].to_numpy().min()
    yield row("17-explored", "rencana: bagian jelajah terkecil", explored, gate=at_least(0.2))


def candidates(regions: int, opds: int, *, seed: int) -> pl.DataFrame:
    """Offices with expected finds, unseen for up to 150 days; odd seeds: the long unseen are poor ones."""
    rng = np.random.default_rng(seed)
    count = regions * opds
    age = rng.integers(1, 150, count)
    poor = np.where((seed % 2 == 1) & (age > OVERDUE_DAYS), 0.05, 1.0)
    return pl.DataFrame(
        {
            "region_code": [f"{k // opds:03d}" for k in range(count)],
            "opd_id": range(count),
            "expected_finds": poor * rng.gamma(1.0, 2.0, count),
            "finds_sd": np.full(count, 1e-3),
            "days_since_visit": age,
        }
    )


def _bound() -> Row:
    """Worth of the plan over the bound of an integer programme written out place by place."""
    shares = [share_of_bound(candidates(40, 12, seed=s)) for s in range(BOUND_SEEDS)]
    what = "rencana: nilai dibagi batas program bilangan bulat"
    return row("17-bound", what, min(shares), spread=f"terkecil dari {BOUND_SEEDS}", gate=at_least(0.99))


def share_of_bound(table: pl.DataFrame) -> float:
    teams, days = TEAM_DAYS
    plan = plan_week(table, teams=teams, days=days, exploration_share=0.0, seed=1)
    worth = table["expected_finds"].to_numpy() * (
        1 - 0.5 * np.exp(-table["days_since_visit"].to_numpy() / 21)
    )
    reached = worth[plan["opd_id"].to_numpy()].sum()
    return float(reached / _programme(table, worth, teams * days))


def _programme(table: pl.DataFrame, worth: np.ndarray, team_days: int) -> float:
    """Upper bound: places (n,) and team-days of each region (R,) chosen together, no blocks."""
    region = table["region_code"].rank("dense").to_numpy() - 1
    n, r = len(worth), int(region.max()) + 1
    places = coo_matrix((np.ones(n), (region, np.arange(n))), shape=(r, n))
    inside = hstack([places, -VISITS_PER_TEAM_DAY * coo_matrix(np.eye(r))])
    budget = hstack([coo_matrix((1, n)), coo_matrix(np.ones((1, r)))])
    late = (table["days_since_visit"] > OVERDUE_DAYS).to_numpy().astype(float)
    floor = hstack([coo_matrix(late[None]), coo_matrix((1, r))])
    needed = int(OVERDUE_SHARE * team_days * VISITS_PER_TEAM_DAY)
    found = optimize.milp(
        -np.r_[worth, np.zeros(r)],
        integrality=np.ones(n + r),
        bounds=optimize.Bounds(
            0, np.r_[np.ones(n), np.full(r, max(1, int(LARGEST_REGION_SHARE * team_days)))]
        ),
        constraints=optimize.LinearConstraint(
            vstack([inside, budget, floor]).tocsr(),
            np.r_[np.full(r + 1, -np.inf), needed],
            np.r_[np.zeros(r), team_days, np.inf],
        ),
        options={"mip_rel_gap": 1e-4, "time_limit": 5.0},
    )
    return float(-found.mip_dual_bound)


def _nation() -> Row:
    table = candidates(514, 40, seed=1)
    begun = time.process_time()
    plan_week(table, teams=100, days=5, seed=1)
    seconds = time.process_time() - begun
    return row(
        "17-seconds", "rencana 514 wilayah × 40 OPD, 500 tim-hari", seconds, unit="s", gate=at_most(5.0)
    )
