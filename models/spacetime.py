"""Endemic–epidemic model of weekly counts: own history, neighbours, season, phase, effort, region effects.

    y_rt ~ NB(mu_rt, n_r)
    mu_rt = e_rt exp(a + phase_t + s(t) + election_e + b_r + delta log effort_rt + x_rt'beta)
            + phi_t Σ_k w_k y_{r,t−k} + kappa_t Σ_k w_k Σ_j W_jr y_{j,t−k}

``e`` staff or population, ``w_k ∝ decay^(k−1)`` geometric lag weights, ``W`` neighbour weights: first order
only, or a power law of neighbourhood order ``o^−d`` (Meyer & Held 2014, Ann Appl Stat 8), rows normalised.
With one lag it is hhh4 of R's surveillance (Paul & Held 2011, Stat Med 30; Meyer, Held & Höhle 2017, JSS 77);
geometric lags as in Bracher & Held 2022 (Int J Forecasting 38).

Not for: counts that arrive late and are not yet complete (see ``delay``); a handful of weeks, where a
flexible endemic part only repeats the noise (the pool of ``forecast`` then gives its weight to the plain
members).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from models.spacetime_fit import Fit
from models.spacetime_gram import Columns, columns_of

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Component:
    """One additive part of the mean.

    carrier "offset" | "own" | "near"; design (T, P) when equal in all regions, else (T, R, P);
    base (T, R) or anything that broadcasts multiplies the carrier; local (T, R, q) carries region effects.
    """

    carrier: str
    design: Array
    base: Array | float = 1.0
    local: Array | None = None
    penalty: Array | float = 0.0
    prior_mean: Array | float = 0.0


@dataclass(frozen=True)
class Kernel:
    """How far back and how far around: lag count, neighbourhood orders (R, R; 0 = self), what is
    estimated.
    """

    orders: Array
    lag_count: int = 1
    is_decay_free: bool = False
    is_distance_free: bool = False
    is_normalised: bool = True
    longest_order: int = 5

    def weights(self, exponent: float) -> tuple[Array, Array]:
        """W (from, to) and its derivative in log exponent; first order only when the distance is not free."""
        reach = self.longest_order if self.is_distance_free else 1
        linked = (self.orders >= 1) & (self.orders <= reach)
        logs = np.log(np.where(linked, self.orders, 1.0))
        raw = np.where(linked, np.exp(-exponent * logs) if self.is_distance_free else 1.0, 0.0)
        if not self.is_normalised:
            return raw, -exponent * logs * raw
        total = raw.sum(axis=1, keepdims=True)
        weights = np.divide(raw, total, out=np.zeros_like(raw), where=total > 0)
        return weights, exponent * weights * ((weights * logs).sum(axis=1, keepdims=True) - logs)

    def lags(self, decay_logit: float) -> tuple[Array, Array]:
        """w_k (K) and its derivative in logit decay; one lag when the decay is not free and K = 1."""
        decay = 1 / (1 + np.exp(-decay_logit))
        steps = np.arange(self.lag_count)
        raw = decay**steps
        weights = raw / raw.sum()
        return weights, weights * (steps - (weights * steps).sum()) * (1 - decay)


@dataclass(frozen=True)
class Model:
    """Counts (T, R; NaN = not observed, future) with components and kernel; see module formula.

    beta holds the components' coefficients in order, then logit decay, then log exponent where free.
    """

    counts: Array
    components: tuple[Component, ...]
    kernel: Kernel
    has_unit_size: bool = False
    has_size_slope: bool = False  # n grows with the mean: between NB2 and NB1
    size_spread: float = 0.5  # sd of log n_r around the common value
    is_correlated: bool = False
    is_precision_fixed: bool = False
    is_size_fixed: bool = False  # n stays where the start put it; large is Poisson
    shape_prior: tuple[float, float] = (0.0, 0.0)  # precision of logit decay, of log exponent
    shape_centre: tuple[float, float] = (0.0, np.log(1.5))

    @cached_property
    def columns(self) -> tuple[Columns, ...]:
        """Covariates of each component, those shared by all regions apart."""
        return columns_of(self.components)

    @cached_property
    def _last_carried(self) -> dict[str, object]:
        return {}

    @property
    def first(self) -> int:
        """First week with all its lags."""
        return self.kernel.lag_count

    @property
    def shape_count(self) -> int:
        """Number of free kernel parameters (0, 1, 2)."""
        return int(self.kernel.is_decay_free) + int(self.kernel.is_distance_free)

    @cached_property
    def penalty(self) -> Array:
        """Prior precision of every entry of beta."""
        parts = [np.broadcast_to(c.penalty, c.design.shape[-1:]) for c in self.components]
        return np.concatenate([*parts, self._shape_values(self.shape_prior)])

    @cached_property
    def prior_mean(self) -> Array:
        """Prior mean of every entry of beta."""
        parts = [np.broadcast_to(c.prior_mean, c.design.shape[-1:]) for c in self.components]
        return np.concatenate([*parts, self._shape_values(self.shape_centre)])

    @cached_property
    def local_count(self) -> int:
        """Number q of local effects per region."""
        return sum(c.local.shape[-1] for c in self.components if c.local is not None)

    @cached_property
    def lagged(self) -> Array:
        """Counts k = 1 … K weeks earlier, (K, T, R); an unseen week counts as the region's mean so far
        seen.
        """
        seen = np.isfinite(self.counts)
        known = np.where(seen, self.counts, 0.0)
        level = np.cumsum(known, axis=0) / np.maximum(np.cumsum(seen, axis=0), 1)
        filled = np.where(seen, self.counts, level)
        shifted = np.zeros((self.kernel.lag_count, *filled.shape))
        for k in range(1, self.kernel.lag_count + 1):
            shifted[k - 1, k:] = filled[:-k]
        return shifted

    def start(self, weeks: slice) -> Fit:
        """A cautious start: half of the level endemic, the rest shared by the past."""
        level = np.nansum(self.counts[weeks])
        beta = []
        for c in self.components:
            coefficients = np.array(np.broadcast_to(c.prior_mean, c.design.shape[-1:]), float)
            if c.carrier == "offset":
                exposure = np.broadcast_to(c.base, self.counts.shape)[weeks]
                total = np.where(np.isfinite(self.counts[weeks]), exposure, 0.0).sum()
                coefficients[0] = np.log((0.5 * level + 0.5) / max(total, 1e-9))
            elif not np.any(c.prior_mean):
                coefficients[0] = -1.0 if c.carrier == "own" else -2.5
            beta.append(coefficients)
        q, regions = self.local_count, self.counts.shape[1]
        shapes = self._shape_values(self.shape_centre)
        precision = np.eye(q) / 0.25
        return Fit(np.concatenate([*beta, shapes]), np.zeros((regions, q)), precision, np.full(regions, 1.0))

    def carried(self, fitted: Fit, weeks: slice) -> dict[str, Array]:
        """Lagged own and neighbour counts under the fit's kernel, and their derivatives, each (n, R)."""
        logit, log_exponent = self.shapes(fitted)
        key = (logit, log_exponent, weeks.start, weeks.stop)
        if self._last_carried.get("key") != key:  # a step asks for the same kernel several times
            self._last_carried.update(key=key, value=self._carry(logit, log_exponent, weeks))
        return self._last_carried["value"]  # type: ignore[return-value]

    def _carry(self, logit: float, log_exponent: float, weeks: slice) -> dict[str, Array]:
        lag, lag_slope = self.kernel.lags(logit)
        past = self.lagged[:, weeks]
        result = {"own": np.tensordot(lag, past, 1)}
        if self.kernel.is_decay_free:
            result["own_decay"] = np.tensordot(lag_slope, past, 1)
        if self.kernel.is_distance_free:
            near, near_slope = self.kernel.weights(float(np.exp(log_exponent)))
            result["near_distance"] = result["own"] @ near_slope
            return result | {f"near{k[3:]}": v @ near for k, v in result.items() if k[:3] == "own"}
        return result | {f"near{k[3:]}": (self._first_order @ v.T).T for k, v in result.items()}

    @cached_property
    def _first_order(self) -> csr_array:
        """W' where the distance is not estimated: a few neighbours each."""
        return csr_array(self.kernel.weights(1.0)[0].T)

    def shapes(self, fitted: Fit) -> tuple[float, float]:
        """(logit decay, log exponent); −inf-like decay (one lag) where it is not estimated."""
        tail = list(fitted.beta[len(fitted.beta) - self.shape_count :])
        logit = tail.pop(0) if self.kernel.is_decay_free else -40.0
        return float(logit), float(tail.pop(0)) if self.kernel.is_distance_free else 0.0

    def rates(self, fitted: Fit, weeks: slice) -> list[Array]:
        """exp(x'β + l'u) × base per component, each (n, R): what multiplies the carrier."""
        result, at, place = [], 0, 0
        for c in self.components:
            size = c.design.shape[-1]
            linear = c.design[weeks] @ fitted.beta[at : at + size]
            linear = linear[:, None] if linear.ndim == 1 else linear
            if c.local is not None:
                q = c.local.shape[-1]
                linear = linear + np.einsum("tiq,iq->ti", c.local[weeks], fitted.local[:, place : place + q])
                place += q
            base = c.base[weeks] if isinstance(c.base, np.ndarray) and c.base.ndim == 2 else c.base
            result.append(np.exp(np.clip(linear, -30, 30)) * base)
            at += size
        return result

    def parts(self, fitted: Fit, weeks: slice) -> Array:
        """Mean per component, (C, n, R)."""
        carried = self.carried(fitted, weeks)
        rates = self.rates(fitted, weeks)
        shape = (len(range(*weeks.indices(len(self.counts)))), self.counts.shape[1])
        values = [
            np.broadcast_to(rate if c.carrier == "offset" else rate * carried[c.carrier], shape)
            for c, rate in zip(self.components, rates, strict=True)
        ]
        return np.array(values)

    def mean(self, fitted: Fit, weeks: slice) -> Array:
        """mu, (n, R)."""
        return np.asarray(self.parts(fitted, weeks).sum(axis=0))

    def predictive_size(self, fitted: Fit, week: int) -> tuple[Array, Array]:
        """Mean and size (R,) for one week, the size lowered by what is not known of the coefficients.

        var = mu + mu²/n + j cov(β) j' + l cov(u) l',   j = dmu/dβ − l (−du/dβ)   (delta method)
        """
        weeks = slice(week, week + 1)
        parts, slopes, local = self.derivatives(fitted, weeks)
        mean, local = parts.sum(axis=0)[0], local[0]
        slope = slopes[0] - np.einsum("iq,iqp->ip", local, fitted.local_slope)
        doubt = np.einsum("ip,pr,ir->i", slope, fitted.covariance, slope)
        doubt = doubt + np.einsum("iq,iqr,ir->i", local, fitted.local_covariance, local)
        return mean, 1 / (1 / fitted.sizes(mean[None])[0] + doubt / np.maximum(mean, 1e-10) ** 2)

    def derivatives(self, fitted: Fit, weeks: slice) -> tuple[Array, Array, Array]:
        """Parts (C, n, R), slopes in beta (n, R, P), slopes in the local effects (n, R, q)."""
        carried, rates = self.carried(fitted, weeks), self.rates(fitted, weeks)
        n, regions = carried["own"].shape
        slopes = np.zeros((n, regions, len(fitted.beta)))
        local = np.zeros((n, regions, self.local_count))
        parts = np.zeros((len(self.components), n, regions))
        at = place = 0
        for k, (c, rate) in enumerate(zip(self.components, rates, strict=True)):
            parts[k] = rate if c.carrier == "offset" else rate * carried[c.carrier]
            design = c.design[weeks]
            size = design.shape[-1]
            slopes[..., at : at + size] = parts[k][..., None] * (
                design[:, None] if design.ndim == 2 else design
            )
            at += size
            if c.local is not None:
                q = c.local.shape[-1]
                local[..., place : place + q] = parts[k][..., None] * c.local[weeks]
                place += q
            self._shape_slopes(slopes, (c.carrier, rate), carried)
        return parts, slopes, local

    def _shape_slopes(self, slopes: Array, part: tuple[str, Array], carried: dict[str, Array]) -> None:
        carrier, rate = part
        names = ["decay"] * self.kernel.is_decay_free + ["distance"] * self.kernel.is_distance_free
        for place, name in enumerate(names):
            slope = carried.get(f"{carrier}_{name}")
            if slope is not None:
                slopes[..., slopes.shape[-1] - self.shape_count + place] += rate * slope

    def _shape_values(self, pair: tuple[float, float]) -> Array:
        chosen = (self.kernel.is_decay_free, self.kernel.is_distance_free)
        return np.array([v for v, use in zip(pair, chosen, strict=True) if use])
