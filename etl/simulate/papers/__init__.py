"""The papers of the simulation: one module per kind, each a function world → list of :class:`Paper`."""

from __future__ import annotations

from etl.simulate.papers.paper import Paper, Sheet

__all__ = ["Paper", "Sheet"]
