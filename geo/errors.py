"""One family of errors: each says in Indonesian what is wrong, where, and what to do next.

The terminal prints a ``NetraError`` without a traceback; everything else is a fault of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.regions import Region


class NetraError(Exception):
    """A problem that a person can put right; ``code`` is stable for programs, the message is for people.

    ``said``: key and details of its sentence in a table of messages, where it came from one.
    """

    said: tuple[str, dict[str, object]] | None = None

    def __init__(self, message: str, *, code: str = "netra") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class RegionError(NetraError):
    """A place name or code that does not lead to exactly one region; ``candidates`` are best first."""

    def __init__(self, message: str, *, code: str, candidates: Sequence[Region] = ()) -> None:
        super().__init__(message, code=code)
        self.candidates = tuple(candidates)


class RegionUnknown(RegionError):
    """No region is close enough to what was written."""

    def __init__(self, message: str, *, candidates: Sequence[Region] = ()) -> None:
        super().__init__(message, code="region_unknown", candidates=candidates)


class RegionAmbiguous(RegionError):
    """More than one region answers to what was written: a person decides."""

    def __init__(self, message: str, *, candidates: Sequence[Region] = ()) -> None:
        super().__init__(message, code="region_ambiguous", candidates=candidates)


class BoundaryError(NetraError):
    """A boundary file that cannot be used; the boundaries in use before it stay in use."""

    def __init__(self, message: str, *, code: str = "boundary") -> None:
        super().__init__(message, code=code)
