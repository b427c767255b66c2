"""A real server on the loopback with a small database, and Debian's Chromium to look at it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from werkzeug.serving import make_server

from dashboard import drawing
from dashboard.app import create_app
from dashboard.config import Settings
from etl import store
from tests.dashboard.conftest import PASSWORD, Site
from tests.dashboard.world import TODAY, World

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


PATIENCE_MS = 20_000


@dataclass
class Visit:
    """A signed-in browser window, what it asked for and what it complained about."""

    base: str
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go there and wait until the living page stands."""
        self.page.goto(self.base + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the server's first paint has stepped aside."""
        self.page.wait_for_selector("#isi main", state="visible", timeout=PATIENCE_MS)

    def hear(self, request: Request) -> None:
        self.requests.append(request.url)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server over an empty database with the hand-made world behind its pages."""
    settings = Settings(var_dir=tmp_path_factory.mktemp("peramban"), today=date(2026, 11, 21))
    assert settings.day() == TODAY
    store.migrate(store.connect(settings.database_url()))
    patch = pytest.MonkeyPatch()
    patch.setattr(drawing, "Reader", lambda _engine, scope, **_more: World(scope))
    app = create_app(settings)
    Site(settings, app).add_user("admin")
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    patch.undo()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's own Chromium, without a window and without calls home."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def cookies(chromium: Browser, served: str) -> list:
    """Session of the administrator, signed in once through the form."""
    with chromium.new_context() as context:
        sign_in(context.new_page(), served)
        return context.cookies()


def sign_in(page: Page, base: str, password: str = PASSWORD) -> None:
    """Fill in the form like a person."""
    page.goto(f"{base}/masuk")
    page.fill("#login", "admin")
    page.fill("#sandi", password)
    page.click("button[type=submit]")


@pytest.fixture
def visit(chromium: Browser, served: str, cookies: list) -> Iterator[Visit]:
    """A signed-in window of 1440 px."""
    with chromium.new_context(viewport={"width": 1440, "height": 900}) as context:
        yield new_visit(context, served, cookies)


def new_visit(context: BrowserContext, base: str, cookies: list) -> Visit:
    """A window that notes every request and every complaint of the console."""
    context.add_cookies(cookies)
    found = Visit(base, context.new_page())
    found.page.on("request", found.hear)
    found.page.on("console", lambda m: found.complaints.append(m.text) if m.type == "error" else None)
    found.page.on("pageerror", lambda e: found.complaints.append(str(e)))
    return found
