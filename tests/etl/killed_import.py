"""A program that imports files and is killed on demand: `python -m tests.etl.killed_import ADDRESS FOLDER`.

Each line on standard input, "SECONDS FIRST", starts one child that imports the folder's files from number
FIRST on, and kills it with signal 9 that many seconds after it begins; then the line "gone" is printed.
The children are forked, so that a hundred of them do not each load the libraries again: allowed here only
because this program itself never computes with Polars, so no thread of it is lost by forking.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import etl.documents
import etl.reading
from etl import store
from etl.pipeline import ImportOptions, import_document
from etl.world import World

OPTIONS = ImportOptions(region_code="35.74", kind="sidak", today=date(2024, 4, 30))


def open_once(files: list[Path]) -> None:
    """Parse all files now: what is killed later is reading, checking and writing."""
    opened = {
        hashlib.sha256(data).hexdigest(): etl.documents.open_document(data, name=path.name)
        for path in files
        for data in [path.read_bytes()]
    }

    def known(data: bytes, **_more: Any) -> etl.documents.Document:
        return opened[hashlib.sha256(data).hexdigest()]

    etl.documents.open_document = known  # type: ignore[assignment]


def load(address: str, files: list[Path], ready: int) -> None:
    """The child's work; it does not come back."""
    engine = store.connect(address)
    world = World.of(engine)
    os.write(ready, b".")
    for path in files:
        import_document(engine, path, options=OPTIONS, world=world)
    time.sleep(60)


def main(address: str, folder: str) -> None:
    """Serve the lines of standard input."""
    files = sorted(Path(folder).glob("*.csv"))
    open_once(files)
    store.connect(address)  # loads the driver; no connection is made yet
    for line in sys.stdin:
        seconds, first = line.split()
        reader, ready = os.pipe()
        child = os.fork()
        if not child:
            load(address, files[int(first) :], ready)
        os.read(reader, 1)
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reader)
        os.close(ready)
        print("gone", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
