"""One edition: ISO week × scope × language, rendered once from a fixed data version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

LARGEST_HTML_BYTES = 80_000  # Gmail clips near 102 kB
LARGEST_MAIL_BYTES = 1_000_000
MAP_CID = "peta"


@dataclass(frozen=True)
class Edition:
    """What readers get: the same facts as text, HTML, picture and A4 sheet."""

    scope_code: str
    week: date  # Monday
    language: str
    data_version: str
    subject: str
    text: str
    html: str  # the picture is <img src="cid:peta">
    png: bytes
    pdf: bytes

    @property
    def stem(self) -> str:
        """File name without ending: netra-99-2024-W44."""
        year, number, _ = self.week.isocalendar()
        return f"netra-{self.scope_code}-{year}-W{number:02d}"


def write_files(edition: Edition, folder: Path) -> list[Path]:
    """Write HTML (with the picture beside it), PNG, PDF and text; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = f"{edition.stem}.png"
    contents = {
        f"{edition.stem}.html": edition.html.replace(f"cid:{MAP_CID}", picture).encode(),
        picture: edition.png,
        f"{edition.stem}.pdf": edition.pdf,
        f"{edition.stem}.txt": edition.text.encode(),
    }
    paths = [folder / name for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    return paths
