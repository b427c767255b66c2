"""A fictional province (or country) with known truth: as documents, and as a panel for tests of models."""

from __future__ import annotations

from etl.simulate.documents import SimulatedSet, simulate
from etl.simulate.panels import panel
from etl.simulate.parameters import Parameters
from etl.simulate.truth import Truth

__all__ = ["Parameters", "SimulatedSet", "Truth", "panel", "simulate"]
