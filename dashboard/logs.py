"""Logs of the web server and the terminal: one line each, faults without the values that were at hand.

structlog's own console prints local variables beside a traceback: rows with names among them.
"""

from __future__ import annotations

import structlog


def configure() -> None:
    """Set it up once, at each door."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )


__all__ = ["configure"]
