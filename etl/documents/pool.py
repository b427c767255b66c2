"""One reusable child process for parsing: spawned, never forked; killed when it is slow or dead."""

from __future__ import annotations

import atexit
import pickle
import selectors
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from etl.unswept import unswept

TIME_LIMIT = 20.0  # seconds for one document
_LARGE_ANSWER = 64 * 2**20  # bytes: after this the child is replaced, to give its memory back
_ROOT = str(Path(__file__).resolve().parents[2])
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from etl.documents.worker import main; main()"


class Child:
    """A parser process that is started when first needed and replaced when it fails."""

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self.time_limit = time_limit
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, name: str, data: bytes) -> tuple:
        """The worker's answer; ("refused", "too_slow" | "too_much_memory", …) when it had to be killed."""
        question = pickle.dumps((name, data), protocol=5)
        with self._lock:
            is_old = self._process is not None
            try:
                try:
                    body = self._exchange(question)
                except (EOFError, BrokenPipeError):
                    if not is_old:
                        raise
                    self._stop()  # it may have died since the last document: a new child is asked once more
                    body = self._exchange(question)
            except TimeoutError:
                self._stop()
                return ("refused", "too_slow", {"seconds": round(self.time_limit)})
            except (BrokenPipeError, EOFError, OSError):
                self._stop()
                return ("refused", "too_much_memory", {})
            if len(body) > _LARGE_ANSWER:
                self._stop()
        with unswept():
            return pickle.loads(body)  # noqa: S301 - from our own child

    def stop(self) -> None:
        """End the child; the next question starts a new one."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                continue

    def _exchange(self, body: bytes) -> bytes:
        process = self._running()
        writer = threading.Thread(target=_write, args=(process.stdin, body), daemon=True)
        writer.start()
        deadline = time.monotonic() + self.time_limit
        size = struct.unpack(">Q", self._read(process, 8, deadline))[0]
        answer = self._read(process, size, deadline + self.time_limit)
        writer.join()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        return self._process

    def _read(self, process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
        pipe = process.stdout
        if pipe is None:
            raise EOFError
        chunks, missing = [], size
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while missing:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                chunk = pipe.read(min(missing, 1 << 20))
                if not chunk:
                    raise EOFError
                chunks.append(chunk)
                missing -= len(chunk)
        return b"".join(chunks)


def _write(pipe: object, body: bytes) -> None:
    try:
        pipe.write(struct.pack(">Q", len(body)))  # type: ignore[attr-defined]
        view = memoryview(body)
        while view:
            view = view[pipe.write(view) :]  # type: ignore[attr-defined]
    except (OSError, ValueError):  # the reader will notice that the child is gone
        return


CHILD = Child()
atexit.register(CHILD.stop)
