"""The data generating process: an endemic–epidemic count model with effort (Held & Paul; DESIGN part 5).

Neutrality cases of region ``r`` in week ``t``, by the week they became known to the supervisor::

    y_rt ~ NB(mu_rt, psi),   variance mu + mu² / psi
    mu_rt = e_rt exp(a + phase_t + election_t + s(t) + b_r + g_{r,phase} + h_{r,election}
                     + beta_1 incumbent + beta_2 empty box + delta log effort_rt)
            + phi_t Σ_k w_k y_{r,t-k} + kappa Σ_k w_k Σ_j W_jr y_{j,t-k}
    b_r   = sigma (sqrt(rho) u_r + sqrt(1 - rho) v_r),  u ~ ICAR on the true neighbours, scaled to variance 1
    w_k   ∝ decay^(k-1), k = 1 … lag_count;   W_jr = 1 / degree_j for neighbours
    e_rt  = Σ_o ASN_rot exp(c_o)       (staff standardised for the mix of OPD)
    y_rot | y_rt ~ Multinomial(y_rt, ASN_rot exp(c_o) / e_rt)

``JEDA`` is the zero of ``phase`` and has no election; ``phi`` is larger from registration to the vote.
Sidak catches need an inspection; without operations there is no row at all::

    m_rt ~ min(5, Poisson(exp(l + zeal_r + follows_risk d_r))),  operations of the week, one a day
    visited OPD: about 4 an operation, chosen more often when large and risky;  n_rot persons checked there
    c_rt ~ NB(E_rt exp(a' + phase'_t + s'(t) + d_r) m_rt^(gamma - 1), psi'),  E_rt = Σ_o n_rot exp(c'_o)
    c_rot | c_rt ~ Multinomial over the visited OPD

so catches grow like ``operations ** gamma`` when each operation checks as many people, and like
``checked × operations ** (gamma - 1)`` when the persons checked are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.simulate.design import EVERY_YEAR, Design
from etl.simulate.parameters import Parameters
from etl.simulate.phases import ELECTIONS, PHASE_CODES

Array = np.ndarray
MOST_OPERATIONS = 5  # one a working day
_CLOSE_TO_VOTE = {"PENDAFTARAN_PASLON", "PENELITIAN_PERSYARATAN", "PENETAPAN_PASLON", "KAMPANYE"} | {
    "PENGUMUMAN_PENDAFTARAN",
    "PENGUNDIAN_NOMOR",
    "MASA_TENANG",
    "PEMUNGUTAN_SUARA",
}


@dataclass(frozen=True)
class Effects:
    """The drawn effects; R regions, P phases, E elections, O OPD slots."""

    region: Array  # R: b
    region_phase: Array  # R × P: g
    region_election: Array  # R × E: h
    opd: Array  # O: c
    caught_region: Array  # R: d
    caught_opd: Array  # O: c'
    zeal: Array  # R


@dataclass(frozen=True)
class Cases:
    """Neutrality counts, T × R (× O), with what was expected of them."""

    counts: Array  # T × R × O
    mean: Array  # T × R
    endemic: Array  # T × R
    asn: Array  # T × R × O
    effort: Array | None  # T × R


@dataclass(frozen=True)
class Visits:
    """One row per visited OPD and week (index arrays), with the persons checked and caught."""

    week: Array
    region: Array
    slot: Array
    checked: Array
    caught: Array
    operations: Array  # T × R
    mean: Array  # T × R, 0 without operations


def icar(adjacency: Array, rng: np.random.Generator) -> Array:
    """An intrinsic autoregression, scaled per component so that the geometric mean variance is 1."""
    degree = adjacency.sum(1)
    values, vectors = np.linalg.eigh(np.diag(degree) - adjacency)
    keep = values > 1e-9
    root = vectors[:, keep] / np.sqrt(values[keep])
    variance = (root**2).sum(1)
    drawn = root @ rng.standard_normal(int(keep.sum()))
    linked = degree > 0
    scale = np.ones(len(degree))
    for part in components(adjacency):
        if linked[part].all():
            scale[part] = np.exp(np.log(variance[part]).mean() / 2)
    return np.where(linked, drawn / scale, rng.standard_normal(len(degree)))


def components(adjacency: Array) -> list[Array]:
    """Index arrays of the connected parts of a graph."""
    left, parts = set(range(len(adjacency))), []
    while left:
        seen, edge = set(), {min(left)}
        while edge:
            seen |= edge
            edge = {int(j) for i in edge for j in np.nonzero(adjacency[i])[0]} - seen
        parts.append(np.array(sorted(seen)))
        left -= seen
    return parts


def draw_effects(design: Design, parameters: Parameters, rng: np.random.Generator) -> Effects:
    """All random effects of one world."""
    p, regions, slots = parameters, len(design.codes), len(design.opd_kinds)
    mixed = np.sqrt(p.region_rho) * icar(design.adjacency, rng) + np.sqrt(
        1 - p.region_rho
    ) * rng.standard_normal(regions)
    return Effects(
        region=p.region_sd * (mixed - mixed.mean()),
        region_phase=rng.normal(0, p.region_phase_sd, (regions, len(PHASE_CODES))),
        region_election=rng.normal(0, p.region_election_sd, (regions, len(ELECTIONS))),
        opd=rng.normal(0, p.opd_sd, slots),
        caught_region=rng.normal(0, p.caught_region_sd, regions),
        caught_opd=rng.normal(0, p.caught_opd_sd, slots),
        zeal=rng.normal(0, p.operations_sd, regions),
    )


def negative_binomial(mean: Array, size: float, rng: np.random.Generator) -> Array:
    """Counts with the given mean and variance ``mean + mean² / size``."""
    return rng.poisson(mean * rng.gamma(size, 1 / size, np.shape(mean)))


def wave(weeks: pl.DataFrame, amplitude: float) -> Array:
    """s(t): one yearly wave, highest at the beginning of March."""
    day = weeks["week"].dt.ordinal_day().to_numpy()
    return amplitude * np.cos(2 * np.pi * (day - 62) / 365.25)


def staff_of(weeks: pl.DataFrame, design: Design) -> Array:
    """T × R × O staff (PNS + PPPK + non-ASN): from Monday 31 December on, the count of that 31 December."""
    year = weeks["week"].dt.offset_by("1d").dt.year().to_numpy() - EVERY_YEAR.start
    return np.round(design.growth[year][:, :, None] * design.staff[None])


def draw_cases(
    design: Design, effects: Effects, weeks: pl.DataFrame, *, parameters: Parameters, rng: np.random.Generator
) -> Cases:
    """Run the neutrality process week by week."""
    p = parameters
    asn = np.round(staff_of(weeks, design) * design.asn_share)
    exposure = (asn * np.exp(effects.opd)).sum(2)
    predictor = _predictor(design, effects, weeks, p)
    effort = None
    if p.supervision_elasticity:
        drawn = rng.poisson(np.exp(1.5 + 0.5 * effects.region + 0.5 * effects.zeal), predictor.shape)
        effort = np.maximum(drawn, 1).astype(float)
        predictor = predictor + p.supervision_elasticity * np.log(effort)
    endemic = exposure * np.exp(predictor)
    totals, mean = _epidemic(endemic, design.adjacency, weeks, p=p, rng=rng)
    shares = asn * np.exp(effects.opd) / exposure[:, :, None]
    return Cases(rng.multinomial(totals, shares), mean, endemic, asn, effort)


def _predictor(design: Design, effects: Effects, weeks: pl.DataFrame, p: Parameters) -> Array:
    """T × R: the linear predictor without effort."""
    phase = np.array([PHASE_CODES.index(c) for c in weeks["phase_code"]])
    election = np.array([(*ELECTIONS, None).index(c) for c in weeks["election_code"]])  # E = none
    common = (
        p.level
        + np.array([p.phases[c] for c in weeks["phase_code"]])
        + np.array([p.elections.get(c, 0.0) for c in weeks["election_code"]])
        + wave(weeks, p.season)
    )
    covariates = p.incumbent * design.incumbent + p.empty_box * (design.pairs == 1)
    shift = np.pad(effects.region_election + covariates, ((0, 0), (0, 1)))
    own = effects.region[:, None] + shift[:, election]
    return common[:, None] + (own + effects.region_phase[:, phase]).T


def is_close_to_vote(phase_code: str) -> bool:
    """Whether a case echoes as it does from registration to the vote (``phi_campaign``)."""
    return phase_code in _CLOSE_TO_VOTE


def _epidemic(
    endemic: Array, adjacency: Array, weeks: pl.DataFrame, *, p: Parameters, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Counts and means, T × R, with the echo of the last ``lag_count`` weeks."""
    weights = p.lag_decay ** np.arange(p.lag_count)
    weights /= weights.sum()
    spread = adjacency / np.maximum(adjacency.sum(1, keepdims=True), 1)
    close = np.array([is_close_to_vote(c) for c in weeks["phase_code"]])
    phi = np.where(close, p.phi_campaign, p.phi)
    counts, mean = np.zeros(endemic.shape, int), endemic.copy()
    for t in range(len(endemic)):
        for k, weight in enumerate(weights[:t], start=1):
            past = counts[t - k]
            mean[t] += weight * (phi[t] * past + p.kappa * (past @ spread))
        counts[t] = negative_binomial(mean[t], p.dispersion, rng)
    return counts, mean


def draw_visits(
    design: Design, effects: Effects, weeks: pl.DataFrame, *, parameters: Parameters, rng: np.random.Generator
) -> Visits:
    """Operations, the OPD they visit, the persons checked and caught there."""
    p = parameters
    intensity = np.exp(p.operations_level + effects.zeal + p.follows_risk * effects.caught_region)
    drawn = rng.poisson(np.broadcast_to(intensity, (weeks.height, len(intensity))))
    operations = np.minimum(drawn, MOST_OPERATIONS)
    week, region = np.nonzero(operations)
    done = operations[week, region]
    staff = staff_of(weeks, design)[week, region]
    checked = _checked(staff, done, effects, p=p, rng=rng)
    rate = (
        p.caught_level
        + np.array([p.caught_phases[c] for c in weeks["phase_code"]])[week]
        + wave(weeks, p.caught_season)[week]
        + effects.caught_region[region]
        + (p.gamma - 1) * np.log(done)
    )
    weighted = checked * np.exp(effects.caught_opd)
    mean = weighted.sum(1) * np.exp(rate)
    totals = negative_binomial(mean, p.caught_dispersion, rng)
    caught = np.minimum(
        rng.multinomial(totals, weighted / weighted.sum(1, keepdims=True)), checked.astype(int)
    )
    expected = np.zeros(operations.shape)
    expected[week, region] = mean
    row, slot = np.nonzero(checked)
    return Visits(
        week[row], region[row], slot, checked[row, slot].astype(int), caught[row, slot], operations, expected
    )


def _checked(
    staff: Array, operations: Array, effects: Effects, *, p: Parameters, rng: np.random.Generator
) -> Array:
    """Active weeks × O persons checked; 0 where nobody went. Large and risky OPD are chosen more often."""
    wanted = np.minimum(
        1 + rng.poisson(p.visits_per_operation * operations - 1), (staff > 0).sum(1)
    )  # at least one OPD
    with np.errstate(divide="ignore"):
        appeal = 0.5 * np.log(staff) + p.follows_risk * effects.caught_opd + rng.gumbel(size=staff.shape)
    order = np.argsort(np.argsort(-appeal, axis=1), axis=1)
    share = rng.uniform(0.25, 0.8, staff.shape)
    size = np.clip(np.round(staff * share), 1, rng.integers(15, 45, staff.shape))
    return np.where((order < wanted[:, None]) & (staff > 0), np.minimum(size, staff), 0)
