"""The browser's door: Flask with Dash inside, a guard before everything, one callback for all pages.

A request for a page is answered with the page already drawn as HTML; scripts then take over. No request
ever leaves for another host: scripts, styles, fonts and map shapes are all served from here.
"""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

import dash
import dash_mantine_components as dmc
import structlog
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate
from flask import Flask, Response, abort, make_response, render_template, request
from flask_compress import Compress
from werkzeug.exceptions import HTTPException

from dashboard import auth, boundaries, drawing, logs, unsubscribe
from dashboard.config import Settings, calm_threads
from dashboard.exports import routes
from dashboard.i18n import texts
from dashboard.pages import jejer, tindakan
from dashboard.pages.data import routes as data_routes
from dashboard.pages.peta import MAP_ID
from dashboard.reader import Cache
from etl import store

log = structlog.get_logger()
HERE = Path(__file__).parent
KEPT_PAGES = 2_000
PAGES_ROUTE = "/_dash-update-component"
CHANGED_SECONDS = 5  # longer than a worker may not notice a change
LARGEST_BODY = 64 * 1024  # bytes of a callback's request; ours are under 2 kB
ASSET_DAYS = 365
CSP = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def create_app(settings: Settings) -> _Netra:
    """The web application over the database of ``settings``; nothing is read until the first request."""
    server = Flask(__name__, static_folder=None, template_folder=str(HERE / "templates"))
    server.config |= {"MAX_CONTENT_LENGTH": LARGEST_BODY, "COMPRESS_MIN_SIZE": 1000}
    server.config["COMPRESS_MIMETYPES"] = [
        "text/html",
        "text/css",
        "application/json",
        "text/javascript",
        "application/javascript",
        "image/svg+xml",
    ]
    engine = store.connect(settings.database_url())
    auth.install(server, engine, settings)
    unsubscribe.install(server, engine)
    Compress(server)
    boundaries.install(server, settings.var_dir / boundaries.FOLDER)
    screen = drawing.Screen(engine, settings, Cache(), Cache(KEPT_PAGES))
    routes.install(server, screen)
    tindakan.install(server, screen)
    jejer.install(server, screen)
    app = _dash(server, screen)
    _routes(server, screen)
    _answers(server, app)
    return app


def create_server() -> Flask:
    """For gunicorn: ``dashboard.app:create_server()``; made inside each worker, never before a fork."""
    calm_threads()
    logs.configure()
    app = create_app(Settings())
    Thread(target=app.screen.warm, daemon=True).start()
    return app.server


class _Netra(Dash):
    """Dash whose first answer already holds the page."""

    screen: drawing.Screen

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        return render_template("indeks.html", **parts, **self.screen.first_paint())


def _dash(server: Flask, screen: drawing.Screen) -> _Netra:
    app = _Netra(
        __name__,
        server=server,  # type: ignore[arg-type]
        assets_folder=str(HERE / "assets"),
        title="Netra",
        update_title=None,  # type: ignore[arg-type]
        suppress_callback_exceptions=True,
        serve_locally=True,
        enable_mcp=False,
        include_assets_files=True,
        assets_ignore=r"(tema|netra\.css)",
    )
    app.screen = screen
    app.enable_dev_tools(debug=False, dev_tools_ui=False, dev_tools_props_check=False)
    app.layout = _layout
    _callbacks(app, screen)
    return app


def _layout() -> dmc.MantineProvider:
    return dmc.MantineProvider(
        [dcc.Location(id="lokasi", refresh=False), html.Div(id="isi")],
        forceColorScheme="dark" if request.cookies.get("netra_tema") == "dark" else "light",
        theme={"primaryColor": "teal", "fontFamily": "inherit", "defaultRadius": 4},
    )


def _callbacks(app: Dash, screen: drawing.Screen) -> None:
    @app.callback(Output("isi", "children"), Input("lokasi", "pathname"), Input("lokasi", "search"))
    def show(_pathname: object, _search: object) -> None:
        """Tells the browser what to ask; ``answer_page`` answers before Dash is reached."""
        raise PreventUpdate

    app.clientside_callback(
        ClientsideFunction("netra", "saring"),
        Output("lokasi", "search"),
        Input({"saring": dash.ALL}, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("netra", "pilih"),
        Output("lokasi", "search", allow_duplicate=True),
        Input(MAP_ID, "clickData"),
        prevent_initial_call=True,
    )


def _routes(server: Flask, screen: drawing.Screen) -> None:
    data_routes.install(server, screen)

    @server.get("/ringkas")
    def brief() -> Response:
        return make_response(render_template("ringkas.html", **screen.brief()))


def _answers(server: Flask, app: Dash) -> None:
    """Every answer carries the policy; a tampered callback is a 400, a fault of ours a quiet 500."""
    policy = CSP.format(hashes=" ".join(f"'{h}'" if not h.startswith("'") else h for h in app.csp_hashes()))

    @server.before_request
    def answer_page() -> Response | None:
        """Kept pages as text: turning components into JSON for every reader anew costs most of a request."""
        if request.path != PAGES_ROUTE:
            return None
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or not _is_callback(body, app):
            abort(400)
        pathname, search = (asked["value"] for asked in body["inputs"])
        return server.response_class(app.screen.answer(pathname, search), mimetype="application/json")

    @server.after_request
    def harden(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = policy
        for name, value in HEADERS.items():
            answer.headers[name] = value
        if request.method == "POST" and request.path != PAGES_ROUTE and answer.status_code < 400:
            answer.set_cookie(drawing.CHANGED, "1", max_age=CHANGED_SECONDS, httponly=True, samesite="Strict")
        if request.path.startswith(("/assets/", "/_dash-component-suites/")):
            if answer.is_streamed:  # read the file whole: flask-compress would leave it open
                answer.direct_passthrough = False
                answer.get_data()
            if answer.status_code == 200 and (request.query_string or "/_dash-" in request.path):
                answer.headers["Cache-Control"] = f"private, max-age={ASSET_DAYS * 86400}, immutable"
        elif answer.mimetype not in (boundaries.MIMETYPE, jejer.MIMETYPE):
            answer.headers["Cache-Control"] = "no-store"
        return answer

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return _plain(error.code or 500)
        log.exception("request_failed", path=request.path)
        return _plain(500)


def _plain(status: int) -> Response:
    """A page of one sentence; programs read the status."""
    words = texts("id")
    key = f"galat.{status}" if words.has(f"galat.{status}") else "galat.umum"
    return make_response(render_template("galat.html", t=words, sentence=words(key)), status)


def _is_callback(body: dict[str, Any], app: Dash) -> bool:
    """Has this body the shape of one of our callbacks, with plain texts as values?"""
    if not isinstance(body.get("output"), str):
        return False
    if body["output"] not in app.callback_map:
        return False
    inputs = body.get("inputs")
    if not isinstance(inputs, list) or not all(
        isinstance(i, dict) and _is_plain(i.get("value")) for i in inputs
    ):
        return False
    changed, given = body.get("changedPropIds"), body.get("outputs")
    expected = {"id": "isi", "property": "children"}
    return (
        isinstance(changed, list)
        and all(isinstance(c, str) for c in changed)
        and given == expected
        and len(inputs) == 2
    )


def _is_plain(value: object) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= 2000)
