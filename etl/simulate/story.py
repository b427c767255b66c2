"""The story that province 99 tells, so that a page about it can be judged by eye.

- Gunungwaru (99.03) and Telukmaya (99.08): nearly three times the usual neutrality risk, two hot spots.
- Samboraya (99.04): the largest staff, hence many cases, at an ordinary rate; its sidak risk is truly high.
- Kota Karangsena (99.72): inspects six times as often as others; many catches, an ordinary risk.
- Pulau Rimbayu (99.09): never inspects; about its discipline nothing is known, which is not "clean".
- Kota Wening (99.71): its head decides recommendations faster in every election; Wanasekar (99.05) is slow.
- The kecamatan of Bukit Narasa (99.06) are never invited to a briefing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from etl.simulate.design import Design, draw_design
from etl.simulate.parameters import Parameters
from etl.simulate.phases import week_table
from etl.simulate.process import Cases, Effects, Visits, draw_cases, draw_effects, draw_visits
from etl.simulate.reports import draw_reports

NEVER_INSPECTS = "99.09"
NEVER_BRIEFED = "99.06"  # its kecamatan
IMPROVES = "99.71"
SLOWEST = "99.05"
NEUTRALITY = {"99.03": 1.10, "99.08": 0.95}
DISCIPLINE = {"99.04": 0.60, "99.72": -0.10}
ZEAL = {"99.72": 1.90, "99.04": -0.20, NEVER_INSPECTS: -np.inf}
STAFF = {"99.03": 5600, "99.08": 4900, "99.04": 8900, "99.72": 5200, "99.71": 6100}


@dataclass(frozen=True)
class World:
    """One drawn world: everything that happened, whether or not a document tells of it."""

    seed: int
    parameters: Parameters
    calendar: pl.DataFrame  # week, election_code, phase_code, days_to_vote
    design: Design
    effects: Effects
    cases: Cases
    visits: Visits
    reports: pl.DataFrame  # one row per case: t, r, o, delay_weeks


def draw_world(
    regions: int,
    opds: int,
    *,
    seed: int,
    parameters: Parameters | None = None,
    weeks: int | None = None,
    has_story: bool = False,
) -> World:
    """Draw design, effects, counts and reports, each from its own stream of random numbers."""
    p = parameters or Parameters()
    calendar = week_table(weeks)
    design = draw_design(regions, opds, np.random.default_rng([seed, 1]))
    effects = draw_effects(design, p, np.random.default_rng([seed, 2]))
    if has_story:
        design, effects = tell(design, effects)
    cases = draw_cases(design, effects, calendar, parameters=p, rng=np.random.default_rng([seed, 3]))
    visits = draw_visits(design, effects, calendar, parameters=p, rng=np.random.default_rng([seed, 4]))
    reports = draw_reports(cases, p, np.random.default_rng([seed, 5]))
    return World(seed, p, calendar, design, effects, cases, visits, reports)


def tell(design: Design, effects: Effects) -> tuple[Design, Effects]:
    """Give the named regions their part; the others stay within an ordinary range."""
    staff = design.staff.copy()
    for code, total in STAFF.items():
        if code in design.codes:
            row = design.codes.index(code)
            staff[row] = np.round(staff[row] * total / staff[row].sum())
    return replace(design, staff=staff), replace(
        effects,
        region=_with(design, np.clip(0.5 * effects.region, -0.35, 0.20), NEUTRALITY),
        caught_region=_with(design, np.clip(0.5 * effects.caught_region, -0.35, 0.25), DISCIPLINE),
        zeal=_with(design, np.clip(effects.zeal, -0.5, 0.4), ZEAL),
    )


def _with(design: Design, values: np.ndarray, given: dict[str, float]) -> np.ndarray:
    return np.array([given.get(code, v) for code, v in zip(design.codes, values, strict=True)])
