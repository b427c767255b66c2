"""When a written name is sure, and what to say when it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from geo.errors import RegionAmbiguous, RegionUnknown
from geo.search import WRONG_KIND, Hit

if TYPE_CHECKING:
    from geo.regions import Region

TIE = 1.5  # points between two scores that a person has to decide
LEAST_MISSPELT = 70.0  # points below which a misspelt name is only suggested
SURE = 85.0  # an exact hit below this has the wrong kind word


def decided(hits: Sequence[Hit]) -> str | None:
    """The code that needs no question: well ahead of the next, the right kind, and fewer errors."""
    if not hits:
        return None
    best, others = hits[0], hits[1:]
    if best.edits == 0:
        is_sure = best.score >= SURE and not any(h.score > best.score - TIE for h in others)
    else:
        rivals = [h for h in others if h.score > best.score - WRONG_KIND / 2]
        is_sure = best.score >= LEAST_MISSPELT and all(h.edits > best.edits for h in rivals)
    return best.code if is_sure else None


def unknown(name: str, hits: Sequence[Hit], regions: Mapping[str, Region]) -> RegionUnknown:
    """No region is sure enough; the closest are suggested."""
    choices = " atau ".join(_label(hit.code, regions) for hit in hits[:3])
    hint = f" Mungkin maksudnya {choices}?" if hits else ""
    return RegionUnknown(
        f'Wilayah "{name}" tidak dikenal.{hint}', candidates=[regions[hit.code] for hit in hits]
    )


def ambiguous(name: str, hits: Sequence[Hit], regions: Mapping[str, Region]) -> RegionAmbiguous:
    """Several regions answer equally well; all are named."""
    first = [hit for hit in hits if hit.score > hits[0].score - TIE]
    choices = "; ".join(_label(hit.code, regions) for hit in first[:5])
    return RegionAmbiguous(
        f'Wilayah "{name}" bisa berarti lebih dari satu: {choices}. Tulis Provinsi, Kota atau Kabupaten, '
        "atau sebut provinsinya.",
        candidates=[regions[hit.code] for hit in first],
    )


def _label(code: str, regions: Mapping[str, Region]) -> str:
    region = regions[code]
    above = regions.get(region.parent_code or "")
    return f"{region.name} ({above.name})" if above and above.level else region.name
