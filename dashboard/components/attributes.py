"""HTML attributes with a dash in their name, which Python cannot write as keywords."""

from __future__ import annotations

from typing import Any

ROUTE: dict[str, Any] = {"data-rute": "1"}  # a link between our own views: followed without a reload


def attrs(**names: Any) -> dict[str, Any]:
    """``attrs(aria_label="x")`` → ``{"aria-label": "x"}``."""
    return {name.replace("_", "-"): value for name, value in names.items()}
