"""Visits: plan, lock, results."""

from __future__ import annotations

from typing import Any

CHANGES: dict[str, Any] = {}
