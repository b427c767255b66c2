"""Cuplikan mingguan: rendered once, archived, sent to each reader once."""

from __future__ import annotations

from dashboard.config import Settings
from dashboard.snapshot.edition import Edition, write_files
from dashboard.snapshot.message import compose
from dashboard.snapshot.render import map_picture, render_edition, render_sheet
from dashboard.snapshot.smtp import deliver

__all__ = ["Edition", "map_picture", "render_edition", "render_sheet", "send_edition", "write_files"]


def send_edition(edition: Edition, to: str, *, config: Settings) -> None:
    """Send an edition to one address now, past the outbox. Raises NetraError when the server refuses."""
    deliver(config.smtp_url.get_secret_value(), compose(edition, sender=config.mail_from, to=to))
