"""Simulation-based calibration, small: even ranks on three levels, and a mistake that is found out."""

from __future__ import annotations

import numpy as np
import pytest

from models.bench_sbc import BINS, LEVELS, Ranks, p_values
from models.threads import one_thread

WORLDS = {"areal": 40, "units": 150, "pipeline": 40}


@pytest.mark.parametrize("level", LEVELS)
def test_truths_rank_evenly(level: str) -> None:
    """Chi-squared p above 0.001 for every statistic (``make bench`` does it with 300 worlds)."""
    found = one_thread(p_values)(LEVELS[level], WORLDS[level])
    assert min(found.values()) > 0.001, found


def test_a_posterior_too_narrow_is_found_out() -> None:
    """Draws with two thirds of the true spread: the same check says no."""

    def narrow(rng: np.random.Generator) -> Ranks:
        centre = rng.normal()
        return {"x": float((centre + rng.normal(0, 0.66, 99) < centre + rng.normal()).mean() * 99 / 100)}

    assert p_values(narrow, 300)["x"] < 0.001
    assert BINS == 10
