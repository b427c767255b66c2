"""WHERE: regions, neighbours, hexagon cartogram, boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import NetraError, RegionAmbiguous, RegionUnknown

if TYPE_CHECKING:
    from datetime import date

    from geo.regions import Match

NATION = "00"  # code of Indonesia as a whole; Kemendagri codes of provinces begin at 11

__all__ = ["NATION", "NetraError", "RegionAmbiguous", "RegionUnknown", "find"]


def find(name: str, *, within: str | None = None, on: date | None = None, limit: int = 5) -> list[Match]:
    """Candidates for a written place name among the packaged regions, best first; see ``Gazetteer.find``."""
    from geo.regions import Gazetteer

    return Gazetteer.packaged().find(name, within=within, on=on, limit=limit)
