"""The real server on the loopback over the demonstration, and Debian's Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from dashboard import access
from dashboard.config import Settings
from etl import store
from tests.conftest import ROOT
from tests.dashboard.conftest import PASSWORD
from tests.dashboard.test_mail import free_port

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


PATIENCE_MS = 60_000  # a busy machine of two cores; nothing here waits longer than it must


expect.set_options(timeout=PATIENCE_MS)


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
def shown(demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A copy of the demonstration that the browser's journeys may change."""
    folder = tmp_path_factory.mktemp("peramban")
    store.backup(store.connect(demo.database_url()), folder / "netra.db")
    return Settings(var_dir=folder, _env_file=None)


@pytest.fixture(scope="session")
def served(shown: Settings) -> Iterator[str]:
    """Address of ``netra serve`` over the demonstration: the server, database and figures that users get."""
    access.new_user(store.connect(shown.database_url()), "peramban", role="admin")
    set_password(shown, "peramban", PASSWORD)
    port = free_port()
    environment = os.environ | {"NETRA_VAR_DIR": str(shown.var_dir), "NETRA_PORT": str(port)}
    server = subprocess.Popen([sys.executable, "-m", "dashboard.cli", "serve"], env=environment, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/sehat")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def set_password(config: Settings, login: str, password: str) -> None:
    """A password that tests know."""
    engine = store.connect(config.database_url())
    with engine.connect() as cx:
        user = store.find_user(cx, login)
    assert user is not None
    store.update_user(engine, user.id, password_hash=access.hash_password(password))


def wait_for(address: str) -> None:
    """Until the server answers, at most a minute."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{address} tidak menjawab")


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
    page.fill("#login", "peramban")
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
    context.set_default_timeout(PATIENCE_MS)
    found = Visit(base, context.new_page())
    found.page.on("request", found.hear)
    found.page.on("console", lambda m: found.complaints.append(m.text) if m.type == "error" else None)
    found.page.on("pageerror", lambda e: found.complaints.append(str(e)))
    return found
