"""WHERE: regions, neighbours, hexagon cartogram, boundaries."""

from __future__ import annotations

from geo.errors import NetraError, RegionAmbiguous, RegionUnknown

NATION = "00"  # code of Indonesia as a whole; Kemendagri codes of provinces begin at 11

__all__ = ["NATION", "NetraError", "RegionAmbiguous", "RegionUnknown"]
