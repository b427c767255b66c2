"""Serve the pages with gunicorn, and start the worker beside it when asked.

Workers are never forked after Polars has run (a deadlock): the application is made inside each worker.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication

from dashboard.config import Settings
from geo.errors import NetraError

_THREADS = 4


class _Gunicorn(BaseApplication):
    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from dashboard.app import create_server

        return create_server()


def require_free_port(host: str, port: int) -> None:
    """Raise a sentence when somebody already listens there, before anything is started."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NetraError(
                f"Alamat {host}:{port} tidak dapat dipakai ({error.strerror}). Hentikan program "
                f"yang memakainya, atau pilih porta lain: NETRA_PORT={port + 1} make run."
            ) from error


def serve(config: Settings, *, workers: int = 1, with_worker: bool = False) -> None:
    """Serve until stopped; prints where to open it. Raises NetraError when the port is taken."""
    require_free_port(config.host, config.port)
    helper = start_worker() if with_worker else None
    _announce(config)
    try:
        _Gunicorn(_options(config, workers)).run()
    finally:
        if helper:
            helper.terminate()
            helper.wait(timeout=10)


def start_worker() -> subprocess.Popen[bytes]:
    """Start ``netra worker`` as a process of its own, ended with ours."""
    helper = subprocess.Popen([sys.executable, "-m", "dashboard.cli", "worker"])

    def stop(number: int, _frame: FrameType | None) -> None:
        helper.terminate()
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    return helper


def _options(config: Settings, workers: int) -> dict[str, Any]:
    return {
        "bind": f"{config.host}:{config.port}",
        "workers": workers,
        "threads": _THREADS,
        "worker_class": "gthread",
        "timeout": 120,
        "keepalive": 15,
        "loglevel": "warning",
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        "control_socket_disable": True,
    }


def _announce(config: Settings) -> None:
    from dashboard.demo import sign_in_hint

    print(
        f"\n  Netra siap: {config.public_url()}\n  {sign_in_hint(config)}\n  Hentikan dengan Ctrl+C.\n",
        flush=True,
    )
