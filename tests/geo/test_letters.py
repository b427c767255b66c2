"""The sieve of letters never drops a name that so few typing errors can reach."""

from __future__ import annotations

import random

from rapidfuzz.distance import OSA

from geo.letters import FEWEST, LetterSieve


def _made_up(chance: random.Random) -> str:
    return "".join(chance.choices("abcdeiklmnorstu '9", k=chance.randint(4, 14)))


def test_no_name_within_reach_is_dropped_and_most_of_the_others_are():
    chance = random.Random(3)
    names = [_made_up(chance) for _ in range(FEWEST)]
    sieve, kept, asked = LetterSieve(names), 0, chance.sample(names, 40)
    for name in asked:
        at = chance.randrange(1, len(name) - 1)
        written = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] + "k"
        for edits in (1, 2, 3):
            reached = {n for n in names if OSA.distance(n, written) <= edits}
            near = sieve.near(written, edits)
            assert reached <= set(near)
            kept += len(near)
    assert kept < 0.2 * 3 * len(asked) * len(names)


def test_few_names_are_all_compared():
    assert LetterSieve(["jember", "blitar"]).near("zzz", 1) == ["jember", "blitar"]
