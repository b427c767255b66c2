"""Figures for paper and mail, drawn by matplotlib: the same tables and colours as on screen, no browser.

Opaque background, one accent, readable in greyscale; uncertainty is drawn before the point.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dashboard.figures.theme import LIGHT

FAMILY = "Source Sans Pro"
MM_PER_INCH = 25.4


@lru_cache(maxsize=1)
def typeface() -> None:
    """Register the packaged typeface once; a server needs no fonts of its own."""
    folder = files("font_source_sans_pro") / "files"
    for name in ("Regular", "Semibold", "Bold"):
        font_manager.fontManager.addfont(str(folder / f"SourceSansPro-{name}.ttf"))
    mpl.rcParams.update(
        {
            "font.family": [FAMILY, "DejaVu Sans"],
            "text.color": LIGHT.ink,
            "axes.edgecolor": LIGHT.line_strong,
            "xtick.color": LIGHT.ink_3,
            "ytick.color": LIGHT.ink_3,
            "svg.fonttype": "path",
            "svg.hashsalt": "netra",  # the same picture is the same bytes
            "hatch.linewidth": 0.6,
        }
    )


def blank(width_mm: float, height_mm: float) -> Figure:
    """An empty figure of this size with the packaged typeface."""
    typeface()
    return Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), facecolor=LIGHT.paper)


def as_png(figure: Figure, *, width_px: int) -> bytes:
    """PNG with an opaque background, ``width_px`` wide."""
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=width_px / figure.get_figwidth(), metadata={"Software": None})
    return target.getvalue()


def as_svg(figure: Figure) -> str:
    """SVG without a date, for a PDF in vectors."""
    target = io.StringIO()
    figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    text = target.getvalue()
    # Width and height are the sheet's to give: WeasyPrint would keep the height of the drawing.
    return re.sub(r' (width|height)="[^"]*pt"', "", text[text.index("<svg") :], count=2)


def tidy(axes: Axes, *, keep: Sequence[str] = ("bottom",)) -> None:
    """Hairlines only where the eye needs them."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)
        spine.set_linewidth(0.6)
    axes.tick_params(length=0, labelsize=7.5)
