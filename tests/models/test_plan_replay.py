"""A simulated year of plans: more finds than habit or chance, the random share kept, more places seen."""

from __future__ import annotations

import numpy as np
import pytest

from models.plan_replay import POLICIES, posterior, replay_policies


def test_a_year_of_plans_finds_more_than_habit_and_chance() -> None:
    """Finds per team-day above last year's habit and above random; a fifth explored; most places visited."""
    table = replay_policies(places=30, weeks=20, team_days=6, seed=2)
    found = {row["policy"]: row for row in table.iter_rows(named=True)}
    assert set(found) == set(POLICIES)
    for other in ("tahun_lalu", "acak"):
        assert found["rencana"]["finds_per_team_day"] > 1.2 * found[other]["finds_per_team_day"]
    assert found["rencana"]["explored_share"] >= 0.2
    assert found["rencana"]["places_visited"] > found["risiko_tertinggi"]["places_visited"]


def test_the_posterior_shrinks_a_single_lucky_visit() -> None:
    """Ten finds in one visit are not believed in full; ten in each of fifty nearly are."""
    finds = np.array([10.0, 500.0, 50.0, 60.0, 40.0, 55.0, 45.0])
    visits = np.array([1.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0])
    mean, sd = posterior(finds, visits)
    assert mean[0] < 9.5 < mean[1]
    assert mean[1] == pytest.approx(10, rel=0.05)
    assert sd[0] > sd[1]
