"""Verdicts of ``make bench``: each is the comparison with the gate printed beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

import models
from models.gate import Gate, at_least, at_most, between, more_than, row


@pytest.mark.parametrize(
    ("gate", "printed", "kept", "broken"),
    [
        (at_most(0.03), "≤ 0.03", 0.03, 0.0301),
        (at_least(0.95), "≥ 0.95", 0.95, 0.9499),
        (more_than(1.0), "> 1", 1.0001, 1.0),
        (between(0.9, 0.98), "0.9–0.98", 0.98, 0.981),
        (between(0.0005, 0.004), "0.0005–0.004", 0.0005, 0.0002),
        (between(5, 5), "5–5", 5, 0),
    ],
)
def test_a_gate_says_what_it_judges(gate: Gate, printed: str, kept: float, broken: float) -> None:
    """Ends belong to the range, except where beating is asked; the text is the rule."""
    assert str(gate) == printed
    assert gate.holds(kept)
    assert not gate.holds(broken)
    assert not gate.holds(float("nan"))


def test_a_goal_is_printed_and_never_judged() -> None:
    """Without a gate there is no verdict, however far the goal."""
    told = row("x", "apa", 9.0, goal=at_most(1.0))
    assert told["goal"] == "≤ 1"
    assert told["gate"] is None
    assert told["ok"] is None


def test_a_gate_that_is_not_kept_says_so() -> None:
    """ok is False and the gate stands beside it."""
    told = row("8-least", "corong", 0.0002, gate=between(0.0005, 0.004), goal=between(0.001, 0.0025))
    assert (told["gate"], told["ok"]) == ("0.0005–0.004", False)


def test_no_measurement_judges_itself() -> None:
    """Only ``models.gate`` writes a verdict; measurements hand it the value and the gate."""
    folder = Path(models.__file__).parent
    texts = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("bench_*.py")}
    judges = [name for name, text in texts.items() if '"ok"' in text or "ok=" in text]
    assert len(texts) >= 5
    assert judges == []
