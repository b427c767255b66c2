"""Colours and letters of every figure, light and dark; the same values as ``assets/netra.css``.

One deep-teal accent, greys for the rest. The five classes are a single-hue ramp of the viridis family:
lightness falls (on dark: rises) evenly, so they read in greyscale and for colour-blind readers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
import polars.selectors as cs

FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, '
    "sans-serif"
)


@dataclass(frozen=True)
class Theme:
    """Colours as hex, from paper to ink."""

    name: str
    paper: str
    ink: str
    ink_2: str
    ink_3: str
    line: str
    line_strong: str
    accent: str
    accent_faint: str
    hatch: str
    band: str
    bar: str
    classes: tuple[str, ...]


LIGHT = Theme(
    name="light",
    paper="#ffffff",
    ink="#15201f",
    ink_2="#465452",
    ink_3="#5f6e6b",
    line="#dfe5e3",
    line_strong="#b9c4c1",
    accent="#0b5d5b",
    accent_faint="#d9eae7",
    hatch="#c9d2cf",
    band="#f1f5f4",
    bar="#94a3a0",
    classes=("#e1efea", "#abd3c9", "#6cb0a8", "#2f8684", "#0c4a50"),
)
DARK = Theme(
    name="dark",
    paper="#101716",
    ink="#e9efed",
    ink_2="#b4c0bd",
    ink_3="#93a19d",
    line="#2a3533",
    line_strong="#4a5856",
    accent="#6cc7bf",
    accent_faint="#1b3735",
    hatch="#3a4745",
    band="#161f1e",
    bar="#62726f",
    classes=("#1d3938", "#2b605d", "#3f8a83", "#74bcae", "#cdeee0"),
)


@dataclass(frozen=True)
class Style:
    """How a figure is drawn for one reader: colours, sentences, and the language's way with numbers."""

    look: Theme
    words: Callable[..., str]
    language: str = "id"


def theme(name: str | None) -> Theme:
    """Theme of that name; light when it is not said."""
    return DARK if name == "dark" else LIGHT


def mix(colour: str, other: str, share: float) -> str:
    """``colour`` moved by ``share`` (0–1) towards ``other``: how uncertain values fade into the paper."""
    a, b = (tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in (colour, other))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(a, b, strict=True))


def alpha(colour: str, opacity: float) -> str:
    """``colour`` (hex) as rgba with that opacity (0–1)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def short(frame: pl.DataFrame) -> pl.DataFrame:
    """Four figures are enough to draw with, and travel in a third of the bytes."""
    return frame.with_columns(cs.float().round_sig_figs(4))


def base_layout(style: Style, *, height: int | None = 400) -> dict:
    """Layout that all figures share: no frame, no grid by default, our letters, Indonesian separators."""
    look = style.look
    return {
        "height": height,
        "autosize": True,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": look.ink_2},
        "showlegend": False,
        "separators": ",." if style.language == "id" else ".,",
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": look.paper,
            "bordercolor": look.line_strong,
            "font": {"family": FONT, "size": 13, "color": look.ink},
            "align": "left",
        },
    }


def axis(look: Theme, **more: object) -> dict:
    """A quiet axis: hairline grid, no zero line, outside ticks only where asked."""
    quiet = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "gridcolor": look.line,
        "tickfont": {"color": look.ink_3, "size": 12},
        "automargin": True,
    }
    return quiet | more


_INDONESIAN = {
    "days": ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
    "shortDays": ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
    "months": [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ],
    "shortMonths": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "date": "%d-%m-%Y",
}  # fmt: skip
CONFIG = {
    "locales": {"id": {"dictionary": {}, "format": _INDONESIAN}},
    "displayModeBar": False,
    "responsive": True,
    "topojsonURL": "/assets/topo/",  # never a CDN; our maps do not need it, but nothing may ask for one
    "scrollZoom": False,
    "doubleClick": False,
}


def config(language: str = "id") -> Any:
    """How a figure behaves in the browser: still, quiet, in the reader's language."""
    return CONFIG | {"locale": "id" if language == "id" else "en"}
