"""Sums over cells that a step of a fit needs: gradient and information of the mean's coefficients.

    g = Σ s J,   H = Σ w J J' − Σ s ∂²mu,   J = ∂mu/∂(β, θ, u),   s = ∂l/∂mu

mu is a sum of parts ``part_c = exp(x_c'β_c + l_c'u) z_c(θ)``, so ``J = part_c x_c`` and every sum is one of
``part_c part_d w`` with covariates. Covariates that are equal in all regions are multiplied after the sum
over regions: a cell costs C² products instead of P², and no (T, R, P) array is built.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from models.spacetime import Component, Model
    from models.spacetime_fit import Fit

Array = NDArray[np.float64]

DIFFERENCE = 1e-4  # step of the second derivative of the kernel's shape


@dataclass(frozen=True)
class Gram:
    """top (P, P), side (R, P, q), corner (R, q, q) of H; gradient (P,), own (R, q); no prior in any."""

    top: Array
    side: Array
    corner: Array
    gradient: Array
    own: Array


@dataclass(frozen=True)
class Columns:
    """A component's covariates: ``common`` (T, a) at ``places`` (a,), ``regional`` columns (T, R) with their
    places, ``local`` columns (T, R; None = 1 everywhere) with theirs among the region effects.
    """

    common: Array
    places: NDArray[np.int64]
    regional: tuple[tuple[int, Array], ...]
    local: tuple[tuple[int, Array | None], ...]


def columns_of(components: tuple[Component, ...]) -> tuple[Columns, ...]:
    """Each component's covariates, told apart by whether all regions share them."""
    result, at, place = [], 0, 0
    for c in components:
        width = c.design.shape[-1]
        if c.design.ndim == 2:
            shared = list(range(width))
            common = c.design
        else:
            shared = [k for k in range(width) if not np.ptp(c.design[..., k], axis=1).any()]
            common = np.ascontiguousarray(c.design[:, 0, shared])
        rest = [k for k in range(width) if k not in shared]
        local = []
        for k in range(0 if c.local is None else c.local.shape[-1]):
            assert c.local is not None
            column = c.local[..., k]
            local.append((place + k, None if (column == 1).all() else np.ascontiguousarray(column)))
        regional = tuple((at + k, np.ascontiguousarray(c.design[..., k])) for k in rest)
        places: NDArray[np.int64] = at + np.array(shared, dtype=np.int64)
        result.append(Columns(common, places, regional, tuple(local)))
        at, place = at + width, place + len(local)
    return tuple(result)


@dataclass(frozen=True)
class Cells:
    """One point of a fit: parts (C, n, R) of the mean and what the kernel's shapes add."""

    model: Model
    weeks: slice
    fitted: Fit

    @cached_property
    def parts(self) -> Array:
        """Mean per component, (C, n, R)."""
        return self.model.parts(self.fitted, self.weeks)

    @cached_property
    def shape_slopes(self) -> list[list[Array]]:
        """d part_c / d shape, [component][shape] (n, R)."""
        return _shape_slopes(self.model, self.weeks, self.fitted)

    def gram(self, score: Array, weight: Array, *, is_observed: bool) -> Gram:
        """The sums for cell scores and weights (n, R), zero where nothing was seen."""
        model = self.model
        sums = _Sums(len(self.fitted.beta), model.local_count, score.shape[1])
        columns = [_at(c, self.weeks) for c in model.columns]
        for c, (first, part) in enumerate(zip(columns, self.parts, strict=True)):
            weighted, scored = weight * part, score * part
            sums.add_gradient(first, scored)
            for d in range(c, len(columns)):
                pair = weighted * self.parts[d]
                if is_observed and c == d:
                    pair -= scored
                sums.add_pair((first, columns[d]), pair, is_same=c == d)
            if model.shape_count:
                self._add_shapes(sums, (c, first), (score, weighted), is_observed=is_observed)
        if model.shape_count:
            self._add_shape_block(sums, score, weight, is_observed=is_observed)
        return sums.gram()

    def by_region(self, value: Array) -> Array:
        """Σ_t value J by region, (R, P + q)."""
        count = len(self.fitted.beta)
        result = np.zeros((value.shape[1], count + self.model.local_count))
        for c, part in zip(self.model.columns, self.parts, strict=True):
            columns, scored = _at(c, self.weeks), value * part
            result[:, columns.places] = scored.T @ columns.common
            for place, z in columns.regional:
                result[:, place] = _by_region(scored, z)
            for place, mask in columns.local:
                result[:, count + place] = _by_region(scored, mask)
        for s in range(self.model.shape_count):
            result[:, count - self.model.shape_count + s] = (value * self._total_slope(s)).sum(axis=0)
        return result

    def _total_slope(self, s: int) -> Array:
        return np.asarray(np.sum([slopes[s] for slopes in self.shape_slopes], axis=0))

    def _add_shapes(
        self, sums: _Sums, part: tuple[int, Columns], cells: tuple[Array, Array], *, is_observed: bool
    ) -> None:
        (c, columns), (score, weighted) = part, cells
        count = len(self.fitted.beta)
        for s in range(self.model.shape_count):
            value = weighted * self._total_slope(s)
            if is_observed:
                value = value - score * self.shape_slopes[c][s]
            sums.add_single(count - self.model.shape_count + s, columns, value)

    def _add_shape_block(self, sums: _Sums, score: Array, weight: Array, *, is_observed: bool) -> None:
        count, shapes = len(self.fitted.beta), self.model.shape_count
        totals = [self._total_slope(s) for s in range(shapes)]
        for s, first in enumerate(totals):
            sums.gradient[count - shapes + s] = (score * first).sum()
            for r, second in enumerate(totals):
                value = (weight * first * second).sum()
                if is_observed:
                    value -= (score * self._shape_bend(s, r)).sum()
                sums.top[count - shapes + s, count - shapes + r] = value

    def _shape_bend(self, s: int, r: int) -> Array:
        """∂²mu / ∂shape_s ∂shape_r by a central difference of the slopes."""
        ends = []
        for sign in (1, -1):
            beta = self.fitted.beta.copy()
            beta[len(beta) - self.model.shape_count + r] += sign * DIFFERENCE
            moved = _shape_slopes(self.model, self.weeks, replace(self.fitted, beta=beta))
            ends.append(np.sum([slopes[s] for slopes in moved], axis=0))
        return np.asarray((ends[0] - ends[1]) / (2 * DIFFERENCE))


class _Sums:
    """Where the sums of one point are gathered."""

    def __init__(self, count: int, own: int, regions: int) -> None:
        self.top, self.gradient = np.zeros((count, count)), np.zeros(count)
        self.side = np.zeros((regions, count, own))
        self.corner, self.own = np.zeros((regions, own, own)), np.zeros((regions, own))

    def gram(self) -> Gram:
        return Gram(self.top, self.side, self.corner, self.gradient, self.own)

    def add_gradient(self, columns: Columns, scored: Array) -> None:
        self.gradient[columns.places] = scored.sum(axis=1) @ columns.common
        for place, z in columns.regional:
            self.gradient[place] = np.vdot(scored, z)
        for place, mask in columns.local:
            self.own[:, place] = _by_region(scored, mask)

    def add_pair(self, pair: tuple[Columns, Columns], value: Array, *, is_same: bool) -> None:
        """Σ value x_c x_d' for a pair of components, in every block."""
        first, second = pair
        weekly = value.sum(axis=1)
        block = first.common.T @ (weekly[:, None] * second.common)
        self._set(first.places, second.places, block)
        for here, there in ((first, second), (second, first))[: 1 if is_same else 2]:
            for place, z in here.regional:
                self._add_regional((place, value * z), there)
            for place, mask in here.local:
                self._add_local((place, value if mask is None else value * mask), there)

    def add_single(self, at: int, columns: Columns, value: Array) -> None:
        """Σ value x_c for a coefficient ``at`` that has no covariates of its own."""
        self._set(np.array([at]), columns.places, value.sum(axis=1)[None] @ columns.common)
        for place, z in columns.regional:
            self._set(np.array([at]), np.array([place]), np.array([[np.vdot(value, z)]]))
        for place, mask in columns.local:
            self.side[:, at, place] = _by_region(value, mask)

    def _add_regional(self, here: tuple[int, Array], there: Columns) -> None:
        place, value = here
        self._set(np.array([place]), there.places, value.sum(axis=1)[None] @ there.common)
        for other, z in there.regional:
            self._set(np.array([place]), np.array([other]), np.array([[np.vdot(value, z)]]))
        for other, mask in there.local:
            self.side[:, place, other] = _by_region(value, mask)

    def _add_local(self, here: tuple[int, Array], there: Columns) -> None:
        place, value = here
        self.side[:, there.places, place] = value.T @ there.common
        for other, z in there.regional:
            self.side[:, other, place] = _by_region(value, z)
        for other, mask in there.local:
            self.corner[:, place, other] = self.corner[:, other, place] = _by_region(value, mask)

    def _set(self, rows: NDArray[np.int64], columns: NDArray[np.int64], block: Array) -> None:
        self.top[rows[:, None], columns] = block
        self.top[columns[:, None], rows] = block.T


# --- how ------------------------------------------------------------------------------------------


def _by_region(value: Array, z: Array | None) -> Array:
    return np.asarray(value.sum(axis=0) if z is None else np.einsum("ti,ti->i", value, z))


def _at(columns: Columns, weeks: slice) -> Columns:
    return Columns(
        columns.common[weeks],
        columns.places,
        tuple((place, z[weeks]) for place, z in columns.regional),
        tuple((place, None if z is None else z[weeks]) for place, z in columns.local),
    )


def _shape_slopes(model: Model, weeks: slice, fitted: Fit) -> list[list[Array]]:
    carried, rates = model.carried(fitted, weeks), model.rates(fitted, weeks)
    names = ["decay"] * model.kernel.is_decay_free + ["distance"] * model.kernel.is_distance_free
    zero = np.zeros_like(carried["own"])
    return [
        [rate * carried.get(f"{c.carrier}_{name}", zero) for name in names]
        for c, rate in zip(model.components, rates, strict=True)
    ]
