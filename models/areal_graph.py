"""Who borders whom, as the covariance of an intrinsic autoregression (ICAR).

With ``Q = D - W`` the graph Laplacian of a connected component, the ICAR's covariance is the pseudo-inverse
``Q⁻ = V diag(1/lambda) V'``. It is divided by the geometric mean of its diagonal, component by component,
so that ``sigma`` is the same standard deviation on every graph (Sørbye & Rue 2014; Freni-Sterrantino,
Ventrucci & Rue 2018). An area without neighbours gets variance 1: it has nobody to be smoothed towards.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.linalg import eigh
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo import NetraError

ZERO_EIGENVALUE = 1e-10  # relative to the largest; one per connected component


def adjacency(ids: Sequence[object], edges: pl.DataFrame) -> np.ndarray:
    """0/1 matrix (N, N) of the frame ``i, j``; direction, repetition and self-links do not matter."""
    place = {area: k for k, area in enumerate(ids)}
    links = np.zeros((len(place), len(place)))
    if edges.is_empty():
        return links
    unknown = sorted({str(a) for a in [*edges["i"], *edges["j"]] if a not in place})
    if unknown:
        raise NetraError(
            f"Tetangga menyebut wilayah yang tidak ada dalam tabel: {', '.join(unknown[:5])}. "
            "Saring daftar tetangga ke wilayah tabel itu.",
            code="edge_unknown",
        )
    i = np.array([place[a] for a in edges["i"]])
    j = np.array([place[b] for b in edges["j"]])
    links[i, j] = links[j, i] = 1.0
    np.fill_diagonal(links, 0.0)
    return links


def components(links: np.ndarray) -> np.ndarray:
    """Label (N,) of the connected component each area belongs to."""
    return connected_components(coo_matrix(links), directed=False)[1]


def scaled_icar(links: np.ndarray) -> np.ndarray:
    """Covariance (N, N) with geometric mean variance 1 in every component, 1 on the diagonal of islands."""
    covariance = np.zeros_like(links)
    labels = components(links)
    for label in np.unique(labels):
        here = np.flatnonzero(labels == label)
        covariance[np.ix_(here, here)] = _component(links[np.ix_(here, here)])
    return covariance


def _component(links: np.ndarray) -> np.ndarray:
    if len(links) == 1:
        return np.ones((1, 1))
    eigenvalues, vectors = eigh(np.diag(links.sum(axis=0)) - links)
    is_zero = eigenvalues < ZERO_EIGENVALUE * eigenvalues[-1]
    inverse = np.where(is_zero, 0.0, 1.0 / np.where(is_zero, 1.0, eigenvalues))
    covariance = (vectors * inverse) @ vectors.T
    return covariance / np.exp(np.log(np.diag(covariance)).mean())
