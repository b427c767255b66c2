"""Fixtures that every area shares."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of reference data beside the project; its tests say plainly when it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"data rujukan tidak ada: {folder} (uji ini membutuhkannya; uji inti tidak)")
    return folder
