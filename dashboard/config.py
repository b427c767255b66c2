"""Settings: the only place that reads the environment (variables ``NETRA_…``, or a file ``.env``)."""

from __future__ import annotations

import os
import secrets
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

# One thread for BLAS: a 560 x 560 Cholesky took 853 ms with the default on a busy machine, 4 ms with one.
_CALM = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "2"}


class Settings(BaseSettings):
    """What an office may set; every field has a safe default for one machine without Internet."""

    model_config = SettingsConfigDict(env_prefix="NETRA_", env_file=".env", extra="ignore")

    var_dir: Path = Path("var")
    db: str = ""  # empty = embedded SQLite under var_dir
    host: str = "127.0.0.1"
    port: int = 8050
    base_url: str = ""  # address readers reach; empty = http://host:port
    secret: SecretStr = SecretStr("")  # empty = made once and kept in var_dir/kunci
    data_key: SecretStr = SecretStr("")  # set = documents are kept, encrypted
    smtp_url: SecretStr = SecretStr("")  # smtp://user:password@host:587?tls=starttls
    mail_from: str = "Netra <netra@localhost>"
    zone: str = "Asia/Jakarta"
    today: date | None = None  # for demonstrations and tests; empty = the real day
    secure_cookies: bool = False  # True behind HTTPS

    def database_url(self) -> str:
        """URL of the database; the embedded one when none is set."""
        return self.db or f"sqlite:///{(self.var_dir / 'netra.db').resolve()}"

    def public_url(self) -> str:
        """Address under which readers open the pages, without a trailing slash."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    def day(self) -> date:
        """Today in the office's zone."""
        from datetime import datetime

        return self.today or datetime.now(ZoneInfo(self.zone)).date()

    def secret_key(self) -> bytes:
        """Key for hashes and sessions: as set, else made once and kept readable to its owner alone."""
        given = self.secret.get_secret_value()
        return given.encode() if given else _kept_key(self.var_dir / "kunci")


def _kept_key(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    key = secrets.token_hex(32).encode()
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return key


def calm_threads() -> None:
    """Keep numerical libraries to few threads; call before numpy or polars are imported."""
    for name, value in _CALM.items():
        os.environ.setdefault(name, value)


def environment_with(**changes: str) -> dict[str, str]:
    """This process's environment with ``changes``, for a process started by us."""
    return {**os.environ, **changes}
