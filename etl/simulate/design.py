"""The stage of the simulation: regions on a map, their neighbours, their OPD and staff."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.simulate import names
from etl.simulate.phases import ELECTIONS
from geo.neighbours import neighbours

FloatArray = np.ndarray
EVERY_YEAR = range(2017, 2026)
_NO_LINKS = pl.DataFrame(schema={"i": pl.String, "j": pl.String})


@dataclass(frozen=True)
class Design:
    """R regions, O OPD slots (a slot with staff 0 does not exist in that region), E elections."""

    codes: tuple[str, ...]  # R
    names: tuple[str, ...]  # R
    points: FloatArray  # R × 2: lat, lon
    opd_names: tuple[tuple[str, ...], ...]  # R × O, "" where the slot is empty
    opd_kinds: tuple[str, ...]  # O
    staff: FloatArray  # R × O, PNS + PPPK + non-ASN in 2020
    asn_share: FloatArray  # R × O
    growth: FloatArray  # years × R, staff of a year over staff of 2020
    adjacency: FloatArray  # R × R, 0/1
    incumbent: FloatArray  # R × E, 0/1
    pairs: np.ndarray  # R × E, candidate pairs; 1 = empty box, 0 = not a Pilkada

    @property
    def neighbours(self) -> pl.DataFrame:
        """Frame ``i, j`` of region codes, each border once with ``i < j``."""
        rows, cols = np.nonzero(np.triu(self.adjacency, 1))
        return pl.DataFrame(
            {"i": [self.codes[r] for r in rows], "j": [self.codes[c] for c in cols]},
            schema={"i": pl.String, "j": pl.String},
        )

    def opd_id(self, region: np.ndarray, slot: np.ndarray) -> np.ndarray:
        """Number of an OPD, 1-based and dense over regions × slots."""
        return (region * self.staff.shape[1] + slot + 1).astype(np.int64)


def draw_design(regions: int, opds: int, rng: np.random.Generator) -> Design:
    """A province of up to 12 named regions, or a country of numbered ones."""
    province = regions <= len(names.REGIONS)
    rows = names.REGIONS[:regions] if province else _country(regions, rng)
    points = np.array([[lat, lon] for _, _, lat, lon in rows])
    opd_names, kinds = _opds(regions, opds)
    staff = _staff(opd_names, rng)
    local = np.array([code.startswith("PILKADA") for code in ELECTIONS])
    shape = (regions, len(ELECTIONS))
    return Design(
        codes=tuple(code for code, *_ in rows),
        names=tuple(name for _, name, *_ in rows),
        points=points,
        opd_names=opd_names,
        opd_kinds=kinds,
        staff=staff,
        asn_share=np.clip(rng.normal(0.78, 0.06, staff.shape), 0.55, 0.95),
        growth=_growth(regions, rng),
        adjacency=border_matrix([code for code, *_ in rows], points),
        incumbent=((rng.random(shape) < 0.55) & local).astype(float),
        pairs=rng.choice([1, 2, 2, 3, 3, 4], shape) * local,
    )


def border_matrix(codes: list[str], points: FloatArray) -> FloatArray:
    """R × R, 1 where two regions are neighbours by :func:`geo.neighbours.neighbours`."""
    place = {code: n for n, code in enumerate(codes)}
    frame = pl.DataFrame({"code": codes, "lat": points[:, 0], "lon": points[:, 1]})
    matrix = np.zeros((len(codes), len(codes)))
    for i, j in neighbours(frame, extra=_NO_LINKS).iter_rows():
        matrix[place[i], place[j]] = matrix[place[j], place[i]] = 1.0
    return matrix


def _country(regions: int, rng: np.random.Generator) -> list[tuple[str, str, float, float]]:
    """Numbered regions in groups of about 14 around island centres; codes begin with S (simulasi)."""
    groups = max(1, round(regions / 14))
    centres = np.column_stack([rng.uniform(-9, 5, groups), np.linspace(96, 140, groups)])
    rows = []
    for n in range(regions):
        group, place = n % groups, n // groups + 1
        lat, lon = centres[group] + rng.normal(0, [0.8, 0.9])
        rows.append((f"S{group + 1:02d}.{place:02d}", f"Daerah Simulasi {group + 1}-{place}", lat, lon))
    return sorted(rows)


def _opds(regions: int, opds: int) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Names per region and kind per slot: the usual OPD first, then the region's kecamatan."""
    usual = names.OPDS[: max(1, min(len(names.OPDS), opds - min(4, opds - 1)))]
    districts = opds - len(usual)
    every = []
    for index in range(regions):
        own = names.kecamatan(index, None if regions <= len(names.REGIONS) else districts)[:districts]
        own = [f"Kecamatan {name}" for name in own] + [""] * (districts - len(own))
        every.append(tuple(name for name, _, _, _ in usual) + tuple(own))
    return tuple(every), tuple(kind for _, _, kind, _ in usual) + ("kecamatan",) * districts


def _staff(opd_names: tuple[tuple[str, ...], ...], rng: np.random.Generator) -> FloatArray:
    """Staff of each OPD: 3,000–9,000 a region, nearly half of it in schools and health."""
    usual = {name: weight for name, _, _, weight in names.OPDS}
    weights = np.array([[usual.get(n, 0.9) if n else 0.0 for n in row] for row in opd_names])
    weights = weights * rng.lognormal(0.0, 0.25, weights.shape)
    totals = rng.uniform(3000, 9000, (len(opd_names), 1))
    return np.round(weights / weights.sum(1, keepdims=True) * totals)


def _growth(regions: int, rng: np.random.Generator) -> FloatArray:
    """Years × R: slow growth with a small own step each year; 2020 is 1."""
    steps = rng.normal(0.008, 0.012, (len(EVERY_YEAR), regions))
    path = np.cumsum(steps, axis=0)
    return np.exp(path - path[list(EVERY_YEAR).index(2020)])
