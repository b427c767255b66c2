"""A small drawing beside a number: the last weeks as bars, what is expected as a band. SVG as text.

Drawn on the server, so it is there with the first paint, on ``/ringkas`` and in greyscale.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from dashboard.figures.theme import Theme

WIDTH, HEIGHT, GAP = 320.0, 48.0, 2.0


def spark(
    counts: Sequence[float | None],
    *,
    look: Theme,
    fan: Sequence[tuple[float, float, float]] = (),
    expected: Sequence[float | None] = (),
    marked: int = 4,
) -> str:
    """``data:`` URL of bars for ``counts`` (None = a gap), the last ``marked`` in colour.

    ``fan`` holds (lower, mean, upper) of each coming week; ``expected``, as long as ``counts`` or empty,
    what a week will come to with late reports: a paler cap on its bar.
    """
    slots = max(1, len(counts) + len(fan))
    step = WIDTH / slots
    top = (
        max(1.0, *[c for c in (*counts, *expected) if c is not None], *[upper for _, _, upper in fan])
        if counts or fan
        else 1.0
    )
    parts = [
        _bar(i, value / top, step, look.accent, opacity=0.3)
        for i, value in enumerate(expected)
        if value is not None
    ]
    parts += [
        _bar(i, value / top, step, look.accent if i >= len(counts) - marked else look.line_strong)
        for i, value in enumerate(counts)
        if value is not None
    ]
    parts += [
        _whisker(len(counts) + i, [v / top for v in expected], step, look) for i, expected in enumerate(fan)
    ]
    body = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'preserveAspectRatio="none">{"".join(parts)}'
        f'<path d="M0 {HEIGHT - 0.5}H{WIDTH}" stroke="{look.line}" stroke-width="1"/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(body.encode()).decode()


def _bar(slot: int, share: float, step: float, colour: str, *, opacity: float = 1.0) -> str:
    height = max(share * (HEIGHT - 1), 0.75 if share > 0 else 0)
    return (
        f'<rect x="{slot * step + GAP / 2:.2f}" y="{HEIGHT - 1 - height:.2f}" '
        f'width="{max(step - GAP, 0.5):.2f}" height="{height:.2f}" fill="{colour}" '
        f'fill-opacity="{opacity:g}"/>'
    )


def _whisker(slot: int, shares: Sequence[float], step: float, look: Theme) -> str:
    low, mean, high = (HEIGHT - 1 - s * (HEIGHT - 1) for s in shares)
    x, width = slot * step + GAP / 2, max(step - GAP, 0.5)
    return (
        f'<rect x="{x:.2f}" y="{high:.2f}" width="{width:.2f}" height="{max(low - high, 1):.2f}" '
        f'fill="{look.accent}" fill-opacity="0.22"/>'
        f'<rect x="{x:.2f}" y="{mean - 0.75:.2f}" width="{width:.2f}" height="1.5" fill="{look.accent}"/>'
    )


def share_bar(share: float, *, lower: float, upper: float, look: Theme) -> str:
    """``data:`` URL of one bar: the share filled, its interval as a paler band, 100 % as the whole width."""
    top, height = 18.0, 12.0
    body = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        'preserveAspectRatio="none">'
        f'<rect y="{top}" width="{WIDTH}" height="{height}" fill="{look.line}"/>'
        f'<rect y="{top}" width="{share * WIDTH:.1f}" height="{height}" fill="{look.accent}"/>'
        f'<rect x="{lower * WIDTH:.1f}" y="{top - 6}" width="{(upper - lower) * WIDTH:.1f}" '
        f'height="{height + 12}" fill="{look.accent}" fill-opacity="0.18"/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(body.encode()).decode()
