"""A small office for the Data page: packaged regions, the application over a real database, its people."""

from __future__ import annotations

import io
import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from dashboard import access
from dashboard.config import Settings
from etl import pipeline, store
from tests.dashboard.conftest import Site

TODAY = date(2024, 11, 1)
RECAP = """Rekap Sidak ASN Kota Probolinggo
OPD;Tanggal;Diperiksa;Terjaring
Dinas Kesehatan;07/03/2018;40;2
Dinas Perhubungan;07/03/2018;25;0
Dinas Tak Dikenal Siapa Pun;07/03/2018;12;1
"""
OTHER = RECAP.replace("Kota Probolinggo", "Kota Kediri")


class Office(Site):
    """Ask and change as one account does: token, form, redirect."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.settings = settings

    def enter(self, login: str, *, role: str, scope: str = "00") -> FlaskClient:
        """A signed-in account, made at its first use."""
        with self.engine.connect() as cx:
            known = store.find_user(cx, login)
        if known is None:
            self.add_user(login, role=role, scope=scope)
        return self.sign_in(login)

    def token(self, client: FlaskClient) -> str:
        """The session's token, as every form carries it."""
        page = client.get("/sandi").get_data(as_text=True)
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        assert found
        return unescape(found[1])

    def send(self, client: FlaskClient, path: str, **fields: object):
        """Post a form with its token."""
        data = {"csrf": self.token(client), **fields}
        return client.post(path, data=data, content_type="multipart/form-data")

    def hand_in(self, client: FlaskClient, *files: tuple[str, bytes | str], **fields: object):
        """Upload files by name and content; the answer to the upload."""
        sent = [(io.BytesIO(c.encode() if isinstance(c, str) else c), name) for name, c in files]
        return self.send(client, "/data/impor", berkas=sent, **fields)

    def load(self, client: FlaskClient, name: str, content: bytes | str, **fields: object) -> str:
        """Upload and save one file; the text of the page afterwards."""
        batch = self.hand_in(client, (name, content), **fields).headers["Location"]
        answer = self.send(client, batch.partition("?")[0] + "/simpan")
        assert answer.status_code == 303, text(answer)
        return text(client.get(answer.headers["Location"]))


def text(answer) -> str:
    """What a person reads of an answer."""
    plain = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with regions and calendar; copied, never changed."""
    folder = tmp_path_factory.mktemp("negeri")
    settings = Settings(var_dir=folder, today=TODAY, _env_file=None)
    engine = store.connect(settings.database_url())
    store.migrate(engine)
    pipeline.load_reference(engine, hash_key=settings.secret_key(), today=TODAY)
    store.backup(engine, folder / "salinan.db")
    return folder / "salinan.db"


@pytest.fixture
def office(country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office of its own for each test; its passwords are hashed quickly, for nobody attacks a test."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(access, "_hasher", lambda: quick)
    shutil.copy(country, tmp_path / "netra.db")
    return Office(Settings(var_dir=tmp_path, today=TODAY, _env_file=None))


def documents(office: Office) -> list[dict]:
    """Documents of the office, without the packaged ones."""
    with store.reading(office.engine) as cx:
        rows = store.read_documents(cx, store.Scope.everything()).rows(named=True)
    return [r for r in rows if r["imported_by"] not in (None, "netra", "acuan")]
