"""Leaving the weekly mail: the link shows a button, only the button (POST) acts, as RFC 8058 asks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask, Response, make_response, render_template

from dashboard.i18n import texts
from etl import store

if TYPE_CHECKING:
    from sqlalchemy import Engine


def install(server: Flask, engine: Engine) -> None:
    """Add ``/berhenti/<token>``; mail programs prefetch GET, so that GET changes nothing."""

    @server.get("/berhenti/<token>")
    def ask(token: str) -> Response:
        return _page("tanya", token)

    @server.post("/berhenti/<token>")
    def leave(token: str) -> Response:
        is_known = store.unsubscribe(engine, token, now=datetime.now(UTC))
        return _page("selesai" if is_known else "asing", token, status=200 if is_known else 404)


def _page(state: str, token: str, *, status: int = 200) -> Response:
    body = render_template("berhenti.html", words=texts("id"), state=state, token=token)
    return make_response(body, status)
