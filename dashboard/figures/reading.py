"""Small drawings that teach how an interval is read: lines with points, as the league table draws them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from dashboard.figures.theme import Theme

WIDTH, ROW = 320, 28


def intervals(rows: Sequence[tuple[float, float, float]], *, look: Theme, reference: float) -> str:
    """``data:`` URL of one line per (lower, value, upper), 0–1 of the width; ``reference`` is a hairline."""
    height = ROW * len(rows)
    parts = [f'<path d="M{reference * WIDTH:.0f} 0V{height}" stroke="{look.ink_3}" stroke-width="1"/>']
    for number, (low, value, high) in enumerate(rows):
        y = ROW * number + ROW / 2
        parts.append(
            f'<path d="M{low * WIDTH:.0f} {y}H{high * WIDTH:.0f}" stroke="{look.accent}" '
            f'stroke-opacity="0.35" stroke-width="6"/>'
            f'<circle cx="{value * WIDTH:.0f}" cy="{y}" r="4.5" fill="{look.accent}"/>'
        )
    body = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">{"".join(parts)}</svg>'
    return "data:image/svg+xml;base64," + b64encode(body.encode()).decode()
