"""What a planner would have found: a simulated year of visits under four ways of choosing.

    finds_it ~ Poisson(lambda_it · recovery(days since visit)),   log lambda AR(1) around the place's level

Every policy has the same team-days and learns only from its own visits (gamma–Poisson with forgetting): ours
(``plan_week``), "where we went last year", random, and top risk only (highest posterior mean, no
exploration). The world drifts and places behave for a while after a visit; both are assumptions of the
replay, stated here.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.plan import plan_week, recovery

Array = NDArray[np.float64]

POLICIES = ("rencana", "tahun_lalu", "acak", "risiko_tertinggi")
FORGET_PER_WEEK = 0.99
LEVEL_SD = 1.0
DRIFT = 0.03  # share of the log rate renewed each week


def replay_policies(*, places: int = 60, weeks: int = 52, team_days: int = 10, seed: int = 0) -> pl.DataFrame:
    """Columns policy, finds_per_team_day, explored_share, places_visited; a first year by habit comes
    before.
    """
    rng = np.random.default_rng(seed)
    rates = _world(rng, places, 2 * weeks)
    habit = rng.dirichlet(np.full(places, 0.7))  # last year's uneven custom, blind to risk
    rows = [_run(policy, rates, (weeks, team_days, seed), habit) for policy in POLICIES]
    return pl.DataFrame(
        rows, orient="row", schema=["policy", "finds_per_team_day", "explored_share", "places_visited"]
    )


def _world(rng: np.random.Generator, places: int, weeks: int) -> Array:
    level = rng.normal(0.0, LEVEL_SD, places)
    path = np.empty((weeks, places))
    now = level + rng.normal(0, LEVEL_SD / 2, places)
    for t in range(weeks):
        now = now + DRIFT * (level - now) + LEVEL_SD * np.sqrt(2 * DRIFT) / 2 * rng.standard_normal(places)
        path[t] = np.exp(now)
    return path


def _run(
    policy: str, rates: Array, budget: tuple[int, int, int], habit: Array
) -> tuple[str, float, float, int]:
    weeks, team_days, seed = budget
    rng = np.random.default_rng([seed, POLICIES.index(policy)])
    luck = np.random.default_rng([seed, 7])
    places = rates.shape[1]
    finds, visits, last = np.zeros(places), np.zeros(places), np.full(places, np.nan)
    found = explored = 0.0
    seen: set[int] = set()
    for t in range(2 * weeks):
        ages = 7.0 * (t - last)
        rule = "tahun_lalu" if t < weeks else policy
        chosen, drawn = _choose(rule, (finds, visits, ages), (habit, team_days), rng)
        got = luck.poisson(rates[t] * recovery(ages))[chosen]
        finds, visits = finds * FORGET_PER_WEEK, visits * FORGET_PER_WEEK
        finds[chosen] += got
        visits[chosen] += recovery(ages)[chosen]
        last[chosen] = t
        if t >= weeks:
            found, explored = found + got.sum(), explored + drawn
            seen.update(int(c) for c in chosen)
    total = weeks * team_days
    return policy, float(found / total), float(explored / total), len(seen)


def _choose(
    policy: str, known: tuple[Array, Array, Array], custom: tuple[Array, int], rng: np.random.Generator
) -> tuple[NDArray[np.int64], float]:
    """Places of this week and how many of them were drawn for exploration."""
    finds, visits, ages = known
    habit, team_days = custom
    places = len(finds)
    mean, sd = posterior(finds, visits)
    if policy == "tahun_lalu":
        return rng.choice(places, team_days, replace=False, p=(habit + 1e-6) / (habit + 1e-6).sum()), 0.0
    if policy == "acak":
        return rng.choice(places, team_days, replace=False), 0.0
    if policy == "risiko_tertinggi":
        return np.argsort(-mean, kind="stable")[:team_days], 0.0
    table = pl.DataFrame(
        {"region_code": [f"{k:04d}" for k in range(places)], "expected_finds": mean, "finds_sd": sd,
         "days_since_visit": pl.Series(ages).fill_nan(None).cast(pl.Int64)}
    )  # fmt: skip
    plan = plan_week(table, teams=team_days, days=1, seed=int(rng.integers(2**31)))
    return plan["region_code"].cast(pl.Int64).to_numpy(), float(plan["is_exploration"].sum())


def posterior(finds: Array, visits: Array) -> tuple[Array, Array]:
    """Mean and sd of finds per visit, gamma–Poisson with the shape of the rates seen so far."""
    common = (finds.sum() + 1) / (visits.sum() + 1)
    rate = finds / np.maximum(visits, 1e-9)
    used = visits > 1
    spread = np.var(rate[used]) - (common / visits[used]).mean() if used.sum() > 5 else common**2
    shape = float(np.clip(common**2 / max(spread, 0.05 * common**2), 0.3, 20.0))
    a, b = shape + finds, shape / common + visits
    return a / b, np.sqrt(a) / b
