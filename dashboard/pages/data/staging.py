"""Files that were handed in and not yet saved: encrypted, each owner's own, forgotten after two hours.

A batch is a folder ``<var>/unggahan/<token>``: ``batch.json`` says what is known of each file, ``<n>.bin``
are its bytes (they may hold names, so they are never in clear on the disk), ``<n>.json`` is its preview.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from dashboard.config import Settings
from dashboard.pages.data.forms import FormError

FOLDER = "unggahan"
KEPT_SECONDS = 2 * 3600
MOST_FILES = 20
LARGEST_FILE = 10 * 1024 * 1024  # bytes; larger ones are for the terminal, which has time
LARGEST_BATCH = 40 * 1024 * 1024
_TOKEN = re.compile(r"[A-Za-z0-9_\-]{22}")
GONE = "Unggahan ini sudah selesai, dibatalkan, atau lewat dua jam. Unggah lagi berkasnya."


@dataclass
class Item:
    """One file: what a person told about it, and what became of it."""

    name: str
    sha256: str
    size: int
    region: str | None = None
    kind: str | None = None
    known_on: str | None = None  # ISO day
    source_url: str | None = None
    mappings: dict[str, dict[str, str]] = field(default_factory=dict)  # layout -> {column number: field}
    state: str = "waiting"  # waiting | saved | known | refused
    message: str = ""
    document_id: int | None = None


@dataclass
class Batch:
    """Files handed in together."""

    token: str
    owner: int
    created: float
    items: list[Item]


class Staging:
    """Where batches wait."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.var_dir / FOLDER
        key = sha256(b"unggahan:" + settings.secret_key()).digest()
        self._lock = Fernet(base64.urlsafe_b64encode(key))

    def add(self, owner: int, files: list[tuple[Item, bytes]]) -> Batch:
        """Keep files until their owner decides; old batches are swept on the way."""
        self._sweep()
        batch = Batch(secrets.token_urlsafe(16), owner, time.time(), [item for item, _ in files])
        folder = self._folder / batch.token
        folder.mkdir(parents=True, mode=0o700)
        for number, (_item, data) in enumerate(files):
            _write(folder / f"{number}.bin", self._lock.encrypt(data))
        self.keep(batch)
        return batch

    def open(self, token: str, owner: int) -> Batch:
        """The owner's batch; FormError when it is gone or somebody else's."""
        folder = self._place(token)
        try:
            told = json.loads((folder / "batch.json").read_text())
        except (OSError, ValueError) as error:
            raise FormError(GONE, code="upload_gone") from error
        if told["owner"] != owner or time.time() - told["created"] > KEPT_SECONDS:
            raise FormError(GONE, code="upload_gone")
        return Batch(**{**told, "items": [Item(**item) for item in told["items"]]})

    def keep(self, batch: Batch) -> None:
        """Write what is known of a batch."""
        _write(self._place(batch.token) / "batch.json", json.dumps(asdict(batch)).encode())

    def data(self, batch: Batch, number: int) -> bytes:
        """Bytes of one file."""
        try:
            return self._lock.decrypt((self._place(batch.token) / f"{number}.bin").read_bytes())
        except (OSError, InvalidToken) as error:
            raise FormError(GONE, code="upload_gone") from error

    def keep_preview(self, batch: Batch, number: int, preview: Mapping[str, Any]) -> None:
        """What reading a file found; no personal data is in it."""
        text = json.dumps(preview, default=str, ensure_ascii=False)
        _write(self._place(batch.token) / f"{number}.json", text.encode("utf-8", "replace"))

    def preview(self, batch: Batch, number: int) -> dict[str, Any] | None:
        """The kept preview; None when it has to be made."""
        try:
            return dict(json.loads((self._place(batch.token) / f"{number}.json").read_text("utf-8")))
        except (OSError, ValueError):
            return None

    def drop(self, batch: Batch, number: int | None = None) -> None:
        """Forget one file's bytes and preview, or the whole batch."""
        folder = self._place(batch.token)
        if number is None:
            shutil.rmtree(folder, ignore_errors=True)
            return
        for ending in ("bin", "json"):
            (folder / f"{number}.{ending}").unlink(missing_ok=True)

    def _place(self, token: str) -> Path:
        if not _TOKEN.fullmatch(token):
            raise FormError(GONE, code="upload_gone")
        return self._folder / token

    def _sweep(self) -> None:
        if not self._folder.is_dir():
            return
        for folder in self._folder.iterdir():
            try:
                if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
            except OSError:  # another worker was faster
                continue


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(path.name + secrets.token_hex(4))
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    part.replace(path)
