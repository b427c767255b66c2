"""The hexagon lattice: axial coordinates q, r; pointed tops; centres of neighbours 1 apart; y points up."""

from __future__ import annotations

import math

Cell = tuple[int, int]
ROW_HEIGHT = math.sqrt(3) / 2
RADIUS = 1 / math.sqrt(3)  # from the centre to a corner, so that hexagons fill the plane
AROUND: tuple[Cell, ...] = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
_CORNERS = tuple((math.sin(math.pi / 3 * k), math.cos(math.pi / 3 * k)) for k in range(6))


def centre(cell: Cell) -> tuple[float, float]:
    """Centre x, y of a cell."""
    q, r = cell
    return q + r / 2, r * ROW_HEIGHT


def distance(a: Cell, b: Cell) -> int:
    """Steps between two cells; 1 = they touch."""
    dq, dr = a[0] - b[0], a[1] - b[1]
    return (abs(dq) + abs(dr) + abs(dq + dr)) // 2


def corners(x: float, y: float, *, size: float = 1.0) -> list[tuple[float, float]]:
    """The 6 corners around a centre, clockwise from the top; ``size`` < 1 leaves a hairline between cells."""
    radius = RADIUS * size
    return [(x + radius * dx, y + radius * dy) for dx, dy in _CORNERS]


def pieces(cells: set[Cell]) -> list[set[Cell]]:
    """Connected parts of a set of cells, the largest first."""
    left, found = set(cells), []
    while left:
        part, edge = set(), [min(left)]
        while edge:
            cell = edge.pop()
            if cell in left:
                left.remove(cell)
                part.add(cell)
                edge += [(cell[0] + dq, cell[1] + dr) for dq, dr in AROUND]
        found.append(part)
    return sorted(found, key=lambda part: (-len(part), min(part)))


def outline(cells: set[Cell]) -> list[list[tuple[float, float]]]:
    """Closed rings (first point = last) around a set of cells: outer rings clockwise, holes the other way."""
    places: dict[tuple[int, int], tuple[float, float]] = {}
    starts: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for q, r in sorted(cells):
        x, y = centre((q, r))
        points = corners(x, y)
        keys = [(round(px * 4), round(py * 1000)) for px, py in points]
        places.update(zip(keys, points, strict=True))
        for side, (dq, dr) in enumerate(_ACROSS):
            if (q + dq, r + dr) not in cells:
                starts.setdefault(keys[side], []).append(keys[(side + 1) % 6])
    return [[places[key] for key in ring] for ring in _rings(starts)]


# The neighbour across the side from corner k to corner k + 1, clockwise from the top.
_ACROSS: tuple[Cell, ...] = ((0, 1), (1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1))


def _rings(starts: dict[tuple[int, int], list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    rings = []
    while starts:
        first = next(iter(starts))
        ring, here = [first], first
        while True:
            here = starts[here].pop()
            if not starts[ring[-1]]:
                del starts[ring[-1]]
            ring.append(here)
            if here == first:
                break
        rings.append(ring)
    return rings
