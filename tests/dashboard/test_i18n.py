"""Both languages say the same things, and numbers look as people write them there."""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path

import pytest

from dashboard.i18n import texts

ROOT = Path(__file__).resolve().parents[2] / "dashboard"
ID, EN = texts("id"), texts("en")
CALLED = re.compile(r"""(?:words|context\.words|style\.words)\(\s*["']([a-z_]+\.[A-Za-z0-9_]+)["']""")


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_keys_are_equal() -> None:
    """Every sentence exists in Indonesian and in English."""
    assert set(ID.sentences) == set(EN.sentences)


def test_places_for_values_are_equal() -> None:
    """A sentence fills in the same values in both languages."""
    unequal = {k for k in ID.sentences if names(ID.sentences[k]) != names(EN.sentences[k])}
    assert not unequal


def test_every_sentence_that_is_asked_for_exists() -> None:
    """No page shows a ⟨missing.key⟩."""
    asked = {key for path in ROOT.rglob("*.py") for key in CALLED.findall(path.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= set(ID.sentences)


@pytest.mark.parametrize(
    ("value", "digits", "indonesian", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (-3.0, 0, "−3", "−3"),
        (-0.2, 0, "0", "0"),
        (None, 0, "–", "–"),
        (float("nan"), 2, "–", "–"),
    ],
)
def test_numbers(value: float | None, digits: int, indonesian: str, english: str) -> None:
    """Dots for thousands in Indonesian; a missing number is a dash, never a zero; no negative zero."""
    assert ID.number(value, digits) == indonesian
    assert EN.number(value, digits) == english


def test_rates_have_as_many_digits_as_they_deserve() -> None:
    """0,42 · 4,2 · 42,0 · 420 · 0."""
    assert [ID.rate(v) for v in (0.42, 4.2, 42, 420, 0)] == ["0,42", "4,2", "42,0", "420", "0"]


def test_intervals_of_counts_are_rounded_outwards() -> None:
    """An interval never becomes narrower by rounding."""
    assert ID.counts(20.3, 42.1) == "20–43"


def test_days() -> None:
    """28 Oktober 2024 was a Monday."""
    assert ID.weekday(date(2024, 10, 28)) == "Senin, 28 Oktober 2024"
    assert EN.weekday(date(2024, 10, 28)) == "Monday, 28 October 2024"
    assert ID.day(None) == "–"


def test_an_unknown_key_shows_itself() -> None:
    """A gap is seen, not hidden."""
    assert ID("tidak.ada") == "⟨tidak.ada⟩"
