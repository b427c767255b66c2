"""All routes below ``/data``."""

from __future__ import annotations

from flask import Flask

from dashboard.drawing import Screen
from dashboard.pages.data import catatan, dokumen, impor, jejak, kalender, kantor, karantina, orang
from dashboard.pages.data.desk import Door


def install(server: Flask, screen: Screen) -> None:
    """Add the panels' pages and changes; uploads may be larger than callbacks."""
    server.before_request_funcs.setdefault(None, []).append(impor.allow_upload)
    door = Door(server, screen)
    for panel in (impor, karantina, dokumen, catatan, kalender, kantor, orang, jejak):
        panel.install(door)
